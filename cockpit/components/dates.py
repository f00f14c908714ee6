"""A box for a day that reads 2026-11-23 in every browser."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import html

EMPTY = "年-月-日"


def date_box(value: str, *, box: str = "", **given: Any) -> html.Span:
    """The browser's own box and calendar; ``value``: ISO day or ''. ``given``: id, name, debounce.

    Who sets the value by a callback sets ``data-day`` of the span with the id ``box`` with it.

    Browsers write a day in the language of their menus (11/23/2026), whatever the page's is. So the text beside the
    calendar is drawn from ``data-day`` (assets/cockpit.css), which assets/cockpit.js keeps up to date.
    """
    named = {"id": box} if box else {}
    drawn = dbc.Input(type="date", value=value, **given)
    return html.Span(drawn, className="date-box", **named, **{"data-day": value or EMPTY})
