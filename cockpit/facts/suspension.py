"""Which working days of a case do not count: suspensions, waiting, and the days before a re-review took it up again.

A day is named by its running number (``workday.n``); a stretch is half-open, ``(lo, hi)`` for lo ≤ n < hi.
Source: rules.md, "Suspension" and "WAIT".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from cockpit.domain.operation import Operation
from cockpit.domain.workday import Workdays
from cockpit.facts.history import History, is_empty
from cockpit.facts.procedure import Procedure

Stretch = tuple[int, int]

FOREVER = 1_000_000_000
"""Upper bound of a stretch that is still open; an int4 that no calendar reaches."""

CORRECTION_DAYS, OBJECTION_DAYS, RE_REVIEW_DAYS, EXPLICIT_DAYS = 10, 10, 15, 10


@dataclass(frozen=True, slots=True)
class Pause:
    """Working days that do not count, and the operation that they count from: what an explanation names them by."""

    kind: str  # correction | re_review | objection | explicit | wait | refused
    instance: str  # the objection_no, the n-th explicit suspension
    opened: Operation
    stretch: Stretch


def suspensions(history: History, case: Procedure, days: Workdays) -> list[Pause]:
    """What suspends the procedure, one by one; they may overlap."""
    end = case.ended.day if case.ended is not None else None
    pauses: list[Pause] = []
    for kind, opening, closing, most in (
        ("correction", "correction_requested", "correction_received", CORRECTION_DAYS),
        ("re_review", "re_review_requested", "re_review_answered", RE_REVIEW_DAYS),
    ):
        for opened, closed in in_pairs(history.all(opening, closing), opening):
            pauses.append(Pause(kind, "", opened, _stretch(opened, closed, most, end, days)))
    for number in sorted({str(op.data["objection_no"]) for op in history.all("objection_raised")}):
        acts = history.with_data("objection_raised", objection_no=number)
        acts = acts + history.with_data("objection_concluded", objection_no=number)
        for opened, closed in in_pairs(acts, "objection_raised"):
            pauses.append(Pause("objection", number, opened, _stretch(opened, closed, OBJECTION_DAYS, end, days)))
    pauses.extend(_explicit(history, end, days))
    return pauses


def standstills(case: Procedure, days: Workdays) -> Iterator[Pause]:
    """The days that do not count although nothing is suspended: waiting for a home, and between refusal and turn."""
    for kind, opened, stretches in (
        ("wait", case.ends["S3"], waiting(case, days)),
        ("refused", case.first_refusal_end, between_refusal_and_turn(case, days)),
    ):
        for stretch in stretches:
            assert opened is not None  # a stretch begins with it
            yield Pause(kind, "", opened, stretch)


def in_pairs(acts: Iterable[Operation], opening: str) -> list[tuple[Operation, Operation | None]]:
    """Each opening act with the act that closes it: a closing one closes the oldest open one, else it is ignored.

    At one instant the opening comes first: what closes counts as later.
    """
    pairs: list[tuple[Operation, Operation | None]] = []
    open_from = 0
    for act in sorted(acts, key=lambda op: (op.occurred_at, op.action != opening, op.operation_id)):
        if act.action == opening:
            pairs.append((act, None))
        elif open_from < len(pairs):
            pairs[open_from] = (pairs[open_from][0], act)
            open_from += 1
    return pairs


def _stretch(opened: Operation, closed: Operation | None, most: int, end: date | None, days: Workdays) -> Stretch:
    start = days.n(opened.day)
    last = start + most
    for resume in (closed.day if closed is not None else None, end):
        if resume is not None:
            last = min(last, days.n(resume))
    return start + 1, last + 1


@dataclass(slots=True)
class Explicit:
    """A `clock_suspended` with a reason, the ``nth`` of all, until `clock_resumed`; extensions as (day, days)."""

    nth: int
    opened: Operation
    resumed: Operation | None = None
    extensions: list[tuple[date, int]] = field(default_factory=list)


def explicit(history: History) -> list[Explicit]:
    """The explicit suspensions, one at a time: a further one while one is open is ignored."""
    order = {"clock_suspended": 0, "suspension_extended": 1, "clock_resumed": 2}  # at one instant
    found: list[Explicit] = []
    nth, is_open = 0, False
    acts = history.all(*order)
    for act in sorted(acts, key=lambda op: (op.occurred_at, order[op.action], op.operation_id)):
        if act.action == "clock_suspended":
            nth += 1
            if not is_open and not is_empty(act.data.get("reason")):
                found.append(Explicit(nth, act))
                is_open = True
        elif is_open and act.action == "suspension_extended":
            found[-1].extensions.append((act.day, int(act.data["days"])))
        elif is_open:
            found[-1].resumed = act
            is_open = False
    return found


def _explicit(history: History, end: date | None, days: Workdays) -> Iterator[Pause]:
    """The first ten working days, and those of each extension from its own day on."""
    for one in explicit(history):
        start = days.n(one.opened.day)
        stops = [day for day in (one.resumed.day if one.resumed else None, end) if day is not None]
        last = min((days.n(day) for day in stops), default=FOREVER)
        allowed = EXPLICIT_DAYS
        yield Pause("explicit", str(one.nth), one.opened, (start + 1, min(start + allowed, last) + 1))
        for day, extra in one.extensions:
            allowed += extra
            stretch = (max(start + 1, first_n(day, days)), min(start + allowed, last) + 1)
            yield Pause("explicit", str(one.nth), one.opened, stretch)


def first_n(day: date, days: Workdays) -> int:
    """Number of the first working day on or after a day."""
    return days.n(day) if days.is_working(day) else days.n(day) + 1


def waiting(case: Procedure, days: Workdays) -> list[Stretch]:
    """The days on the waiting list, which are no handling time (rules.md, "WAIT")."""
    if not case.waits:
        return []
    end, begin = case.ends["S3"], case.begins["S4"]
    assert end is not None  # case.waits
    return [(days.n(end.day) + 1, days.n(begin.day) + 1 if begin is not None else FOREVER)]


def between_refusal_and_turn(case: Procedure, days: Workdays) -> list[Stretch]:
    """The days from the end of S3 by a refusal to the determination that turned it."""
    if case.turned is None or case.first_refusal_end is None:
        return []
    return [(days.n(case.first_refusal_end.day) + 1, days.n(case.turned.day) + 1)]


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in order, overlaps counted once, empty ones left out."""
    result: list[Stretch] = []
    for lo, hi in sorted(stretch for stretch in stretches if stretch[0] < stretch[1]):
        if result and lo <= result[-1][1]:
            result[-1] = (result[-1][0], max(hi, result[-1][1]))
        else:
            result.append((lo, hi))
    return result


def days_within(stretches: Iterable[Stretch], after: int, upto: int) -> int:
    """How many days n with after < n ≤ upto the stretches hold."""
    return sum(max(0, min(hi, upto + 1) - max(lo, after + 1)) for lo, hi in stretches)
