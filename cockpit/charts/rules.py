"""How often a rule was broken: by month, and by city."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from pyecharts.charts import Bar

from cockpit.charts.drawing import LABEL, TOOLTIP, Drawing, Option, category_axis, option_of, tooltip, value_axis

_SERIES = (("red", "红灯", "--lamp-red"), ("yellow", "黄灯", "--lamp-yellow-mark"))


def hits_by_month(monthly: pd.DataFrame, link: Callable[[str], str]) -> Drawing:
    """``monthly``: columns month (YYYY-MM), red, yellow: lamps by the month they began. ``link``: month -> address."""
    months = [str(month) for month in monthly["month"]]
    chart = Bar().add_xaxis(months)
    for column, name, _ in _SERIES:
        chart.add_yaxis(name, [int(number) for number in monthly[column]])
    option = option_of(
        chart,
        tooltip={"trigger": "item", **TOOLTIP},
        legend=LEGEND,
        grid=GRID,
        xAxis=category_axis(months, axisLabel={**LABEL, "interval": "auto"}),
        yAxis=value_axis(),
    )
    links: dict[str, str] = {}
    for series, (column, name, colour) in zip(option["series"], _SERIES, strict=True):
        series |= _stacked(colour)
        series["data"] = []
        for month, number in zip(months, monthly[column], strict=True):
            mark = f"{month} {name}"
            series["data"].append(
                {"name": mark, "value": int(number), "tooltip": tooltip(month, f"{name} {number:,} 盏")}
            )
            links[mark] = link(month)
    return Drawing(option, links)


def hits_by_city(cities: pd.DataFrame, link: Callable[[str], str]) -> Drawing:
    """``cities``: columns area_code, name, red_open, yellow_open: lamps burning now. ``link``: area code -> address."""
    ordered = cities.iloc[::-1]
    names = [str(name) for name in ordered["name"]]
    chart = Bar().add_xaxis(names)
    for column, name, _ in _SERIES:
        chart.add_yaxis(name, [int(number) for number in ordered[f"{column}_open"]])
    option = option_of(
        chart,
        tooltip={"trigger": "item", **TOOLTIP},
        legend=LEGEND,
        grid=GRID,
        xAxis=value_axis(),
        yAxis=category_axis(names, axisLabel={**LABEL, "color": "--ink"}),
    )
    if not int(cities[[f"{column}_open" for column, _, _ in _SERIES]].to_numpy().sum()):
        option["title"] = {"text": "截至日没有仍亮的灯", "left": "center", "top": "middle", "textStyle": LABEL}
        option["xAxis"] = value_axis(axisLabel={"show": False}, splitLine={"show": False})
    links: dict[str, str] = {}
    for series, (column, name, colour) in zip(option["series"], _SERIES, strict=True):
        series |= _stacked(colour)
        series["data"] = []
        for code, city, number in zip(ordered["area_code"], names, ordered[f"{column}_open"], strict=True):
            mark = f"{city} {name}"
            series["data"].append(
                {"name": mark, "value": int(number), "tooltip": tooltip(city, f"仍亮{name} {number:,} 盏")}
            )
            links[mark] = link(str(code))
    return Drawing(option, links)


LEGEND: Option = {
    "top": 0,
    "right": 0,
    "icon": "roundRect",
    "itemWidth": 14,
    "itemHeight": 8,
    "textStyle": {**LABEL, "color": "--ink"},
}
GRID: Option = {"left": 4, "right": 16, "top": 32, "bottom": 4, "containLabel": True}


def _stacked(colour: str) -> Option:
    return {
        "stack": "lamps",
        "cursor": "pointer",
        "barMaxWidth": 18,
        "label": {"show": False},
        # Touching marks are parted by a line in the colour of the card.
        "itemStyle": {"color": colour, "borderColor": "--card", "borderWidth": 1},
    }
