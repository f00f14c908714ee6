"""/rules/<code>: one rule."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import rule as ids
from cockpit.callbacks import what_if
from cockpit.callbacks.rules import PATH
from cockpit.components.panels import breadcrumb, page, page_head
from cockpit.rules import REGISTRY


def layout(code: str = "", **asked: Any) -> html.Main:
    name = f"{code} {REGISTRY[code].name}" if code in REGISTRY else code
    return page(
        page_head(breadcrumb([(PATH, "规则")], name)),
        dcc.Store(id=ids.ASKED, data=code),
        ids.said(code, asked, what_if.asked_for(code, asked)),
    )


register_page(__name__, path_template=ids.TEMPLATE, title="规则", check=what_if.check, layout=layout)
