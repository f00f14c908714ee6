"""Limits that people set: ``limit_line`` and ``light_line``, projections of the ledger. Their one writer, and reader.

A change is an operation `limit_changed`, appended by actions.change_limit; nothing else says what a limit is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, text

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
    limits, lights = select(limit_line), select(light_line)
    if as_of is not None:
        end = datetime.combine(as_of + timedelta(days=1), time(), UTC) - _SHANGHAI
        limits, lights = limits.where(limit_line.c.changed_at < end), lights.where(light_line.c.changed_at < end)
    lines = {}
    for row in connection.execute(limits.order_by(limit_line.c.changed_at, limit_line.c.change_no)):
        line = line_of(row)
        lines[line.code, line.area_code, line.instance, line.since] = line
    shown = {
        row.since: Light(OverdueLight(row.light), row.since, row.document_no, row.source, row.change_no)
        for row in connection.execute(lights.order_by(light_line.c.changed_at, light_line.c.change_no))
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
