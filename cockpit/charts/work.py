"""Cases of one street by the step in which they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
from pyecharts.charts import Bar

from cockpit.charts.drawing import LABEL, TOOLTIP, Drawing, category_axis, option_of, value_axis


def cases_by_step(frame: pd.DataFrame, names: Mapping[str, str], link: Callable[[str], str]) -> Drawing:
    """``frame``: indexed by step, column cases. ``names``: step -> label."""
    cases = {str(step): int(number) for step, number in frame["cases"].to_dict().items()}
    steps = list(cases)[::-1]
    labels = [names[step] for step in steps]
    numbers = [cases[step] for step in steps]
    chart = Bar().add_xaxis(labels).add_yaxis("办件", numbers).reversal_axis()
    option = option_of(
        chart,
        tooltip={"trigger": "item", **TOOLTIP, "formatter": "{b}：{c} 件"},
        legend={"show": False},
        grid={"left": 8, "right": 56, "top": 8, "bottom": 8, "containLabel": True},
        yAxis=category_axis(labels, axisLabel={**LABEL, "color": "--ink", "interval": 0}),
        xAxis=value_axis(axisLabel={"show": False}, splitLine={"show": False}),
    )
    option["series"][0] |= {
        "barMaxWidth": 22,
        "cursor": "pointer",
        "itemStyle": {"color": "--series-stock", "borderRadius": 2},
        "label": {"show": True, "position": "right", "formatter": "{c} 件", **LABEL},
    }
    return Drawing(option, {names[step]: link(step) for step in steps})
