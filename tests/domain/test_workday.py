"""Working days: the first is not counted, the due day is in time, rest and make-up days are the State Council's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.domain.workday import FIRST_DAY, LAST_DAY, Workdays, calendar

DAYS = calendar()
WORKDAYS = Workdays(DAYS)
BY_DAY = {day.day: day for day in DAYS}
any_day = st.dates(FIRST_DAY, LAST_DAY - timedelta(days=400))


def test_the_day_itself_does_not_count() -> None:
    monday = date(2026, 11, 23)
    assert WORKDAYS.wd(monday, monday) == 0
    assert WORKDAYS.wd(monday, date(2026, 11, 24)) == 1


def test_a_limit_over_the_national_holiday_is_due_after_it() -> None:
    assert WORKDAYS.add(date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_a_make_up_sunday_counts_and_is_named() -> None:
    sunday = date(2024, 2, 4)
    assert (BY_DAY[sunday].working, BY_DAY[sunday].name) == (True, "调休上班")
    assert WORKDAYS.add(date(2024, 2, 2), 1) == sunday


@pytest.mark.parametrize(
    ("day", "name"), [(date(2024, 10, 1), "国庆节"), (date(2026, 11, 21), "周末"), (date(2026, 11, 23), "")]
)
def test_rest_days_say_why(day: date, name: str) -> None:
    assert BY_DAY[day].name == name


def test_years_without_a_notice_are_projected_from_monday_to_friday_and_marked() -> None:
    assert not BY_DAY[date(2026, 12, 31)].projected
    new_year = BY_DAY[date(2027, 1, 1)]  # a Friday, and a holiday once the notice is out
    assert (new_year.projected, new_year.working) == (True, True)


def test_a_day_settled_by_hand_wins_and_moves_every_number_after_it() -> None:
    new_year = date(2027, 1, 1)
    by_hand = {day.day: day for day in calendar(by_hand={new_year: (False, "元旦")})}
    assert (by_hand[new_year].working, by_hand[new_year].name, by_hand[new_year].projected) == (False, "元旦", False)
    assert by_hand[LAST_DAY].n == BY_DAY[LAST_DAY].n - 1


@given(a=any_day, k=st.integers(1, 200))
def test_the_kth_working_day_after_a_day_is_k_working_days_away_and_works(a: date, k: int) -> None:
    due = WORKDAYS.add(a, k)
    assert WORKDAYS.is_working(due)
    assert WORKDAYS.wd(a, due) == k


@given(a=any_day, length=st.integers(0, 400))
def test_counting_agrees_with_counting_one_by_one(a: date, length: int) -> None:
    b = a + timedelta(days=length)
    assert WORKDAYS.wd(a, b) == sum(BY_DAY[a + timedelta(days=i)].working for i in range(1, length + 1))


far_off = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@given(far_off, st.integers(0, 4000))
def test_beyond_the_calendar_monday_to_friday_count(a: date, length: int) -> None:
    b = a + timedelta(days=length)
    days = [a + timedelta(days=offset) for offset in range(1, length + 1)]
    assert WORKDAYS.wd(a, b) == sum(BY_DAY[day].working if day in BY_DAY else day.weekday() < 5 for day in days)


@given(far_off, st.integers(1, 300))
def test_beyond_the_calendar_too_the_kth_working_day_works_and_is_k_away(a: date, k: int) -> None:
    due = WORKDAYS.add(a, k)
    assert WORKDAYS.is_working(due)
    assert WORKDAYS.wd(a, due) == k


@pytest.mark.parametrize("day", [date.min, date.max])
def test_no_date_that_a_delivery_can_carry_stops_the_counting(day: date) -> None:
    assert WORKDAYS.wd(FIRST_DAY, day) == -WORKDAYS.wd(day, FIRST_DAY)
