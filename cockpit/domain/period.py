"""The period that a page speaks of, and the one that it is compared with.

In the address: ``period=2026-10`` (a month), ``period=2026`` (a year), ``from=2026-10-01&to=2026-10-15``; nothing means
the month to date. A period that still runs is compared with the same days of the one before, so that like meets like.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cockpit.domain.refusal import Refusal

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Period:
    """``first`` and ``last`` included; ``than`` names the period before: 较上月同期."""

    first: date
    last: date
    label: str
    than: str
    before: tuple[date, date]


def month_to_date(as_of: date) -> Period:
    return month(as_of.year, as_of.month, as_of)


def month(year: int, number: int, as_of: date) -> Period:
    """The whole month, or up to ``as_of`` while it runs."""
    first, end = date(year, number, 1), _end_of_month(year, number)
    last = min(end, as_of)
    earlier = first - timedelta(days=1)
    before_last = earlier if last == end else earlier.replace(day=min(last.day, earlier.day))
    label = f"{year}年{number}月" if last == end else f"{year}年{number}月1日至{last.day}日"
    return Period(first, last, label, "较上月" if last == end else "较上月同期", (earlier.replace(day=1), before_last))


def year(number: int, as_of: date) -> Period:
    """The whole year, or up to ``as_of`` while it runs."""
    first, last = date(number, 1, 1), min(date(number, 12, 31), as_of)
    before_last = date(number - 1, last.month, min(last.day, monthrange(number - 1, last.month)[1]))
    whole = last == date(number, 12, 31)
    label = f"{number}年" if whole else f"{number}年1月1日至{last.month}月{last.day}日"
    return Period(first, last, label, "较上年" if whole else "较上年同期", (date(number - 1, 1, 1), before_last))


def between(first: date, last: date) -> Period:
    """Any days, compared with as many days right before them."""
    length = last - first
    before_last = first - timedelta(days=1)
    return Period(first, last, f"{first} 至 {last}", "较前一时段", (before_last - length, before_last))


def asked(arguments: Mapping[str, str], as_of: date) -> Period:
    """The period of an address. Refusal (400) for what is no period, runs backwards or has not begun by ``as_of``."""
    first, last = _day(arguments, "from", "起始日"), _day(arguments, "to", "截止日")
    if first or last:
        first, last = first or (last or as_of).replace(day=1), min(last or as_of, as_of)
        _check(first, last, as_of)
        return between(first, last)
    text = arguments.get("period", "")
    if not text:
        return month_to_date(as_of)
    if _YEAR.fullmatch(text) and int(text) >= 2000:
        _check(date(int(text), 1, 1), as_of, as_of)
        return year(int(text), as_of)
    found = _MONTH.fullmatch(text)
    if found and int(found[1]) >= 2000 and 1 <= int(found[2]) <= 12:
        first = date(int(found[1]), int(found[2]), 1)
        _check(first, as_of, as_of)
        return month(first.year, first.month, as_of)
    raise Refusal(f"“期间”不正确：收到“{text[:20]}”，请写成 2026-10（月）或 2026（年）。", status=400)


def month_end(day: date) -> date:
    return _end_of_month(day.year, day.month)


def month_ends(last: date, months: int) -> list[date]:
    """The last days of ``months`` months up to the one of ``last``, which itself closes the list."""
    ends = [last]
    while len(ends) < months:
        ends.insert(0, ends[0].replace(day=1) - timedelta(days=1))
    return ends


def _day(arguments: Mapping[str, str], name: str, label: str) -> date | None:
    text = arguments.get(name, "")
    if not text:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"“{label}”不是日期：收到“{text[:20]}”，请写成 2026-11-23 的形式。", status=400) from None


def _check(first: date, last: date, as_of: date) -> None:
    if first > as_of:
        raise Refusal(f"所选期间 {first} 尚未开始：数据截至 {as_of}，请选择更早的期间。", status=400)
    if last < first:
        raise Refusal(f"截止日 {last} 早于起始日 {first}：请交换两个日期。", status=400)


def _end_of_month(year: int, number: int) -> date:
    return date(year, number, monthrange(year, number)[1])
