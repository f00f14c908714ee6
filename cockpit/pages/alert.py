"""/alert/<alert_no>: one lamp."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import alert as ids
from cockpit.components.panels import breadcrumb, page, page_head
from cockpit.components.states import skeleton


def layout(alert_no: str = "", **_: Any) -> html.Main:
    waiting = [html.Div([skeleton(280), skeleton(220)]), html.Div([skeleton(180), skeleton(220)])]
    return page(
        page_head(breadcrumb([("/alerts", "预警")], alert_no)),
        dcc.Store(id=ids.ASKED, data=alert_no),
        html.Div(html.Div(waiting, className="two-columns"), id=ids.SHOWN),
    )


register_page(__name__, path_template=ids.TEMPLATE, title="预警详情", check=ids.check, layout=layout)
