"""One lamp: everything that /alert/<alert_no> shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from cockpit.db.lamps import lamp as finding
from cockpit.db.tables import alert, area, case_fact, case_file, clock, organisation, workday
from cockpit.domain.workday import Day
from cockpit.queries.alerts import numbered, told
from cockpit.queries.names import of_area

NEIGHBOUR_DAYS = 90
NEIGHBOURS = 20

_SAME = ("city_code", "subject_kind", "subject_id", "finding", "instance", "raising")


def detail(conn: Connection, alert_no: str) -> dict[str, Any] | None:
    """The alert with the lamp that it told of; None where there is none of this number.

    Columns: those of ``alert`` (its since as first_since, its level that of today); those of ``finding``, all None when
    a late record took the lamp away; office, area_name, place, sentence, name_masked, path and case_state (of the case,
    where one is meant).
    """
    of_lamp = [column for column in finding.c if column.name not in alert.c]
    county = area.alias("county")
    statement = (
        select(
            *(column for column in alert.c if column.name not in ("since", "level")),
            alert.c.since.label("first_since"),
            finding.c.since,
            func.coalesce(finding.c.level, alert.c.level).label("level"),
            *of_lamp,
            organisation.c.name.label("office"),
            county.c.name.label("area_name"),
            of_area(finding.c.area_code).label("place"),
            case_file.c.name_masked,
            case_fact.c.path,
            case_fact.c.state.label("case_state"),
        )
        .outerjoin_from(alert, finding, and_(*(alert.c[name] == finding.c[name] for name in _SAME)))
        .outerjoin(
            organisation, and_(organisation.c.source == finding.c.source, organisation.c.org_id == finding.c.org_id)
        )
        .outerjoin(county, county.c.area_code == func.left(finding.c.area_code, 6))
        .outerjoin(
            case_file, and_(case_file.c.city_code == finding.c.city_code, case_file.c.case_no == finding.c.case_no)
        )
        .outerjoin(
            case_fact, and_(case_fact.c.city_code == finding.c.city_code, case_fact.c.case_no == finding.c.case_no)
        )
        .where(numbered(alert_no))
    )
    row = conn.execute(statement).mappings().first()
    if row is None:
        return None
    lamp = dict(row)
    return told(lamp) if lamp["since"] is not None else lamp


def run_of(conn: Connection, lamp: Mapping[str, Any]) -> dict[str, Any] | None:
    """The clock behind a limit lamp, None for a lamp of another kind. Columns: those of ``clock``."""
    measured = lamp["measured"] or {}
    if "clock" not in measured:
        return None
    statement = (
        select(clock)
        .where(
            clock.c.city_code == lamp["city_code"],
            clock.c.case_no == lamp["case_no"],
            clock.c.clock == measured["clock"],
            clock.c.instance == lamp["instance"],
            clock.c.start_op.in_(lamp["evidence"]),
        )
        .order_by(clock.c.start_on.desc())
        .limit(1)
    )
    row = conn.execute(statement).mappings().first()
    return dict(row) if row is not None else None


def calendar(conn: Connection, first: date, last: date) -> list[Day]:
    """The days from ``first`` to ``last``, both included, as working days or days of rest."""
    statement = select(workday).where(workday.c.day.between(first, last)).order_by(workday.c.day)
    return [Day(**row) for row in conn.execute(statement).mappings()]


def neighbours(conn: Connection, lamp: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Lamps of the same rule by the same actor or on the same office, at most 90 days apart, nearest day first.

    Columns: those of ``finding``; alert_no, office, sentence, same_actor (else the office alone
    is the same), alike (how many there are in all).
    """
    same = []
    if lamp["actor_id"]:
        same.append(finding.c.actor_id == lamp["actor_id"])
    if lamp["org_id"]:
        same.append(finding.c.org_id == lamp["org_id"])
    if not same:
        return []
    since = lamp["since"]
    county = area.alias("county")
    statement = (
        select(
            *finding.c,
            alert.c.alert_no,
            organisation.c.name.label("office"),
            county.c.name.label("area_name"),
            case((finding.c.actor_id == (lamp["actor_id"] or None), True), else_=False).label("same_actor"),
            func.count().over().label("alike"),
        )
        .outerjoin_from(finding, alert, and_(*(alert.c[name] == finding.c[name] for name in _SAME)))
        .outerjoin(
            organisation, and_(organisation.c.source == finding.c.source, organisation.c.org_id == finding.c.org_id)
        )
        .outerjoin(county, county.c.area_code == func.left(finding.c.area_code, 6))
        .where(
            finding.c.rule == lamp["rule"],
            finding.c.source == lamp["source"],
            finding.c.since.between(since - timedelta(NEIGHBOUR_DAYS), since + timedelta(NEIGHBOUR_DAYS)),
            or_(*same),
            ~and_(*(finding.c[name] == lamp[name] for name in (*_SAME[:-1], "since"))),
        )
        .order_by(
            func.abs(finding.c.since - since),
            *(finding.c[name] for name in ("since", *_SAME)),
        )
        .limit(NEIGHBOURS)
    )
    return [told(dict(row)) for row in conn.execute(statement).mappings()]
