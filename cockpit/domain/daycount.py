"""A limit counted day by day, each day named: what a person would write down beside a calendar.

The squares are those of domain.strip; here every day also says why it does or does not count, and whether a lamp comes
near or is due on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from cockpit.domain.strip import Kind, StripDay, strip
from cockpit.domain.workday import Day

WEEKDAYS = "一二三四五六日"
LONG = 14
"""So many days on end that do not count for one and the same reason are told in one line."""


@dataclass(frozen=True, slots=True)
class Stoppage:
    """Working days numbered from_n to to_n (exclusive) do not count, because of ``reason``."""

    from_n: int
    to_n: int
    reason: str
    operation_id: str


@dataclass(frozen=True, slots=True)
class CountedDay:
    """``count``: how many days have been counted by its end. ``marks``: 起算, 临界, 到期, 完成, 亮灯."""

    square: StripDay
    count: int
    why: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One day, or a long run of days that do not count for one reason."""

    first: date
    last: date
    why: str
    count: int
    marks: tuple[str, ...]


@dataclass(slots=True)
class Count:
    """``rest``: what is told in words behind the last day drawn."""

    days: list[CountedDay]
    unit: str
    rest: str = ""

    def lines(self) -> Iterator[Line]:
        """The days in order; a run longer than LONG without a mark is one line, week-ends within it included."""
        for plain, group in groupby(self.days, key=_idle):
            run = list(group)
            if plain and len(run) > LONG:
                reasons = dict.fromkeys(day.why for day in run if day.square.kind == Kind.SUSPENDED)
                why = f"{'；'.join(reasons) or '不计'}（共 {len(run)} 天，含其间休息日）"
                yield Line(run[0].square.day, run[-1].square.day, why, run[-1].count, ())
            else:
                yield from (Line(day.square.day, day.square.day, day.why, day.count, day.marks) for day in run)


def count_days(
    days: Sequence[Day],
    *,
    start_on: date,
    near_on: date | None,
    due_on: date | None,
    done_on: date | None,
    ended_on: date | None,
    since: date | None,
    as_of: date,
    stopped: Iterable[tuple[int, int]],
    stoppages: Sequence[Stoppage],
    calendar_days: bool,
) -> list[CountedDay]:
    """``stopped`` decides what counts, ``stoppages`` only names it; ``since``: the day on which a lamp began.

    ``ended_on``: the day on which the case ended, where nothing is counted after it.
    """
    stop = min((day for day in (done_on, ended_on) if day is not None), default=None)
    squares = strip(
        days,
        start_on=start_on,
        due_on=due_on,
        done_on=stop,
        as_of=as_of,
        stopped=stopped,
        calendar_days=calendar_days,
    )
    count, told = 0, []
    ended = "完成" if stop == done_on else "结束"
    for day, square in zip(days, squares, strict=True):
        count = square.number or count
        marked = (
            ("起算日", start_on),
            ("临界日", near_on),
            ("到期日", due_on),
            ("完成", done_on),
            ("办件结束", ended_on),
            ("亮灯", since),
        )
        marks = tuple(word for word, on in marked if on == square.day)
        square = replace(square, done=square.day == done_on)
        told.append(CountedDay(square, count, _why(day, square, stoppages, calendar_days, ended), marks))
    return told


def _idle(day: CountedDay) -> bool:
    return day.square.kind in (Kind.SUSPENDED, Kind.REST) and not day.marks


def _why(day: Day, square: StripDay, stoppages: Sequence[Stoppage], calendar_days: bool, ended: str) -> str:
    name = day.name or ("工作日" if day.working else "休息日")
    if square.projected:
        name += "（推定）"
    if square.kind == Kind.START:
        return f"{name}，起算当日不计"
    if square.kind == Kind.REST:
        return f"{name}，不计"
    if square.kind == Kind.SUSPENDED:
        reasons = dict.fromkeys(each.reason for each in stoppages if each.from_n <= day.n < each.to_n)
        return f"{name}，不计：{'；'.join(reasons)}"
    if square.kind == Kind.IDLE:
        return f"{name}，已{ended}，不再计"
    which = f"第 {square.number} {'天' if calendar_days else '个工作日'}"
    later = {Kind.OVER: "，已超期", Kind.AHEAD: "，尚未到"}.get(square.kind, "")
    return f"{name}，{which}{later}"


def weekday(day: date) -> str:
    return f"星期{WEEKDAYS[day.weekday()]}"
