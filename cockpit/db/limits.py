"""Limits that people set: ``limit_line`` and ``light_line``, projections of the ledger. Their one writer, and reader.

A change is an operation `limit_changed`, appended by actions.change_limit; nothing else says what a limit is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, func, select, text

from cockpit.db.doors import psycopg_of
from cockpit.db.tables import light_line, limit_line
from cockpit.domain.limit import LIMITS, Light, Limit, Limits, OverdueLight
from cockpit.domain.limit_change import province_line

SUBJECT, ACTION = "limit", "limit_changed"

PROVINCE_CITY = "3500"
"""The chain of what concerns the whole province (delivery.md)."""

_SAID = f"""
SELECT city_code, operation_id AS change_no, seq, occurred_at AS changed_at, actor_id AS changed_by,
    said->>'limit' AS limit_code, said->>'instance' AS instance, said->>'area_code' AS area_code,
    (said->>'days')::int AS days, (said->>'near')::int AS near, said->>'light' AS light,
    (said->>'since')::date AS since, said->>'document_no' AS document_no, said->>'source' AS source,
    said->>'grounds' AS grounds
FROM (
    SELECT operation.*, convert_from(record, 'UTF8')::jsonb->'data' AS said FROM operation
    WHERE subject_kind = '{SUBJECT}' AND action = '{ACTION}'
) AS changed
"""

_SHARED = "city_code, change_no, since, document_no, source, grounds, changed_at, changed_by"
_MAKE = (
    "DELETE FROM limit_line",
    "DELETE FROM light_line",
    f"INSERT INTO limit_line ({_SHARED}, limit_code, instance, area_code, days, near) "
    f"SELECT {_SHARED}, limit_code, instance, area_code, days, near FROM ({_SAID}) AS s WHERE light IS NULL",
    f"INSERT INTO light_line ({_SHARED}, light) SELECT {_SHARED}, light FROM ({_SAID}) AS s WHERE light IS NOT NULL",
)

_SHANGHAI = timedelta(hours=8)


def rebuild_limits(connection: Connection) -> None:
    """Makes both tables anew from the ledger. There are few changes: after one, too, everything is made anew."""
    for statement in _MAKE:
        connection.execute(text(statement))


def known(connection: Connection, as_of: date | None = None) -> Limits:
    """The lines that come along and those set up to the end of ``as_of`` (None: all).

    Evaluation as of a day uses the operations up to the end of that day, so a limit set later, even one dated back,
    did not exist yet. Of two changes of the same line from the same day the later one counts.
    """
    return asked(psycopg_of(connection))(as_of)


def asked(raw: psycopg.Connection[Any]) -> Callable[[date | None], Limits]:
    """``known``, asked in the pipeline of ``raw`` where there is one; what is answered reads the answer."""
    cursors = [
        raw.cursor(row_factory=namedtuple_row).execute(f"SELECT * FROM {table.name} ORDER BY changed_at, change_no")
        for table in (limit_line, light_line)
    ]

    def answered(as_of: date | None) -> Limits:
        lines, lights = cursors
        return _made_of(tuple(lines), tuple(lights), as_of)

    return answered


@lru_cache(maxsize=64)
def _made_of(said_lines: tuple[Any, ...], said_lights: tuple[Any, ...], as_of: date | None) -> Limits:
    """From rows of ``limit_line`` and ``light_line`` in the order in which they were set."""
    if as_of is not None:
        end = datetime.combine(as_of + timedelta(days=1), time(), UTC) - _SHANGHAI
        said_lines, said_lights = (
            tuple(row for row in rows if row.changed_at < end) for rows in (said_lines, said_lights)
        )
    lines = {}
    for row in said_lines:
        line = line_of(row)
        lines[line.code, line.area_code, line.instance, line.since] = line
    shown = {
        row.since: Light(OverdueLight(row.light), row.since, row.document_no, row.source, row.change_no)
        for row in said_lights
    }
    return Limits(
        (*LIMITS, *lines.values()), tuple(sorted(shown.values(), key=lambda light: light.since, reverse=True))
    )


def line_of(row: Any) -> Limit:
    """A row of ``limit_line`` as a line of its limit."""
    shipped = province_line(row.limit_code, row.instance)
    return Limit(
        code=shipped.code,
        label=shipped.label,
        calendar=shipped.calendar,
        days=row.days,
        near=row.near,
        source=row.source,
        area_code=row.area_code,
        since=row.since,
        instance=row.instance,
        document=row.document_no,
        change_no=row.change_no,
    )


def changes_made(connection: Connection, city_code: str) -> int:
    """How many changes the chain of a city holds, for the number of the next one."""
    made = 0
    for table in (limit_line, light_line):
        made += connection.execute(
            select(func.count()).select_from(table).where(table.c.city_code == city_code)
        ).scalar_one()
    return made
