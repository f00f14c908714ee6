"""What the rules found: counts for /rules and /rules/<code>."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, select

from cockpit.db.lamps import lamp as finding
from cockpit.db.scope import child_of
from cockpit.db.tables import area
from cockpit.domain.area import PROVINCE
from cockpit.domain.vocabulary import Level

COUNTS = ["red_open", "yellow_open", "red", "yellow"]
"""Lamps burning at the end of the as-of day, and lamps of all times; an interval is one lamp."""


def by_rule(conn: Connection) -> pd.DataFrame:
    """One row a rule that ever burned. Columns: rule, and COUNTS."""
    statement = select(finding.c.rule, *_counts()).group_by(finding.c.rule).order_by(finding.c.rule)
    return _frame(conn, statement, ["rule", *COUNTS])


def by_finding(conn: Connection, rule: str) -> pd.DataFrame:
    """One row a finding of the rule that ever burned. Columns: finding, and COUNTS."""
    statement = (
        select(finding.c.finding, *_counts())
        .where(finding.c.rule == rule)
        .group_by(finding.c.finding)
        .order_by(finding.c.finding)
    )
    return _frame(conn, statement, ["finding", *COUNTS])


def by_city(conn: Connection, rule: str) -> pd.DataFrame:
    """One row a city or zone of the province, also where nothing burned. Columns: area_code, name, and COUNTS.

    平潭 (350128) is a row of its own and no part of 3501; lamps on the province's own subjects are in no row.
    """
    reports_as = child_of(finding.c.area_code, PROVINCE)
    lamps = select(reports_as.label("unit"), *_counts()).where(finding.c.rule == rule).group_by("unit").subquery()
    statement = (
        select(area.c.area_code, area.c.name, *(func.coalesce(lamps.c[name], 0).label(name) for name in COUNTS))
        .outerjoin_from(area, lamps, lamps.c.unit == area.c.area_code)
        .where(area.c.parent_code == "35")
        .order_by(area.c.area_code)
    )
    return _frame(conn, statement, ["area_code", "name", *COUNTS])


def by_month(conn: Connection, rule: str, as_of: date, months: int = 36) -> pd.DataFrame:
    """One row a month up to the as-of day's, also where nothing burned: lamps by the month of their ``since``.

    Columns: month (YYYY-MM), and COUNTS.
    """
    last = as_of.year * 12 + as_of.month - 1
    wanted = [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(last - months + 1, last + 1)]
    month = func.to_char(finding.c.since, "YYYY-MM")
    statement = (
        select(month.label("month"), *_counts())
        .where(finding.c.rule == rule, finding.c.since >= date.fromisoformat(f"{wanted[0]}-01"))
        .group_by("month")
    )
    found = _frame(conn, statement, ["month", *COUNTS]).set_index("month")
    return found.reindex(wanted, fill_value=0).reset_index()


def _counts() -> list[ColumnElement[int]]:
    red, yellow = finding.c.level == Level.RED, finding.c.level == Level.YELLOW
    return [
        func.count().filter(red, finding.c.open).label("red_open"),
        func.count().filter(yellow, finding.c.open).label("yellow_open"),
        func.count().filter(red).label("red"),
        func.count().filter(yellow).label("yellow"),
    ]


def _frame(conn: Connection, statement: Any, columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(conn.execute(statement).mappings().all(), columns=columns)
