"""What came in: sources, and rows that were refused. For the command line, through the engine's door."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from cockpit.db.tables import delivery, quarantine


def sources(connection: Connection) -> list[str]:
    """Names of all sources that have delivered, in order."""
    return list(connection.execute(select(delivery.c.source).distinct().order_by(delivery.c.source)).scalars())


def refused_rows(connection: Connection) -> list[dict[str, Any]]:
    """source, delivery_id, file, line, reason (code), detail (Chinese), waiting; in the order of the files.

    ``waiting``: the row names a key that is not known yet and is tried again with the next delivery. The raw bytes stay
    sealed: file and line say where to look.
    """
    q = quarantine.c
    columns = (q.source, q.delivery_id, q.file, q.line, q.reason, q.detail, q.waiting)
    rows = connection.execute(select(*columns).order_by(q.source, q.delivery_id, q.file, q.line))
    return [dict(row) for row in rows.mappings()]
