"""The frame of a page: its head (where am I, what can I set) and the cards below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

Children = Any
"""Whatever Dash takes as children."""


def page(head: Children, *body: Children) -> html.Main:
    return html.Main([head, *body], className="page", id="content")


def page_head(where: Children, *tools: Children) -> html.Div:
    """``where``: the breadcrumb or the title; ``tools``: pickers and buttons on the right."""
    return html.Div([where, html.Div(list(tools), className="tools")], className="page-head")


def breadcrumb(path: Sequence[tuple[str, str]], here: str) -> html.Nav:
    """``path``: (address, name) from the top down; ``here``: the name of this page, its heading."""
    above = [html.Li(dcc.Link(name, href=address)) for address, name in path]
    this = html.Li(html.H1(here), **{"aria-current": "page"})
    return html.Nav(html.Ol([*above, this], className="crumbs"), **{"aria-label": "所在位置"})


def panel(title: str, body: Children, *, note: Children = None, tools: Children = None, **given: Any) -> html.Section:
    """A card: a title, one line that says what is counted, and the content. ``given``: style, id …"""
    head = [html.H2(title), html.Div(note, className="caption")]
    if tools is not None:
        head.append(html.Div(tools))
    extra = given.pop("className", "")
    return html.Section(
        [html.Div(head, className="panel-head"), html.Div(body, className="panel-body")],
        className=f"panel {extra}".strip(),
        **given,
    )
