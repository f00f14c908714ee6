"""Addresses of pages. The URL is the state, so a link is the only thing that carries it on."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from cockpit.domain.kpi import Value
from cockpit.domain.period import Period

_OF_PERIOD = ("period", "from", "to")


def of_area(code: str, arguments: Mapping[str, str] | None = None) -> str:
    """``arguments``: those of the present page; the period goes along, everything else stays behind."""
    kept = [(name, arguments[name]) for name in _OF_PERIOD if arguments and arguments.get(name)]
    return f"/area/{code}" + (f"?{urlencode(kept)}" if kept else "")


def of_alerts(code: str, **filters: str) -> str:
    return "/alerts?" + urlencode({"area": code} | filters)


def of_alert(alert_no: str) -> str:
    return f"/alert/{quote(alert_no)}"


def of_case(case_no: str) -> str:
    return f"/case/{quote(case_no)}"


def of_cases(code: str, **filters: str) -> str:
    return "/cases?" + urlencode({"area": code} | filters)


def of_rows(value: Value, code: str, period: Period, *, is_present: bool) -> str | None:
    """The list of what a headline number counts; None where the list shows the present and the number does not."""
    if value.kpi.rows_as_of_only and not is_present:
        return None
    return value.kpi.rows.format(area=code, first=period.first, last=period.last)
