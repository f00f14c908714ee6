"""What a lamp on a batch, a criteria set or a home is about: the cases behind it, and the home itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from cockpit.db.lamps import lamp as finding
from cockpit.db.tables import (
    alert,
    area,
    batch_member,
    case_file,
    decision,
    organisation,
    project,
    selection,
    standing,
    tenancy,
    unit,
    unit_fact,
)
from cockpit.queries.alerts import told
from cockpit.queries.names import of_area

MOST = 200
"""Cases of one batch or criteria set that a page lists."""

_SAME = ("city_code", "subject_kind", "subject_id", "finding", "instance", "raising")


def decided_by(conn: Connection, city_code: str, criteria_set: str) -> list[dict[str, Any]]:
    """The cases decided by a criteria set, latest first, at most MOST. Columns: city_code, case_no, day, result."""
    statement = (
        select(decision.c.city_code, decision.c.case_no, decision.c.day, decision.c.result)
        .where(decision.c.criteria_set == criteria_set)
        .order_by(decision.c.day.desc(), decision.c.city_code, decision.c.case_no)
        .limit(MOST)
    )
    if city_code != "3500":  # a set of a city decides in that city alone; the province's decides everywhere
        statement = statement.where(decision.c.city_code == city_code)
    return [dict(row) for row in conn.execute(statement).mappings()]


def in_batch(conn: Connection, city_code: str, batch_id: str, first: Sequence[str]) -> list[dict[str, Any]]:
    """The cases of a batch, those named in ``first`` before all others, then by rank; at most MOST.

    Columns: case_no, name_masked, rank_no (its last one, None: never ranked), selected_on (None: no home selected).
    """
    last = (
        select(standing.c.case_no, standing.c.rank_no)
        .where(standing.c.city_code == city_code, standing.c.batch_id == batch_id, standing.c.to_at.is_(None))
        .subquery("last")
    )
    chosen = (
        select(selection.c.case_no, func.min(selection.c.day).label("selected_on"))
        .where(selection.c.city_code == city_code, selection.c.batch_id == batch_id)
        .group_by(selection.c.case_no)
        .subquery("chosen")
    )
    member = batch_member.c
    statement = (
        select(member.case_no, case_file.c.name_masked, last.c.rank_no, chosen.c.selected_on)
        .outerjoin_from(
            batch_member,
            case_file,
            and_(case_file.c.city_code == member.city_code, case_file.c.case_no == member.case_no),
        )
        .outerjoin(last, last.c.case_no == member.case_no)
        .outerjoin(chosen, chosen.c.case_no == member.case_no)
        .where(member.city_code == city_code, member.batch_id == batch_id)
        .order_by(member.case_no.not_in(list(first)), last.c.rank_no.asc().nulls_last(), member.case_no)
        .limit(MOST)
    )
    return [dict(row) for row in conn.execute(statement).mappings()]


def home(conn: Connection, city_code: str, unit_id: str) -> dict[str, Any] | None:
    """The home with its project and its tenants.

    Columns: project (name), place, area_code, layout, floor_area_m2, monthly_rent_yuan, state, since, and tenancies:
    its cases, latest first (case_no, name_masked, starts_on).
    """
    statement = (
        select(
            project.c.name.label("project"),
            project.c.area_code,
            of_area(project.c.area_code).label("place"),
            unit.c.layout,
            unit.c.floor_area_m2,
            unit.c.monthly_rent_yuan,
            unit_fact.c.state,
            unit_fact.c.since,
        )
        .outerjoin_from(
            unit, project, and_(project.c.city_code == unit.c.city_code, project.c.project_id == unit.c.project_id)
        )
        .outerjoin(unit_fact, and_(unit_fact.c.city_code == unit.c.city_code, unit_fact.c.unit_id == unit.c.unit_id))
        .where(unit.c.city_code == city_code, unit.c.unit_id == unit_id)
    )
    row = conn.execute(statement).mappings().first()
    if row is None:
        return None
    let = (
        select(tenancy.c.case_no, tenancy.c.name_masked, tenancy.c.starts_on)
        .where(tenancy.c.city_code == city_code, tenancy.c.unit_id == unit_id)
        .order_by(tenancy.c.starts_on.desc().nulls_last(), tenancy.c.tenancy_id)
    )
    return {**row, "tenancies": [dict(one) for one in conn.execute(let).mappings()]}


def lamps_on_batches_of(conn: Connection, city_code: str, case_no: str) -> list[dict[str, Any]]:
    """Lamps on a batch that name this case: as the one passed over, moved or unranked, or as the one that selected.

    Columns: those of ``finding``; alert_no, office, area_name, sentence.
    """
    county = area.alias("county")
    statement = (
        select(*finding.c, alert.c.alert_no, organisation.c.name.label("office"), county.c.name.label("area_name"))
        .outerjoin_from(finding, alert, and_(*(alert.c[name] == finding.c[name] for name in _SAME)))
        .outerjoin(
            organisation, and_(organisation.c.source == finding.c.source, organisation.c.org_id == finding.c.org_id)
        )
        .outerjoin(county, county.c.area_code == func.left(finding.c.area_code, 6))
        .where(
            finding.c.city_code == city_code,
            finding.c.subject_kind == "batch",
            or_(finding.c.instance == case_no, finding.c.measured["selector"].astext == case_no),
        )
        .order_by(finding.c.open.desc(), finding.c.level, finding.c.since.desc(), finding.c.finding, finding.c.instance)
    )
    return [told(dict(row)) for row in conn.execute(statement).mappings()]
