"""What was decided by which criteria, and conditions changed for a single case (R08)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cockpit.domain.check import Check, all_hold
from cockpit.domain.operation import Operation
from cockpit.domain.vocabulary import Role
from cockpit.facts.history import History, is_empty
from cockpit.facts.statements import Statement


@dataclass(slots=True)
class Decision:
    """One `determined`, with the acceptance day by which the criteria set in force is chosen."""

    operation: Operation
    accepted_on: date | None
    criteria_set: str
    result: str


def decisions(history: History) -> Iterator[Decision]:
    accepted = history.first("accepted") or history.first("submitted")
    for op in history.all("determined"):
        yield Decision(
            op,
            accepted.day if accepted is not None else None,
            str(op.data["criteria_set"]),
            str(op.data["result"]),
        )


def condition_changes(history: History) -> Iterator[Statement]:
    """A condition changed for one case needs an approval document and an approver."""
    for op in history.all("condition_changed"):
        checks = (
            Check("approval_no", not is_empty(op.data.get("approval_no"))),
            Check("approver_role", op.data.get("approver_role") == Role.APPROVER),
        )
        yield Statement(
            "condition_change", "", op, "S3", faults=() if all_hold(checks) else ("unapproved",), checks=checks
        )
