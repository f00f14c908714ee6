"""What an open page watches: when it changes, the page's data are asked for again (assets/live.js, app/live.py)."""

from __future__ import annotations

from dash import html

MINE = "mine"
"""The area of whoever looks."""


def watched(topic: str) -> html.Span:
    """``topic``: the code of an area, MINE, or a subject as in ``db.changes.topic``."""
    return html.Span(hidden=True, **{"data-watch": topic})
