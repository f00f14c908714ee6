"""Homes and tenancies as they stand: few columns, made set-based from the ledger."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text

_UNITS = """
INSERT INTO unit_fact (city_code, unit_id, area_code, state, since)
SELECT unit.city_code, unit.unit_id, project.area_code, coalesce(last.state, 'unknown'), last.day
FROM unit
JOIN project USING (city_code, project_id)
LEFT JOIN (
    SELECT DISTINCT ON (city_code, subject_id) city_code, subject_id,
        CASE action WHEN 'assigned' THEN 'occupied' WHEN 'repair_started' THEN 'repair' WHEN 'vacated' THEN 'vacated'
             ELSE 'ready' END AS state,
        (occurred_at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM operation
    WHERE subject_kind = 'unit' AND action IN ('assigned', 'repair_started', 'vacated', 'ready', 'repaired')
        AND (CAST(:until AS timestamptz) IS NULL OR occurred_at < :until)
    ORDER BY city_code, subject_id, occurred_at DESC, operation_id DESC
) AS last ON last.city_code = unit.city_code AND last.subject_id = unit.unit_id
"""

_TENANCIES = """
INSERT INTO tenancy_fact (city_code, tenancy_id, area_code, starts_on, vacated_on)
SELECT tenancy.city_code, tenancy.tenancy_id, project.area_code, tenancy.starts_on, gone.day
FROM tenancy
JOIN unit USING (city_code, unit_id)
JOIN project USING (city_code, project_id)
LEFT JOIN (
    SELECT city_code, subject_id, min((occurred_at AT TIME ZONE 'Asia/Shanghai')::date) AS day
    FROM operation
    WHERE subject_kind = 'tenancy' AND action = 'vacated'
        AND (CAST(:until AS timestamptz) IS NULL OR occurred_at < :until)
    GROUP BY city_code, subject_id
) AS gone ON gone.city_code = tenancy.city_code AND gone.subject_id = tenancy.tenancy_id
"""


def write_homes(connection: Connection, until: datetime | None) -> None:
    """unit_fact and tenancy_fact of everything that happened before ``until`` (None: all)."""
    for table, statement in (("unit_fact", _UNITS), ("tenancy_fact", _TENANCIES)):
        connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text(statement), {"until": until})
