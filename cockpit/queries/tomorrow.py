"""What turns yellow or red on the day after the as-of day, if nobody does anything until then.

Which clocks come near or are over that day is read off the rows that the findings of the rules consider; the lamps and
their sentences are then those of judging these cases as of that day, by the very text of an evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Date, bindparam, literal, select, union_all

from cockpit.db.scope import within
from cockpit.db.tables import area, clock, organisation
from cockpit.db.written import written_out
from cockpit.domain.limit import Limits
from cockpit.domain.vocabulary import Level, SubjectKind
from cockpit.queries import asof
from cockpit.queries.alerts import told
from cockpit.queries.backlog import RUNS
from cockpit.queries.limits import in_force as limits_of
from cockpit.rules import FINDINGS
from cockpit.rules.judging import judged_by
from cockpit.rules.reads import Shape
from cockpit.rules.rule import Finding
from cockpit.rules.settling import raw_lamps, settled

MOST = 200
"""Lamps that are told; of more only the number is."""

_OF_CLOCKS = tuple(
    finding
    for finding in FINDINGS.values()
    if finding.reads and finding.reads.shape in (Shape.NEAR, Shape.OVER, Shape.LATE)
)


@dataclass(frozen=True, slots=True)
class Tomorrow:
    """``lamps``: columns of ``finding``; office, area_name, sentence. ``coming``: how many clocks there are in all."""

    day: date
    lamps: list[dict[str, Any]]
    coming: int

    def of(self, level: Level) -> int:
        return sum(lamp["level"] == level for lamp in self.lamps)


def tomorrow(conn: Connection, area_code: str) -> Tomorrow:
    """Red before yellow, then by case. The facts must be those of the as-of day, as pages have them."""
    as_of, limits = asof.as_of(conn), limits_of(conn)
    day = as_of + timedelta(days=1)
    coming = conn.exec_driver_sql(_coming(area_code, limits), {"day": day}).all()
    lamps: list[dict[str, Any]] = []
    for code in dict.fromkeys(row.finding for row in coming[:MOST]):
        of_finding = [row for row in coming[:MOST] if row.finding == code]
        asked = {
            "as_of": day,
            "kind": str(SubjectKind.CASE),
            "cities": sorted({row.city_code for row in of_finding}),
            "ids": sorted({row.case_no for row in of_finding}),
        }
        judged = settled(conn, raw_lamps(code[:3], (FINDINGS[code],), limits), asked)
        lamps += [lamp for lamp in judged if lamp["since"] == day and lamp["open"]]
    names = _names(conn, lamps)
    drawn = [
        told(
            lamp
            | {
                "office": names[0].get((lamp["source"], lamp["org_id"])),
                "area_name": names[1].get(lamp["area_code"][:6]),
            }
        )
        for lamp in lamps
    ]
    drawn.sort(key=lambda lamp: (lamp["level"] != Level.RED, lamp["rule"], lamp["city_code"], lamp["case_no"]))
    return Tomorrow(day, drawn, len(coming))


@lru_cache(maxsize=64)
def _coming(area_code: str, limits: Limits) -> str:
    """(finding, city_code, case_no) of the clocks that come near or are over from ``day`` on."""
    clocks = union_all(*(_of(finding, area_code, limits) for finding in _OF_CLOCKS))
    return written_out(clocks.order_by("finding", "city_code", "case_no"), "day")


def _of(finding: Finding, area_code: str, limits: Limits) -> Any:
    assert finding.reads is not None
    runs = finding.reads.considered().where(RUNS, within(clock.c.area_code, area_code))
    rows = judged_by(limits, runs).subquery()
    day = bindparam("day", type_=Date)
    begins = rows.c.near_on == day if finding.reads.shape == Shape.NEAR else rows.c.due_on == day - literal(1)
    return select(literal(finding.code).label("finding"), rows.c.city_code, rows.c.case_no).where(begins)


def _names(conn: Connection, lamps: list[dict[str, Any]]) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """(source, org_id) -> office, county -> its name."""
    o = organisation.c
    offices = select(o.source, o.org_id, o.name).where(o.org_id.in_({lamp["org_id"] for lamp in lamps}))
    counties = select(area.c.area_code, area.c.name).where(
        area.c.area_code.in_({lamp["area_code"][:6] for lamp in lamps})
    )
    return (
        {(row.source, row.org_id): row.name for row in conn.execute(offices)},
        {row.area_code: row.name for row in conn.execute(counties)},
    )
