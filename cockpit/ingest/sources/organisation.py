"""organisation.csv: offices, operators and departments of a source."""

from __future__ import annotations

from cockpit.domain.vocabulary import OrganisationKind
from cockpit.ingest.ground import Reference
from cockpit.ingest.table import Row, TableSource, check_area, code, key, listed, wording


def _references(row: Row, source: str) -> list[Reference]:
    return [Reference("organisation", source, row["parent_org_id"])] if row["parent_org_id"] else []


ORGANISATION = TableSource(
    stem="organisation",
    columns=(
        key("org_id"),
        wording("name"),
        listed("kind", tuple(OrganisationKind)),
        code("area_code", required=True),
        code("parent_org_id"),
    ),
    table="organisation",
    by_source=True,
    check=lambda row, ground: check_area(row, ground, digits=(2, 4, 6, 9)),
    references=_references,
)
