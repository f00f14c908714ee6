"""The work in hand of one street: how much stands in which step, and what has stood longest."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select, true

from cockpit.db.lamps import lamp as finding
from cockpit.db.scope import within
from cockpit.db.tables import case_fact
from cockpit.domain.vocabulary import Level

RUNNING = ("S1", "S2", "S3", "WAIT", "S4")


def by_step(conn: Connection, code: str) -> pd.DataFrame:
    """Indexed by step (S1 … S4, WAIT), column cases: everything submitted and not ended, at the as-of day."""
    rows = conn.execute(
        select(case_fact.c.state, func.count().label("cases"))
        .where(within(case_fact.c.area_code, code), case_fact.c.state != "ended")
        .group_by(case_fact.c.state)
    )
    found = {row.state: row.cases for row in rows}
    return pd.DataFrame({"cases": [found.get(step, 0) for step in RUNNING]}, index=pd.Index(RUNNING, name="step"))


def longest(conn: Connection, code: str, number: int = 12) -> list[dict[str, Any]]:
    """The cases that run the longest: case_no, state, submitted_on, red, yellow (lamps that burn on the case)."""
    lamps = (
        select(*(func.count().filter(finding.c.level == level).label(str(level)) for level in Level))
        .where(finding.c.city_code == case_fact.c.city_code, finding.c.case_no == case_fact.c.case_no, finding.c.open)
        .lateral("lamps")
    )
    rows = conn.execute(
        select(case_fact.c.case_no, case_fact.c.state, case_fact.c.submitted_on, lamps.c.red, lamps.c.yellow)
        .join_from(case_fact, lamps, onclause=true())
        .where(within(case_fact.c.area_code, code), case_fact.c.state != "ended")
        .order_by(case_fact.c.submitted_on, case_fact.c.case_no)
        .limit(number)
    )
    return [dict(row) for row in rows.mappings()]
