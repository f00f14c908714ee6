"""project.csv: housing estates, in a county or in a street."""

from __future__ import annotations

from cockpit.ingest.table import TableSource, check_area, code, day, flag, key, wording

PROJECT = TableSource(
    stem="project",
    columns=(
        key("city_code"),
        key("project_id"),
        wording("name"),
        code("area_code", required=True),
        day("built_on"),
        flag("smart_gate"),
        day("template_contract_from"),
    ),
    table="project",
    check=lambda row, ground: check_area(row, ground, digits=(6, 9)),
)
