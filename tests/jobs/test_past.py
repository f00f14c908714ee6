"""Keeping earlier days: a day that is kept is the evaluation of that day, whole, whatever happened or arrived since."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from cockpit import facts
from cockpit.actions.change_limit import set_limit
from cockpit.db import doors, past, tables
from cockpit.domain.limit_change import Ground
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.facts.keeping import end_of
from cockpit.jobs.evaluate import evaluate
from cockpit.jobs.past import is_kept, keep
from cockpit.jobs.rollup import rollup
from cockpit.queries import asof, limits
from cockpit.queries.explain import explain
from tests.build import History, case, world_of
from tests.examples import examples
from tests.facts.reading import CIPHER, know, record
from tests.histories import judged_worlds
from tests.reference import World

Door = Callable[[], AbstractContextManager[Connection]]
Content = dict[str, list[dict[str, object]]]

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LATER = date(2027, 6, 1)


def content(connection: Connection, schema: str) -> Content:
    """Every kept table in an order of its own.

    Of the evaluation all but the size of the ledger, which has grown, and whether single operations can be taken up
    into it, which is for today's alone.
    """
    found: Content = {}
    todays = {"ledger_size": 0, "extendable": False}
    for name in past.KEPT:
        rows = connection.execute(text(f"SELECT * FROM {schema}.{name}")).mappings()
        found[name] = sorted(({**row, **todays} if name == "evaluation" else dict(row) for row in rows), key=repr)
    return found


def bring(connection: Connection, *told: History) -> None:
    """Everything that these histories tell so far, judged as of a much later day."""
    world = world_of(*told)
    known = set(connection.execute(select(tables.operation.c.operation_id)).scalars())
    if not known:
        know(connection, world)
    touched = record(connection, [row for row in world.operations if row["operation_id"] not in known])
    facts.refresh(connection, CIPHER, touched)
    evaluate(connection, CIPHER, LATER, now=NOW)


def kept_lamps(connection: Connection, day: str) -> set[tuple[str, str, str | None]]:
    place = keep(connection, CIPHER, date.fromisoformat(day), now=NOW)
    rows = connection.execute(text(f"SELECT finding, since, until FROM {past.schema_of(place or 0)}.finding"))
    return {(row.finding, f"{row.since}", f"{row.until}" if row.until else None) for row in rows}


def taken_up_again() -> History:
    h = case().dispatched("2026-03-02").determined("2026-03-11", result="unqualified").notified("2026-03-12")
    return h.re_review_requested("2026-03-13").determined("2026-03-24")


# --- what is kept is what that day's evaluation stores ----------------------------------------------------------------


@examples(6)
@given(judged_worlds())
def test_a_kept_day_is_what_evaluating_its_operations_alone_stores(
    engine_door: Door, judged: tuple[World, date]
) -> None:
    world, day = judged
    early = [row for row in world.operations if row["occurred_at"] < end_of(day)]
    rest = [row for row in world.operations if row["occurred_at"] >= end_of(day)]
    with engine_door() as connection:
        know(connection, world)
        touched = record(connection, early)
        with connection.begin_nested() as transaction:
            facts.rebuild(connection, CIPHER)
            evaluate(connection, CIPHER, day, now=NOW)
            rollup(connection, day)
            then = content(connection, "public")
            transaction.rollback()
        facts.refresh(connection, CIPHER, touched | record(connection, rest))
        evaluate(connection, CIPHER, max(day, LATER), now=NOW)
        rollup(connection, max(day, LATER))
        today = content(connection, "public")
        place = keep(connection, CIPHER, day, now=NOW)
        assert place is not None
        assert content(connection, past.schema_of(place)) == then
        assert content(connection, "public") == today
        connection.rollback()


def test_every_table_of_facts_is_kept() -> None:
    assert {table.name for table in facts.FACT_TABLES} < set(past.KEPT) < set(tables.metadata.tables)


def test_a_comparison_that_saw_nothing_would_be_noticed(engine_door: Door) -> None:
    with engine_door() as connection:
        bring(connection, taken_up_again())
        keep(connection, CIPHER, date(2026, 3, 20), now=NOW)
        before = content(connection, "past_1")
        assert before["finding"]
        assert before["clock"]
        assert before["day_rollup"]
        connection.execute(text("UPDATE past_1.finding SET until = since + 400 WHERE finding = 'R05.answer.over'"))
        assert content(connection, "past_1") != before


def test_cutting_todays_lamps_at_the_day_would_not_do(engine_door: Door) -> None:
    with engine_door() as connection:
        bring(connection, taken_up_again())
        today = connection.execute(text("SELECT until FROM finding WHERE finding = 'R05.answer.over'")).scalar_one()
        kept = kept_lamps(connection, "2026-03-20")
    assert today is None  # a case that was taken up again has had no end
    assert ("R05.answer.over", "2026-03-10", "2026-03-13") in kept


def test_a_day_before_anything_happened_has_no_lamp(engine_door: Door) -> None:
    with engine_door() as connection:
        bring(connection, taken_up_again())
        assert kept_lamps(connection, "2026-01-05") == set()


# --- when it is worked out again --------------------------------------------------------------------------------------


def test_a_day_is_kept_once(engine_door: Door) -> None:
    with engine_door() as connection:
        bring(connection, case().submitted("2026-03-02"))
        assert keep(connection, CIPHER, date(2026, 3, 12), now=NOW) == 1
        assert keep(connection, CIPHER, date(2026, 3, 12), now=NOW) is None


def test_a_record_that_arrives_late_makes_the_day_stale_and_a_later_one_does_not(engine_door: Door) -> None:
    h = case().submitted("2026-03-02")
    with engine_door() as connection:
        bring(connection, h)
        assert ("R01.accept.over", "2026-03-10", None) in kept_lamps(connection, "2026-03-12")
        bring(connection, h.accepted("2026-03-20"))
        assert is_kept(connection, date(2026, 3, 12))
        bring(connection, h.street_opinion_given("2026-03-05", recorded="2026-03-21"))
        assert not is_kept(connection, date(2026, 3, 12))
        assert keep(connection, CIPHER, date(2026, 3, 12), now=NOW) == 1
        assert is_kept(connection, date(2026, 3, 12))


def test_other_rules_make_every_kept_day_stale(engine_door: Door) -> None:
    with engine_door() as connection:
        bring(connection, case().submitted("2026-03-02"))
        keep(connection, CIPHER, date(2026, 3, 12), now=NOW)
        connection.execute(text("UPDATE kept_day SET rules_version = 'older'"))
        assert not is_kept(connection, date(2026, 3, 12))


def test_when_all_places_are_taken_the_day_kept_the_longest_goes(engine_door: Door) -> None:
    days = [date(2026, 3, 2) + timedelta(days=number) for number in range(past.PLACES + 1)]
    with engine_door() as connection:
        bring(connection, case().submitted("2026-03-02"))
        places = [keep(connection, CIPHER, day, now=NOW + timedelta(n)) for n, day in enumerate(days)]
        assert places == [*range(1, past.PLACES + 1), 1]
        assert [is_kept(connection, day) for day in days] == [False, *([True] * past.PLACES)]


# --- how it is read ---------------------------------------------------------------------------------------------------


@pytest.fixture
def looking_back(engine_door: Door, viewer: Viewer) -> Viewer:
    """At 2026-03-12 a lamp burned; its cure, and all alerts, came later."""
    with engine_door() as connection:
        bring(connection, case().submitted("2026-03-02").accepted("2026-03-20"))
        keep(connection, CIPHER, date(2026, 3, 12), now=NOW)
    return replace(viewer, as_of=date(2026, 3, 12))


def burning(connection: Connection) -> int:
    return connection.execute(
        select(func.count()).select_from(tables.finding).where(tables.finding.c.open)
    ).scalar_one()


def test_a_viewer_of_an_earlier_day_reads_that_day_and_the_next_one_reads_today(
    looking_back: Viewer, viewer: Viewer
) -> None:
    for _ in range(8):  # more often than psycopg waits before it prepares a statement
        with doors.reading_as(looking_back) as connection:
            assert (asof.as_of(connection), burning(connection)) == (date(2026, 3, 12), 1)
        with doors.reading_as(viewer) as connection:
            assert (asof.as_of(connection), burning(connection)) == (LATER, 2)


def test_an_explanation_is_of_the_day_looked_at(looking_back: Viewer, viewer: Viewer) -> None:
    verdicts = []
    for asking in (looking_back, viewer):
        with doors.reading_as(asking) as connection:
            told = explain(connection, "3501", "350102-2026-00001", "R01", asof.as_of(connection))
        verdicts += [found.verdict for found in told.findings if found.code == "R01.accept.over"]
    assert [verdict[:4] for verdict in verdicts] == ["亮红灯：", "亮过红灯"]
    assert "2026-03-20" not in verdicts[0]


def test_what_happened_or_was_raised_later_is_not_there(looking_back: Viewer, viewer: Viewer) -> None:
    actions, alerts = select(tables.operation.c.action), select(func.count()).select_from(tables.alert)
    with doors.reading_as(looking_back) as connection:
        found = connection.execute(actions).scalars().all()
        assert "submitted" in found
        assert not {"accepted", "alert_raised"} & set(found)
        assert connection.execute(alerts).scalar_one() == 0
        assert asof.late_since(connection, "35") == 1
    with doors.reading_as(viewer) as connection:
        assert "accepted" in connection.execute(actions).scalars().all()
        assert connection.execute(alerts).scalar_one() > 0


def test_an_alert_raised_by_then_is_there_and_its_lamp_is_not_late(looking_back: Viewer, engine_door: Door) -> None:
    with engine_door() as connection:
        connection.execute(text("UPDATE alert SET raised_at = '2026-03-12 23:59:59+08'"))
    with doors.reading_as(looking_back) as connection:
        assert asof.late_since(connection, "35") == 0
    with engine_door() as connection:
        connection.execute(text("UPDATE alert SET raised_at = '2026-03-13 00:00:00+08'"))
    with doors.reading_as(looking_back) as connection:
        assert asof.late_since(connection, "35") == 1


def test_a_day_that_is_not_kept_is_refused_and_never_shown_as_today(looking_back: Viewer) -> None:
    elsewhere = replace(looking_back, as_of=date(2026, 3, 11))
    with pytest.raises(Refusal, match="2026-03-11") as refused, doors.reading_as(elsewhere):
        pass
    assert refused.value.status == 503


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM past_1.finding", "INSERT INTO past_2.evaluation VALUES (true, '2026-01-01', '', 0)"],
)
def test_a_reader_changes_nothing_of_what_is_kept(looking_back: Viewer, statement: str) -> None:
    with doors.reading_as(looking_back) as connection, pytest.raises(DBAPIError, match="read-only"):
        connection.execute(text(statement))


def test_the_web_role_may_write_no_kept_table(database: Engine) -> None:
    may = text("SELECT has_table_privilege('cockpit_web', :name, 'INSERT, UPDATE, DELETE, TRUNCATE')")
    names = [f"{schema}.{name}" for schema in past.schemas()[1:] for name in past.KEPT]
    with database.connect() as connection:
        assert [name for name in names if connection.execute(may, {"name": name}).scalar()] == []


def test_a_reader_of_an_earlier_day_does_not_read_the_hash_of_the_plaintext_either(looking_back: Viewer) -> None:
    with doors.reading_as(looking_back) as connection, pytest.raises(ProgrammingError, match="does not exist"):
        connection.execute(text("SELECT content FROM operation"))


# --- limits that people set -------------------------------------------------------------------------------------------


def set_here(connection: Connection, days: int, *, made: str, since: str = "2026-03-01") -> None:
    ground = Ground(date.fromisoformat(since), "榕建〔2026〕3号", "《福州市细则》第六条")
    moment = datetime.fromisoformat(f"{made}T09:00+08:00")
    set_limit(connection, CIPHER, "accept", days, area_code="3501", ground=ground, by="林处长", now=moment)


def test_a_limit_set_by_the_end_of_the_day_makes_it_stale_and_one_set_later_does_not(engine_door: Door) -> None:
    with engine_door() as connection:
        bring(connection, case().submitted("2026-03-02"))
        assert ("R01.accept.over", "2026-03-10", None) in kept_lamps(connection, "2026-03-12")
        set_here(connection, 3, made="2026-03-13")
        assert is_kept(connection, date(2026, 3, 12))
        set_here(connection, 4, made="2026-03-12")
        assert not is_kept(connection, date(2026, 3, 12))
        assert ("R01.accept.over", "2026-03-07", None) in kept_lamps(connection, "2026-03-12")
        assert ("R01.accept.over", "2026-03-06", None) in kept_lamps(connection, "2026-03-13")


def test_a_reader_of_an_earlier_day_sees_the_limits_known_then(engine_door: Door, viewer: Viewer) -> None:
    with engine_door() as connection:
        bring(connection, case().submitted("2026-03-02"))
        set_here(connection, 4, made="2026-03-11")
        set_here(connection, 3, made="2026-03-13")
        keep(connection, CIPHER, date(2026, 3, 12), now=NOW)
    for looking, known_then in ((replace(viewer, as_of=date(2026, 3, 12)), [5, 4]), (viewer, [5, 4, 3])):
        with doors.reading_as(looking) as connection:
            assert [row["line"].days for row in limits.history(connection, {"accept"})] == known_then
            line = limits.in_force(connection).in_force("accept", "350102001", date(2026, 3, 2))
            assert line is not None
            assert line.days == known_then[-1]
