"""staff.csv: who acts, and for whom."""

from __future__ import annotations

from cockpit.domain.vocabulary import Role
from cockpit.ingest.ground import Reference
from cockpit.ingest.table import Row, TableSource, code, key, listed, wording


def _references(row: Row, source: str) -> list[Reference]:
    return [Reference("organisation", source, row["org_id"])] if row["org_id"] else []


STAFF = TableSource(
    stem="staff",
    columns=(
        key("actor_id"),
        code("org_id"),
        wording("name"),
        listed("role", tuple(role for role in Role if role is not Role.APPLICANT)),
        code("phone"),
    ),
    table="staff",
    by_source=True,
    references=_references,
)
