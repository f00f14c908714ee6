"""How an office conducted itself: authority, order of the steps, four eyes, honest times (R16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter

from cockpit.domain.authority import is_authorised
from cockpit.domain.operation import SHANGHAI, Operation
from cockpit.domain.workday import Workdays
from cockpit.facts.history import History, is_empty
from cockpit.facts.omissions import Omission
from cockpit.facts.procedure import Procedure
from cockpit.facts.statements import Statement
from cockpit.facts.suspension import EXPLICIT_DAYS, explicit, first_n

OrganisationKinds = Mapping[tuple[str, str], str]
"""(source, org_id) -> kind of organisation."""

OUT_OF_TURN = timedelta(hours=24)
LATE_DAYS = 3
"""Back-dated: more than a day before what was recorded earlier, or recorded more than three working days later."""


def conduct(history: History, case: Procedure, kinds: OrganisationKinds, days: Workdays) -> Iterator[Statement]:
    """Every breach of conduct in one case."""
    yield from unauthorised(history.operations, kinds)
    yield from backdated(history.operations, days)
    yield from _out_of_order(history, case)
    yield from _same_person(history)
    for number, op in enumerate(history.all("clock_suspended"), start=1):
        if is_empty(op.data.get("reason")):
            yield Statement("suspension", str(number), op, op.step, faults=("reasonless",))


def unauthorised(operations: Iterable[Operation], kinds: OrganisationKinds) -> Iterator[Statement]:
    """Acts of an organisation or role that the authority table does not list."""
    for op in operations:
        detail = str(op.data.get("notice") or op.data.get("department") or "")
        if not is_authorised(op.action, detail, op.role, op.org_id, kinds.get((op.source, op.org_id))):
            yield Statement("authority", op.operation_id, op, op.step, faults=("authority",))


def backdated(operations: Iterable[Operation], days: Workdays) -> Iterator[Statement]:
    """Acts said to have happened long before they were recorded; ``operations`` are those of one subject."""
    latest: datetime | None = None  # occurrence among what was recorded strictly earlier
    stamp: datetime | None = None
    of_stamp: datetime | None = None  # latest occurrence among what was recorded with this stamp
    for op in sorted(operations, key=attrgetter("recorded_at")):
        if of_stamp is not None and op.recorded_at != stamp:
            latest, of_stamp = of_stamp if latest is None or of_stamp > latest else latest, None
        stamp = op.recorded_at
        if of_stamp is None or op.occurred_at > of_stamp:
            of_stamp = op.occurred_at
        out_of_turn = latest is not None and latest - op.occurred_at > OUT_OF_TURN
        if out_of_turn or _recorded_late(op, days):
            recorded = op.recorded_at.astimezone(SHANGHAI).date()
            yield Statement("backdated", op.operation_id, op, op.step, faults=("backdated",), since=recorded)


def _recorded_late(op: Operation, days: Workdays) -> bool:
    if op.recorded_at - op.occurred_at <= timedelta(days=LATE_DAYS):
        return False  # nearly always, and before any calendar is asked
    recorded = op.recorded_at.astimezone(SHANGHAI).date()
    return recorded > op.day and days.wd(op.day, recorded) > LATE_DAYS


def _out_of_order(history: History, case: Procedure) -> Iterator[Statement]:
    """A step begun before the one before it, or ended after the next began; one per later step, the first of these."""
    for earlier, later in pairwise(("S1", "S2", "S3", "S4")):
        begin, before, end = case.begins[later], case.begins[earlier], case.ends["S3"]
        if begin is None:
            continue
        if (
            before is None
            or before.occurred_at > begin.occurred_at
            or (later == "S4" and (end is None or end.occurred_at > begin.occurred_at))
        ):
            yield Statement("order", later, begin, begin.step, faults=("order",))
            continue
        late = [op for op in history.all("step_ended") if op.step == earlier and op.occurred_at > begin.occurred_at]
        if late:
            yield Statement("order", later, late[0], late[0].step, faults=("order",))


def _same_person(history: History) -> Iterator[Statement]:
    """Proposed and determined by one and the same."""
    seen: set[str] = set()
    for proposed in history.all("proposed"):
        determined = history.first("determined", since=proposed.occurred_at)
        if (
            determined is not None
            and proposed.actor_id == determined.actor_id != ""
            and determined.operation_id not in seen
        ):
            seen.add(determined.operation_id)
            yield Statement("same_person", "", determined, determined.step, faults=("same",))


def overlong_suspensions(history: History, case: Procedure, days: Workdays) -> Iterator[Omission]:
    """Explicit suspensions still open after ten working days and the extensions made by then (R16)."""
    end = case.ended.day if case.ended is not None else None
    for one in explicit(history):
        start, allowed = days.n(one.opened.day), EXPLICIT_DAYS
        for day, extra in one.extensions:
            # An extension made after the allowed days were over comes too late.
            if first_n(day, days) <= start + allowed:
                allowed += extra
        last = days.nth(start + allowed)
        since = last + timedelta(days=1)
        if (one.resumed is None or one.resumed.day > last) and (end is None or since <= end):
            yield Omission(
                "suspension_long", str(one.nth), one.opened, one.opened.step, "county_housing", one.resumed, since
            )
