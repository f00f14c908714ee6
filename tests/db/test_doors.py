"""The doors: who comes in, with which scope, and that nothing of it stays behind."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import InternalError

from cockpit.db import doors, engine
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.settings import Settings

A_FACT = text("INSERT INTO unit_fact (city_code, unit_id, area_code, state) VALUES ('3501', 'u', '350102', 'ready')")
WHO = text("SELECT current_user, current_setting('cockpit.area', true)")


def test_a_viewer_reads_as_the_web_role_bounded_by_their_area(database: Engine) -> None:
    with doors.reading_as(Viewer.parse("city:3501")) as connection:
        assert connection.execute(WHO).one() == ("cockpit_web", "3501")


def test_a_viewer_cannot_write_even_where_the_role_could(database: Engine, viewer: Viewer) -> None:
    with doors.reading_as(viewer) as connection, pytest.raises(InternalError, match="read-only transaction"):
        connection.execute(text("CREATE TABLE mine (n int)"))


def test_all_queries_of_one_page_see_the_same_moment(database: Engine, viewer: Viewer) -> None:
    count = text("SELECT count(*) FROM unit_fact")
    with doors.reading_as(viewer) as page:
        before = page.execute(count).scalar_one()
        with doors.writing_as_engine() as other:
            other.execute(A_FACT)
        assert page.execute(count).scalar_one() == before


def test_role_and_scope_do_not_travel_with_the_pooled_connection(database: Engine, viewer: Viewer) -> None:
    with doors.reading_as(viewer) as connection:
        process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with database.connect() as connection:
        scope = "nullif(current_setting('cockpit.area', true), '')"
        same, user, area = connection.execute(
            text(f"SELECT pg_backend_pid(), current_user = session_user, {scope}")
        ).one()
    assert (same, user, area) == (process, True, None)


def test_the_engine_has_no_area(database: Engine) -> None:
    with doors.writing_as_engine() as connection:
        assert connection.execute(WHO).one() == ("cockpit_engine", "")


def test_what_the_engine_wrote_is_gone_when_the_block_raises(database: Engine) -> None:
    with pytest.raises(ZeroDivisionError), doors.writing_as_engine() as connection:
        connection.execute(A_FACT)
        raise ZeroDivisionError
    with doors.writing_as_engine() as connection:
        assert connection.execute(text("SELECT count(*) FROM unit_fact")).scalar_one() == 0


def test_copy_runs_in_the_transaction_and_role_of_the_door(database: Engine) -> None:
    with doors.writing_as_engine() as connection:
        raw = doors.psycopg_of(connection)
        with raw.cursor().copy("COPY chain_head (city_code, seq, link) FROM STDIN") as copy:
            copy.write_row(("3501", 7, b"\x00"))
        assert connection.execute(text("SELECT seq FROM chain_head")).scalar_one() == 7
        assert connection.execute(WHO).one()[0] == "cockpit_engine"


def test_days_are_shanghai_days(database: Engine, viewer: Viewer) -> None:
    with doors.reading_as(viewer) as connection:
        assert str(connection.execute(text("SELECT '2026-11-23T17:00Z'::timestamptz::date")).scalar()) == "2026-11-24"


def test_statistics_are_refreshed_as_the_owner(database: Engine) -> None:
    doors.refresh_statistics("area")
    with database.connect() as connection:
        assert connection.execute(text("SELECT reltuples FROM pg_class WHERE relname = 'area'")).scalar_one() == 1264


@pytest.mark.parametrize(
    "text_", ["", "35", "mayor:35", "province:3501", "city:35'; DROP", "city:３５０１", "county:360102"]
)
def test_a_viewer_that_cannot_be_meant_is_refused(text_: str) -> None:
    with pytest.raises(Refusal):
        Viewer.parse(text_)


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    settings = Settings.from_environment({"COCKPIT_DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/none"})
    with pytest.raises(Refusal, match=r"连接不上数据库 .*127\.0\.0\.1:1/none") as refused:
        doors.open_database(settings)
    assert "secret" not in refused.value.message
    assert refused.value.exit_code == 1


def test_without_an_opened_database_every_door_refuses(monkeypatch: pytest.MonkeyPatch, viewer: Viewer) -> None:
    monkeypatch.setattr(engine, "_current", None)
    with pytest.raises(Refusal, match="尚未连接"), doors.reading_as(viewer):
        raise AssertionError("nobody came in")


def test_a_server_older_than_promised_is_refused(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "OLDEST_SERVER", 990000)
    url = create_engine(database.url).url.render_as_string(hide_password=False)
    with pytest.raises(Refusal, match="版本过旧"):
        doors.open_database(Settings.from_environment({"COCKPIT_DATABASE_URL": url}))
