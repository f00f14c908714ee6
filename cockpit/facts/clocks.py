"""Every limit that runs in a case: from when, what stops it, when it was met.

A ``Clock`` says nothing about how long the limit is: limits are data of the rules (domain.limit). ``done`` is what the
limit asks for; ``cured_on`` ends a lamp that burns already; after ``cut_on`` no lamp begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from cockpit.domain.operation import Operation
from cockpit.domain.workday import Workdays
from cockpit.facts.history import History, first_since, is_empty
from cockpit.facts.notices import NOTICE_STEP, is_full, selection
from cockpit.facts.procedure import UNQUALIFIED, Procedure
from cockpit.facts.suspension import Stretch, between_refusal_and_turn, merged, waiting


@dataclass(slots=True)
class Clock:
    """One running limit; days are Shanghai calendar days."""

    clock: str
    instance: str
    start: Operation
    step: str
    asked_of: str
    done_on: date | None = None
    cured_on: date | None = None
    cut_on: date | None = None
    done_op: str | None = None
    stopped: list[Stretch] = field(default_factory=list)


def clocks(history: History, case: Procedure, suspended: list[Stretch], days: Workdays) -> Iterator[Clock]:
    """Every clock of one case."""
    end = case.ended.day if case.ended is not None else None
    for clock in _procedure_clocks(history, case, suspended, days):
        # A case that ends cures a limit lamp that burns, and no limit runs after it.
        clock.cut_on = end
        clock.cured_on = _first_day(clock.done_on, end)
        yield clock
    yield from _objection_clocks(history)
    yield from _publication_clocks(history, case, end)


def _procedure_clocks(history: History, case: Procedure, suspended: list[Stretch], days: Workdays) -> Iterator[Clock]:
    """The limits that end with the case: R01, R05, R09, R15.step and R15.total."""
    yield from _accept_clocks(history)
    # The days between a refusal's end and the re-review that turned it count for no limit.
    suspended = merged([*suspended, *between_refusal_and_turn(case, days)])
    yield from _answer_clocks(history, suspended)
    for step, asked_of in (
        ("S1", "street"),
        ("S2", "county_housing"),
        ("S3", "county_housing"),
        ("S4", "county_housing"),
    ):
        begin = case.begins[step]
        if begin is not None:
            yield _timed(Clock(step, "", begin, step, asked_of, stopped=suspended), case.ends[step])
    end_of_review = case.ends["S2"]
    if end_of_review is not None:
        decide = Clock("decide", "", end_of_review, "S3", "county_housing", stopped=suspended)
        yield _timed(decide, history.first("determined"))
    submitted = history.first("submitted")
    if submitted is not None:
        stopped = merged([*suspended, *waiting(case, days)])
        yield _timed(Clock("total", "", submitted, "", "county_housing", stopped=stopped), case.ended)


def _timed(clock: Clock, done: Operation | None) -> Clock:
    if done is not None:
        clock.done_on, clock.done_op = done.day, done.operation_id
        clock.cured_on = done.day
    return clock


def _accept_clocks(history: History) -> Iterator[Clock]:
    """From `submitted`, and again from each correction received before the acceptance; never suspended."""
    accepted = history.first("accepted")
    submitted = history.first("submitted")
    if submitted is None:
        return
    corrections = [
        op
        for op in history.all("correction_received")
        if op.occurred_at >= submitted.occurred_at and (accepted is None or op.occurred_at <= accepted.occurred_at)
    ]
    for number, start in enumerate([submitted, *corrections], start=1):
        answered = history.first("accepted", "rejected", "correction_requested", since=start.occurred_at)
        yield _timed(Clock("accept", str(number), start, "S1", "street"), answered)


def _answer_clocks(history: History, suspended: list[Stretch]) -> Iterator[Clock]:
    """One for each department asked; asked again while unanswered changes nothing."""
    running: dict[str, Clock] = {}
    finished: list[Clock] = []
    # At the same instant an answer counts as later than the question.
    acts = sorted(
        history.all("dispatched", "answered"), key=lambda op: (op.occurred_at, op.action == "answered", op.operation_id)
    )
    for act in acts:
        department = str(act.data["department"])
        if act.action == "dispatched":
            if department not in running:
                running[department] = Clock("answer", department, act, "S2", department, stopped=suspended)
        elif department in running:
            finished.append(_timed(running.pop(department), act))
    yield from finished
    yield from running.values()


def _objection_clocks(history: History) -> Iterator[Clock]:
    """Investigating an objection, publishing its conclusion, answering a re-review; they outlive the case."""
    seen: set[str] = set()
    for raised in history.all("objection_raised"):
        number = str(raised.data["objection_no"])
        if number in seen:
            continue
        seen.add(number)
        step = NOTICE_STEP[str(raised.data["notice"])]
        concluded = first_since(history.with_data("objection_concluded", objection_no=number), raised.occurred_at)
        yield _timed(Clock("objection", number, raised, step, "county_housing"), concluded)
        if concluded is not None:
            published = first_since(
                history.with_data("objection_published", objection_no=number), concluded.occurred_at
            )
            yield _timed(Clock("objection_published", number, concluded, step, "county_housing"), published)
    for nth, requested in enumerate(history.all("re_review_requested"), start=1):
        answered = history.first("re_review_answered", since=requested.occurred_at)
        yield _timed(Clock("review", str(nth), requested, "S3", "county_housing"), answered)


def _publication_clocks(history: History, case: Procedure, end: date | None) -> Iterator[Clock]:
    """What must be made public or told within some days of a decision."""
    submitted = history.first("submitted")
    if submitted is not None:
        notices = history.with_data("notice_opened", notice="acceptance")
        clock = _timed(
            Clock("acceptance_notice", "", submitted, "S1", "street"), first_since(notices, submitted.occurred_at)
        )
        clock.cured_on = None  # a notice that came late stays late
        yield clock
    # Each result is judged from its first determination on; the one that turns it cures what burns.
    for decided, turned in pairwise([*case.results, None]):
        assert decided is not None  # only the last of a pair can be missing
        if decided.data["result"] == UNQUALIFIED:
            yield from _refusal_clocks(history, case, decided, turned)
        else:
            notices = history.with_data("notice_opened", notice="eligibility")
            clock = Clock("eligibility_notice", "", decided, "S3", "county_housing", cut_on=end)
            _timed(clock, first_since(notices, decided.occurred_at))
            clock.cured_on = _first_day(clock.done_on, turned.day if turned is not None else None)
            yield clock
    selected = selection(history, case.path)
    if selected is not None:
        notices = history.with_data("notice_opened", notice="result")
        clock = Clock("result", "", selected, "S4", "county_housing", cut_on=end)
        _timed(clock, first_since(notices, selected.occurred_at))
        full = first_since((op for op in notices if is_full(op, case.path, days=None)), selected.occurred_at)
        clock.cured_on = full.day if full is not None else None
        yield clock
    signed = history.first("contract_signed")
    if signed is not None:
        filed = history.first("contract_filed", since=signed.occurred_at)
        yield _timed(Clock("filing", "", signed, "S4", "operator", cut_on=_closed_on(history)), filed)


def _refusal_clocks(history: History, case: Procedure, refused: Operation, turned: Operation | None) -> Iterator[Clock]:
    """Telling the refused applicant, and telling why; a later qualified determination ends both."""
    cut = _closed_on(history)
    told = [op for op in history.all("notified") if op.occurred_at >= refused.occurred_at]
    for name, notices in (
        ("refusal.late", told),
        ("refusal.missing", [op for op in told if not is_empty(op.data.get("reasons"))]),
    ):
        clock = Clock(name, "", refused, "S3", "county_housing", cut_on=cut)
        if notices:
            first = min(notices, key=delivered)
            clock.done_on, clock.done_op = delivered(first), first.operation_id
        clock.cured_on = _first_day(clock.done_on, turned.day if turned is not None else None)
        yield clock


def _closed_on(history: History) -> date | None:
    """The day on which the case was rejected, withdrawn or terminated: what outlives an end by S3 or S4 stops here."""
    return history.closing.day if history.closing is not None else None


def delivered(notified: Operation) -> date:
    """The day a written notice counts: the later of its delivered_on and its own day."""
    said = notified.data.get("delivered_on")
    return max(notified.day, date.fromisoformat(str(said))) if said else notified.day


def _first_day(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)
