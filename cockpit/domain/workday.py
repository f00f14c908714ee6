"""Working days: which days count, and how many lie between two days.

Source: the State Council's yearly holiday notices as packaged by ``chinesecalendar`` (2004 to 2026, make-up days
included). For a year without a notice Monday to Friday is assumed and the day is marked ``projected``: screens say so,
and the table is loaded anew when the notice is out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays as _holidays
from chinese_calendar.constants import workdays as _makeup_days

FIRST_DAY = date(2004, 1, 1)
LAST_DAY = date(2035, 12, 31)

_ONE_DAY = timedelta(days=1)

_LAST_NOTICE = max(_holidays).year
_CHINESE_NAME = {holiday.value: holiday.chinese for holiday in Holiday}


@dataclass(frozen=True, slots=True)
class Day:
    """``n`` is the number of working days from the first day of the calendar up to and including this day."""

    day: date
    n: int
    working: bool
    name: str  # the holiday, 调休上班, 周末, or '' for an ordinary working day
    projected: bool


def calendar(
    first: date = FIRST_DAY, last: date = LAST_DAY, by_hand: Mapping[date, tuple[bool, str]] | None = None
) -> list[Day]:
    """Every day from ``first`` to ``last``, both included; ``by_hand``: (working, name) of days that it settles."""
    settled = by_hand or {}
    days: list[Day] = []
    n = 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        working, name = settled.get(day) or _by_notice(day)
        n += working
        days.append(Day(day, n, working, name, projected=day.year > _LAST_NOTICE and day not in settled))
    return days


def _by_notice(day: date) -> tuple[bool, str]:
    if day in _makeup_days:
        return True, "调休上班"
    if day in _holidays:
        return False, _CHINESE_NAME[_holidays[day]]
    if day.weekday() >= 5:
        return False, "周末"
    return True, ""


class Workdays:
    """Arithmetic on a calendar without gaps.

    Before its first and after its last day Monday to Friday is assumed: a date far off (a notice "until 2099") must not
    stop an import, and no limit that anybody waits for lies there.
    """

    def __init__(self, days: Sequence[Day]) -> None:
        self._first = days[0].day
        self._last = days[-1].day
        self._n = [day.n for day in days]
        self._working = [day.working for day in days]

    def n(self, day: date) -> int:
        """The running number of ``day``: a rest day carries that of the working day before it."""
        if day > self._last:
            return self._n[-1] + _weekdays(self._last, day)
        if day < self._first:
            # The number of the first day includes that day itself.
            return self._n[0] - int(self._working[0]) - _weekdays(day, self._first - _ONE_DAY)
        return self._n[(day - self._first).days]

    def is_working(self, day: date) -> bool:
        if self._first <= day <= self._last:
            return self._working[(day - self._first).days]
        return day.weekday() < 5

    def wd(self, a: date, b: date) -> int:
        """Working days d with a < d ≤ b: the first day is not counted, as in administrative practice."""
        return self.n(b) - self.n(a)

    def nth(self, n: int) -> date:
        """The working day with running number ``n``."""
        if 1 <= n <= self._n[-1]:
            return self._first + timedelta(days=bisect_left(self._n, n))
        # Seven days hold five working days: start near and walk the rest.
        day = self._last if n > 0 else self._first
        day += timedelta(days=(n - self.n(day)) // 5 * 7)
        while self.n(day) < n or not self.is_working(day):
            day += _ONE_DAY
        while self.n(day - _ONE_DAY) >= n:
            day -= _ONE_DAY
        return day

    def add(self, day: date, k: int) -> date:
        """The ``k``-th working day after ``day``, k ≥ 1: the day on which a limit of k working days is due."""
        return self.nth(self.n(day) + k)


def _weekdays(a: date, b: date) -> int:
    """Mondays to Fridays d with a < d ≤ b."""
    weeks, rest = divmod((b - a).days, 7)
    return weeks * 5 + sum((a + timedelta(days=offset)).weekday() < 5 for offset in range(1, rest + 1))
