"""What every request passes first: who asks, from where, what they may, and whether the address means anything.

Dash's callbacks are POST endpoints that anybody can call, so the guard settles the viewer for all of them, not only for
pages. An address that cannot be answered gets its HTTP status and one sentence before any script is sent.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from dash import Dash, page_registry
from flask import current_app, g, redirect, request
from werkzeug.wrappers import Response

from cockpit.actions.sessions import csrf_of, viewer_of
from cockpit.app import cookies, login, rights
from cockpit.app.past import Past
from cockpit.db.doors import reading_as
from cockpit.domain.access import Permission
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.queries import asof, filters

LONGEST_BODY = 1_000_000
"""Bytes of one callback's request; the largest honest one is a few kilobytes."""

DEMO_VIEWER, PUBLIC_URL = "COCKPIT_DEMO_VIEWER", "COCKPIT_PUBLIC_URL"
"""Keys of the Flask configuration, of the settings' values."""

_OPEN = ("/assets/", "/served/", "/_dash-component-suites/", "/favicon.ico", "/_favicon.ico")
"""Prefixes of what anybody gets: files that say nothing of the data."""
_CALLBACK = "/_dash-update-component"
_LOGGED_OUT = "尚未登录，或登录已失效：请重新登录。"


def install(app: Dash, past: Past) -> None:
    app.server.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY

    @app.server.before_request
    def settle() -> Response | None:
        if request.method == "POST":
            _check_origin()
        elif request.method not in ("GET", "HEAD", "OPTIONS"):
            return None  # no route takes it: 405
        if request.path.startswith(_OPEN):
            return None
        viewer = _demo_viewer() or viewer_of(cookies.token_of(request))
        if request.path == login.PATH:
            return redirect("/", code=302) if viewer and request.method == "GET" else None
        if viewer is None:
            if request.path.startswith("/_") or request.method == "POST":
                raise Refusal(_LOGGED_OUT, status=401)
            return login.sent_to_login()
        g.viewer = viewer
        if request.method == "POST":
            _check_token()
            if request.path == _CALLBACK:
                g.viewer = looking(viewer, past.said_in(request))
                rights.check_callback(viewer, rights.named(app.callback_map, _output()))
            return None
        if request.path.startswith("/_"):
            return None
        if request.path == "/":
            day = filters.search([(asof.ARGUMENT, request.args.get(asof.ARGUMENT, ""))])
            return redirect(f"{home(viewer)}{day}", code=302)
        query = request.query_string.decode("utf-8", "replace")
        g.viewer = looking(viewer, filters.arguments(query))
        if g.viewer.as_of is not None and (waiting := past.waiting_for(viewer, g.viewer.as_of)):
            return waiting
        check_address(g.viewer, request.path, query)
        return None


def home(viewer: Viewer) -> str:
    """The first page of a viewer."""
    return f"/area/{viewer.area_code}"


def looking(viewer: Viewer, args: Mapping[str, str]) -> Viewer:
    """The viewer at the day that the address names. Refusal (400) for a day that cannot be looked at."""
    if not args.get(asof.ARGUMENT):
        return viewer
    viewer.check_may(Permission.LOOK_BACK)
    with reading_as(viewer) as conn:
        return replace(viewer, as_of=asof.asked(conn, args))


def check_address(viewer: Viewer, path: str, query: str) -> None:
    """Raises Refusal: 404 where no page or no such thing is at ``path``, 403 where it is not for this viewer, 400 where
    the query cannot be meant."""
    for page in page_registry.values():
        template = page["path_template"] or page["path"]
        variables = _variables(template, path)
        if variables is None:
            continue
        rights.check_page(viewer, template)
        if check := page.get("check"):
            check(viewer, variables, filters.arguments(query))
        return
    raise Refusal(f"没有网址为“{path[:60]}”的页面：请核对网址，或从总览逐级进入。", status=404)


def _variables(template: str, path: str) -> dict[str, str] | None:
    """``/area/<code>`` and ``/area/3501`` -> {"code": "3501"}; None where they do not fit."""
    wanted, given = template.split("/"), path.rstrip("/").split("/")
    if len(wanted) != len(given):
        return None
    found: dict[str, str] = {}
    for pattern, part in zip(wanted, given, strict=True):
        if pattern.startswith("<") and part:
            found[pattern[1:-1]] = part
        elif pattern != part:
            return None
    return found


def _demo_viewer() -> Viewer | None:
    viewer: Viewer | None = current_app.config.get(DEMO_VIEWER)
    return viewer


def _output() -> object:
    body = request.get_json(silent=True)
    return body.get("output") if isinstance(body, dict) else None


def _check_origin() -> None:
    """A browser names the page that sends a POST; only our own may, else a stranger's page could act for the viewer."""
    ours = current_app.config.get(PUBLIC_URL)
    origin = urlsplit(request.headers.get("Origin", ""))
    if (f"{origin.scheme}://{origin.netloc}" != ours) if ours else (origin.netloc != request.host):
        raise Refusal("请求不是从本系统的页面发出的，已拒绝：请在本系统页面内操作。", status=403)


def _check_token() -> None:
    """Besides the cookie, which a browser sends by itself, a request shows what only our pages can read."""
    if _demo_viewer() is not None:
        return  # without a login there is no cookie that a stranger's page could ride on
    shown = request.headers.get(cookies.CSRF_HEADER) or request.form.get("csrf", "")
    if not hmac.compare_digest(shown.encode(), csrf_of(cookies.token_of(request)).encode()):
        raise Refusal("请求缺少页面令牌，已拒绝：请刷新页面后重试。", status=403)
