"""What a chart is on its way to the browser, and the manners that all charts share.

Colours are tokens of assets/cockpit.css ("--accent"), put in by the browser for the theme of the moment. No JavaScript
travels inside an option: it would need unsafe-eval, so tooltips and labels are templates or finished text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from pyecharts.charts.base import Base

Option = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drawing:
    """``option``: of ECharts. ``links``: name of a mark -> address that a click opens. ``map``: (name, address)."""

    option: Option
    links: Mapping[str, str] = field(default_factory=dict)
    map: tuple[str, str] | None = None

    def sent(self) -> dict[str, Any]:
        """As the store of components.chart wants it."""
        drawn_on = {"name": self.map[0], "address": self.map[1]} if self.map else None
        return {"option": self.option, "links": dict(self.links), "map": drawn_on}


def option_of(chart: Base, **over: Any) -> Option:
    """The option that pyecharts built, without its own palette and motion; ``over`` replaces whole members."""
    option: Option = json.loads(chart.dump_options_with_quotes())
    for unwanted in ("color", "animationThreshold", "animationDuration", "animationEasing", "animationDelay"):
        option.pop(unwanted, None)
    for unwanted in ("animationDurationUpdate", "animationEasingUpdate", "animationDelayUpdate"):
        option.pop(unwanted, None)
    option |= {"animation": False, "aria": {"enabled": False}}
    return option | over


def tooltip(*lines: str) -> Option:
    """Finished text for one mark; the first line is its heading."""
    head, *rest = (escape(line) for line in lines)
    return {"formatter": "<br/>".join([f"<b>{head}</b>", *rest])}


TOOLTIP: Option = {
    "backgroundColor": "--card",
    "borderColor": "--line",
    "textStyle": {"color": "--ink", "fontSize": 13},
    "confine": True,
    "transitionDuration": 0,
}
LABEL: Option = {"color": "--muted", "fontSize": 12}
HAIRLINE: Option = {"lineStyle": {"color": "--line", "width": 1}}


def category_axis(names: list[str], **over: Any) -> Option:
    quiet = {"type": "category", "data": names, "axisTick": {"show": False}, "axisLabel": LABEL}
    return quiet | {"axisLine": HAIRLINE, "splitLine": {"show": False}} | over


def value_axis(**over: Any) -> Option:
    quiet = {"type": "value", "axisLine": {"show": False}, "axisTick": {"show": False}, "axisLabel": LABEL}
    return quiet | {"splitLine": HAIRLINE, "minInterval": 1} | over
