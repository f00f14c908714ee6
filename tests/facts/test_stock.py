"""A home's life: what of it was kept from the public, since when and until when."""

from __future__ import annotations

import pytest

from cockpit.facts.stock import Published, unit_omissions
from tests.build import History, unit
from tests.facts.reading import history_of


def withheld(h: History, plans: History | None = None) -> list[str]:
    """ "unlisted 05-02", with " > 08-30" where a red lamp takes over and " until 05-20" where something ends it."""
    named = [Published(op.occurred_at, op.day) for op in history_of(plans).operations] if plans else []
    said = []
    for gap in unit_omissions(history_of(h).operations, named):
        text = f"{gap.kind} {gap.since or gap.act.day:%m-%d}"
        text += f" > {gap.taken_on:%m-%d}" if gap.taken_on else ""
        said.append(text + (f" until {gap.ended_on:%m-%d}" if gap.ended_on else ""))
    return said


def test_what_nobody_ever_publishes_turns_yellow_and_red() -> None:
    assert withheld(unit().ready("2026-03-02")) == ["unlisted 05-02 > 08-30", "hidden 08-30"]


def test_an_end_before_the_red_day_leaves_the_yellow_alone() -> None:
    assert withheld(unit().ready("2026-03-02").listed("2026-05-20")) == ["unlisted 05-02 until 05-20"]


def test_an_end_before_the_yellow_day_leaves_nothing() -> None:
    assert withheld(unit().ready("2026-03-02").listed("2026-05-01")) == []


@pytest.mark.parametrize("first", ["listed", "ready"])
def test_at_one_instant_a_home_is_ready_and_then_published(first: str) -> None:
    # Told in either order: the listing ends the days, none begin again.
    second = {"listed": "ready", "ready": "listed"}[first]
    assert withheld(unit().did(first, "2026-03-02 10:00").did(second, "2026-03-02 10:00")) == []


@pytest.mark.parametrize("first", ["vacated", "ready"])
def test_at_one_instant_a_home_is_vacated_and_then_ready(first: str) -> None:
    second = {"vacated": "ready", "ready": "vacated"}[first]
    h = unit().did(first, "2026-03-02 10:00").did(second, "2026-03-02 10:00")
    assert withheld(h) == ["unlisted 05-02 > 08-30", "hidden 08-30"]


@pytest.mark.parametrize("first", ["assigned", "listed"])
def test_at_one_instant_a_home_is_published_and_then_assigned(first: str) -> None:
    second = {"assigned": "listed", "listed": "assigned"}[first]
    h = unit().ready("2026-03-02").did(first, "2026-03-10 10:00").did(second, "2026-03-10 10:00")
    assert withheld(h) == []


def test_vacated_while_dark_stops_the_days() -> None:
    assert withheld(unit().ready("2026-03-02").vacated("2026-05-01")) == []


def test_vacated_while_yellow_stops_the_days_up_to_the_red_alone() -> None:
    assert withheld(unit().ready("2026-03-02").vacated("2026-05-02")) == ["unlisted 05-02"]


def test_every_plan_that_names_the_home_counts() -> None:
    plans = unit().listed("2026-03-10").listed("2026-07-01")
    h = unit().ready("2026-03-02").ready("2026-04-02")
    assert withheld(h, plans) == ["unlisted 06-02 until 07-01"]


def test_two_rounds_are_two_rows() -> None:
    h = unit().ready("2026-01-01").listed("2026-03-10").assigned("2026-03-11").vacated("2026-04-01")
    assert withheld(h.ready("2026-04-02")) == [
        "unlisted 03-03 until 03-10",
        "unlisted 06-02 > 09-30",
        "hidden 09-30",
    ]


def test_a_home_never_ready_is_secret_only_if_never_published() -> None:
    assert withheld(unit().assigned("2026-03-10")) == ["secret 03-10"]
    assert withheld(unit().assigned("2026-03-10"), unit().listed("2026-03-10 09:00")) == []
