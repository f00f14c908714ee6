"""Limits as people see them: the lines that come along, what cities and counties set, and who set it when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from cockpit.db.limits import known, line_of
from cockpit.db.tables import area, light_line, limit_line
from cockpit.domain.limit import ALWAYS, LIMITS, Limit, Limits, OverdueLight
from cockpit.queries import asof

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def in_force(conn: Connection) -> Limits:
    """Everything that durations were judged by at the last evaluation."""
    return known(conn, asof.as_of(conn))


def history(conn: Connection, codes: set[str]) -> list[dict[str, Any]]:
    """Every line of these limits that was ever set, and those that come along: by limit, area and date, latest last.

    Columns: line (Limit), area_name, document_no, source, grounds, changed_by, changed_at (Shanghai; None for the lines
    that come along), replaced (a later change took its place: same limit, area and first day).
    """
    rows = [_row(line, "全省") for line in LIMITS if line.code in codes]
    statement = (
        select(limit_line, area.c.name.label("area_name"))
        .outerjoin(area, area.c.area_code == limit_line.c.area_code)
        .where(limit_line.c.limit_code.in_(sorted(codes)))
        .order_by(limit_line.c.changed_at, limit_line.c.change_no)
    )
    for row in conn.execute(statement):
        line = line_of(row)
        for earlier in rows:
            earlier["replaced"] |= _place(earlier["line"]) == _place(line)
        rows.append(_row(line, row.area_name or line.area_code, row.changed_by, row.changed_at, row.grounds))
    order = [line.code for line in LIMITS]
    return sorted(rows, key=lambda row: (order.index(row["line"].code), row["line"].area_code, row["line"].since))


def lights(conn: Connection) -> list[dict[str, Any]]:
    """How overdue was to be shown, latest first. Columns: light (OverdueLight), since, document_no, source, grounds,
    changed_by, changed_at."""
    rows = conn.execute(select(light_line).order_by(light_line.c.since.desc(), light_line.c.changed_at.desc()))
    return [
        {**row, "light": OverdueLight(row["light"]), "changed_at": row["changed_at"].astimezone(_SHANGHAI)}
        for row in rows.mappings()
    ]


def limit_rows(conn: Connection, area_code: str | None) -> list[dict[str, Any]]:
    """The history as `cockpit limit list` prints it; with an area only the lines that can govern in it.

    Ends with the conventions of how overdue is shown, as rows of the limit ``overdue_light``.
    """
    found = [
        {
            "limit": row["line"].code,
            "label": row["line"].label,
            "instance": row["line"].instance,
            "area_code": row["line"].area_code,
            "days": row["line"].days,
            "unit": "calendar" if row["line"].calendar else "working",
            "near": row["line"].near,
            "since": None if row["line"].since == ALWAYS else row["line"].since,
            "document_no": row["document_no"],
            "source": row["source"],
            "changed_by": row["changed_by"],
            "changed_at": row["changed_at"],
        }
        for row in history(conn, {line.code for line in LIMITS})
        if area_code is None or area_code.startswith(row["line"].area_code)
    ]
    shown = [
        {
            **dict.fromkeys(("instance", "days", "unit", "near")),
            "limit": "overdue_light",
            "label": row["light"].label,
            "area_code": "35",
            **{name: row[name] for name in ("since", "document_no", "source", "changed_by", "changed_at")},
        }
        for row in lights(conn)
    ]
    return found + shown


def _place(line: Limit) -> tuple[Any, ...]:
    return line.code, line.area_code, line.instance, line.since


def _row(
    line: Limit, area_name: str, changed_by: str = "", changed_at: datetime | None = None, grounds: str = ""
) -> dict[str, Any]:
    return {
        "line": line,
        "area_name": area_name,
        "document_no": line.document,
        "source": line.source,
        "grounds": grounds,
        "changed_by": changed_by,
        "changed_at": changed_at.astimezone(_SHANGHAI) if changed_at else None,
        "replaced": False,
    }
