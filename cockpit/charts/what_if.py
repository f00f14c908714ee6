"""Lamps by month under the limit in force and under another one, side by side."""

from __future__ import annotations

import pandas as pd
from pyecharts.charts import Bar

from cockpit.charts.drawing import LABEL, TOOLTIP, Drawing, category_axis, option_of, tooltip, value_axis
from cockpit.charts.rules import GRID, LEGEND

NOW, THEN = "现行", "试算"
_SERIES = (("now", NOW, "--series-quiet"), ("then", THEN, "--series-intake"))


def tried_by_month(monthly: pd.DataFrame) -> Drawing:
    """``monthly``: columns month (YYYY-MM), now, then: lamps by the month they began."""
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
    for series, (column, name, colour) in zip(option["series"], _SERIES, strict=True):
        series |= {"barMaxWidth": 12, "barGap": "10%", "label": {"show": False}, "itemStyle": {"color": colour}}
        series["data"] = [
            {"name": f"{month} {name}", "value": int(number), "tooltip": tooltip(month, f"{name} {number:,} 盏")}
            for month, number in zip(months, monthly[column], strict=True)
        ]
    return Drawing(option)
