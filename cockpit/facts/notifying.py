"""What an applicant was told of a correction or a rejection, and overrides of the comparison (R02, R07)."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.facts.history import History, is_empty
from cockpit.facts.statements import Statement


def corrections(history: History) -> Iterator[Statement]:
    """The one correction notice a case may have, and each that should not have been."""
    asked = history.all("correction_requested")
    for number, op in enumerate(asked):
        if number:
            yield Statement("correction", "", op, "S1", faults=("repeated",), cures=("empty",))
        elif is_empty(op.data.get("items")) or is_empty(op.data.get("due_on")):
            yield Statement("correction", "", op, "S1", faults=("empty",))
    for op in history.all("correction_received"):
        yield Statement("correction", "", op, "S1", cures=("empty",))


def rejections(history: History) -> Iterator[Statement]:
    """A rejection gives its reason and the reason's code, or was at least delivered in writing."""
    for op in history.all("rejected"):
        reasonless = is_empty(op.data.get("reason"))
        if reasonless and is_empty(op.data.get("notice_delivered_on")):
            yield Statement("rejection", "", op, "S1", faults=("reasonless",))
        elif not reasonless and is_empty(op.data.get("reason_code")):
            yield Statement("rejection", "", op, "S1", faults=("code",))


def overrides(history: History) -> Iterator[Statement]:
    """A manual result that differs from the last comparison needs reason, evidence and a second person."""
    for op in history.all("comparison_overridden"):
        compared = [made for made in history.all("compared") if made.occurred_at <= op.occurred_at]
        if not compared or compared[-1].data.get("result") == op.data.get("manual_result"):
            continue
        approver = str(op.data.get("approver_id") or "").strip()
        if (
            is_empty(op.data.get("reason"))
            or is_empty(op.data.get("evidence"))
            or (approver != "" and approver == op.actor_id)
        ):
            yield Statement("override", "", op, "S2", faults=("baseless",))
        elif not approver:
            yield Statement("override", "", op, "S2", faults=("alone",))
