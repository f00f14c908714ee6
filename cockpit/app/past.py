"""Looking at an earlier day: which day a request means, waiting until it is kept, and carrying it along in links.

The day stands in the address of the page (``?as_of=2026-03-01``). Callbacks are POSTs without that address, so the
browser says it in the body of each. A day that is not kept yet is worked out by a process of its own, because the web
process neither folds nor writes; meanwhile the page says so and asks again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
from flask import Flask, Request, Response, g, make_response
from werkzeug.wrappers import Response as AnyResponse

from cockpit.app.layout import static_page
from cockpit.db.doors import reading_as
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.jobs.past import is_kept
from cockpit.queries.asof import ARGUMENT

SAYS_THE_DAY = f"""(payload) => {{
  payload.{ARGUMENT} = new URLSearchParams(location.search).get("{ARGUMENT}") || "";
}}"""
"""Dash's hook before each callback's request."""

ASKS_AGAIN = 2
"""Seconds after which a waiting page asks again."""

_PAGES = ("/area/", "/alert", "/case", "/rules", "/homes", "/risks", "/explain", "/inbox", "/supervision", "/backlog")


class Work(Protocol):
    """A process: ``poll`` answers its exit code, None while it runs."""

    def poll(self) -> int | None: ...


Keep = Callable[[date], Work]


class Past:
    """Starts the work on days that are asked for, one at a time in this process; a second one waits for its turn."""

    def __init__(self, keep: Keep | None) -> None:
        self._keep = keep
        self._running: tuple[date, Work] | None = None

    def said_in(self, asked: Request) -> Mapping[str, str]:
        """The day that a callback's request names, as an address would."""
        body = asked.get_json(silent=True)
        day = body.get(ARGUMENT) if isinstance(body, dict) else None
        return {ARGUMENT: day} if isinstance(day, str) and day else {}

    def waiting_for(self, viewer: Viewer, day: date) -> AnyResponse | None:
        """None when the day is kept. Else starts keeping it and answers 202 with a page that asks again.

        Refusal (503) where the work failed, or where nobody is there to do it.
        """
        with reading_as(viewer) as conn:
            if is_kept(conn, day):
                return None
        if self._keep is None:
            raise Refusal(f"截至 {day} 的情况尚未整理：请先执行 cockpit keep --as-of {day}。", status=503)
        if self._running is not None and (code := self._running[1].poll()) is not None:
            last, self._running = self._running[0], None
            if code != 0 and last == day:
                raise Refusal(f"截至 {day} 的情况没有整理成功：请稍后重试，或告知运维人员查看日志。", status=503)
        if self._running is None:
            self._running = (day, self._keep(day))
        said = (
            f'<meta http-equiv="refresh" content="{ASKS_AGAIN}">'
            f'<p role="status">正在从台账整理截至 {day} 的情况，通常不超过一分钟；整理好后本页自动显示。</p>'
        )
        return make_response(static_page(said, "请稍候"), 202, {"Retry-After": str(ASKS_AGAIN)})


def install(server: Flask) -> None:
    @server.after_request
    def carry(response: Response) -> Response:
        """What a callback answers while somebody looks at an earlier day: its links lead to pages of that day."""
        viewer = g.get("viewer")
        if viewer is not None and viewer.as_of is not None and response.is_json and response.status_code == 200:
            response.set_data(orjson.dumps(carried(orjson.loads(response.get_data()), viewer.as_of)))
        return response


def carried(part: Any, day: date) -> Any:
    """The same JSON, every address of a page in it with the day; one that names a day itself stays as it is."""
    if isinstance(part, dict):
        return {name: carried(value, day) for name, value in part.items()}
    if isinstance(part, list):
        return [carried(value, day) for value in part]
    if isinstance(part, str) and part.startswith(_PAGES):
        return with_day(part, day)
    return part


def with_day(address: str, day: date) -> str:
    parts = urlsplit(address)
    args = parse_qsl(parts.query)
    if any(name == ARGUMENT for name, _ in args):
        return address
    query = urlencode([*args, (ARGUMENT, day.isoformat())], safe=",:/")
    return parts._replace(query=query).geturl()
