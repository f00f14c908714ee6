"""Lamps as `cockpit alerts` prints them: one row a finding, fields as rules.md says."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, String, and_, func, select, type_coerce

from cockpit.db.lamps import of_the_rules
from cockpit.db.scope import within
from cockpit.db.tables import alert, area, finding, organisation
from cockpit.rules import sentence

FIELDS = (
    *("subject_kind", "subject_id", "case_no", "rule", "finding", "instance", "level", "class", "step", "area_code"),
    *("since", "until", "sentence"),
)


def lamps(
    connection: Connection,
    *,
    area_code: str | None = None,
    level: str | None = None,
    rule: str | None = None,
    open_only: bool = False,
    prompts: bool = False,
) -> list[dict[str, Any]]:
    """Rows of FIELDS in the order of the findings' keys; ``since``, ``until`` are dates, until None while it burns.

    ``prompts``: those too, beside the lamps of the sixteen rules.
    """
    f = finding
    county = area.alias("county")
    query = (
        select(
            f,
            f.c.lamp_class.label("class"),
            organisation.c.name.label("office"),
            county.c.name.label("area_name"),
        )
        .select_from(
            f.outerjoin(
                organisation, and_(organisation.c.source == f.c.source, organisation.c.org_id == f.c.org_id)
            ).outerjoin(county, county.c.area_code == func.left(f.c.area_code, 6))
        )
        .order_by(f.c.city_code, f.c.subject_kind, f.c.subject_id, f.c.finding, f.c.instance, f.c.since)
    )
    if not prompts:
        query = query.where(of_the_rules)
    if area_code:
        query = query.where(within(f.c.area_code, area_code))
    if level:
        query = query.where(f.c.level == level)
    if rule:
        query = query.where(f.c.rule == rule)
    if open_only:
        query = query.where(f.c.open)
    return [_printed(dict(row)) for row in connection.execute(query).mappings()]


def late_lamps(connection: Connection) -> list[dict[str, Any]]:
    """Alerts that people saw and that a record arriving late took away: rows of FIELDS, until None, sentence 迟报."""
    a = alert
    query = select(
        a,
        func.split_part(a.c.finding, ".", 1).label("rule"),
        type_coerce(None, String).label("area_code"),
    ).where(a.c.late_record)
    return [
        {
            **{name: row.get(name) for name in FIELDS},
            "case_no": row["subject_id"] if row["subject_kind"] == "case" else "",
            "class": "",
            "step": "",
            "area_code": "",
            "until": None,
            "sentence": "迟报（late_record）：已发出的预警，因迟到的记录不再成立。",
        }
        for row in connection.execute(query).mappings()
    ]


def _printed(row: dict[str, Any]) -> dict[str, Any]:
    row["asked_of"] = row["measured"].get("asked_of")
    return {**{name: row[name] for name in FIELDS if name != "sentence"}, "sentence": sentence(row)}
