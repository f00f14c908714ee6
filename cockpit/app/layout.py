"""The shell around every page, and the HTML document around the shell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape

from dash import dcc, html, page_container

from cockpit.app import served
from cockpit.app.rights import PAGES
from cockpit.callbacks import shell as ids
from cockpit.callbacks.living import LIVE
from cockpit.components.dates import date_box
from cockpit.components.icons import icon
from cockpit.domain.viewer import Viewer
from cockpit.settings import REPOSITORY

GRID_SCRIPT = re.compile(r'<script src="/_dash-component-suites/dash_ag_grid/[^"]*"></script>\s*')
NAME = "公租房权力运行监督驾驶舱"
_LISTS = (
    ("/inbox", "待办", "inbox"),
    ("/backlog", "在办", "hourglass-split"),
    ("/alerts", "预警", "bell"),
    ("/supervision", "督办", "shield-check"),
    ("/cases", "办件", "files"),
    ("/risks", "风险点", "exclamation-diamond"),
    ("/rules", "规则", "journal-check"),
    ("/audit", "留痕", "fingerprint"),
)


def shell(viewer: Viewer, form_token: str = "") -> html.Div:
    """The layout of the app: the bar, the place for notices, the page. ``form_token``: '' where nobody logged in."""
    return html.Div(
        [
            html.A("跳到正文", href="#content", className="visually-hidden-focusable"),
            dcc.Store(id=ids.THEME),
            dcc.Store(id=LIVE),
            html.Header(
                [html.A(NAME, href="/", className="brand"), _navigation(viewer), _facts(viewer, form_token)],
                className="shell-bar",
            ),
            html.Div(id=ids.BANNER, className="notice"),
            html.Div(id=ids.NOTICE, className="notice"),
            page_container,
        ]
    )


def _navigation(viewer: Viewer) -> html.Nav:
    addresses = ((f"/area/{viewer.area_code}", "总览", "house-door"), *_LISTS)
    rights = {to: PAGES.get(to) for to, _, _ in addresses}
    shown = [entry for entry in addresses if (right := rights[entry[0]]) is None or viewer.may(right)]
    entries = [html.A([icon(picture), word], href=to, id=ids.nav(to)) for to, word, picture in shown]
    return html.Nav(entries, className="nav-main", **{"aria-label": "主导航"})


def _facts(viewer: Viewer, form_token: str) -> html.Div:
    switch = html.Button(
        [html.Span(icon("moon"), className="only-light"), html.Span(icon("sun"), className="only-dark")],
        id=ids.THEME_SWITCH,
        className="button-quiet",
        title="切换浅色／深色",
        **{"aria-label": "切换浅色／深色"},
    )
    return html.Div(
        [
            html.Label(
                [
                    html.Span("截至日"),
                    date_box("", box=ids.AS_OF_BOX, id=ids.AS_OF, debounce=True, className="tabular"),
                ],
                id=ids.AS_OF_LABEL,
                className="as-of",
            ),
            html.Span("模拟数据", id=ids.SIMULATED, className="badge-simulated", hidden=True),
            switch,
            _who(viewer, form_token),
        ],
        className="shell-facts",
    )


def _who(viewer: Viewer, form_token: str) -> html.Details:
    """Who is logged in, as what, and the way out."""
    facts = [html.Strong(viewer.name), html.Span(viewer.role.label), html.Span(id=ids.VIEWER)]
    out = html.Form(
        [
            dcc.Input(type="hidden", name="csrf", value=form_token),
            html.Button([icon("box-arrow-right"), "退出登录"], type="submit", className="button-out"),
        ],
        action="/logout",
        method="post",
    )
    body = [html.Div(facts, className="who"), *([out] if form_token else [])]
    return html.Details(
        [
            html.Summary([icon("person"), html.Span(viewer.name, className="viewer-name"), icon("chevron-down")]),
            html.Div(body, className="menu-body who-body"),
        ],
        className="menu who-menu",
    )


def index_string(grid_pages: Sequence[str]) -> str:
    """Dash's template of the document. The theme is set before the first paint; nothing is inline."""
    return f"""<!DOCTYPE html>
<html lang="zh-CN" data-grid-pages="{escape(" ".join(grid_pages))}">
<head>
{_head()}
{{%metas%}}
<title>{{%title%}}</title>
{{%css%}}
</head>
<body>
{{%app_entry%}}
<footer>
{{%config%}}
{{%scripts%}}
{{%renderer%}}
</footer>
</body>
</html>"""


def static_page(body: str, heading: str = "无法显示本页") -> str:
    """A page without any script but the theme's, for what the app itself cannot or will not draw."""
    said = f'<h1>{heading}</h1>{body}<div><a href="/">返回总览</a></div>'
    return bare_page(NAME, f'<main class="panel refused" id="content">{said}</main>')


def bare_page(title: str, body: str) -> str:
    """The document around ``body`` (HTML): the bar without navigation, the styles, no script but the theme's."""
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
{_head()}
<title>{title}</title>
<link rel="stylesheet" href="{_asset("cockpit.css")}">
</head>
<body>
<header class="shell-bar"><a class="brand" href="/">{NAME}</a></header>
{body}
</body>
</html>"""


@cache
def _head() -> str:
    return f"""<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" type="image/svg+xml" href="{_asset("favicon.svg")}">
<script src="{_asset("theme.js")}"></script>
<link rel="stylesheet" href="{served.address("bootstrap.css")}">
<link rel="stylesheet" href="{served.address("icons.css")}">"""


def _asset(name: str) -> str:
    return f"/assets/{name}?m={(REPOSITORY / 'assets' / name).stat().st_mtime:.0f}"
