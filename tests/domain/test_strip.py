"""The calendar strip agrees with the calendar of the rules, to the day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from cockpit.domain.strip import DAYS_PAST_DUE, Kind, due_number, span, strip, used
from cockpit.domain.workday import Day, Workdays, calendar

DAYS = calendar()
WORKDAYS = Workdays(DAYS)
NATIONAL_DAY = date(2026, 9, 29)  # a Tuesday; 1 to 7 October are holidays, 10 October is a make-up Saturday


LATER = date(2027, 12, 31)


def between(first: date, last: date) -> list[Day]:
    return [day for day in DAYS if first <= day.day <= last]


def test_the_first_day_is_not_counted_and_the_due_day_carries_the_last_number() -> None:
    due = WORKDAYS.add(NATIONAL_DAY, 5)
    drawn = strip(between(NATIONAL_DAY, due), start_on=NATIONAL_DAY, due_on=due, done_on=None, as_of=LATER)
    assert drawn[0].kind is Kind.START
    assert (drawn[-1].number, drawn[-1].due) == (5, True)
    assert {day.day for day in drawn if day.kind is Kind.REST} >= {date(2026, 10, 1) + timedelta(n) for n in range(7)}


def test_a_make_up_saturday_counts() -> None:
    drawn = strip(
        between(NATIONAL_DAY, date(2026, 10, 12)), start_on=NATIONAL_DAY, due_on=None, done_on=None, as_of=LATER
    )
    assert next(day for day in drawn if day.day == date(2026, 10, 10)).kind is Kind.COUNTED


def test_suspended_days_are_hatched_and_push_the_due_day() -> None:
    n = WORKDAYS.n(NATIONAL_DAY)
    stopped = [(n + 2, n + 4)]
    due = WORKDAYS.nth(due_number(n, 5, stopped))
    drawn = strip(
        between(NATIONAL_DAY, due), start_on=NATIONAL_DAY, due_on=due, done_on=None, as_of=LATER, stopped=stopped
    )
    assert [day.kind for day in drawn].count(Kind.SUSPENDED) == 2
    assert drawn[-1].number == 5


def test_days_after_the_due_day_are_over_until_done() -> None:
    due = WORKDAYS.add(NATIONAL_DAY, 1)
    done = WORKDAYS.add(NATIONAL_DAY, 3)
    drawn = strip(
        between(NATIONAL_DAY, done + timedelta(3)), start_on=NATIONAL_DAY, due_on=due, done_on=done, as_of=LATER
    )
    assert [day.kind for day in drawn].count(Kind.OVER) == 2
    assert not any(day.kind is Kind.OVER for day in drawn if day.day > done)


def test_what_is_done_in_time_has_no_day_over() -> None:
    due = WORKDAYS.add(NATIONAL_DAY, 5)
    drawn = strip(
        between(NATIONAL_DAY, due + timedelta(9)), start_on=NATIONAL_DAY, due_on=due, done_on=due, as_of=LATER
    )
    assert Kind.OVER not in {day.kind for day in drawn}


def test_a_limit_in_calendar_days_counts_days_of_rest_too() -> None:
    drawn = strip(
        between(NATIONAL_DAY, NATIONAL_DAY + timedelta(30)),
        start_on=NATIONAL_DAY,
        due_on=NATIONAL_DAY + timedelta(30),
        done_on=None,
        as_of=LATER,
        calendar_days=True,
    )
    assert drawn[-1].number == 30


def test_used_days_equal_the_numbers_on_the_strip() -> None:
    random = Random(3)
    for _ in range(200):
        start = date(2025, 1, 1) + timedelta(random.randrange(600))
        end = start + timedelta(random.randrange(1, 90))
        n = WORKDAYS.n(start)
        stopped = [(n + a, n + a + random.randrange(1, 9)) for a in random.sample(range(-3, 40), 2)]
        drawn = strip(between(start, end), start_on=start, due_on=None, done_on=None, as_of=LATER, stopped=stopped)
        counted, suspended = used(n, WORKDAYS.n(end), stopped)
        assert counted == max((day.number for day in drawn), default=0)
        assert suspended == sum(day.kind is Kind.SUSPENDED for day in drawn)


def test_the_due_number_is_the_first_on_which_the_limit_is_used() -> None:
    random = Random(4)
    for _ in range(200):
        n, days = 1000, random.randrange(1, 60)
        stopped = sorted((n + a, n + a + random.randrange(1, 9)) for a in random.sample(range(-3, 60, 10), 2))
        due = due_number(n, days, stopped)
        assert used(n, due, stopped)[0] == days
        assert used(n, due - 1, stopped)[0] == days - 1


def test_days_after_the_as_of_day_are_ahead_and_never_over() -> None:
    due = WORKDAYS.add(NATIONAL_DAY, 1)
    drawn = strip(
        between(NATIONAL_DAY, due + timedelta(20)), start_on=NATIONAL_DAY, due_on=due, done_on=None, as_of=due
    )
    assert {day.kind for day in drawn if day.day > due} == {Kind.AHEAD, Kind.REST}


def test_a_strip_ends_four_weeks_after_the_due_day_and_before_it_with_what_was_done() -> None:
    start, due = date(2025, 1, 1), date(2025, 2, 1)
    assert span(start, due, None, date(2026, 11, 23)) == (start, due + timedelta(DAYS_PAST_DUE))
    assert span(start, due, date(2025, 1, 20), date(2026, 11, 23)) == (start, due)
    assert span(start, due, None, date(2025, 1, 10)) == (start, due)
