"""Filter chips: what a list is narrowed by, each one removable; the address is the state."""

from __future__ import annotations

from collections.abc import Iterable

from dash import dcc, html

from cockpit.components.icons import icon


def chip(label: str, value: str, without: str) -> dcc.Link:
    """``without``: the address of the same list without this filter."""
    return dcc.Link(
        [html.Span(f"{label}：{value}"), icon("x-lg")],
        href=without,
        className="chip",
        title=f"去掉筛选条件“{label}：{value}”",
    )


def chips(items: Iterable[tuple[str, str, str]], *, clear: str, found: str = "") -> html.Div:
    """``items``: (label, value, address without it); ``clear``: address without any; ``found``: 筛选结果 1,284 条."""
    drawn = [chip(*item) for item in items]
    if len(drawn) > 1:
        drawn.append(dcc.Link("清除全部", href=clear))
    return html.Div([*drawn, html.Span(found, className="caption")], className="chips")
