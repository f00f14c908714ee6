"""case.csv: applications. Names no key of another file; its street must be one of the province's."""

from __future__ import annotations

from cockpit.domain.vocabulary import Channel, Mode
from cockpit.ingest.table import TableSource, check_area, code, integer, key, listed, number, personal, wording

CASE = TableSource(
    stem="case",
    columns=(
        key("city_code"),
        key("case_no"),
        code("area_code", required=True),
        listed("mode", tuple(Mode)),
        listed("channel", tuple(Channel)),
        wording("applicant_name"),
        code("id_number"),
        code("phone"),
        integer("household_size"),
        number("floor_area_per_head_m2"),
        number("income_per_head_yuan"),
        number("assets_yuan"),
    ),
    table="case_file",
    check=lambda row, ground: check_area(row, ground, digits=(9,)),
    masks=personal("applicant_name"),
)
