"""R08 未经同意擅自变更准入条件: criteria change by approval, are published, and bind the cases of their day."""

from collections.abc import Iterator
from datetime import date

from .case import Case
from .lamps import Burning, stretches
from .ledger import Ledger
from .model import Operation, is_empty

AUTHORITIES = ("county_housing", "city_housing", "province_housing")


def on(value: str | None) -> date | None:
    return None if is_empty(value) else date.fromisoformat(value)


def in_force(ledger: Ledger, case: Case, day: date) -> str | None:
    """The criteria set in force for a case on a day, or None.

    "of a set only the last `criteria_changed` up to the day counts"; of these the ones whose area_code is a prefix of
    the case's, effective by the day and approved; "the longest area_code, then the latest effective_on"; then "the
    later occurred_at, then the larger criteria_set".
    """
    candidates: list[Operation] = []
    for _, _, changes in ledger.of_kind("criteria"):
        known = [o for o in changes if o.action == "criteria_changed" and o.day <= day]
        if known:
            candidates.append(known[-1])
    fitting = [
        o
        for o in candidates
        if case.row["area_code"].startswith(o["area_code"])
        and on(o["effective_on"]) <= day
        and not o.lacks("approval_no")
    ]
    best = max(
        fitting, key=lambda o: (len(o["area_code"]), on(o["effective_on"]), o.at, o.row["subject_id"]), default=None
    )
    return best.row["subject_id"] if best else None


def burning(ledger: Ledger) -> Iterator[Burning]:
    for city, criteria_set, operations in ledger.of_kind("criteria"):
        subject = ledger.subject("criteria", city, criteria_set)
        changes = [o for o in operations if o.action == "criteria_changed"]
        published = [o for o in changes if not o.lacks("published_on")]
        unpublished = [o for o in changes if not o.lacks("approval_no") and o.lacks("published_on")]
        for since, cured_on in stretches(unpublished, published):
            yield Burning(subject, "R08.criteria.unpublished", since, cured_on=cured_on)
        for change in changes:
            if not change.lacks("published_on") and on(change["effective_on"]) < on(change["published_on"]):
                yield Burning(subject, "R08.criteria.early", change.day)
            if change.lacks("approval_no"):
                yield Burning(subject, "R08.criteria.unapproved", change.day)
            organisation = ledger.organisation(change)
            kind = organisation["kind"] if organisation else ""
            if kind not in AUTHORITIES or change.row["role"] != "approver":
                yield Burning(subject, "R08.criteria.authority", change.day)

    for case in ledger.cases.values():
        for change in case.every("condition_changed"):
            if change.lacks("approval_no") or change["approver_role"] != "approver":
                yield case.burning("R08.case.condition", change.day, step="S3")
        acceptance = case.first("accepted") or case.first("submitted")
        if acceptance is not None:
            right = in_force(ledger, case, acceptance.day)
            for determined in case.every("determined"):
                if right is not None and determined["criteria_set"] != right:
                    yield case.burning("R08.case.set", determined.day, step="S3")
