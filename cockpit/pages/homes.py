"""/homes?area=<code>: what 在册房源 and 在保家庭 count."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import homes as ids
from cockpit.components.panels import page, page_head, panel
from cockpit.components.states import skeleton


def layout(area: Any = "", **_: Any) -> html.Main:
    return page(
        page_head(html.Div(id=ids.CRUMBS, style={"minHeight": "28px"})),
        dcc.Store(id=ids.SUBJECT, data=area if isinstance(area, str) else ""),
        panel(
            "在册房源与在保家庭",
            html.Div(skeleton(360), id=ids.TABLE, style={"overflowX": "auto"}),
            note=html.Span(id=ids.AS_OF),
        ),
    )


register_page(__name__, path="/homes", title="房源 · 公租房权力运行监督驾驶舱", check=ids.check)
