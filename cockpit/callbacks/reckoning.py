"""How a lamp was reckoned: the limit that governed it, day by day, and the values it compared (alert and case)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import html

from cockpit.components.facts import facts
from cockpit.components.panels import panel
from cockpit.components.strip import calendar_strip
from cockpit.domain.limit import Limit, Limits
from cockpit.domain.measured import compared
from cockpit.domain.strip import DAYS_PAST_DUE, span, strip
from cockpit.domain.workday import Day
from cockpit.rules import FINDINGS

Row = Mapping[str, Any]


def limit_of(lamp: Row, limits: Limits) -> Limit | None:
    """The line by which a limit lamp was judged: the one that it cites, else the one in force on its start day."""
    code, measured = FINDINGS[lamp["finding"]].limit, lamp["measured"] or {}
    if code is None or "start_on" not in measured:
        return None
    if cited := measured.get("limit_by"):
        return limits.changed_by(cited)
    return limits.in_force(code, lamp["area_code"], date.fromisoformat(measured["start_on"]), lamp["instance"])


def days_to_draw(lamp: Row, run: Row, as_of: date) -> tuple[date, date]:
    """The first and the last day of the calendar that explains the lamp."""
    return span(run["start_on"], _due(lamp), run["done_on"], as_of)


def reckoned(lamp: Row, run: Row | None, calendar: Sequence[Day], as_of: date, limits: Limits) -> html.Section | None:
    """The card: for a limit the calendar strip and the values, for the rest the values; None where there are none."""
    says, limit = FINDINGS[lamp["finding"]].says, limit_of(lamp, limits)
    unit = "天" if limit is not None and limit.calendar else "个工作日"
    values = list(compared(lamp["measured"] or {}, unit, lamp["finding"]))
    if run is None or limit is None or not calendar:
        return panel("比对的数值", facts(values), note=says) if values else None
    days = strip(
        calendar,
        start_on=run["start_on"],
        due_on=_due(lamp),
        done_on=run["done_on"],
        as_of=as_of,
        stopped=[(part.lower, part.upper) for part in run["stopped"]],
        calendar_days=limit.calendar,
    )
    last = run["done_on"] or as_of
    rest = f"到期后逐日列出 {DAYS_PAST_DUE} 天，此后至 {last} 从略。" if last > calendar[-1].day else ""
    return panel("期限推算", [calendar_strip(days, rest, calendar_days=limit.calendar), facts(values)], note=says)


def _due(lamp: Row) -> date | None:
    due = (lamp["measured"] or {}).get("due_on")
    return date.fromisoformat(due) if due else None
