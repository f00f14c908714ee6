"""However the operations arrive, the facts are the same: kept along the way or made anew from the ledger."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from cockpit import facts
from cockpit.facts.keeping import end_of
from tests.build import World, case, criteria, unit, world_of
from tests.examples import examples
from tests.facts.reading import CIPHER, fact_rows, know, record
from tests.histories import judged_worlds, worlds
from tests.reference.model import Row
from tests.tenancies import judged_occupied_worlds, occupied_worlds

Door = Callable[[], AbstractContextManager[Connection]]

RANDOMS = st.randoms(use_true_random=False)


def in_pieces(rows: list[Row], random: Random) -> list[list[Row]]:
    """The rows in any order, cut anywhere."""
    shuffled = random.sample(rows, len(rows))
    cuts = sorted(random.choices(range(len(rows) + 1), k=random.randrange(4)))
    return [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True) if a < b]


def kept(connection: Connection, world: World, random: Random) -> dict[str, set[str]]:
    facts.refresh(connection, CIPHER, know(connection, world))
    for piece in in_pieces(world.operations, random):
        facts.refresh(connection, CIPHER, record(connection, piece))
    return fact_rows(connection)


@examples(15)
@given(st.one_of(worlds(), occupied_worlds()), RANDOMS)
def test_kept_facts_equal_those_made_anew(ledger: Connection, world: World, random: Random) -> None:
    with ledger.begin_nested() as transaction:
        found = kept(ledger, world, random)
        facts.rebuild(ledger, CIPHER)
        assert fact_rows(ledger) == found
        transaction.rollback()


@examples(15)
@given(st.one_of(judged_worlds(), judged_occupied_worlds()), RANDOMS)
def test_the_facts_of_an_earlier_day_are_those_of_its_operations_alone(
    ledger: Connection, judged: tuple[World, date], random: Random
) -> None:
    world, day = judged
    with ledger.begin_nested() as transaction:
        early = replace(world, operations=[])
        early.operations = [row for row in world.operations if row["occurred_at"] < end_of(day)]
        found = kept(ledger, early, random)
        record(ledger, [row for row in world.operations if row["occurred_at"] >= end_of(day)])
        facts.as_of(ledger, CIPHER, day)
        assert fact_rows(ledger) == found
        transaction.rollback()


def equal_opinions(number: int) -> list[Row]:
    told = [
        case(f"350102-2026-{n:05}").street_opinion_given(
            "2026-03-04", opinion=f"经核查，该户人口{n}人；人均住房面积 {n} 平方米。", actor="reviewer"
        )
        for n in range(1, number + 1)
    ]
    return [row for h in told for row in h.operations]


def mass(connection: Connection) -> int:
    return connection.execute(text("SELECT count(*) FROM statement WHERE mass")).scalar_one()


@examples(5)
@given(RANDOMS)
def test_the_opinion_that_makes_it_twenty_one_marks_those_that_came_before(ledger: Connection, random: Random) -> None:
    rows = random.sample(equal_opinions(21), 21)
    with ledger.begin_nested() as transaction:
        know(ledger, world_of(*(case(row["subject_id"]) for row in rows)))
        for piece in in_pieces(rows[:20], random):
            facts.refresh(ledger, CIPHER, record(ledger, piece))
        assert mass(ledger) == 0
        facts.refresh(ledger, CIPHER, record(ledger, rows[20:]))
        assert mass(ledger) == 21
        found = fact_rows(ledger)
        facts.rebuild(ledger, CIPHER)
        assert fact_rows(ledger) == found
        transaction.rollback()


def test_facts_of_other_cases_are_left_alone(ledger: Connection) -> None:
    mine, other = case("350102-2026-00001").submitted("2026-03-02"), case("350102-2026-00002").submitted("2026-03-02")
    know(ledger, world_of(mine, other))
    facts.refresh(ledger, CIPHER, record(ledger, [*mine.operations, *other.operations]))
    before = ledger.execute(text("SELECT case_no, xmin FROM case_fact WHERE case_no LIKE '%2'")).all()
    facts.refresh(ledger, CIPHER, record(ledger, mine.accepted("2026-03-04").operations[1:]))
    assert ledger.execute(text("SELECT accepted_on FROM case_fact WHERE case_no LIKE '%1'")).scalar_one() == date(
        2026, 3, 4
    )
    assert ledger.execute(text("SELECT case_no, xmin FROM case_fact WHERE case_no LIKE '%2'")).all() == before


def test_a_case_without_operations_and_a_home_have_no_facts_of_cases(ledger: Connection) -> None:
    know(ledger, world_of(case(), unit(), with_criteria=False))
    facts.refresh(ledger, CIPHER, record(ledger, unit().ready("2026-03-02").operations))
    told = {table for table, rows in fact_rows(ledger).items() if rows}
    # Where it stands, that it waits to be let, and from when it will have been kept from the lists.
    assert told == {"unit_fact", "pending", "omission"}


def test_criteria_need_no_case(ledger: Connection) -> None:
    h = criteria("C-FZ", area="3501").criteria_changed("2026-03-02", approval_no="").criteria_changed("2026-03-09")
    know(ledger, world_of(h))
    for row in reversed(h.operations):
        facts.refresh(ledger, CIPHER, record(ledger, [row]))
    found = fact_rows(ledger)
    assert len(found["statement"]) == 2
    assert len(found["criteria_period"]) == 1


def test_an_office_that_arrives_after_the_change_gives_it_its_authority(ledger: Connection) -> None:
    h = criteria("C-FZ", area="3501").criteria_changed("2026-03-02")
    faults = "SELECT faults FROM statement"
    facts.refresh(ledger, CIPHER, record(ledger, h.operations))
    assert ledger.execute(text(faults)).scalar_one() == ["authority"]
    world = world_of(h, with_criteria=False)
    know(ledger, world)
    facts.refresh(ledger, CIPHER, {("3501", "organisation", org_id) for _, org_id in world.organisations})
    assert ledger.execute(text(faults)).scalar_one() == []
