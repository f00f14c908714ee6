"""Working days of the made-up province: a second, deliberately independent count.

The rules have their own calendar; the simulator must not borrow it, or a mistake there would be planted and "found".
Days are proleptic ordinals (``date.toordinal``), instants are seconds: ordinal x 86,400 + second of the Shanghai day.
Source of rest days and make-up days: chinesecalendar; a year it does not know yet counts Monday to Friday.
"""

from __future__ import annotations

from datetime import date

from chinese_calendar import is_workday

DAY = 86_400
NEVER = 10**9
"""A day or instant after everything: what has not happened."""


def _works(day: int) -> bool:
    when = date.fromordinal(day)
    try:
        return bool(is_workday(when))
    except NotImplementedError:  # the notice for that year is not out
        return when.weekday() < 5


class Workdays:
    """Numbers the working days of a range, so that counting is a subtraction."""

    def __init__(self, first: date, last: date) -> None:
        self._first = first.toordinal()
        self._upto: list[int] = []
        self._days: list[int] = []
        self._iso: list[str] = []
        for day in range(self._first, last.toordinal() + 1):
            if _works(day):
                self._days.append(day)
            self._upto.append(len(self._days))
            self._iso.append(date.fromordinal(day).isoformat())

    def number(self, day: int) -> int:
        """How many working days there are up to and including `day`."""
        return self._upto[min(day - self._first, len(self._upto) - 1)]

    def day_of(self, number: int) -> int:
        """The working day with that running number; NEVER past the end of the range."""
        return self._days[number - 1] if number <= len(self._days) else NEVER

    def after(self, day: int, count: int) -> int:
        """The `count`-th working day after `day`; for 0 the day itself, or the next working day."""
        if count == 0:
            return day if self.works(day) else self.after(day, 1)
        return self.day_of(self.number(day) + count)

    def works(self, day: int) -> bool:
        """Whether `day` is a working day."""
        return self._days[self.number(day) - 1] == day

    def iso(self, day: int) -> str:
        """`day` as YYYY-MM-DD."""
        offset = day - self._first
        return self._iso[offset] if 0 <= offset < len(self._iso) else date.fromordinal(day).isoformat()

    def stamp(self, at: int) -> str:
        """The instant `at` in ISO 8601 with Shanghai's offset."""
        day, second = divmod(at, DAY)
        return f"{self.iso(day)}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}+08:00"
