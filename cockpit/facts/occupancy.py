"""What is pending on a home and on a tenancy (domain.md B(d)), walked through in the order of the operations.

Of a home: ``ready`` (fit for letting), ``repair`` (under repair until a day), ``unused`` (since gate or meter last told
of use). Of a tenancy: ``application`` and ``expiry`` (its term), ``recheck``, ``recheck_missing``, ``change``,
``visit``, ``absent``, ``visit_missing``, ``rectification``, ``moving`` and ``arrears`` (facts.arrears).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from cockpit.domain.operation import Operation
from cockpit.facts.arrears import arrears
from cockpit.facts.history import earliest, first_since, is_empty
from cockpit.facts.pending import Pending

# At one instant a home is first vacated, then repaired, then ready, then given away.
_TURN = {"vacated": 0, "repaired": 1, "ready": 2, "use_observed": 3, "assigned": 4, "repair_started": 4}
_ENDS = {
    "ready": {"assigned", "repair_started", "vacated"},
    "repair": {"repaired", "ready", "assigned", "repair_started"},
    "unused": {"vacated", "ready", "assigned", "repair_started"},
}
_LEFT = {"vacated", "court_enforced"}


@dataclass(frozen=True, slots=True)
class Lease:
    """What the prompts need of tenancy.csv; the area is that of the home's project."""

    area_code: str
    starts_on: date | None
    ends_on: date | None


def unit_matters(operations: list[Operation]) -> Iterator[Pending]:
    """Everything pending on one home, now or once."""
    acts = [op for op in operations if op.action in _TURN]
    open_matters: dict[str, Pending] = {}
    for op in sorted(acts, key=lambda op: (op.occurred_at, _TURN[op.action], op.operation_id)):
        for kind in [kind for kind in open_matters if op.action in _ENDS[kind]]:
            yield replace(open_matters.pop(kind), done_by=op)
        due_on = op.data.get("due_on")
        if op.action == "ready" and "ready" not in open_matters:
            open_matters["ready"] = Pending("ready", op.day, op, "USE", "operator")
        elif op.action == "repair_started" and due_on:
            day = date.fromisoformat(due_on)
            open_matters["repair"] = Pending("repair", op.day, op, "USE", "operator", due_on=day)
        elif op.action == "use_observed":
            yield from _used(op, open_matters)
    yield from open_matters.values()


def _used(op: Operation, open_matters: dict[str, Pending]) -> Iterator[Pending]:
    """The days without use run where gate or meter tell of it at all; then every sign of use begins them anew."""
    last, on = open_matters.get("unused"), date.fromisoformat(op.data["on"])
    if last is None and op.data.get("source") not in ("gate", "meter"):
        return
    if last is not None:
        if on < last.start_on:
            return
        yield replace(last, done_by=op)
    open_matters["unused"] = Pending("unused", on, op, "USE", "operator")


def tenancy_matters(lease: Lease, operations: list[Operation]) -> Iterator[Pending]:
    """Everything pending on one tenancy, now or once; with the tenant's leaving all of it ends."""
    left = next((op for op in operations if op.action in _LEFT), None)
    acts = operations if left is None else [op for op in operations if op.occurred_at <= left.occurred_at]
    for matter in (*_term(lease, acts), *_rechecks(acts), *_visits(acts), *_violations(acts), *arrears(acts)):
        if left is not None:
            matter.done_by = earliest((matter.done_by, left))
        yield matter


def _of(operations: list[Operation], *actions: str) -> list[Operation]:
    return [op for op in operations if op.action in actions]


def _term(lease: Lease, operations: list[Operation]) -> Iterator[Pending]:
    """The term of tenancy.csv, then one per renewal. A row that knows of a renewal tells no more of the term before."""
    renewals, applications = _of(operations, "renewed"), _of(operations, "renewal_applied")
    terms: list[tuple[date, date, Operation | None, Operation | None]] = []
    ends = [date.fromisoformat(op.data["ends_on"]) for op in renewals]
    if lease.ends_on is not None and all(end > lease.ends_on for end in ends):
        terms.append((lease.starts_on or lease.ends_on, lease.ends_on, None, next(iter(renewals), None)))
    following = (*renewals[1:], None)
    terms += [(op.day, end, op, renewed) for op, end, renewed in zip(renewals, ends, following, strict=False)]
    for start_on, due_on, begun, renewed in terms:
        asked = applications if begun is None else [op for op in applications if op.occurred_at >= begun.occurred_at]
        applied = earliest((next(iter(asked), None), renewed))
        yield Pending("application", start_on, begun, "USE", "operator", due_on, applied)
        yield Pending("expiry", start_on, begun, "USE", "operator", due_on, renewed)


def _rechecks(operations: list[Operation]) -> Iterator[Pending]:
    decisions = _of(operations, "recheck_decided")
    for opened in _of(operations, "recheck_opened"):
        due_on = date.fromisoformat(opened.data["due_on"])
        done = first_since(decisions, opened.occurred_at)
        yield Pending("recheck", opened.day, opened, "USE", "county_housing", due_on, done)
    first = next(iter(_of(operations, "moved_in")), next(iter(operations), None))
    if first is not None:
        yield from _chain("recheck_missing", first, decisions, "county_housing")
    handled: Operation | None = None
    for found in _of(operations, "recheck_compared", "change_detected"):
        if found.action == "recheck_compared" and is_empty(found.data.get("changes")):
            continue
        if handled is not None and found.occurred_at <= handled.occurred_at:
            continue  # pending already; it is handled by the same decision
        handled = first_since(decisions, found.occurred_at)
        yield Pending("change", found.day, found, "USE", "county_housing", done_by=handled)
        if handled is None:
            return


def _visits(operations: list[Operation]) -> Iterator[Pending]:
    visits = _of(operations, "visited")
    met = [op for op in visits if op.data["result"] != "absent"]
    for planned in _of(operations, "visit_planned"):
        due_on = date.fromisoformat(planned.data["on"])
        done = first_since(visits, planned.occurred_at)
        yield Pending("visit", planned.day, planned, "USE", "operator", due_on, done)
    # Where a source tells nothing of visits there is nothing to judge.
    first = next(iter(_of(operations, "moved_in", "visit_planned", "visited")), None)
    if first is not None:
        yield from _chain("visit_missing", first, met, "operator")
    in_a_row = 0
    for position, visit in enumerate(visits):
        in_a_row = in_a_row + 1 if visit.data["result"] == "absent" else 0
        if in_a_row:
            ended = next((op for op in visits[position + 1 :] if op.data["result"] != "absent"), None)
            yield Pending("absent", visit.day, visit, "USE", "operator", done_by=ended, times=in_a_row)


def _violations(operations: list[Operation]) -> Iterator[Pending]:
    rectified = _of(operations, "rectified")
    for ordered in _of(operations, "rectification_ordered"):
        due_on = date.fromisoformat(ordered.data["due_on"])
        done = first_since(rectified, ordered.occurred_at)
        yield Pending("rectification", ordered.day, ordered, "USE", "county_housing", due_on, done)
    periods = _of(operations, "moving_period_set")
    for position, period in enumerate(periods):
        until = date.fromisoformat(period.data["until"])
        replaced = next(iter(periods[position + 1 :]), None)
        yield Pending("moving", period.day, period, "EXIT", "county_housing", until, replaced)


def _chain(kind: str, first: Operation, resets: list[Operation], asked_of: str) -> Iterator[Pending]:
    """From the first operation, then from each reset, to the next reset."""
    starts = [first, *(op for op in resets if op is not first)]
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        yield Pending(kind, start.day, start, "USE", asked_of, done_by=following)
