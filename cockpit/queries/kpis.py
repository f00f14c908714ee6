"""The headline numbers of an area and a period, each with the period before and the last twelve months."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection

from cockpit.domain.kpi import Kpi, Shape, Value
from cockpit.domain.kpis import HEADLINE
from cockpit.domain.period import Period, month_ends
from cockpit.queries import counts, handling


def headline(conn: Connection, code: str, period: Period) -> list[Value]:
    """The KPIs of domain.kpis in their order. Three statements, whatever the number of KPIs."""
    days = [(period.first, period.last), period.before]
    now, before = counts.in_periods(conn, code, days).to_dict("records")
    median_now, median_before = handling.medians(conn, code, days)

    def value(kpi: Kpi) -> Value:
        whole = (now[kpi.denominator], before[kpi.denominator]) if kpi.denominator else (None, None)
        if kpi.shape is Shape.MEDIAN:
            return Value(kpi, median_now, whole[0], median_before, whole[1])
        return Value(kpi, now[kpi.numerator], whole[0], before[kpi.numerator], whole[1])

    return [value(kpi) for kpi in HEADLINE]


def sparklines(conn: Connection, code: str, monthly: pd.DataFrame, months: int = 12) -> dict[str, list[float | None]]:
    """Code of a KPI -> its last ``months`` months, None for a month without one. ``monthly`` is counts.by_month."""
    recent = monthly.tail(months)
    lines: dict[str, list[float | None]] = {}
    for kpi in HEADLINE:
        if kpi.shape is Shape.MEDIAN:
            lines[kpi.code] = handling.medians_by_month(conn, code, month_ends(recent.index[-1], len(recent)))
        elif kpi.denominator:
            part, whole = recent[kpi.numerator], recent[kpi.denominator]
            lines[kpi.code] = [100 * p / w if w else None for p, w in zip(part, whole, strict=True)]
        else:
            lines[kpi.code] = [float(number) for number in recent[kpi.numerator]]
    return lines
