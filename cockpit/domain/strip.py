"""The arithmetic of a limit, day by day: which days counted, were rest or were suspended, and which was the due day.

A strip is what a person draws on a calendar to check a lamp by hand; it computes nothing that the facts do not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cockpit.domain.workday import Day

Ranges = Iterable[tuple[int, int]]
"""Numbers of working days that do not count, each range without its end."""


class Kind(StrEnum):
    START = "start"  # the day of the act that starts the clock; it is not counted
    COUNTED = "counted"
    OVER = "over"  # a working day after the due day, not done yet
    REST = "rest"
    SUSPENDED = "suspended"
    IDLE = "idle"  # a working day after the act was done
    AHEAD = "ahead"  # a working day that will count, after the as-of day


@dataclass(frozen=True, slots=True)
class StripDay:
    """``number``: the how-many-th counted working day it is, 0 where it does not count."""

    day: date
    kind: Kind
    number: int
    name: str
    projected: bool
    due: bool
    done: bool


def strip(
    days: Sequence[Day],
    *,
    start_on: date,
    due_on: date | None,
    done_on: date | None,
    as_of: date,
    stopped: Ranges = (),
    calendar_days: bool = False,
) -> list[StripDay]:
    """One entry a day. ``calendar_days``: the limit counts every day (filing a contract), not working days alone."""
    ranges = list(stopped)
    number = 0
    drawn = []
    for day in days:
        counts = (day.working or calendar_days) and day.day > start_on
        suspended = day.working and any(low <= day.n < high for low, high in ranges)
        kind = Kind.REST
        if day.day == start_on:
            kind = Kind.START
        elif counts and done_on is not None and day.day > done_on:
            kind = Kind.IDLE
        elif counts and suspended and not calendar_days:
            kind = Kind.SUSPENDED
        elif counts:
            number += 1
            kind = Kind.OVER if due_on is not None and day.day > due_on else Kind.COUNTED
            kind = Kind.AHEAD if day.day > as_of else kind
        counted = number if kind in (Kind.COUNTED, Kind.OVER, Kind.AHEAD) else 0
        drawn.append(
            StripDay(day.day, kind, counted, day.name, day.projected, due=day.day == due_on, done=day.day == done_on)
        )
    return drawn


def used(start_n: int, end_n: int, stopped: Ranges = ()) -> tuple[int, int]:
    """(counted, suspended) working days n with start_n < n ≤ end_n; ranges that overlap count once."""
    suspended: set[int] = set()
    for low, high in stopped:
        suspended.update(range(max(low, start_n + 1), min(high, end_n + 1)))
    return max(0, end_n - start_n - len(suspended)), len(suspended)


DAYS_PAST_DUE = 28
"""Days drawn after the due day: who is later than four weeks counts no squares, the rest is told in words."""


def span(start_on: date, due_on: date | None, done_on: date | None, as_of: date) -> tuple[date, date]:
    """The first and the last day worth drawing: to the day it was done, else the as-of day or the due day ahead."""
    last = max(day for day in (start_on, due_on, done_on or as_of) if day is not None)
    return start_on, min(last, (due_on or start_on) + timedelta(days=DAYS_PAST_DUE))


def due_number(start_n: int, days: int, stopped: Ranges = ()) -> int:
    """The number of the working day on which the unsuspended working days after ``start_n`` come to ``days``."""
    due = start_n + days
    for low, high in sorted(stopped):
        if low > due:
            break
        due += max(0, high - max(low, start_n + 1))
    return due
