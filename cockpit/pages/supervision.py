"""/supervision: orders, returned feedback, offices that do it again, closings without effect."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import supervision as ids
from cockpit.callbacks.narrowing import given
from cockpit.components.panels import page, page_head
from cockpit.components.states import skeleton


def layout(**query: Any) -> html.Main:
    return page(
        page_head(
            html.Div(id=ids.CRUMBS, style={"minHeight": "28px"}),
            html.Div(id=ids.TOOLS, className="tools", style={"minHeight": "32px"}),
        ),
        dcc.Store(id=ids.ASKED, data=given(query)),
        html.Div(skeleton(112), id=ids.FIGURES),
        html.Div(skeleton(360), id=ids.LISTED),
    )


register_page(__name__, path=ids.PATH, title="督办", check=ids.check, layout=layout)
