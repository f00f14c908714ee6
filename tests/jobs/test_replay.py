"""Replaying: what is stored follows from the ledger; what does not is named, lamp by lamp."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, text

from cockpit.actions.change_limit import set_light
from cockpit.domain.limit_change import Ground
from cockpit.jobs.evaluate import evaluate
from cockpit.jobs.past import keep
from cockpit.jobs.replay import Difference, days, replay
from tests.build import case
from tests.facts.reading import CIPHER
from tests.jobs.test_past import LATER, NOW, bring, set_here, taken_up_again

Door = Callable[[], AbstractContextManager[Connection]]


@pytest.fixture
def door(engine_door: Door) -> Door:
    """A case that goes on, and one that was taken up again after the days that are replayed."""
    with engine_door() as connection:
        going_on = case("350102-2026-00002").submitted("2026-03-02").accepted("2026-03-12")
        bring(connection, taken_up_again(), going_on)
    return engine_door


def replayed(door: Door, day: date) -> list[Difference]:
    with door() as connection:
        return replay(connection, CIPHER, day)[1]


def told(found: list[Difference]) -> list[tuple[str, str, str, bool]]:
    return [(one.key["finding"], one.stored, one.worked_out, one.by_later) for one in found]


def change(door: Door, statement: str) -> None:
    with door() as connection:
        assert connection.execute(text(statement)).rowcount == 1


def test_what_was_stored_is_what_follows(door: Door) -> None:
    assert replayed(door, LATER) == []


def test_a_stored_lamp_that_was_moved_taken_away_or_made_up_is_named(door: Door) -> None:
    change(door, "UPDATE finding SET until = '2026-03-20' WHERE finding = 'R01.accept.over'")
    assert told(replayed(door, LATER)) == [
        ("R01.accept.over", "[2026-03-10, 2026-03-20)", "[2026-03-10, 2026-03-13)", False)
    ]
    change(door, "DELETE FROM finding WHERE finding = 'R01.accept.over'")
    assert told(replayed(door, LATER)) == [("R01.accept.over", "无", "[2026-03-10, 2026-03-13)", False)]
    change(door, "UPDATE finding SET since = '2026-03-05' WHERE finding = 'R01.accept.near'")
    assert told(replayed(door, LATER))[0] == ("R01.accept.near", "[2026-03-05, 2026-03-10)", "无", False)


@pytest.mark.parametrize(
    "column", ["area_code = '350199001'", "evidence = '{}'", "measured = '{}'", "level = 'yellow'"]
)
def test_a_lamp_that_says_something_else_is_named(door: Door, column: str) -> None:
    change(door, f"UPDATE finding SET {column} WHERE finding = 'R01.accept.over'")
    assert [finding for finding, *_ in told(replayed(door, LATER))] == ["R01.accept.over"]


def test_on_an_earlier_day_only_what_happened_since_may_differ(door: Door) -> None:
    found = told(replayed(door, date(2026, 3, 20)))
    assert ("R05.answer.over", "[2026-03-10, —)", "[2026-03-10, 2026-03-13)", True) in found
    assert all(by_later for *_, by_later in found)


def test_on_an_earlier_day_a_lamp_that_nothing_since_explains_is_an_error(door: Door) -> None:
    change(door, "UPDATE finding SET since = '2026-03-04' WHERE finding = 'R01.accept.near'")
    found = told(replayed(door, date(2026, 3, 13)))
    assert ("R01.accept.near", "[2026-03-04, 2026-03-10)", "无", False) in found


def test_a_kept_day_that_was_changed_is_named(door: Door) -> None:
    day = date(2026, 3, 13)
    with door() as connection:
        keep(connection, CIPHER, day, now=NOW)
    before = replayed(door, day)
    change(door, "UPDATE past_1.finding SET open = NOT open WHERE finding = 'R01.accept.over'")
    assert [one for one in replayed(door, day) if one not in before and one.where == "当日快照"] != []


def test_replaying_changes_nothing(door: Door) -> None:
    change(door, "DELETE FROM finding WHERE finding = 'R01.accept.over'")
    assert replayed(door, LATER) == replayed(door, LATER)


def test_days_are_each_or_both_ends_and_the_ends_of_months_and_always_the_last_evaluated() -> None:
    first, last, evaluated = date(2026, 1, 30), date(2026, 3, 2), date(2026, 3, 10)
    assert len(days(first, last, evaluated, monthly=False)) == 33
    assert days(first, last, evaluated, monthly=True) == [
        first, date(2026, 1, 31), date(2026, 2, 28), last, evaluated,
    ]  # fmt: skip
    assert days(evaluated, evaluated, evaluated, monthly=True) == [evaluated]


def test_a_limit_set_later_and_dated_back_is_something_that_happened_since(door: Door) -> None:
    with door() as connection:
        set_here(connection, 3, made="2026-04-01")
        evaluate(connection, CIPHER, LATER, now=NOW)
    assert replayed(door, LATER) == []
    found = told(replayed(door, date(2026, 3, 12)))
    assert ("R01.accept.over", "无", "[2026-03-10, —)", True) in found
    assert all(by_later for *_, by_later in found)


def test_a_lamp_that_was_yellow_on_the_day_and_is_red_now_is_no_difference(door: Door) -> None:
    with door() as connection:
        ground = Ground(date(2026, 3, 1), "闽建〔2026〕1号", "省厅通知")
        moment = datetime(2026, 3, 1, 1, tzinfo=UTC)
        set_light(connection, CIPHER, "yellow_then_red", ground=ground, by="陈处长", now=moment)
        evaluate(connection, CIPHER, LATER, now=NOW)
    assert [one for one in replayed(door, date(2026, 3, 10)) if one.key["finding"] == "R05.answer.over"] == []
    assert replayed(door, LATER) == []
    change(door, "UPDATE finding SET level = 'yellow' WHERE finding = 'R05.answer.over'")
    assert [one.key["finding"] for one in replayed(door, LATER)] == ["R05.answer.over"]
