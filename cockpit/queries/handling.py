"""How many working days ended cases took. A median is no sum: it has a rollup of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from cockpit.db.scope import within
from cockpit.db.tables import case_fact, handled_rollup
from cockpit.domain.area import AreaLevel, level_of

Days = tuple[date, date]


def medians(conn: Connection, code: str, periods: Sequence[Days]) -> list[float | None]:
    """The median of handled_days (working days) of the cases that ended in each period; None where none did."""
    median = func.percentile_cont(0.5).within_group(case_fact.c.handled_days)
    row = conn.execute(
        select(
            *(
                median.filter(case_fact.c.ended_on.between(*days)).label(f"median_{number}")
                for number, days in enumerate(periods)
            )
        ).where(
            within(case_fact.c.area_code, code),
            case_fact.c.ended_on.between(min(first for first, _ in periods), max(last for _, last in periods)),
        )
    ).one()
    return [None if value is None else float(value) for value in row]


def medians_by_month(conn: Connection, code: str, ends: Sequence[date]) -> list[float | None]:
    """The same for the months that end on ``ends``, in their order; above a street read off the rollup."""
    if level_of(code) is AreaLevel.STREET:
        return medians(conn, code, [(end.replace(day=1), end) for end in ends])
    of = handled_rollup.c
    rows = conn.execute(
        select(of.month, of.handled_days, of.cases)
        .where(of.area_code == code, of.month.between(ends[0].replace(day=1), ends[-1]))
        .order_by(of.month, of.handled_days)
    )
    found: dict[date, list[tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(row.month, []).append((row.handled_days, row.cases))
    return [_median(found.get(end.replace(day=1), [])) for end in ends]


def _median(counted: Sequence[tuple[int, int]]) -> float | None:
    """Of (value, how often) in ascending order, as percentile_cont has it: the mean of the two in the middle."""
    total = sum(times for _, times in counted)
    if total == 0:
        return None
    return (_at(counted, (total - 1) // 2) + _at(counted, total // 2)) / 2


def _at(counted: Sequence[tuple[int, int]], place: int) -> int:
    for value, times in counted:
        if place < times:
            return value
        place -= times
    raise IndexError(place)
