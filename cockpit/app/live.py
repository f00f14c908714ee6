"""Telling open pages that something changed: one thread listens, pages ask a small question every half second.

A page names its topic (``components.watched``), the browser asks ``/_changed?topic=…`` (assets/live.js), and only where
the answer is another do the page's callbacks run again. The answer comes out of memory: it costs no query.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, NamedTuple
from uuid import uuid4

from flask import Flask, Response, g, jsonify, request
from psycopg import Error

from cockpit.components.watched import MINE
from cockpit.db.changes import Topics, listen
from cockpit.db.doors import reading_as
from cockpit.domain.access import Permission
from cockpit.domain.area import is_code
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.queries import watching

ADDRESS = "/_changed"

_MOST = 20_000
"""Topics that are remembered; then all are forgotten, and every page looks once more."""

_AGAIN = 2.0
"""Seconds after which a lost connection is tried again."""

_log = logging.getLogger(__name__)


class Last(NamedTuple):
    """The last change of a topic: its number, and when it was heard (monotonic seconds)."""

    number: int
    at: float


class Heard:
    """What was announced, by topic. Written by one thread, read by all.

    Numbers are this process's own, and it says who it is: two processes need not agree on what came first.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.teller = uuid4().hex[:12]
        self._clock = clock
        self._number = 0
        self._everything = Last(0, clock())
        self._topics: dict[str, Last] = {}

    def note(self, topics: Topics) -> None:
        self._number += 1
        last = Last(self._number, self._clock())
        if topics is None or len(self._topics) + len(topics) > _MOST:
            self._everything, self._topics = last, {}
        else:
            self._topics |= dict.fromkeys(topics, last)

    def last(self, topic: str) -> dict[str, Any]:
        """``version`` of the topic for this ``teller``, and ``age``: seconds since it was heard."""
        found = max(self._everything, self._topics.get(topic, self._everything))
        return {"teller": self.teller, "version": found.number, "age": round(self._clock() - found.at, 2)}


class Listener:
    """Keeps a thread that listens: one a process, started by the first who asks, since a fork takes no thread along."""

    def __init__(self) -> None:
        self.heard = Heard()
        self._lock = Lock()
        self._of_process = 0

    def ensure(self) -> None:
        if self._of_process != os.getpid():
            with self._lock:
                if self._of_process != os.getpid():
                    self._of_process = os.getpid()
                    self.heard = Heard()
                    Thread(target=self._listen, name="changes", daemon=True).start()

    def _listen(self) -> None:
        waiting, lost = Event(), False

        def heard(topics: Topics) -> None:
            nonlocal lost
            self.heard.note(topics)
            lost = False

        while True:
            try:
                listen(heard, lambda: False)
            except (Error, Refusal) as error:
                if not lost:  # said once, not every two seconds of an hour
                    _log.warning("变化通知中断，将每 %s 秒重连一次：%s", _AGAIN, str(error).splitlines()[0])
                lost = True
            waiting.wait(_AGAIN)


class Known:
    """Which subjects the viewers of an area may watch: asked once, since none moves to another area."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def may_watch(self, viewer: Viewer, topic: str) -> bool:
        if not viewer.may(Permission.SEE_ROWS):
            return False
        if topic.isdigit():
            return is_code(topic) and viewer.sees(topic)
        if (viewer.area_code, topic) in self._seen:
            return True
        with reading_as(viewer) as conn:
            if not watching.sees(conn, topic):
                return False
        if len(self._seen) > _MOST:
            self._seen.clear()
        self._seen.add((viewer.area_code, topic))
        return True


def install(server: Flask) -> None:
    listener, known = Listener(), Known()

    @server.get(ADDRESS)
    def changed() -> Response:
        listener.ensure()
        topic = request.args.get("topic", "")
        topic = g.viewer.area_code if topic == MINE else topic
        # Of what is not theirs people hear as much as of what is not there.
        return jsonify(listener.heard.last(topic if known.may_watch(g.viewer, topic) else ""))
