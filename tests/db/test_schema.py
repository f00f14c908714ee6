"""The migrations make exactly the tables of db.tables, and give each role what it needs and no more."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError

from cockpit.db import doors, schema
from cockpit.db.tables import metadata
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer

A_LEDGER_ROW = text(
    """
    INSERT INTO operation (city_code, seq, source, operation_id, subject_kind, subject_id, step, action, occurred_at,
                           recorded_at, received_at, actor_id, org_id, role, content, record, leaf, link)
    VALUES ('3501', 1, 's', 'op1', 'case', 'c1', 'S1', 'submitted', now(), now(), now(),
            '', '', 'applicant', '', '', '', '')
    """
)
REWRITING = [
    "UPDATE operation SET action = 'accepted'",
    "UPDATE operation SET action = 'accepted' WHERE false",
    "DELETE FROM operation",
    "TRUNCATE operation",
]


def test_the_migrated_schema_is_the_declared_one(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_a_migrated_database_is_current_and_migrating_again_changes_nothing(database: Engine) -> None:
    assert schema.schema_is_current(database)
    assert schema.migrate(database) is False


def test_an_empty_database_is_not_current(server_url: str) -> None:
    empty = create_engine(server_url)
    assert not schema.schema_is_current(empty)
    empty.dispose()


def test_every_table_belongs_to_the_owner_role(database: Engine) -> None:
    with database.connect() as connection:
        owners = connection.execute(text("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"))
        assert owners.scalars().all() == ["cockpit_owner"]


def test_nothing_is_granted_to_public(database: Engine) -> None:
    with database.connect() as connection:
        granted = connection.execute(
            text(
                """
                SELECT relname FROM pg_class CROSS JOIN aclexplode(relacl) AS entry
                WHERE relnamespace = 'public'::regnamespace AND entry.grantee = 0
                """
            )
        )
        assert granted.all() == []


@pytest.mark.parametrize("statement", REWRITING)
@pytest.mark.parametrize("role", ["cockpit_web", "cockpit_engine", "cockpit_owner", None])
def test_nobody_rewrites_the_ledger(database: Engine, role: str | None, statement: str) -> None:
    with doors.writing_as_engine() as connection:
        connection.execute(A_LEDGER_ROW)
    with database.connect() as connection, connection.begin():  # role None: the superuser itself
        if role:
            connection.execute(text(f"SET LOCAL ROLE {role}"))
        with pytest.raises(ProgrammingError, match=r"append-only|permission denied"):
            connection.execute(text(statement))
    with doors.writing_as_engine() as connection:
        assert connection.execute(text("SELECT action FROM operation")).scalars().all() == ["submitted"]


def test_replication_mode_does_not_open_the_ledger(database: Engine) -> None:
    with database.connect() as connection, connection.begin():
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        with pytest.raises(ProgrammingError, match="append-only"):
            connection.execute(text("DELETE FROM operation"))


@pytest.mark.parametrize("table", sorted(schema.LEDGER | schema.REFERENCE) + schema.projections())
def test_the_web_role_writes_nothing(database: Engine, table: str) -> None:
    with database.connect() as connection:
        may = connection.execute(
            text("SELECT has_table_privilege('cockpit_web', :table, 'INSERT, UPDATE, DELETE, TRUNCATE')"),
            {"table": table},
        )
        assert may.scalar() is False


@pytest.mark.parametrize("table", sorted(schema.PRIVATE))
def test_the_web_role_does_not_read_keys_heads_or_refused_rows(database: Engine, viewer: Viewer, table: str) -> None:
    with doors.reading_as(viewer) as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text(f"SELECT * FROM {table}"))


def test_the_web_role_reads_operations_but_not_the_hash_of_their_plaintext(database: Engine, viewer: Viewer) -> None:
    with doors.reading_as(viewer) as connection:
        assert connection.execute(text("SELECT operation_id, record FROM operation")).all() == []
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("SELECT content FROM operation"))


def test_the_engine_drops_and_refills_projections_but_not_reference_data(database: Engine) -> None:
    with doors.writing_as_engine() as connection:
        connection.execute(text("TRUNCATE finding, case_fact"))
    with doors.writing_as_engine() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text("DELETE FROM area"))


def test_a_login_that_may_not_make_roles_is_told_what_the_administrator_must_run(
    database: Engine, server_url: str
) -> None:
    with database.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS plain_login"))
        connection.execute(text("CREATE ROLE plain_login LOGIN PASSWORD 'x'"))
    plain = create_engine(database.url.set(username="plain_login", password="x"))
    try:
        with pytest.raises(
            Refusal,
            match=f"GRANT {', '.join(schema.ROLES)} TO plain_login;",
        ):
            schema.migrate(plain)
    finally:
        plain.dispose()
        with database.begin() as connection:
            connection.execute(text("DROP ROLE plain_login"))
