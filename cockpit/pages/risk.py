"""/risks/<code>: one risk point."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import risk as ids
from cockpit.callbacks.risks import NOTE, asked
from cockpit.components.panels import page, page_head, panel
from cockpit.components.states import skeleton


def layout(code: str = "", **query: Any) -> html.Main:
    return page(
        page_head(html.Div(id=ids.CRUMBS, style={"minHeight": "28px"})),
        dcc.Store(id=ids.ASKED, data={"code": code, **asked(query)}),
        html.Div(
            [
                ids.said(code),
                html.Div(skeleton(160), id=ids.RULES),
                panel("规则与地区", html.Div(skeleton(330), id=ids.HEAT), note=NOTE),
            ],
            className="stack",
        ),
    )


register_page(__name__, path_template=ids.TEMPLATE, title="风险点", check=ids.check, layout=layout)
