"""Allotment batches: their plan, their lottery, and the homes they publish (R12, R13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cockpit.domain.check import Check, all_hold
from cockpit.domain.operation import Operation
from cockpit.facts.history import earliest, first_since, is_empty
from cockpit.facts.omissions import Omission
from cockpit.facts.statements import Statement

PLAN_CONTENTS = frozenset({"location", "number", "layout", "area", "rent", "eligible_groups", "registration_period"})
"""What a published plan must say (Order 11, Art. 11)."""


def batch_statements(operations: list[Operation]) -> Iterator[Statement]:
    """Plans with or without all contents, lotteries with or without record; ``operations`` of one batch, in order."""
    for op in operations:
        if op.action == "plan_published":
            missing = sorted(PLAN_CONTENTS - set(op.data.get("contents") or ()))
            faults, cures = (("contents",), ()) if missing else ((), ("contents",))
            contents = Check("contents", not missing, "/".join(missing))
            yield Statement("plan", "", op, "S4", faults=faults, cures=cures, checks=(contents,))
        elif op.action == "lottery_held":
            checks = (
                Check("notary", not is_empty(op.data.get("notary"))),
                Check("record_no", not is_empty(op.data.get("record_no"))),
            )
            yield Statement("lottery", "", op, "S4", faults=() if all_hold(checks) else ("record",), checks=checks)


def batch_omissions(operations: list[Operation]) -> Iterator[Omission]:
    """Opened without a published plan."""
    plans = [op for op in operations if op.action == "plan_published"]
    opened = earliest(op for op in operations if op.action in ("intent_opened", "ranking_published"))
    if opened is not None and not any(plan.occurred_at <= opened.occurred_at for plan in plans):
        yield Omission("plan", "", opened, "S4", "county_housing", first_since(plans, opened.occurred_at))


def batch_area(
    operations: list[Operation],
    naming: tuple[str, str] | None,
    areas: Mapping[tuple[str, str], str],
    city_code: str,
) -> str:
    """Area of the organisation that published the plan, else of the first operation, else of the first case's.

    ``naming`` is (source, org_id) of the first operation of a case that names the batch.
    """
    plans = [op for op in operations if op.action == "plan_published"]
    offices = [(op.source, op.org_id) for op in (*plans[:1], *operations[:1])]
    if not operations and naming is not None:
        offices.append(naming)
    return next((areas[office] for office in offices if office in areas), city_code)
