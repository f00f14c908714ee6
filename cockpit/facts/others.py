"""Facts of what is no case: batches, homes, tenancies and criteria sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cockpit.domain.operation import Operation
from cockpit.domain.workday import Workdays
from cockpit.facts.batches import batch_area, batch_omissions, batch_statements
from cockpit.facts.conduct import OrganisationKinds, backdated, unauthorised
from cockpit.facts.criteria import criteria_changes
from cockpit.facts.folding import Rows, omission_row, pending_row, statement_row
from cockpit.facts.occupancy import Lease, tenancy_matters, unit_matters
from cockpit.facts.stock import Published, unit_omissions

Fingerprint = Callable[[str], bytes]


class Named(NamedTuple):
    """Who did the first operation of a case that names a batch."""

    source: str
    org_id: str


def fold_batch(
    key: tuple[str, str],
    operations: list[Operation],
    naming: Named | None,
    areas: Mapping[tuple[str, str], str],
    kinds: OrganisationKinds,
    days: Workdays,
    fingerprint: Fingerprint,
    rows: Rows,
) -> None:
    """Rows of the batch ``key`` = (city_code, batch_id); ``areas`` maps (source, org_id) to the organisation's area."""
    city, batch_id = key
    area = batch_area(operations, naming, areas, city)
    published = next((op.occurred_at for op in operations if op.action == "ranking_published"), None)
    rows["batch_fact"].append((city, batch_id, area, published))
    for op in operations:
        if op.action == "plan_published":
            for unit_id in dict.fromkeys(str(unit) for unit in op.data.get("units") or ()):
                rows["plan_unit"].append((city, unit_id, op.operation_id, op.source, batch_id, op.occurred_at, op.day))
    for statement in (
        *batch_statements(operations),
        *unauthorised(operations, kinds),
        *backdated(operations, days),
    ):
        rows["statement"].append(statement_row(statement, area, fingerprint))
    for gap in batch_omissions(operations):
        rows["omission"].append(omission_row(gap, area))


def fold_unit(
    operations: list[Operation],
    plans: list[Published],
    area_code: str,
    days: Workdays,
    fingerprint: Fingerprint,
    rows: Rows,
) -> None:
    """Rows of one home; ``plans`` are those that name it."""
    subject = (operations[0].city_code, "unit", operations[0].subject_id)
    rows["pending"].extend(pending_row(matter, subject, area_code) for matter in unit_matters(operations))
    for gap in unit_omissions(operations, plans):
        rows["omission"].append(omission_row(gap, area_code))
    for statement in backdated(operations, days):
        rows["statement"].append(statement_row(statement, area_code, fingerprint))


def fold_criteria(
    operations: list[Operation], kinds: OrganisationKinds, days: Workdays, fingerprint: Fingerprint, rows: Rows
) -> None:
    """Rows of one criteria set; its area is that of its last change."""
    area_code = str(operations[-1].data["area_code"])
    for statement in (*criteria_changes(operations, kinds), *backdated(operations, days)):
        rows["statement"].append(statement_row(statement, area_code, fingerprint))


def fold_tenancy(
    key: tuple[str, str],
    lease: Lease,
    operations: list[Operation],
    days: Workdays,
    fingerprint: Fingerprint,
    rows: Rows,
) -> None:
    """Rows of the tenancy ``key`` = (city_code, tenancy_id), which may have no operations yet."""
    city, tenancy_id = key
    area_code = lease.area_code
    for matter in tenancy_matters(lease, operations):
        rows["pending"].append(pending_row(matter, (city, "tenancy", tenancy_id), area_code))
    for statement in backdated(operations, days):
        rows["statement"].append(statement_row(statement, area_code, fingerprint))
