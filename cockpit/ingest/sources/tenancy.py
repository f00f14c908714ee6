"""tenancy.csv: contracts that tie a household to a home."""

from __future__ import annotations

from cockpit.ingest.ground import Reference
from cockpit.ingest.table import Row, TableSource, code, day, flag, key, number, personal, wording


def _references(row: Row, source: str) -> list[Reference]:
    named = (("unit", row["unit_id"]), ("case_file", row["case_no"]))
    return [Reference(table, row["city_code"], name) for table, name in named if name]


TENANCY = TableSource(
    stem="tenancy",
    columns=(
        key("city_code"),
        key("tenancy_id"),
        code("unit_id"),
        code("case_no"),
        wording("tenant_name"),
        code("id_number"),
        code("phone"),
        day("starts_on"),
        day("ends_on"),
        number("monthly_rent_yuan"),
        flag("template_contract"),
    ),
    table="tenancy",
    references=_references,
    masks=personal("tenant_name"),
)
