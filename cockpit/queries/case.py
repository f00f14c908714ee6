"""One case: everything that /case/<case_no> shows, its operations excepted (queries.operations)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select

from cockpit.db.lamps import lamp as finding
from cockpit.db.tables import alert, area, case_fact, case_file, clock, evaluation, organisation, workday
from cockpit.queries.alerts import told
from cockpit.queries.names import of_area

_SAME = ("city_code", "subject_kind", "subject_id", "finding", "instance", "raising")


def header(conn: Connection, city_code: str, case_no: str) -> dict[str, Any] | None:
    """Who applies where, for what, and how far it is; None where there is no such case.

    Columns: those of ``case_fact`` (None where nothing happened yet), area_code, mode, channel, name_masked, id_masked,
    phone_masked, household_size, floor_area_per_head_m2, income_per_head_yuan, assets_yuan, place, as_of, as_of_n.
    """
    facts = [column for column in case_fact.c if column.name not in case_file.c]
    statement = (
        select(
            *(
                case_file.c[name]
                for name in (
                    "city_code", "case_no", "area_code", "mode", "channel", "name_masked", "id_masked", "phone_masked",
                    "household_size", "floor_area_per_head_m2", "income_per_head_yuan", "assets_yuan",
                )
            ),
            *facts,
            of_area(case_file.c.area_code).label("place"),
            evaluation.c.as_of,
            workday.c.n.label("as_of_n"),
        )
        .outerjoin_from(
            case_file,
            case_fact,
            and_(case_fact.c.city_code == case_file.c.city_code, case_fact.c.case_no == case_file.c.case_no),
        )
        .outerjoin(evaluation, evaluation.c.only)
        .outerjoin(workday, workday.c.day == evaluation.c.as_of)
        .where(case_file.c.city_code == city_code, case_file.c.case_no == case_no)
    )  # fmt: skip
    row = conn.execute(statement).mappings().first()
    return dict(row) if row is not None else None


def runs(conn: Connection, city_code: str, case_no: str) -> list[dict[str, Any]]:
    """The limits that run in the case, one row a clock. Columns: those of ``clock``."""
    statement = (
        select(clock)
        .where(clock.c.city_code == city_code, clock.c.case_no == case_no)
        .order_by(clock.c.start_on, clock.c.clock, clock.c.instance)
    )
    return [dict(row) for row in conn.execute(statement).mappings()]


def lamps(conn: Connection, city_code: str, case_no: str) -> list[dict[str, Any]]:
    """The lamps of the case, burning ones first, then the latest.

    Columns: those of ``finding``; alert_no, office, area_name, sentence.
    """
    county = area.alias("county")
    statement = (
        select(
            *finding.c,
            alert.c.alert_no,
            organisation.c.name.label("office"),
            county.c.name.label("area_name"),
        )
        .outerjoin_from(finding, alert, and_(*(alert.c[name] == finding.c[name] for name in _SAME)))
        .outerjoin(
            organisation, and_(organisation.c.source == finding.c.source, organisation.c.org_id == finding.c.org_id)
        )
        .outerjoin(county, county.c.area_code == func.left(finding.c.area_code, 6))
        .where(finding.c.city_code == city_code, finding.c.case_no == case_no)
        .order_by(finding.c.open.desc(), finding.c.level, finding.c.since.desc(), finding.c.finding, finding.c.instance)
    )
    return [told(dict(row)) for row in conn.execute(statement).mappings()]


def days_numbered(conn: Connection, numbers: Iterable[int]) -> dict[int, date]:
    """Number of a working day -> its date."""
    statement = select(workday.c.n, workday.c.day).where(workday.c.n.in_(list(numbers)), workday.c.working)
    return {row.n: row.day for row in conn.execute(statement)}
