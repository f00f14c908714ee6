"""Where the work on alerts stands, and what was done about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from cockpit.db.lamps import lamp as finding
from cockpit.db.tables import alert, area, follow_up, follow_up_act, organisation
from cockpit.domain.following import FollowUp
from cockpit.jobs.follow_up import follow_up_of
from cockpit.queries.names import of_area

_SAME = ("city_code", "subject_kind", "subject_id", "finding", "instance", "raising")


@dataclass(frozen=True, slots=True)
class Done:
    """One act of the time line. ``state``, ``due_on``: where the work stood after it. ``office``: of whom acted."""

    n: int
    act: str
    at: datetime
    actor_name: str
    actor_role: str
    office: str
    said: Mapping[str, Any]
    state: str
    due_on: date | None
    receipt: str


def of_alert(conn: Connection, alert_no: str) -> tuple[FollowUp, list[Done]] | None:
    """Where the work on one alert stands and what was done, oldest first; None for an alert that nobody follows."""
    city = alert_no.partition("-")[0]
    f, a = follow_up.c, follow_up_act.c
    row = conn.execute(select(follow_up).where(f.city_code == city, f.alert_no == alert_no)).mappings().first()
    if row is None:
        return None
    place = func.coalesce(organisation.c.name, of_area(a.actor_area))
    acts = (
        select(follow_up_act, place.label("office"))
        .outerjoin_from(follow_up_act, organisation, organisation.c.org_id == a.actor_org_id)
        .where(a.city_code == city, a.alert_no == alert_no)
        .order_by(a.n)
    )
    names = [name for name in Done.__dataclass_fields__ if name != "office"]
    found = [
        Done(office=act["office"] or "", **{name: act[name] for name in names}) for act in conn.execute(acts).mappings()
    ]
    return follow_up_of(row), found


def of_case(conn: Connection, city_code: str, case_no: str) -> list[FollowUp]:
    """Follow-ups of a case's alerts, those with a due day first."""
    same = and_(follow_up.c.city_code == alert.c.city_code, follow_up.c.alert_no == alert.c.alert_no)
    statement = (
        select(follow_up)
        .join_from(alert, follow_up, same)
        .join(finding, and_(*(finding.c[name] == alert.c[name] for name in _SAME)))
        .where(finding.c.city_code == city_code, finding.c.case_no == case_no)
        .order_by(follow_up.c.due_on.nulls_last(), follow_up.c.alert_no)
    )
    return [follow_up_of(row) for row in conn.execute(statement).mappings()]


def office_of(conn: Connection, f: FollowUp) -> str:
    """The name of the office that must answer: the organisation's, else that of its area."""
    named = select(organisation.c.name).where(organisation.c.org_id == f.org_id).limit(1)
    found = conn.execute(named).scalar() if f.org_id else None
    if found is None:
        found = conn.execute(select(area.c.name).where(area.c.area_code == f.office_area)).scalar()
    return str(found or "未登记")


def name_of(conn: Connection, area_code: str) -> str:
    """The name of an area."""
    return str(conn.execute(select(area.c.name).where(area.c.area_code == area_code)).scalar() or area_code)
