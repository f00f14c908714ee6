"""What each page and each callback asks of whoever calls it. What is not listed here is refused to everybody.

Dash's callbacks are POST endpoints, so a page's right is not enough: each callback has its own. A test lists pages and
callbacks anew and fails for one without an entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import unwrap
from typing import Any

from cockpit.domain.access import Permission
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer

ANYBODY = None
"""Nothing but a login: the frame around the pages, which shows nothing of an area."""

Right = Permission | None

PAGES: dict[str, Right] = {
    "/area/<code>": Permission.SEE_FIGURES,
    "/homes": Permission.SEE_ROWS,
    "/inbox": Permission.SEE_ROWS,
    "/supervision": Permission.SEE_SUPERVISION,
    "/backlog": Permission.SEE_BACKLOG,
    "/audit": Permission.SEE_AUDIT,
    "/alerts": Permission.SEE_ROWS,
    "/alert/<alert_no>": Permission.SEE_ROWS,
    "/cases": Permission.SEE_ROWS,
    "/case/<case_no>": Permission.SEE_ROWS,
    "/explain": Permission.SEE_ROWS,
    "/risks": Permission.SEE_FIGURES,
    "/risks/<code>": Permission.SEE_FIGURES,
    "/rules": Permission.SEE_FIGURES,
    "/rules/<code>": Permission.SEE_FIGURES,
    "/not-found-404": ANYBODY,
}
"""By the path or template under which the page is registered."""

CALLBACKS: dict[str, Right] = {
    "dash.router": ANYBODY,
    "shell.facts": ANYBODY,
    "area.figures": Permission.SEE_FIGURES,
    "area.course": Permission.SEE_ROWS,
    "homes.listed": Permission.SEE_ROWS,
    "audit.found": Permission.SEE_AUDIT,
    "audit.rows": Permission.SEE_AUDIT,
    "alerts.found": Permission.SEE_ROWS,
    "alerts.rows": Permission.SEE_ROWS,
    "alerts.export": Permission.EXPORT,
    "alert.shown": Permission.SEE_ROWS,
    "follow_up.acted": Permission.SEE_ROWS,
    "inbox.shown": Permission.SEE_ROWS,
    "inbox.signed": Permission.ACKNOWLEDGE,
    "supervision.shown": Permission.SEE_SUPERVISION,
    "backlog.summed": Permission.SEE_BACKLOG,
    "backlog.rows": Permission.SEE_BACKLOG,
    "cases.found": Permission.SEE_ROWS,
    "cases.rows": Permission.SEE_ROWS,
    "cases.export": Permission.EXPORT,
    "case.shown": Permission.SEE_ROWS,
    "explain.shown": Permission.SEE_ROWS,
    "risks.drawn": Permission.SEE_FIGURES,
    "risk.drawn": Permission.SEE_FIGURES,
    "rules.table": Permission.SEE_FIGURES,
    "rule.counted": Permission.SEE_FIGURES,
    "what_if.shown": Permission.SEE_FIGURES,
}
"""By module (below cockpit.callbacks) and function. ``follow_up.acted`` does any act: domain.following asks more."""

_CLOSED = "该功能未登记访问权限，已拒绝：请联系运维人员。"


def check_page(viewer: Viewer, template: str) -> None:
    """Raises Refusal (403)."""
    _check(viewer, PAGES, template)


def check_callback(viewer: Viewer, name: str) -> None:
    """Raises Refusal (403)."""
    _check(viewer, CALLBACKS, name)


def named(callback_map: Mapping[str, Mapping[str, Any]], output: object) -> str:
    """``area.figures`` for the outputs that a request names. Refusal (404) for what answers no request."""
    entry = callback_map.get(output) if isinstance(output, str) else None
    if entry is None or "callback" not in entry:
        raise Refusal("没有这项功能：请在本系统页面内操作。", status=404)
    function = unwrap(entry["callback"])
    if function.__module__ == "dash.dash":
        return "dash.router"
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


def _check(viewer: Viewer, rights: Mapping[str, Right], name: str) -> None:
    if name not in rights:
        raise Refusal(_CLOSED, status=403)
    permission = rights[name]
    if permission is not None:
        viewer.check_may(permission)
