"""What every request passes first: who asks, from where, and whether the address means anything.

Dash's callbacks are POST endpoints that anybody can call, so the guard settles the viewer for all of them, not only for
pages. An address that cannot be answered gets its HTTP status and one sentence before any script is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from dash import page_registry
from flask import Flask, g, redirect, request
from werkzeug.wrappers import Response

from cockpit.app.past import Past
from cockpit.db.doors import reading_as
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.queries import asof, filters

LONGEST_BODY = 1_000_000
"""Bytes of one callback's request; the largest honest one is a few kilobytes."""

_OURS = ("/_", "/assets/", "/served/")
"""Prefixes of what is no page: dash's own endpoints and files."""


def install(server: Flask, viewer: Viewer, past: Past) -> None:
    server.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY

    @server.before_request
    def settle() -> Response | None:
        g.viewer = viewer
        if request.method == "POST":
            _check_origin()
            g.viewer = looking(viewer, past.said_in(request))
        if request.path.startswith(_OURS) or request.path == "/favicon.ico":
            return None
        if request.path == "/":
            day = filters.search([(asof.ARGUMENT, request.args.get(asof.ARGUMENT, ""))])
            return redirect(f"/area/{viewer.area_code}{day}", code=302)
        query = request.query_string.decode("utf-8", "replace")
        g.viewer = looking(viewer, filters.arguments(query))
        if g.viewer.as_of is not None and (waiting := past.waiting_for(viewer, g.viewer.as_of)):
            return waiting
        check_address(g.viewer, request.path, query)
        return None


def looking(viewer: Viewer, args: Mapping[str, str]) -> Viewer:
    """The viewer at the day that the address names. Refusal (400) for a day that cannot be looked at."""
    if not args.get(asof.ARGUMENT):
        return viewer
    with reading_as(viewer) as conn:
        return replace(viewer, as_of=asof.asked(conn, args))


def check_address(viewer: Viewer, path: str, query: str) -> None:
    """Raises Refusal: 404 where no page or no such thing is at ``path``, 400 where the query cannot be meant."""
    for page in page_registry.values():
        variables = _variables(page["path_template"] or page["path"], path)
        if variables is None:
            continue
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


def _check_origin() -> None:
    """A browser names the page that sends a POST; only our own may, else a stranger's page could act for the viewer."""
    if urlsplit(request.headers.get("Origin", "")).netloc != request.host:
        raise Refusal("请求不是从本系统的页面发出的，已拒绝：请在本系统页面内操作。", status=403)
