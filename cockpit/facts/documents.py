"""Required documents: attached with the act that needs them, at the latest the next working day (R16)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from cockpit.domain.operation import Operation
from cockpit.domain.workday import Workdays
from cockpit.facts.history import History
from cockpit.facts.omissions import Omission

REQUIRED_DOCUMENTS = {
    "surveyed": ("survey_record", "street"),
    "determined": ("determination_sheet", "county_housing"),
    "contract_signed": ("contract", "operator"),
}
"""By action: the document, and the kind of organisation that attaches it."""


def documents(history: History, days: Workdays) -> Iterator[Omission]:
    """Documents attached on a later day (late), or not within one working day (missing)."""
    closed_on = history.closing.day if history.closing is not None else None
    for action, (document, asked_of) in REQUIRED_DOCUMENTS.items():
        acts = history.all(action)
        served = _attachments(history, acts, action, document)
        for number, act in enumerate(acts, start=1):
            attached = served.get(act.operation_id)
            last = days.add(act.day, 1)
            missing_since = last + timedelta(days=1)
            gap = Omission("", f"{action}:{number}", act, act.step, asked_of, attached)
            if attached is not None and act.day < attached.day <= last:
                gap.kind, gap.since = "document_late", attached.day
                yield gap
            elif (attached is None or attached.day > last) and (closed_on is None or missing_since <= closed_on):
                gap.kind, gap.since = "document_missing", missing_since
                yield gap


def _attachments(history: History, acts: list[Operation], action: str, document: str) -> dict[str, Operation]:
    """By the act's operation_id: an attachment serves the last unserved act at or before it, before any the first."""
    served: dict[str, Operation] = {}
    for attached in history.with_data("document_attached", document=document, for_action=action):
        before = [act for act in acts if act.occurred_at <= attached.occurred_at] or acts[:1]
        unserved = [act for act in before if act.operation_id not in served]
        if unserved:
            served[unserved[-1].operation_id] = attached
    return served
