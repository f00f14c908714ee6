"""Limits: when a yellow comes near, when a red is over."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from .case import Case
from .days import ONE_DAY, is_working_day, nth_working_day_after
from .lamps import Burning
from .model import Operation

LIMIT_OF = {
    "R01.accept": "accept",
    "R01.step": "S1",
    "R05.answer": "answer",
    "R05.step": "S2",
    "R09.decide": "decide",
    "R09.step": "S3",
    "R11.conclude": "objection",
    "R15.step": "S4",
    "R15.total": "total",
}
"""Which limit the lamps of a name watch."""


def day_number(start: date, n: int, uncounted: Collection[date], last: date) -> date | None:
    """ "the first working day d on which the unsuspended working days in (start, d] number n"; None if after `last`."""
    count = 0
    day = start
    while count < n:
        day += ONE_DAY
        if day > last:
            return None
        if is_working_day(day) and day not in uncounted:
            count += 1
    return day


def limit(
    case: Case,
    name: str,
    start: Operation | None,
    done: Operation | None,
    days: int,
    near: int,
    uncounted: Collection[date] = frozenset(),
    ends_with_case: bool = True,
    **rest: Any,
) -> Iterator[Burning]:
    """The lamps `name`.near and `name`.over of one limit.

    over: "since = due + 1 calendar day, if not done by the due day". near: "since = the first day on which the
    unsuspended working days number >= L - n, if not done before; it ends the day after the done day, at the latest at
    due + 1, where the red takes over". After the end of the case "no limit runs; a limit lamp that burns is cured that
    day": the end is as good as done.
    """
    if start is None:
        return
    days, near = case.in_force(LIMIT_OF[name], start.day, days, near, rest.get("instance", ""))
    ending = [o.day for o in (done, case.end if ends_with_case else None) if o is not None]
    done_on = min(ending, default=None)
    near_on = day_number(start.day, days - near, uncounted, case.as_of)
    due = day_number(start.day, days, uncounted, case.as_of)
    red = due + ONE_DAY if due is not None else None
    if near_on is not None and not (done_on is not None and done_on < near_on):
        yield case.burning(f"{name}.near", near_on, cured_on=done_on, taken_over=red, **rest)
    if red is not None and not (done_on is not None and done_on <= due):
        yield case.burning(
            f"{name}.over", red, cured_on=done_on, yellow_first=case.limits.shows_yellow_first(start.day), **rest
        )


def step_limit(case: Case, name: str, step: str, days: int, near: int) -> Iterator[Burning]:
    """A step's own limit, from its begin to its end, suspended days left out."""
    yield from limit(case, name, case.begins[step], case.ends[step], days, near, case.uncounted_days, step=step)


def missed(start: date, n: int, done: date | None) -> date | None:
    """The since of a "not within n wd of X": "the day after the n-th working day after X's day"; None if in time."""
    last = nth_working_day_after(start, n)
    if done is not None and done <= last:
        return None
    return last + ONE_DAY
