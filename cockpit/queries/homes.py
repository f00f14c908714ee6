"""The homes of an area by project: how many there are, in which state, how many households live there."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from cockpit.db.scope import within
from cockpit.db.tables import project, tenancy, tenancy_fact, unit, unit_fact

STATES = {"occupied": "已入住", "ready": "可配租", "repair": "维修", "vacated": "已腾退", "unknown": "未报状态"}


def by_project(conn: Connection, code: str, as_of: date) -> list[dict[str, Any]]:
    """Rows by project number: project_id, name, homes, tenancies (active on ``as_of``) and one column per state."""
    key = (unit.c.city_code, unit.c.unit_id)
    active = (
        select(tenancy.c.city_code, tenancy.c.unit_id, func.count().label("number"))
        .join(
            tenancy_fact,
            and_(tenancy_fact.c.city_code == tenancy.c.city_code, tenancy_fact.c.tenancy_id == tenancy.c.tenancy_id),
        )
        .where(
            within(tenancy_fact.c.area_code, code),
            tenancy_fact.c.starts_on <= as_of,
            or_(tenancy_fact.c.vacated_on.is_(None), tenancy_fact.c.vacated_on > as_of),
        )
        .group_by(tenancy.c.city_code, tenancy.c.unit_id)
        .subquery("active")
    )
    state = func.coalesce(unit_fact.c.state, "unknown")
    statement = (
        select(
            project.c.project_id,
            project.c.name,
            func.count(unit.c.unit_id).label("homes"),
            func.coalesce(func.sum(active.c.number), 0).label("tenancies"),
            *(func.count(unit.c.unit_id).filter(state == name).label(name) for name in STATES),
        )
        .outerjoin_from(
            project, unit, and_(unit.c.city_code == project.c.city_code, unit.c.project_id == project.c.project_id)
        )
        .outerjoin(unit_fact, and_(*(unit_fact.c[column.name] == column for column in key)))
        .outerjoin(active, and_(*(active.c[column.name] == column for column in key)))
        .where(within(project.c.area_code, code))
        .group_by(project.c.city_code, project.c.project_id, project.c.name)
        .order_by(project.c.city_code, project.c.project_id)
    )
    return [dict(row) for row in conn.execute(statement).mappings()]
