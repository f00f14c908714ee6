"""Homes and tenancies as they stand: few columns, made set-based from the ledger."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from cockpit.db.doors import psycopg_of
from cockpit.facts.writing import Subject, narrowed

_UNITS = """
INSERT INTO unit_fact (city_code, unit_id, area_code, state, since)
SELECT unit.city_code, unit.unit_id, project.area_code, coalesce(last.state, 'unknown'), last.day
FROM unit
JOIN project ON project.city_code = unit.city_code AND project.project_id = unit.project_id
{of_rows}
LEFT JOIN (
    SELECT DISTINCT ON (city_code, subject_id) city_code, subject_id,
        CASE action WHEN 'assigned' THEN 'occupied' WHEN 'repair_started' THEN 'repair' WHEN 'vacated' THEN 'vacated'
             ELSE 'ready' END AS state,
        (occurred_at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM operation {of_operations}
    WHERE subject_kind = 'unit' AND action IN ('assigned', 'repair_started', 'vacated', 'ready', 'repaired')
        AND (%(until)s::timestamptz IS NULL OR occurred_at < %(until)s)
    ORDER BY city_code, subject_id, occurred_at DESC, operation_id DESC
) AS last ON last.city_code = unit.city_code AND last.subject_id = unit.unit_id
"""

_OVER_UNITS = """
ON CONFLICT (city_code, unit_id)
DO UPDATE SET (area_code, state, since) = (excluded.area_code, excluded.state, excluded.since)
WHERE (unit_fact.area_code, unit_fact.state, unit_fact.since)
    IS DISTINCT FROM (excluded.area_code, excluded.state, excluded.since)
"""

_OVER_TENANCIES = """
ON CONFLICT (city_code, tenancy_id)
DO UPDATE SET (area_code, starts_on, vacated_on) = (excluded.area_code, excluded.starts_on, excluded.vacated_on)
WHERE (tenancy_fact.area_code, tenancy_fact.starts_on, tenancy_fact.vacated_on)
    IS DISTINCT FROM (excluded.area_code, excluded.starts_on, excluded.vacated_on)
"""

_TENANCIES = """
INSERT INTO tenancy_fact (city_code, tenancy_id, area_code, starts_on, vacated_on)
SELECT tenancy.city_code, tenancy.tenancy_id, project.area_code, tenancy.starts_on, gone.day
FROM tenancy
JOIN unit ON unit.city_code = tenancy.city_code AND unit.unit_id = tenancy.unit_id
JOIN project ON project.city_code = unit.city_code AND project.project_id = unit.project_id
{of_rows}
LEFT JOIN (
    SELECT city_code, subject_id, min((occurred_at AT TIME ZONE 'Asia/Shanghai')::date) AS day
    FROM operation {of_operations}
    WHERE subject_kind = 'tenancy' AND action = 'vacated'
        AND (%(until)s::timestamptz IS NULL OR occurred_at < %(until)s)
    GROUP BY city_code, subject_id
) AS gone ON gone.city_code = tenancy.city_code AND gone.subject_id = tenancy.tenancy_id
"""


def write_homes(
    connection: Connection,
    until: datetime | None = None,
    units: Collection[Subject] | None = None,
    tenancies: Collection[Subject] | None = None,
    *,
    over: bool = False,
) -> None:
    """Appends unit_fact and tenancy_fact of these subjects, of all when None; ``until`` is exclusive (None: no end).

    ``over``: in place of the rows that are there.
    """
    for statement, table, wanted in (
        (_UNITS + _OVER_UNITS * over, "unit", units),
        (_TENANCIES + _OVER_TENANCIES * over, "tenancy", tenancies),
    ):
        if wanted is None or wanted:
            of_rows, parameters = narrowed(f"{table}.{table}_id", wanted)
            of_operations, _ = narrowed("operation.subject_id", wanted)
            query = statement.format(of_rows=of_rows, of_operations=of_operations)
            psycopg_of(connection).execute(query, {"until": until, **parameters})
