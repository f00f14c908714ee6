"""What an applicant was told of a correction or a rejection, and overrides of the comparison (R02, R07)."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.domain.check import Check, all_hold
from cockpit.facts.history import History, is_empty
from cockpit.facts.statements import Statement


def corrections(history: History) -> Iterator[Statement]:
    """The one correction notice a case may have, and each that should not have been."""
    asked = history.all("correction_requested")
    for number, op in enumerate(asked):
        items, due_on = not is_empty(op.data.get("items")), not is_empty(op.data.get("due_on"))
        checks = (Check("only_one", not number, str(number + 1)), Check("items", items), Check("due_on", due_on))
        if number:
            yield Statement("correction", "", op, "S1", faults=("repeated",), cures=("empty",), checks=checks)
        else:
            yield Statement("correction", "", op, "S1", faults=() if items and due_on else ("empty",), checks=checks)
    for op in history.all("correction_received"):
        yield Statement("correction", "", op, "S1", cures=("empty",))


def rejections(history: History) -> Iterator[Statement]:
    """A rejection gives its reason and the reason's code, or was at least delivered in writing."""
    for op in history.all("rejected"):
        reasoned, delivered = not is_empty(op.data.get("reason")), not is_empty(op.data.get("notice_delivered_on"))
        coded = not is_empty(op.data.get("reason_code"))
        checks = (Check("reason", reasoned), Check("delivered", delivered), Check("reason_code", coded))
        fault = "code" if reasoned and not coded else "reasonless" if not (reasoned or delivered) else None
        yield Statement("rejection", "", op, "S1", faults=(fault,) if fault else (), checks=checks)


def overrides(history: History) -> Iterator[Statement]:
    """A manual result that differs from the last comparison needs reason, evidence and a second person."""
    for op in history.all("comparison_overridden"):
        compared = [made for made in history.all("compared") if made.occurred_at <= op.occurred_at]
        if not compared or compared[-1].data.get("result") == op.data.get("manual_result"):
            # Without a comparison, or in accord with it, it overrides nothing.
            yield Statement("override", "", op, "S2", checks=(Check("differs", True),))
            continue
        approver = str(op.data.get("approver_id") or "").strip()
        grounds = (
            Check("reason", not is_empty(op.data.get("reason"))),
            Check("evidence", not is_empty(op.data.get("evidence"))),
            Check("second_person", approver == "" or approver != op.actor_id),
        )
        fault = "baseless" if not all_hold(grounds) else None if approver else "alone"
        checks = (*grounds, Check("approver", approver != ""))
        yield Statement("override", "", op, "S2", faults=(fault,) if fault else (), checks=checks)
