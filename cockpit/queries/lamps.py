"""Burning lamps of an area as the overview shows them: by rule and step, and the latest ones."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, and_, func, select

from cockpit.db.lamps import lamp as finding
from cockpit.db.scope import within
from cockpit.db.tables import alert, area, organisation
from cockpit.domain.vocabulary import Level


def by_rule_and_step(conn: Connection, code: str) -> pd.DataFrame:
    """Columns rule, step ('' where a lamp has none), red, yellow: lamps that burn at the end of the as-of day."""
    columns = (finding.c.rule, finding.c.step)
    rows = conn.execute(
        select(*columns, *(func.count().filter(finding.c.level == level).label(str(level)) for level in Level))
        .where(within(finding.c.area_code, code), finding.c.open)
        .group_by(*columns)
    )
    return pd.DataFrame(rows.mappings().all(), columns=["rule", "step", "red", "yellow"])


def latest(conn: Connection, code: str, number: int = 10) -> list[dict[str, Any]]:
    """The last lamps that were lit and still burn, newest first; red before yellow on the same day.

    Columns: every column of ``finding``; alert_no (None before it was raised), office, area_name: as
    ``rules.sentence`` wants them.
    """
    rows = (
        select(finding)
        .where(within(finding.c.area_code, code), finding.c.open)
        .order_by(finding.c.since.desc(), finding.c.level, finding.c.city_code, finding.c.subject_id, finding.c.finding)
        .limit(number)
        .subquery("rows")
    )
    key = ("city_code", "subject_kind", "subject_id", "finding", "instance", "raising")
    statement = (
        select(rows, alert.c.alert_no, organisation.c.name.label("office"), area.c.name.label("area_name"))
        .outerjoin_from(rows, alert, and_(*(alert.c[name] == rows.c[name] for name in key)))
        .outerjoin(organisation, and_(organisation.c.source == rows.c.source, organisation.c.org_id == rows.c.org_id))
        .outerjoin(area, area.c.area_code == rows.c.area_code)
        .order_by(rows.c.since.desc(), rows.c.level, rows.c.city_code, rows.c.subject_id, rows.c.finding)
    )
    return [dict(row) for row in conn.execute(statement).mappings()]
