"""Acts done before what had to precede them (R03, R04, R06, R07, R10, R11, R14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from cockpit.domain.operation import Operation
from cockpit.facts.history import History, earliest, first_after, first_since
from cockpit.facts.notices import NOTICE_STEP, is_full
from cockpit.facts.procedure import Procedure


@dataclass(slots=True)
class Omission:
    """``act`` went ahead without what ``kind`` names; ``mended`` is the operation that supplied it after all."""

    kind: str
    instance: str
    act: Operation
    step: str
    asked_of: str
    mended: Operation | None = None
    since: date | None = None  # where the lamp does not begin on the act's own day
    taken_on: date | None = None  # from when a red lamp burns in its place
    ended_on: date | None = None  # where no operation mended it, but something ended it


def omissions(history: History, case: Procedure) -> Iterator[Omission]:
    """Everything that was passed over in one case."""
    yield from _before_moving_on(history, case)
    yield from _unanswered_at_end_of_review(history, case)
    yield from _registered_unpublished(history)
    yield from _advanced_over_objection(history, case)
    yield from _contract_unpublished(history, case)
    yield from _reviewed_unpublished(history, case)
    yield from _determined_uncompared(history)


def _before_moving_on(history: History, case: Procedure) -> Iterator[Omission]:
    """The street moves on with the acceptance notice, at the latest with the begin of the joint review."""
    notice = next(iter(history.with_data("notice_opened", notice="acceptance")), None)
    moved_on = earliest((notice, case.begins["S2"]))
    if moved_on is None:
        return
    for kind, action in (("opinion", "street_opinion_given"), ("survey", "surveyed")):
        given = history.all(action)
        if not given or given[0].occurred_at > moved_on.occurred_at:
            yield Omission(kind, "", moved_on, "S1", "street", next(iter(given), None))


def _unanswered_at_end_of_review(history: History, case: Procedure) -> Iterator[Omission]:
    end = case.ends["S2"]
    if end is None:
        return
    pending = _pending_departments(history, end.occurred_at)
    for department in pending:
        answers = history.with_data("answered", department=department)
        yield Omission("answer", department, end, "S2", department, first_after(answers, end.occurred_at))


def _pending_departments(history: History, instant: datetime) -> list[str]:
    """Departments asked and not yet answering at an instant; what happens at it counts as done before."""
    pending: dict[str, None] = {}
    acts = sorted(
        history.all("dispatched", "answered"), key=lambda op: (op.occurred_at, op.action == "answered", op.operation_id)
    )
    for act in acts:
        if act.occurred_at > instant:
            break
        department = str(act.data["department"])
        if act.action == "dispatched":
            pending[department] = None
        else:
            pending.pop(department, None)
    return list(pending)


def _registered_unpublished(history: History) -> Iterator[Omission]:
    registered = history.first("registered")
    notices = history.with_data("notice_opened", notice="eligibility")
    if registered is not None and (not notices or notices[0].occurred_at > registered.occurred_at):
        yield Omission("eligibility_notice", "", registered, "S3", "county_housing", next(iter(notices), None))


def _advanced_over_objection(history: History, case: Procedure) -> Iterator[Omission]:
    """The case went past the notice while an objection to it was open."""
    seen: set[str] = set()
    for raised in history.all("objection_raised"):
        number, notice = str(raised.data["objection_no"]), str(raised.data["notice"])
        if number in seen:
            continue
        seen.add(number)
        concluded = first_since(history.with_data("objection_concluded", objection_no=number), raised.occurred_at)
        if notice == "acceptance":
            begin = case.begins["S2"]
            advances = [] if begin is None else [begin]
        else:
            actions = {"eligibility": ("registered",), "ranking": ("unit_selected",)}
            advances = history.all(*actions.get(notice, ("contract_signed", "subsidy_paid")))
        advance = first_since(advances, raised.occurred_at)
        if advance is not None and (concluded is None or concluded.occurred_at > advance.occurred_at):
            yield Omission("conclusion", number, advance, NOTICE_STEP[notice], "county_housing", concluded)


def _contract_unpublished(history: History, case: Procedure) -> Iterator[Omission]:
    signed = history.first("contract_signed", "subsidy_paid")
    if signed is None:
        return
    notices = history.with_data("notice_opened", notice="result")
    if not notices or notices[0].occurred_at > signed.occurred_at:
        full = first_after((op for op in notices if is_full(op, case.path, days=None)), signed.occurred_at)
        yield Omission("result_notice", "", signed, "S4", "county_housing", full)


def _reviewed_unpublished(history: History, case: Procedure) -> Iterator[Omission]:
    """The joint review began before the acceptance was on public notice."""
    begin = case.begins["S2"]
    notices = history.with_data("notice_opened", notice="acceptance")
    if begin is not None and (not notices or notices[0].occurred_at > begin.occurred_at):
        yield Omission("acceptance_notice", "", begin, "S1", "street", next(iter(notices), None))


def _determined_uncompared(history: History) -> Iterator[Omission]:
    """Determined without the automatic comparison; nothing makes up for it afterwards."""
    determined, compared = history.first("determined"), history.first("compared")
    if determined is not None and (compared is None or compared.occurred_at > determined.occurred_at):
        yield Omission("comparison", "", determined, "S2", "county_housing", None)
