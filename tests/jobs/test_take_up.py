"""Operations taken up as they arrive leave, row by row, what evaluating and rolling up everything leaves."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.errors import UniqueViolation
from sqlalchemy import Connection, Table, select, text

from cockpit import facts
from cockpit.actions.desk import Desk
from cockpit.actions.recording import account_act
from cockpit.db import tables
from cockpit.domain.access import UserRole
from cockpit.domain.audit import AccountAct
from cockpit.domain.following import Actor
from cockpit.facts.keeping import end_of
from cockpit.jobs.evaluate import evaluate, judged_later, ledger_size
from cockpit.jobs.rollup import rollup
from cockpit.jobs.take_up import FEW, arrive, take_up
from tests.build import History, World, batch, case, criteria, tenancy, unit, world_of
from tests.facts.reading import CIPHER, NOW, delivered_after, entry_of, fact_rows, know, record
from tests.facts.test_keeping import in_pieces
from tests.histories import judged_worlds
from tests.reference.model import Row

Door = Callable[[], AbstractContextManager[Connection]]

RANDOMS = st.randoms(use_true_random=False)
SOME = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
ROLLUPS = (tables.day_rollup, tables.month_rollup, tables.handled_rollup)
AS_OF = date(2026, 3, 20)


@pytest.fixture
def ledger(engine_door: Door) -> Iterator[Connection]:
    """A connection that may write; what a test writes is never committed."""
    with engine_door() as connection:
        yield connection
        connection.rollback()


def rows_of(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]


def stored(connection: Connection) -> dict[str, Any]:
    """Facts, lamps and rollups, row by row."""
    return fact_rows(connection) | {table.name: rows_of(connection, table) for table in (tables.finding, *ROLLUPS)}


def judge_all(connection: Connection, day: date) -> None:
    evaluate(connection, CIPHER, day, now=NOW)
    rollup(connection, day)


def bring(connection: Connection, piece: list[Row], day: date) -> bool:
    """As an importer does: what cannot be taken up is left to the evaluation. Whether it was taken up."""
    if len(piece) == 1:
        delivered_after(connection, piece[0]["occurred_at"])
        taken = arrive(connection, CIPHER, [entry_of(piece[0])], now=NOW)
    else:
        taken = take_up(connection, CIPHER, record(connection, piece), now=NOW)
    if not taken:
        judge_all(connection, day)
    return taken


def begin(connection: Connection, world: World, day: date) -> list[Row]:
    """Knows the world up to its criteria, evaluated; answers the other operations up to the day, which are to come."""
    facts.refresh(connection, CIPHER, know(connection, world))
    past = [row for row in world.operations if row["occurred_at"] < end_of(day)]
    facts.refresh(connection, CIPHER, record(connection, [row for row in past if row["subject_kind"] == "criteria"]))
    judge_all(connection, day)
    return [row for row in past if row["subject_kind"] != "criteria"]


def alerts(connection: Connection) -> list[tuple[Any, ...]]:
    return rows_of(connection, tables.alert)


def check(connection: Connection, world: World, day: date, pieces: Callable[[list[Row]], list[list[Row]]]) -> None:
    """Every piece is taken up, and what is stored then is what follows from the ledger."""
    to_come = begin(connection, world, day)
    # On the last minutes of its day an evaluation takes facts of the day, lest it miss what a fast clock wrote.
    extendable = connection.execute(select(tables.evaluation.c.extendable)).scalar_one()
    for piece in pieces(to_come):
        assert bring(connection, piece, day) or not extendable
    found, raised = stored(connection), alerts(connection)
    size = connection.execute(select(tables.evaluation.c.ledger_size)).scalar_one()
    facts.rebuild(connection, CIPHER)
    judge_all(connection, day)
    assert stored(connection) == found
    # Nothing was left to raise or to mark, and nothing raised was taken back.
    assert alerts(connection) == raised
    assert connection.execute(select(tables.evaluation.c.ledger_size)).scalar_one() == size


# --- whole histories --------------------------------------------------------------------------------------------------


@SOME
@given(judged_worlds(), RANDOMS)
def test_operations_that_arrive_in_any_order_in_pieces_lead_to_the_same(
    ledger: Connection, judged: tuple[World, date], random: Random
) -> None:
    with ledger.begin_nested() as transaction:
        check(ledger, *judged, lambda rows: in_pieces(rows, random))
        transaction.rollback()


@SOME
@given(judged_worlds(), RANDOMS)
def test_operations_that_arrive_one_by_one_in_any_order_lead_to_the_same(
    ledger: Connection, judged: tuple[World, date], random: Random
) -> None:
    with ledger.begin_nested() as transaction:
        check(ledger, *judged, lambda rows: [[row] for row in random.sample(rows, len(rows))])
        transaction.rollback()


def queued(random: Random) -> World:
    """Three cases that wait in one batch and select in any order, a home that its plan names or not."""
    told: list[History] = []
    for number in (1, 2, 3):
        h = case(f"350102-2026-{number:05}").determined("2026-03-02", category=random.choice("AAB"))
        h.batch_entered("2026-03-03", batch_id="B1")
        h.ranked("2026-03-03", batch_id="B1", rank_no=number, layout=random.choice(["", "1-1"]))
        acts = ["passed", "rank_changed", "unit_selected", "unit_selected", "withdrawn"]
        for day, action in enumerate(random.choices(acts, k=random.randrange(1, 4)), start=4):
            given = {"rank_changed": {"to": 1}, "passed": {"document_no": random.choice(["", "d"])}}.get(action, {})
            h.did(action, f"2026-03-{day:02}", **({"batch_id": "B1"} if action != "withdrawn" else {}), **given)
        told.append(h)
    plan = batch("B1", area="350102001").plan_published("2026-03-03", units=random.choice([[], ["U1"]]))
    home = unit("U1", area="350102001").ready("2025-12-01").assigned("2026-03-10")
    return world_of(*told, plan.ranking_published("2026-03-04"), home)


@settings(SOME, max_examples=8)
@given(RANDOMS)
def test_cases_of_one_batch_lead_to_the_same(ledger: Connection, random: Random) -> None:
    with ledger.begin_nested() as transaction:
        check(ledger, queued(random), AS_OF, lambda rows: [[row] for row in random.sample(rows, len(rows))])
        transaction.rollback()


@settings(SOME, max_examples=6)
@given(judged_worlds(), RANDOMS)
def test_each_operation_raises_and_marks_what_an_evaluation_after_it_does(
    ledger: Connection, judged: tuple[World, date], random: Random
) -> None:
    """Whatever comes late: an alert that was raised stays, and is marked while nothing burns for it."""
    world, day = judged

    def after_each(bring_one: Callable[[list[Row]], object]) -> list[list[tuple[Any, ...]]]:
        with ledger.begin_nested() as transaction:
            seen = []
            for row in Random(seed).sample(rows := begin(ledger, world, day), len(rows)):
                bring_one([row])
                seen.append(alerts(ledger))
            transaction.rollback()
        return seen

    def evaluated(piece: list[Row]) -> None:
        facts.refresh(ledger, CIPHER, record(ledger, piece))
        judge_all(ledger, day)

    seed = random.randrange(1_000)
    taken_up = after_each(lambda piece: bring(ledger, piece, day))
    assert taken_up == after_each(evaluated)
    for before, after in itertools.pairwise(taken_up):
        assert {row[:-1] for row in before} <= {row[:-1] for row in after}


# --- many operations and corrections (speed.md 14) --------------------------------------------------------------------


def corrected(worlds: int, random: Random) -> tuple[World, date]:
    """Cases that go their way with mistakes, and the records that correct them."""
    told = []
    for number in range(1, worlds + 1):
        h = case(f"350102-2026-{number:05}", area=random.choice(["350102001", "350128100", "350102002"]))
        day = date(2026, 1, 5) + timedelta(days=random.randrange(60))
        for action in ("submitted", "accepted", "surveyed", "street_opinion_given", "registered", "step_ended"):
            for _ in range(random.choice([0, 1, 1, 1, 2])):
                given = {"step": random.choice(["S1", "S2", "S3"])} if action == "step_ended" else {}
                h.did(action, f"{day}", **given)
            day += timedelta(days=random.randrange(9))
        if random.random() < 0.4:
            h.did(random.choice(["withdrawn", "rejected", "terminated"]), f"{day}")
        told.append(h)
    return world_of(*told), date(2026, 6, 1)


@pytest.mark.parametrize("cases", [40, pytest.param(1_600, marks=pytest.mark.long)])
def test_after_many_operations_and_corrections_the_rollups_equal_the_recount(ledger: Connection, cases: int) -> None:
    random = Random(cases)
    world, day = corrected(cases, random)
    check(ledger, world, day, lambda rows: [[row] for row in random.sample(rows, len(rows))])


# --- one by one -------------------------------------------------------------------------------------------------------


def lamps(connection: Connection) -> list[tuple[str, str, str | None]]:
    rows = connection.execute(text("SELECT finding, since, until FROM finding ORDER BY since, finding"))
    return [(row.finding, f"{row.since}", f"{row.until}" if row.until else None) for row in rows]


def told(h: History, number: int) -> list[Row]:
    return h.operations[:number]


def test_an_operation_puts_out_a_lamp_and_says_what_changed(ledger: Connection) -> None:
    h = case().submitted("2026-03-02").accepted("2026-03-12")
    (submitted, accepted) = begin(ledger, world_of(h), AS_OF)
    assert bring(ledger, [submitted], AS_OF)
    assert lamps(ledger)[1] == ("R01.accept.over", "2026-03-10", None)
    assert bring(ledger, [accepted], AS_OF)
    assert lamps(ledger)[1] == ("R01.accept.over", "2026-03-10", "2026-03-13")


def test_a_record_that_comes_late_marks_the_alert_and_does_not_take_it_back(ledger: Connection) -> None:
    h = case().submitted("2026-03-02").accepted("2026-03-04")
    (submitted, accepted) = begin(ledger, world_of(h), date(2026, 3, 10))
    bring(ledger, [submitted], date(2026, 3, 10))
    before = alerts(ledger)
    assert len(before) == 2
    assert bring(ledger, [accepted], date(2026, 3, 10))
    assert not [lamp for lamp in lamps(ledger) if lamp[0].startswith("R01.accept")]
    assert [row[:-1] for row in alerts(ledger)] == [row[:-1] for row in before]
    marked = ledger.execute(text("SELECT finding FROM alert WHERE late_record ORDER BY finding")).scalars().all()
    assert marked == ["R01.accept.near", "R01.accept.over"]


def test_taking_up_twice_changes_nothing(ledger: Connection) -> None:
    h = case().submitted("2026-03-02")
    piece = begin(ledger, world_of(h), AS_OF)
    bring(ledger, piece, AS_OF)
    before = stored(ledger), alerts(ledger), rows_of(ledger, tables.evaluation)
    assert take_up(ledger, CIPHER, {("3501", "case", h.subject_id)}, now=NOW)
    assert (stored(ledger), alerts(ledger), rows_of(ledger, tables.evaluation)) == before


def test_who_logs_in_meanwhile_leaves_the_evaluation_as_current_as_it_was(ledger: Connection) -> None:
    h = case("350102-2026-00001").submitted("2026-03-02").accepted("2026-03-04")
    first, *_ = begin(ledger, world_of(h), AS_OF)
    size = select(tables.evaluation.c.ledger_size)
    for brought in (False, True):
        lin = Actor("lin", "林", UserRole.CITY, "3501")
        account_act(ledger, Desk(CIPHER, lambda: NOW), AccountAct.LOGGED_IN, "lin", "3501", by=lin)
        assert not brought or bring(ledger, [first], AS_OF)
        assert ledger.execute(size).scalar_one() == ledger_size(ledger)
    assert (
        ledger.execute(select(tables.chain_head.c.seq).where(tables.chain_head.c.city_code == "people")).scalar() == 2
    )


def test_an_operation_that_is_there_already_is_refused(ledger: Connection) -> None:
    (submitted,) = begin(ledger, world_of(case().submitted("2026-03-02")), AS_OF)
    bring(ledger, [submitted], AS_OF)
    before = stored(ledger), alerts(ledger)
    with pytest.raises(UniqueViolation), ledger.begin_nested():
        bring(ledger, [submitted], AS_OF)
    assert (stored(ledger), alerts(ledger)) == before


def test_other_cases_are_left_alone(ledger: Connection) -> None:
    mine, other = case("350102-2026-00001").submitted("2026-03-02"), case("350102-2026-00002").submitted("2026-03-02")
    first, second = begin(ledger, world_of(mine, other), AS_OF)
    bring(ledger, [second], AS_OF)
    untouched = "SELECT subject_id, since, xmin FROM finding WHERE subject_id LIKE '%2'"
    before = ledger.execute(text(untouched)).all()
    with ledger.begin_nested():  # a transaction number of its own
        bring(ledger, [first], AS_OF)
    assert ledger.execute(text(untouched)).all() == before


# --- what is not taken up ---------------------------------------------------------------------------------------------


@pytest.fixture
def evaluated(ledger: Connection) -> Connection:
    begin(ledger, world_of(case(), unit(), tenancy(), criteria("C-FZ", area="3501")), AS_OF)
    return ledger


def refused(connection: Connection, subject: tuple[str, str, str]) -> bool:
    """Nothing was done but a note for the next evaluation."""
    before = stored(connection)
    if take_up(connection, CIPHER, {subject}, now=NOW):
        return False
    noted = [tuple(row) for row in connection.execute(select(tables.stale_subject))]
    return noted == [subject] and stored(connection) == before


def test_without_an_evaluation_nothing_is_taken_up(ledger: Connection) -> None:
    h = case().submitted("2026-03-02")
    know(ledger, world_of(h))
    record(ledger, h.operations)
    assert refused(ledger, ("3501", "case", h.subject_id))


@pytest.mark.parametrize("kind", ["criteria", "organisation", "project"])
def test_what_bears_on_a_whole_area_is_left_to_the_evaluation(evaluated: Connection, kind: str) -> None:
    assert refused(evaluated, ("3501", kind, "x"))


def test_what_happened_after_the_evaluated_day_is_left_to_the_next(evaluated: Connection) -> None:
    h = case().submitted("2026-03-21 00:00")
    record(evaluated, h.operations)
    assert refused(evaluated, ("3501", "case", h.subject_id))


def test_an_evaluation_by_other_rules_is_not_added_to(evaluated: Connection) -> None:
    evaluated.execute(tables.evaluation.update().values(rules_version="others"))
    assert refused(evaluated, ("3501", "case", case().subject_id))


def test_after_facts_were_made_without_judging_nothing_is_added(evaluated: Connection) -> None:
    h = case().submitted("2026-03-02")
    facts.mark(evaluated, record(evaluated, h.operations))
    judged_later(evaluated, CIPHER)
    assert refused(evaluated, ("3501", "case", h.subject_id))


def test_an_evaluation_of_an_earlier_day_than_what_happened_is_not_added_to(evaluated: Connection) -> None:
    h = case().submitted("2026-03-02").accepted("2026-03-18")
    facts.refresh(evaluated, CIPHER, record(evaluated, h.operations))
    judge_all(evaluated, date(2026, 3, 10))
    assert refused(evaluated, ("3501", "case", h.subject_id))


def test_more_subjects_than_a_few_are_left_to_the_evaluation(evaluated: Connection) -> None:
    many = {("3501", "case", f"{number}") for number in range(FEW + 1)}
    assert not take_up(evaluated, CIPHER, many, now=NOW)


def test_what_others_noted_is_taken_up_along(ledger: Connection) -> None:
    mine, other = case("350102-2026-00001").submitted("2026-03-02"), case("350102-2026-00002").submitted("2026-03-02")
    first, second = begin(ledger, world_of(mine, other), AS_OF)
    facts.mark(ledger, record(ledger, [second]))
    assert bring(ledger, [first], AS_OF)
    assert len(lamps(ledger)) >= 4
    assert rows_of(ledger, tables.stale_subject) == []
