"""/inbox: what waits for the signed-in office."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import inbox as ids
from cockpit.components.panels import page, page_head
from cockpit.components.states import skeleton


def layout(**query: Any) -> html.Main:
    asked = {name: query[name] for name in ("task", "due") if isinstance(query.get(name), str)}
    return page(
        page_head(html.H1("待办")),
        dcc.Store(id=ids.ASKED, data=asked),
        html.Div(id=ids.SAID, **{"aria-live": "polite"}),
        html.Div(skeleton(480), id=ids.SHOWN),
    )


register_page(__name__, path=ids.PATH, title="待办", check=ids.check, layout=layout)
