"""The schema in the database: bringing it up to date, and asking whether it is.

Alembic runs from here, without an alembic.ini: the program migrates itself, the same way for the demo, the tests and a
real server.
"""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from cockpit.db import past, reference
from cockpit.db.tables import metadata
from cockpit.domain.refusal import Refusal

LEDGER = frozenset({"operation"})
"""Append-only; a trigger refuses UPDATE, DELETE and TRUNCATE to everybody, its owner included."""

PRIVATE = frozenset({"subject_key", "quarantine", "chain_head", "order_head", "delivery_file", "stale_subject"})
"""Keys, refused raw rows, heads of the chains, notes of what is to be done: the engine's alone, closed to pages."""

GATE = frozenset({"account", "session", "login_try", "scope_key"})
"""Who may log in and who is: closed to pages and queries, read and written at the gate before there is a viewer."""

ACTED_ON = {
    "operation": "INSERT",
    "chain_head": "INSERT, UPDATE",
    "follow_up": "UPDATE",
    "follow_up_act": "INSERT",
    "order_head": "INSERT, UPDATE",
    "evaluation": "UPDATE (ledger_size)",
}
"""What a person's act writes beside reading: a record with its link, and where the work on the alert stands."""

REFERENCE = frozenset({"area", "workday", "workday_version"})
"""Loaded from seed_data by the migration; the engine only reads them."""

ROLES = (
    *("cockpit_owner", "cockpit_engine", "cockpit_web", "cockpit_province", "cockpit_public"),
    *("cockpit_actor", "cockpit_gate"),
)

_ONE_AT_A_TIME = 0x636F636B  # advisory lock: "cock"


def projections() -> list[str]:
    """Everything that pages read and the engine may drop and rebuild: all tables that are of no other kind."""
    return [name for name in sorted(metadata.tables) if name not in LEDGER | PRIVATE | GATE | REFERENCE]


def schema_is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest migration; False for an empty one."""
    with engine.connect() as connection:
        return _stands_at(connection) == ScriptDirectory.from_config(_config()).get_current_head()


def migrate(engine: Engine) -> bool:
    """Brings the schema and the reference data up to date; True if the schema changed.

    All in one transaction: a failed migration leaves the database as it was. Raises Refusal where the login may not
    make the roles, with the SQL that an administrator runs once.
    """
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        _ensure_roles(connection)
        before = _stands_at(connection)
        config = _config()
        config.attributes["connection"] = connection
        connection.execute(text("SET LOCAL ROLE cockpit_owner"))
        command.upgrade(config, "head")
        reference.load(connection)
        return _stands_at(connection) != before


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "cockpit.db:migrations")
    return config


def _stands_at(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _ensure_roles(connection: Connection) -> None:
    wanted = [
        *(f"CREATE ROLE {role} NOLOGIN" for role in ROLES if not _has_role(connection, role)),
        "ALTER ROLE cockpit_engine BYPASSRLS",  # COPY is refused under policies (db.policies)
        f"GRANT {', '.join(ROLES)} TO CURRENT_USER",
        "GRANT USAGE, CREATE ON SCHEMA public TO cockpit_owner",
        f"GRANT USAGE ON SCHEMA public TO {', '.join(ROLES[1:])}",
        *(f"CREATE SCHEMA IF NOT EXISTS {name} AUTHORIZATION cockpit_owner" for name in past.schemas()),
    ]
    if _may_work(connection):
        return
    try:
        with connection.begin_nested():
            for statement in wanted:
                connection.exec_driver_sql(statement)
    except ProgrammingError as error:
        login = connection.execute(text("SELECT quote_ident(current_user)")).scalar_one()
        script = "\n".join(f"  {line};".replace("CURRENT_USER", login) for line in wanted)
        raise Refusal(
            f"数据库用户 {login} 无权建立 cockpit 所需的角色：请由数据库管理员在本库执行一次下列语句，然后重试：\n{script}",
            exit_code=1,
        ) from error


def _has_role(connection: Connection, role: str) -> bool:
    return bool(
        connection.execute(text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": role}).scalar()
    )


def _may_work(connection: Connection) -> bool:
    """Whether the roles and the schemas for earlier days are there: then nothing needs an administrator."""
    return bool(
        connection.execute(
            text(
                """
                SELECT count(*) FILTER (WHERE pg_has_role(oid, 'MEMBER')
                                          AND has_schema_privilege(oid, 'public', 'USAGE')
                                          AND rolbypassrls = (rolname = 'cockpit_engine')
                                          AND (rolname <> 'cockpit_owner'
                                               OR has_schema_privilege(oid, 'public', 'CREATE'))
                       ) = cardinality(CAST(:roles AS text[]))
                       AND (SELECT count(*) FROM pg_namespace WHERE nspname = ANY(:schemas))
                           = cardinality(CAST(:schemas AS text[]))
                FROM pg_roles WHERE rolname = ANY(:roles)
                """
            ),
            {"roles": list(ROLES), "schemas": past.schemas()},
        ).scalar()
    )
