"""/rules: the rules, and why they are called illustrative."""

from __future__ import annotations

from typing import Any

from dash import html, register_page

from cockpit.callbacks import rules as ids
from cockpit.components.panels import breadcrumb, page, page_head, panel
from cockpit.components.states import skeleton


def layout(**_: Any) -> html.Main:
    return page(
        page_head(breadcrumb([], "规则")),
        html.Div(
            [
                panel(ids.ILLUSTRATIVE, html.P(ids.WHY_ILLUSTRATIVE, className="prose"), note=ids.active()),
                html.Div(skeleton(440), id=ids.TABLE),
                ids.prompts(),
            ],
            className="stack",
        ),
    )


register_page(__name__, path=ids.PATH, title="规则", layout=layout)
