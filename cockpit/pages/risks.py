"""/risks: the risk points, and where they bite."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import risks as ids
from cockpit.components.panels import page, page_head, panel
from cockpit.components.states import skeleton


def layout(**query: Any) -> html.Main:
    return page(
        page_head(html.Div(id=ids.CRUMBS, style={"minHeight": "28px"})),
        dcc.Store(id=ids.ASKED, data=ids.asked(query)),
        html.Div(
            [
                html.Div(skeleton(520), id=ids.POINTS),
                panel("风险点与地区", html.Div(skeleton(330), id=ids.HEAT), note=ids.NOTE),
                panel("环节与地区", html.Div(skeleton(330), id=ids.STEP_HEAT), note=ids.NOTE),
            ],
            className="stack",
        ),
    )


register_page(__name__, path=ids.PATH, title="风险点", check=ids.check, layout=layout)
