"""Row-level security: every table shows a viewer their own rows and no other, whatever is asked and however.

Each probe has its control: the same fault planted, and then the probe finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from cockpit.cli.people import check_accounts
from cockpit.db import doors, engine, past, policies, schema
from cockpit.db.tables import metadata
from cockpit.domain.access import UserRole
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.settings import Settings
from tests.conftest import a_database
from tests.db.cities import DONGJIE, FUZHOU, GULOU, NANJIE, PINGTAN, PLACES, PROVINCE, XIAMEN, fill

VIEWERS = {
    "province:35": set(PLACES),
    "province_inspector:35": set(PLACES),
    "city:3501": {FUZHOU, GULOU, DONGJIE, NANJIE},
    "city_inspector:3501": {FUZHOU, GULOU, DONGJIE, NANJIE},
    "city:3502": {XIAMEN},
    "city:350128": {PINGTAN},
    "county:350102": {GULOU, DONGJIE, NANJIE},
    "department:350102": {GULOU, DONGJIE, NANJIE},
    "street:350102001": {DONGJIE},
    "street:350203001": {XIAMEN},
    "county:350481": set(),
}
ABOVE = {
    "city:3501": {PROVINCE},
    "city_inspector:3501": {PROVINCE},
    "city:3502": {PROVINCE},
    "city:350128": {PROVINCE},
    "county:350102": {PROVINCE, FUZHOU},
    "department:350102": {PROVINCE, FUZHOU},
    "street:350102001": {PROVINCE, FUZHOU, GULOU},
    "street:350203001": {PROVINCE},
    "county:350481": {PROVINCE},
}
SEEN_FROM_BELOW = {*policies.OF_AREA_OR_ABOVE, "staff"}
GUARDED = sorted(set(metadata.tables) - set(policies.OPEN) - set(policies.CLOSED))


@pytest.fixture(scope="module")
def cities(server_url: str, template: str) -> Iterator[Engine]:
    """Rows of seven areas in every table, and once more in the first place for earlier days. Nobody changes them."""
    with a_database(server_url, template) as opened:
        with doors.writing_as_engine() as conn:
            fill(conn)
            for name in past.KEPT:
                conn.execute(text(f"INSERT INTO past_1.{name} SELECT * FROM public.{name}"))
        yield opened


@contextmanager
def for_now(opened: Engine, *statements: str) -> Iterator[Connection]:
    """A transaction of the administrator that leaves nothing behind."""
    with opened.connect() as conn, conn.begin() as transaction:
        for statement in statements:
            conn.execute(text(statement))
        yield conn
        transaction.rollback()


NAMING = ("area_code", "subject_id", "case_no", "unit_id", "tenancy_id", "batch_id", "org_id", "project_id")


def places(conn: Connection, table: str) -> set[str]:
    """The areas of whose rows something is seen."""
    known = metadata.tables[table.rpartition(".")[2]].c
    column = next(name for name in NAMING if name in known)
    return {value.rpartition("-")[2] for value in conn.execute(text(f"SELECT {column} FROM {table}")).scalars()}


def expected(who: str, table: str) -> set[str]:
    above = ABOVE.get(who, set()) if table.rpartition(".")[2] in SEEN_FROM_BELOW else set()
    return VIEWERS[who] | above


@pytest.mark.parametrize("who", VIEWERS)
def test_each_viewer_sees_of_every_table_what_is_theirs_and_nothing_else(cities: Engine, who: str) -> None:
    with doors.reading_as(Viewer.parse(who)) as conn:
        for table in [*GUARDED, *(f"past_1.{name}" for name in past.KEPT if name != "evaluation")]:
            if table == "operation":
                continue  # below, by kind
            assert places(conn, table) == expected(who, table), table


@pytest.mark.parametrize("who", VIEWERS)
def test_of_the_ledger_each_viewer_sees_the_operations_on_what_they_see(cities: Engine, who: str) -> None:
    with doors.reading_as(Viewer.parse(who)) as conn:
        for kind in ("case", "batch", "unit", "tenancy", "criteria"):
            found = conn.execute(text("SELECT subject_id FROM operation WHERE subject_kind = :kind"), {"kind": kind})
            seen = {value.rpartition("-")[2] for value in found.scalars()}
            assert seen == VIEWERS[who] | (ABOVE.get(who, set()) if kind == "criteria" else set()), kind


def test_a_viewer_of_an_earlier_day_sees_no_more(cities: Engine) -> None:
    with doors.reading_as(Viewer.parse("city:3502")) as conn:
        doors.look_into(conn, 1, through_views=True)
        conn.execute(text("SELECT set_config('cockpit.until', '2999-01-01', true)"))
        assert places(conn, "finding") == {XIAMEN}
        assert places(conn, "alert") == {XIAMEN}
        assert {
            row.rpartition("-")[2] for row in conn.execute(text("SELECT operation_id FROM operation")).scalars()
        } == {
            XIAMEN,
            PROVINCE,
        }


def test_every_table_has_a_rule_of_its_own() -> None:
    for name in metadata.tables:
        policies.condition("public", name)
    with pytest.raises(KeyError):
        policies.condition("public", "a_new_table")


@pytest.mark.parametrize("table", ["delivery_file", "stale_subject", "account", "session", "login_try", "scope_key"])
def test_what_is_not_for_viewers_is_closed_to_them(cities: Engine, table: str) -> None:
    with doors.reading_as(Viewer.parse("province:35")) as conn, pytest.raises(ProgrammingError, match="denied"):
        conn.execute(text(f"SELECT * FROM {table}"))


@pytest.mark.parametrize("table", sorted(set(metadata.tables) - schema.REFERENCE - {"delivery", "evaluation"}))
def test_the_public_reads_no_table_of_ours(cities: Engine, table: str) -> None:
    with doors.reading_as(Viewer.parse("public:35")) as conn, pytest.raises(ProgrammingError, match="denied"):
        conn.execute(text(f"SELECT * FROM {table}"))


def test_the_engine_is_no_viewer() -> None:
    with pytest.raises(Refusal, match="系统自动"), doors.reading_as(Viewer("", "35", UserRole.ENGINE)):
        raise AssertionError("nobody came in")


@pytest.mark.parametrize("table", ["finding", "operation", "case_file", "area", "subject_key"])
def test_the_gate_sees_accounts_and_nothing_else(cities: Engine, table: str) -> None:
    with doors.at_the_gate() as conn, pytest.raises(ProgrammingError, match="denied"):
        conn.execute(text(f"SELECT * FROM {table}"))


# --- the probes -------------------------------------------------------------------------------------------------------

COUNT = text("SELECT count(*) FROM finding")
ALL = 5 * len(PLACES)


def test_probe_the_owner_of_a_table_sees_nothing_of_it(cities: Engine) -> None:
    with doors.as_owner() as conn:
        assert conn.execute(COUNT).scalar_one() == 0
    # Control: without FORCE it would.
    with for_now(cities, "ALTER TABLE finding NO FORCE ROW LEVEL SECURITY", "SET LOCAL ROLE cockpit_owner") as conn:
        assert conn.execute(COUNT).scalar_one() == ALL


def test_probe_a_scope_shows_its_own_and_no_scope_shows_nothing(cities: Engine) -> None:
    with doors.reading_as(Viewer.parse("street:350102001")) as conn:
        assert conn.execute(COUNT).scalar_one() == 5
    for role in ("cockpit_web", "cockpit_province"):
        with for_now(cities, f"SET LOCAL ROLE {role}") as conn:
            assert conn.execute(COUNT).scalar_one() == 0


def test_probe_the_role_of_the_province_shows_a_city_nothing(cities: Engine) -> None:
    with for_now(cities, "SET LOCAL ROLE cockpit_province") as conn:
        scoped(conn, "3501")
        assert conn.execute(COUNT).scalar_one() == 0
        scoped(conn, "35")
        assert conn.execute(COUNT).scalar_one() == ALL


@pytest.mark.parametrize(("kind", "seen"), [("", ALL), (" WITH (security_invoker = true)", 5)])
def test_probe_a_view_of_its_owner_sees_all_and_one_of_its_reader_does_not(
    cities: Engine, kind: str, seen: int
) -> None:
    made = (f"CREATE VIEW seen_through{kind} AS SELECT * FROM finding", "GRANT SELECT ON seen_through TO cockpit_web")
    with for_now(cities, *made, "SET LOCAL ROLE cockpit_web") as conn:
        scoped(conn, "350102001")
        assert conn.execute(text("SELECT count(*) FROM seen_through")).scalar_one() == seen


FORGERIES = [
    "SELECT set_config('cockpit.low', '35', true), set_config('cockpit.high', '36', true)",
    "SELECT set_config('cockpit.low', '3502', true), set_config('cockpit.high', '3503', true)",
    "SELECT set_config('cockpit.city_low', '35', true), set_config('cockpit.city_high', '36', true)",
    "SELECT set_config('cockpit.above', '{350203001,3502}', true)",
    "SELECT set_config('cockpit.seal', '', true)",
    "SELECT set_config('cockpit.seal', repeat('0', 64), true)",
    "SET cockpit.low = '35'",
]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_probe_a_scope_that_was_set_by_somebody_else_shows_nothing(cities: Engine, forgery: str) -> None:
    with doors.reading_as(Viewer.parse("street:350102001")) as conn:
        conn.execute(text(forgery))
        for table in GUARDED:
            assert conn.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0, table


def test_control_without_the_seal_a_forged_scope_would_show_what_it_names(cities: Engine) -> None:
    open_door = "CREATE OR REPLACE FUNCTION scope_holds() RETURNS boolean LANGUAGE sql AS 'SELECT true'"
    with for_now(cities, open_door, "SET LOCAL ROLE cockpit_web") as conn:
        scoped(conn, "350102001")
        conn.execute(text(FORGERIES[0]))
        assert places(conn, "finding") == set(PLACES)


def scoped(conn: Connection, area_code: str, *, off_by: int = 0) -> None:
    """What the door says for a viewer of the area; ``off_by``: for the connection of another process."""
    with doors.at_the_gate() as gate:
        key = bytes(gate.execute(text("SELECT key FROM scope_key")).scalar_one())
    process = conn.execute(text("SELECT pg_backend_pid()")).scalar_one()
    for name, value in policies.settings_of(area_code, key, process + off_by).items():
        conn.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})


@pytest.mark.parametrize(("off_by", "seen"), [(0, ALL), (1, 0)])
def test_probe_a_seal_of_one_connection_is_worth_nothing_on_another(cities: Engine, off_by: int, seen: int) -> None:
    with for_now(cities, "SET LOCAL ROLE cockpit_web") as conn:
        scoped(conn, "35", off_by=off_by)
        assert conn.execute(COUNT).scalar_one() == seen


def test_probe_a_setting_left_on_a_pooled_connection_does_not_help_its_next_user(cities: Engine) -> None:
    with cities.begin() as conn:
        conn.execute(text("SET cockpit.low = '35'"))
        conn.execute(text("SET cockpit.high = '36'"))
    with doors.reading_as(Viewer.parse("street:350102001")) as conn:
        assert places(conn, "finding") == {DONGJIE}
    with for_now(cities, "SET LOCAL ROLE cockpit_web") as conn:  # and after the door nothing of its scope is left
        assert conn.execute(COUNT).scalar_one() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO case_file SELECT * FROM case_file",  # whether a key exists elsewhere: a unique index would say
        "TRUNCATE finding",
        "DELETE FROM finding",
        "UPDATE finding SET area_code = '350102001'",
        "COPY finding FROM STDIN",
        "CREATE TABLE mine (n int REFERENCES finding)",  # whether it exists: a foreign key would say
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "SELECT * FROM scope_key",
        "SELECT content FROM operation",
    ],
)
def test_probe_nothing_is_written_and_no_index_is_asked(cities: Engine, statement: str) -> None:
    # Without the door: in a transaction that could write.
    web = "SET LOCAL ROLE cockpit_web"
    with for_now(cities, web) as conn, pytest.raises(DBAPIError, match="permission denied"):
        conn.execute(text(statement))


@pytest.fixture
def pages_login(cities: Engine) -> Iterator[None]:
    """The doors opened with a login that a DBA has put into the roles of pages alone."""
    with cities.begin() as conn:
        conn.execute(text("CREATE ROLE pages_login LOGIN PASSWORD 'x'"))
        conn.execute(
            text("GRANT cockpit_web, cockpit_province, cockpit_public, cockpit_actor, cockpit_gate TO pages_login")
        )
    engine.connect_to(cities.url.set(username="pages_login", password="x").render_as_string(hide_password=False))
    yield
    engine.current().dispose()
    engine.connect_to(cities.url.render_as_string(hide_password=False))
    with cities.begin() as conn:
        conn.execute(text("DROP ROLE pages_login"))


ESCAPES = [
    "SELECT set_config('role', 'cockpit_engine', true)",
    "SELECT set_config('role', 'cockpit_owner', true)",
    "RESET ROLE; SET ROLE cockpit_engine",
    "SELECT set_config('row_security', 'off', true); SELECT count(*) FROM finding",
]


@pytest.mark.parametrize("escape", ESCAPES)
def test_probe_a_login_of_the_pages_alone_cannot_leave_them(cities: Engine, pages_login: None, escape: str) -> None:
    with doors.reading_as(Viewer.parse("street:350102001")) as conn, pytest.raises(DBAPIError):
        conn.exec_driver_sql(escape)
    with doors.reading_as(Viewer.parse("street:350102001")) as conn:
        assert places(conn, "finding") == {DONGJIE}
    with pytest.raises(psycopg.Error, match="permission denied"), doors.writing_as_engine():
        raise AssertionError("nobody came in")


def test_serving_asks_for_nothing_beyond_such_a_login(cities: Engine, pages_login: None) -> None:
    assert schema.schema_is_current(engine.current())
    check_accounts(Settings.from_environment({"COCKPIT_PUBLIC_URL": "https://cockpit.example"}))


@pytest.mark.parametrize("escape", ESCAPES[:2])
def test_control_a_login_in_every_role_could_leave_them(cities: Engine, escape: str) -> None:
    with doors.reading_as(Viewer.parse("street:350102001")) as conn:
        conn.exec_driver_sql(escape)


# --- who acts ---------------------------------------------------------------------------------------------------------

KEYS = "city_code = '3502' AND alert_no = 'canary-350203001'"
FOREIGN_WRITES = {
    "a follow-up is moved": f"UPDATE follow_up SET n = n + 1 WHERE {KEYS}",
    "one of theirs is carried off": "UPDATE follow_up SET area_code = '350203001'",
    "an act is noted": 'INSERT INTO follow_up_act SELECT (jsonb_populate_record(a, \'{"n": 9, "area_code": '
    '"350203001"}\')).* FROM follow_up_act a',
    "an operation is appended": "INSERT INTO operation (city_code, seq, source, operation_id, subject_kind, subject_id,"
    " step, action, occurred_at, recorded_at, received_at, actor_id, org_id, role, content, record, leaf, link)"
    " VALUES ('3502', 9999, 'cockpit', 'x', 'alert', 'canary-350203001', '', 'alert_closed', now(), now(), now(), '',"
    " '', '', '', '', '', '')",
    "one about a case of theirs": "INSERT INTO operation (city_code, seq, source, operation_id, subject_kind,"
    " subject_id, step, action, occurred_at, recorded_at, received_at, actor_id, org_id, role, content, record, leaf,"
    " link) VALUES ('3501', 9999, 'national', 'x', 'case', 'case_no-350102001', '', 'accepted', now(), now(), now(),"
    " '', '', '', '', '', '', '')",
}


@pytest.mark.parametrize("what", FOREIGN_WRITES)
def test_whoever_acts_writes_about_nothing_but_alerts_of_their_own(cities: Engine, what: str) -> None:
    with pytest.raises(_Undone), doors.acting_as(Viewer.parse("county:350102")) as conn:
        assert places(conn, "follow_up") == {GULOU, DONGJIE, NANJIE}
        try:
            assert conn.exec_driver_sql(FOREIGN_WRITES[what]).rowcount == 0
        except ProgrammingError as refused:
            assert "row-level security" in str(refused)
        raise _Undone


@pytest.mark.parametrize("table", ["case_file", "finding", "alert", "kept_day", "scope_key", "account", "session"])
def test_whoever_acts_changes_nothing_else(cities: Engine, table: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        doors.acting_as(Viewer.parse("province:35")) as conn,
    ):
        conn.execute(text(f"DELETE FROM {table}"))


def test_control_without_the_policy_a_foreign_follow_up_would_move(cities: Engine) -> None:
    careless = (
        "CREATE POLICY careless ON follow_up TO cockpit_actor USING (true) WITH CHECK (true)",
        "SET LOCAL ROLE cockpit_actor",
    )
    with for_now(cities, *careless) as conn:
        scoped(conn, "350102")
        assert conn.exec_driver_sql(FOREIGN_WRITES["a follow-up is moved"]).rowcount == 1


def test_a_scope_that_was_set_by_somebody_else_lets_nobody_act(cities: Engine) -> None:
    with pytest.raises(_Undone), doors.acting_as(Viewer.parse("county:350102")) as conn:
        conn.execute(text(FORGERIES[1]))
        for written in ("follow_up", "evaluation", "chain_head", "order_head"):
            column = {"follow_up": "n", "evaluation": "ledger_size", "chain_head": "seq"}.get(written, "last")
            assert conn.exec_driver_sql(f"UPDATE {written} SET {column} = {column} + 1").rowcount == 0
        raise _Undone


class _Undone(Exception):
    """Takes back what a test wrote."""


# --- the lint of the schema -------------------------------------------------------------------------------------------

LINT = {
    "tables without row-level security against everybody": """
        SELECT oid::regclass::text FROM pg_class
        WHERE relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)
          AND relnamespace::regnamespace::text ~ '^(public|past)' AND relname <> 'alembic_version'""",
    "views that show what their owner sees": """
        SELECT oid::regclass::text FROM pg_class
        WHERE relkind = 'v' AND relnamespace::regnamespace::text ~ '^(public|past)'
          AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)""",
    "materialized views": "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'm'",
    "functions that run as their owner": """
        SELECT oid::regprocedure::text FROM pg_proc
        WHERE prosecdef AND pronamespace::regnamespace::text ~ '^(public|past)'
          AND NOT (oid = 'public.scope_holds()'::regprocedure AND proconfig = '{search_path=pg_catalog}')""",
    "rights for everybody": """
        SELECT relname::text FROM pg_class CROSS JOIN aclexplode(relacl) AS entry
        WHERE relnamespace::regnamespace::text ~ '^(public|past)' AND entry.grantee = 0""",
    "roles of a browser that are more than they should be": """
        SELECT rolname::text FROM pg_roles
        WHERE rolname IN ('cockpit_web', 'cockpit_province', 'cockpit_public', 'cockpit_actor', 'cockpit_gate')
          AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb
               OR EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid)
               OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid))""",
    "policies that let a browser's role write": """
        SELECT schemaname || '.' || tablename || ' ' || policyname FROM pg_policies
        WHERE roles && '{cockpit_web,cockpit_province,cockpit_public}' AND cmd <> 'SELECT'""",
}
FAULTS = {
    "tables without row-level security against everybody": "CREATE TABLE careless (city_code text)",
    "views that show what their owner sees": "CREATE VIEW careless AS SELECT * FROM finding",
    "materialized views": "CREATE MATERIALIZED VIEW careless AS SELECT * FROM finding",
    "functions that run as their owner": (
        "CREATE FUNCTION careless() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM finding'"
    ),
    "rights for everybody": "GRANT SELECT ON finding TO PUBLIC",
    "roles of a browser that are more than they should be": "ALTER TABLE finding OWNER TO cockpit_web",
    "policies that let a browser's role write": "CREATE POLICY careless ON finding TO cockpit_web USING (true)",
}


@pytest.mark.parametrize("what", LINT)
def test_the_schema_has_none_of(cities: Engine, what: str) -> None:
    with for_now(cities) as conn:
        assert conn.execute(text(LINT[what])).scalars().all() == []
        conn.execute(text(FAULTS[what]))
        assert len(conn.execute(text(LINT[what])).scalars().all()) == 1
