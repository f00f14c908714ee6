"""Telling other processes what changed: NOTIFY with the commit, LISTEN where pages are served.

A message names topics: codes of areas, and subjects by kind and number. What changed there is read through the doors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import orjson
from psycopg import sql
from sqlalchemy import Connection

from cockpit.db.doors import listening, psycopg_of

CHANNEL = "cockpit_changed"

_MOST = 200
"""Topics in one message, of which PostgreSQL takes 8,000 bytes."""

_ASKED_EVERY = 5.0
"""Seconds between two looks whether to go on listening."""

Topics = list[str] | None
"""What changed with one commit; None: everything may be different."""


def topic(kind: str, subject_id: str) -> str:
    return f"{kind}/{subject_id}"


def upward(areas: Collection[str]) -> set[str]:
    """The areas and all in which they lie."""
    return {area[:digits] for area in areas for digits in (2, 4, 6, 9) if len(area) >= digits}


def announce(connection: Connection, topics: Collection[str] | None = None) -> None:
    """Says with the commit that these topics changed; None or too many: everything."""
    named = sorted(topics) if topics is not None and len(topics) <= _MOST else None
    psycopg_of(connection).execute("SELECT pg_notify(%s, %s)", (CHANNEL, orjson.dumps(named).decode()))


def listen(heard: Callable[[Topics], None], until: Callable[[], bool]) -> None:
    """Passes on what is announced, over a connection of its own, until ``until`` says so (asked every few seconds).

    Begins with None: what was announced before, nobody heard. Raises psycopg.Error when the connection is lost.
    """
    with listening() as raw:
        raw.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        heard(None)
        while not until():
            for notice in raw.notifies(timeout=_ASKED_EVERY):
                heard(orjson.loads(notice.payload))
