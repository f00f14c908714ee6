"""Intake, completion and exits by month."""

from __future__ import annotations

import pandas as pd
from pyecharts.charts import Line

from cockpit.charts.drawing import LABEL, TOOLTIP, Drawing, category_axis, option_of, value_axis

SERIES = (
    ("accepted", "受理", "--series-intake"),
    ("ended", "办结", "--series-done"),
    ("exits", "退出", "--series-exit"),
)


def case_trend(monthly: pd.DataFrame) -> Drawing:
    """``monthly``: indexed by the last day of each month, the last one as far as it went; columns of SERIES."""
    months = [f"{day.year}-{day.month:02d}" for day in monthly.index]
    chart = Line().add_xaxis(months)
    for column, name, _ in SERIES:
        chart.add_yaxis(name, [int(number) for number in monthly[column]])
    option = option_of(
        chart,
        tooltip={"trigger": "axis", **TOOLTIP, "axisPointer": {"lineStyle": {"color": "--input-line"}}},
        legend={
            "top": 0,
            "right": 0,
            "icon": "roundRect",
            "itemWidth": 14,
            "itemHeight": 4,
            "textStyle": {**LABEL, "color": "--ink"},
        },
        grid={"left": 4, "right": 16, "top": 36, "bottom": 4, "containLabel": True},
        xAxis=category_axis(months, boundaryGap=False, axisLabel={**LABEL, "interval": 5, "hideOverlap": True}),
        yAxis=value_axis(),
    )
    for series, (_, _, colour) in zip(option["series"], SERIES, strict=True):
        series |= {
            "smooth": False,
            "showSymbol": False,
            "label": {"show": False},
            "lineStyle": {"width": 2, "color": colour},
            "itemStyle": {"color": colour},
        }
    return Drawing(option)
