"""Which working days of a case do not count.

Weeks of March 2026 begin on Mondays the 2nd, 9th, 16th and 23rd.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.facts.suspension import days_within, merged
from tests.build import History, case
from tests.facts.reading import stopped_days

TEN_DAYS = ["03-04", "03-05", "03-06", "03-09", "03-10", "03-11", "03-12", "03-13", "03-16", "03-17"]
"""The ten working days after Tuesday 3 March."""


def suspended() -> History:
    return case().submitted("2026-03-02").clock_suspended("2026-03-03")


# --- from when to when ------------------------------------------------------------------------------------------------


def test_the_day_of_the_beginning_counts_and_the_day_of_the_end_does_not() -> None:
    assert stopped_days(suspended().clock_resumed("2026-03-06")) == ["03-04", "03-05", "03-06"]


def test_resumed_on_the_same_day_nothing_is_stopped() -> None:
    assert stopped_days(suspended().clock_resumed("2026-03-03")) == []


def test_rest_days_are_neither_stopped_nor_counted_against_the_maximum() -> None:
    # Over National Day: 30 September, 8, 9, Saturday 10, 12-16, 19 October.
    h = case().submitted("2026-09-28").clock_suspended("2026-09-29")
    assert stopped_days(h) == [
        *("09-30", "10-08", "10-09", "10-10", "10-12", "10-13", "10-14", "10-15", "10-16", "10-19"),
    ]


def test_a_case_without_any_suspension_has_no_stopped_day() -> None:
    assert stopped_days(case().submitted("2026-03-02").accepted("2026-03-03")) == []


def test_the_end_of_the_case_closes_all() -> None:
    h = suspended().correction_requested("2026-03-04").withdrawn("2026-03-06")
    assert stopped_days(h) == ["03-04", "03-05", "03-06"]


# --- each kind has its maximum ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "most"),
    [
        (case().correction_requested("2026-03-03"), 10),
        (case().objection_raised("2026-03-03", notice="acceptance"), 10),
        (case().clock_suspended("2026-03-03"), 10),
        (case().re_review_requested("2026-03-03"), 15),
    ],
    ids=["correction", "objection", "explicit", "re-review"],
)
def test_left_open_each_kind_stops_its_maximum(told: History, most: int) -> None:
    assert stopped_days(told) == [*TEN_DAYS, "03-18", "03-19", "03-20", "03-23", "03-24"][:most]


@pytest.mark.parametrize(
    "told",
    [
        case().correction_requested("2026-03-03").correction_received("2026-03-20"),
        case().objection_raised("2026-03-03", notice="acceptance").objection_concluded("2026-03-20"),
        case().clock_suspended("2026-03-03").clock_resumed("2026-03-20"),
    ],
    ids=["correction", "objection", "explicit"],
)
def test_closed_too_late_it_stops_its_maximum_too(told: History) -> None:
    assert stopped_days(told) == TEN_DAYS


def test_a_closing_closes_the_oldest_open_one_of_its_kind() -> None:
    # The second request, of the 5th, stays open: its ten days are 6-19 March.
    h = case().correction_requested("2026-03-03").correction_requested("2026-03-05").correction_received("2026-03-05")
    assert stopped_days(h) == [*TEN_DAYS, "03-18", "03-19"]


def test_a_closing_without_an_opening_is_ignored() -> None:
    h = case().correction_received("2026-03-02").correction_requested("2026-03-03").re_review_answered("2026-03-04")
    assert stopped_days(h.correction_received("2026-03-05")) == ["03-04", "03-05"]


def test_an_objection_is_closed_by_its_own_number_only() -> None:
    h = case().objection_raised("2026-03-03", notice="acceptance", objection_no="1")
    h.objection_raised("2026-03-05", notice="acceptance", objection_no="2").objection_concluded(
        "2026-03-05", objection_no="1"
    )
    assert stopped_days(h.objection_concluded("2026-03-09", objection_no="2")) == ["03-04", "03-05", "03-06", "03-09"]


def test_overlapping_days_are_stopped_once() -> None:
    h = case().correction_requested("2026-03-03").objection_raised("2026-03-04", notice="acceptance")
    h.correction_received("2026-03-06").objection_concluded("2026-03-10")
    assert stopped_days(h) == ["03-04", "03-05", "03-06", "03-09", "03-10"]


# --- the explicit one and its extensions ------------------------------------------------------------------------------


def test_without_a_reason_it_stops_nothing_and_is_never_open() -> None:
    h = case().clock_suspended("2026-03-03", reason="").clock_suspended("2026-03-05").clock_resumed("2026-03-09")
    assert stopped_days(h) == ["03-06", "03-09"]


def test_suspended_again_while_suspended_changes_nothing() -> None:
    assert stopped_days(suspended().clock_suspended("2026-03-10")) == TEN_DAYS


def test_an_extension_in_time_adds_its_days_at_the_end() -> None:
    assert stopped_days(suspended().suspension_extended("2026-03-10", days=2)) == [*TEN_DAYS, "03-18", "03-19"]


def test_an_extension_works_from_its_own_day_on() -> None:
    # Days 11 to 15 are 18, 19, 20, 23, 24 March; extended on the 20th, the first two are lost.
    assert stopped_days(suspended().suspension_extended("2026-03-20")) == [*TEN_DAYS, "03-20", "03-23", "03-24"]


def test_an_extension_made_on_a_rest_day_works_from_the_next_working_day_on() -> None:
    assert stopped_days(suspended().suspension_extended("2026-03-21")) == [*TEN_DAYS, "03-23", "03-24"]


def test_an_extension_that_comes_after_its_own_last_day_adds_nothing() -> None:
    assert stopped_days(suspended().suspension_extended("2026-03-25")) == TEN_DAYS


def test_two_extensions_add_up() -> None:
    h = suspended().suspension_extended("2026-03-10", days=1).suspension_extended("2026-03-11", days=1)
    assert stopped_days(h) == [*TEN_DAYS, "03-18", "03-19"]


def test_a_late_extension_counts_the_days_of_an_earlier_one() -> None:
    # One day in time (the 18th), two more on the 20th: days 12 and 13, of which the 12th (the 19th) is lost.
    h = suspended().suspension_extended("2026-03-10", days=1).suspension_extended("2026-03-20", days=2)
    assert stopped_days(h) == [*TEN_DAYS, "03-18", "03-20"]


def test_an_extension_belongs_to_the_suspension_that_is_open() -> None:
    h = suspended().clock_resumed("2026-03-05").suspension_extended("2026-03-06", days=9).clock_suspended("2026-03-09")
    assert len(stopped_days(h)) == 2 + 10


def test_a_resumed_suspension_may_be_followed_by_another() -> None:
    h = suspended().clock_resumed("2026-03-05").clock_suspended("2026-03-06").clock_resumed("2026-03-10")
    assert stopped_days(h) == ["03-04", "03-05", "03-09", "03-10"]


# --- arithmetic of stretches ------------------------------------------------------------------------------------------

STRETCHES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


@given(STRETCHES)
def test_merged_stretches_hold_the_same_days_in_order_and_apart(stretches: list[tuple[int, int]]) -> None:
    joined = merged(stretches)
    assert {n for lo, hi in joined for n in range(lo, hi)} == {n for lo, hi in stretches for n in range(lo, hi)}
    assert all(lo < hi for lo, hi in joined)
    assert all(before[1] < after[0] for before, after in pairwise(joined))


@given(STRETCHES, st.integers(0, 40), st.integers(0, 40))
def test_days_within_counts_them_one_by_one(stretches: list[tuple[int, int]], after: int, upto: int) -> None:
    joined = merged(stretches)
    held = {n for lo, hi in joined for n in range(lo, hi)}
    assert days_within(joined, after, upto) == len(held & set(range(after + 1, upto + 1)))
