"""unit.csv: homes."""

from __future__ import annotations

from cockpit.ingest.ground import Reference
from cockpit.ingest.table import Row, TableSource, code, key, number


def _references(row: Row, source: str) -> list[Reference]:
    return [Reference("project", row["city_code"], row["project_id"])] if row["project_id"] else []


UNIT = TableSource(
    stem="unit",
    columns=(
        key("city_code"),
        key("unit_id"),
        code("project_id"),
        number("floor_area_m2"),
        code("layout"),
        number("monthly_rent_yuan"),
    ),
    table="unit",
    references=_references,
)
