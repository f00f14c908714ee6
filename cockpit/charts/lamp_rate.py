"""Red lamps that burn, per 1,000 cases in hand: as a map where there is one, as bars below the city."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import floor, log10
from typing import Any

import pandas as pd
from pyecharts.charts import Bar, Map

from cockpit.charts import maps
from cockpit.charts.drawing import LABEL, TOOLTIP, Drawing, Option, category_axis, option_of, tooltip, value_axis

HEAT = ("--heat-0", "--heat-1", "--heat-2", "--heat-3", "--heat-4")
MOST_BARS = 40
ROW = 40
"""Height of a bar with its gap, in pixels."""


def per_thousand(red_open: int, in_hand: int) -> float | None:
    """None where nothing is in hand: a rate of nothing says nothing."""
    return 1000 * red_open / in_hand if in_hand else None


def lamp_map(frame: pd.DataFrame, code: str, link: Callable[[str], str]) -> Drawing:
    """``frame``: indexed by area code; columns name, red_open, in_hand. ``link``: code -> address of a click."""
    address = maps.address(code)
    if address is None:
        raise ValueError(f"there is no map of {code}")
    marks = {child: _mark(row) for child, row in frame.to_dict("index").items()}
    rows = list(marks.values())
    chart = Map().add(
        "每千件在办红灯",
        [(row["name"], row["value"]) for row in rows] or [("", None)],  # pyecharts raises on nothing at all
        maptype=code,
        is_map_symbol_show=False,
    )
    option = option_of(chart, tooltip={"trigger": "item", **TOOLTIP}, visualMap=_classes(rows), legend={"show": False})
    option["series"][0] |= {
        "data": rows,
        "nameMap": {child: mark["name"] for child, mark in marks.items()},
        "aspectScale": 0.9,
        "left": 96,  # beside the legend
        "right": 8,
        "top": 8,
        "bottom": 8,
        "preserveAspect": "contain",
        "roam": False,
        "selectedMode": False,
        "cursor": "pointer",
        "itemStyle": {"areaColor": "--heat-0", "borderColor": "--card", "borderWidth": 1.5},
        "label": {"show": True, "color": "--ink", "fontSize": 12, "textBorderColor": "--card", "textBorderWidth": 3},
        "labelLayout": {"hideOverlap": True},
        "emphasis": {
            "label": {"color": "--ink", "fontWeight": "bold"},
            "itemStyle": {"areaColor": None, "borderColor": "--accent", "borderWidth": 2},
        },
    }
    return Drawing(option, {mark["name"]: link(str(child)) for child, mark in marks.items()}, (code, address))


def lamp_bars(frame: pd.DataFrame, link: Callable[[str], str]) -> Drawing:
    """The same as horizontal bars, the most lamps per 1,000 on top; areas without cases in hand at the end."""
    rows = frame.to_dict("index")
    marks = {child: _mark(row) for child, row in rows.items()}
    ordered = sorted(
        marks,
        key=lambda child: (
            marks[child]["value"] is None,
            -(marks[child]["value"] or 0),
            -rows[child]["red_open"],
            str(child),
        ),
    )
    shown = ordered[:MOST_BARS][::-1]  # the axis counts from below
    names = [marks[child]["name"] for child in shown]
    chart = Bar().add_xaxis(names).add_yaxis("每千件在办红灯", [0] * len(shown)).reversal_axis()
    option = option_of(
        chart,
        tooltip={"trigger": "item", **TOOLTIP},
        legend={"show": False},
        grid={"left": 8, "right": 64, "top": 8, "containLabel": True} | _rows_of(len(shown)),
        yAxis=category_axis(names, axisLabel={**LABEL, "color": "--ink", "interval": 0}),
        xAxis=value_axis(axisLabel={"show": False}, splitLine={"show": False}),
    )
    option["series"][0] |= {
        "data": [_bar(marks[child], rows[child]["red_open"]) for child in shown],
        "barMaxWidth": 14,
        "barMinHeight": 2,
        "cursor": "pointer",
        "itemStyle": {"color": "--lamp-red", "borderRadius": 2},
        "label": {"show": True, "position": "right", **LABEL},
    }
    return Drawing(option, {marks[child]["name"]: link(str(child)) for child in shown})


def _rows_of(number: int) -> Option:
    """A few rows stay together at the top; many share the height."""
    return {"height": ROW * number} if number <= 9 else {"bottom": 8}


def _mark(row: Mapping[Any, Any]) -> Option:
    rate = per_thousand(row["red_open"], row["in_hand"])
    said = "无在办件，不计算比率" if rate is None else f"每千件在办 {rate:,.0f} 盏"
    return {
        "name": row["name"],
        "value": None if rate is None else round(rate, 1),
        "tooltip": tooltip(row["name"], f"红灯 {row['red_open']:,} 盏，在办 {row['in_hand']:,} 件", said),
    }


def _bar(mark: Option, red_open: int) -> Option:
    none = f"无在办件，红灯 {red_open:,} 盏" if red_open else "无在办件"
    label = {"formatter": none if mark["value"] is None else f"{mark['value']:,.0f}"}
    if mark["value"]:
        return mark | {"label": label}
    return mark | {"label": label, "value": 0, "itemStyle": {"color": "transparent"}}


def _classes(rows: list[Option]) -> Option:
    """A legend of at most five classes with round borders: none, then quarters of the highest rate."""
    highest = max((row["value"] or 0 for row in rows), default=0)
    pieces: list[Option] = [{"value": 0, "label": "0", "color": HEAT[0]}]
    if highest > 0:
        step = _round_up(highest / 4)
        for number in range(4):
            low, high = number * step, (number + 1) * step
            label = f"{low:,.0f} 至 {high:,.0f}" if number else f"{high:,.0f} 以下"
            pieces.append({"gt": low, "lte": high, "label": label, "color": HEAT[number + 1]})
    return {
        "type": "piecewise",
        "pieces": pieces[::-1],
        "left": 0,
        "bottom": 0,
        "itemWidth": 14,
        "itemHeight": 10,
        "itemGap": 4,
        "selectedMode": False,
        "textStyle": LABEL,
        "outOfRange": {"color": "--line"},
    }


def _round_up(number: float) -> float:
    """The next number at or above that one can say: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 or 10 times a power of ten."""
    power = 10.0 ** floor(log10(number))
    return next(factor * power for factor in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if factor * power >= number)
