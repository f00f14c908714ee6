"""What prompts burn on, by its number: tenancies and homes, and those of a case."""

from __future__ import annotations

from sqlalchemy import Connection, and_, select

from cockpit.db.tables import tenancy, tenancy_fact, unit_fact
from cockpit.domain.vocabulary import SubjectKind
from cockpit.queries.cases import cities as cities_of_case

_FACTS = {
    SubjectKind.TENANCY: (tenancy_fact.c.city_code, tenancy_fact.c.tenancy_id),
    SubjectKind.UNIT: (unit_fact.c.city_code, unit_fact.c.unit_id),
}


def cities(conn: Connection, kind: SubjectKind, subject_id: str) -> list[str]:
    """The cities that have a case, a tenancy or a home of this number and that the viewer may see."""
    if kind not in _FACTS:
        return cities_of_case(conn, subject_id)
    city, number = _FACTS[kind]
    return list(conn.scalars(select(city).where(number == subject_id).order_by(city)))


def of_case(conn: Connection, city_code: str, case_no: str, kind: SubjectKind) -> list[str]:
    """The numbers of the tenancies of a case, or of the homes that they are in, the earliest first."""
    t = tenancy.c
    rows = conn.execute(
        select(t.tenancy_id, t.unit_id)
        .where(and_(t.city_code == city_code, t.case_no == case_no))
        .order_by(t.starts_on, t.tenancy_id)
    ).all()
    if kind == SubjectKind.TENANCY:
        return [row.tenancy_id for row in rows]
    return list(dict.fromkeys(row.unit_id for row in rows))
