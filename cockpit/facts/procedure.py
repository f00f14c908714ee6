"""Where a case stands: begin and end of its four steps, the waiting in between, and its end.

Source: rules.md, "Days and clocks" and the small print on re-reviews.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cockpit.domain.operation import Operation
from cockpit.domain.vocabulary import EndKind, Mode
from cockpit.facts.history import History, earliest, first_since

QUALIFIED, UNQUALIFIED = "qualified", "unqualified"


@dataclass(slots=True)
class Procedure:
    """The milestones of one case, each the operation that made it (None: not reached)."""

    path: str
    begins: dict[str, Operation | None] = field(default_factory=dict)
    ends: dict[str, Operation | None] = field(default_factory=dict)
    result: str = ""
    results: list[Operation] = field(default_factory=list)  # the first determined of each result, in turn
    turned: Operation | None = None  # the determined by which a re-review made the case qualified
    first_refusal_end: Operation | None = None  # end of S3 before the re-review
    ended: Operation | None = None
    end_kind: EndKind | None = None

    @property
    def waits(self) -> bool:
        """Whether the case is, or was, on the waiting list between S3 and S4."""
        end, begin = self.ends["S3"], self.begins["S4"]
        return self.result == QUALIFIED and end is not None and (begin is None or begin.occurred_at > end.occurred_at)


def procedure(history: History, mode: str) -> Procedure:
    """Reads the procedure of one case; ``mode`` is case.mode, which the last determination may override."""
    decisions = history.all("determined")
    path = str(decisions[-1].data.get("mode") or mode) if decisions else mode
    case = Procedure(path=path)
    _read_decisions(case, decisions)

    def started(step: str) -> Operation | None:
        return next((op for op in history.all("step_started") if op.step == step), None)

    case.begins["S1"] = earliest((started("S1"), history.first("submitted")))
    case.begins["S2"] = earliest((started("S2"), history.first("dispatched")))
    case.begins["S3"] = earliest((started("S3"), history.first("proposed", "determined")))
    if path == Mode.SUBSIDY:
        case.begins["S4"] = next((op for op in history.operations if op.step == "S4"), None)
    else:
        case.begins["S4"] = earliest((started("S4"), history.first("batch_entered")))

    case.ends["S1"] = earliest((_step_ended(history, "S1"), case.begins["S2"]))
    case.ends["S2"] = earliest((_step_ended(history, "S2"), case.begins["S3"]))
    case.ends["S3"] = _end_of_determination(case, history)
    last_act = "subsidy_paid" if path == Mode.SUBSIDY else "contract_signed"
    case.ends["S4"] = earliest((_step_ended(history, "S4"), history.first(last_act)))
    _read_end(case, history)
    return case


def _step_ended(history: History, step: str) -> Operation | None:
    return next((op for op in history.all("step_ended") if op.step == step), None)


def _read_decisions(case: Procedure, decisions: list[Operation]) -> None:
    """The present result, since when it stands, and whether it turned a refusal."""
    for op in decisions:
        result = str(op.data.get("result"))
        if result != case.result:
            case.turned = op if case.result == UNQUALIFIED else None
            case.result = result
            case.results.append(op)


def _end_of_determination(case: Procedure, history: History) -> Operation | None:
    closing_acts = [op for op in history.all("step_ended") if op.step == "S3"]
    if case.result == UNQUALIFIED:
        return earliest((next(iter(closing_acts), None), history.first("notified")))
    if case.turned is None:
        return earliest((next(iter(closing_acts), None), history.first("registered")))
    before = case.turned.occurred_at
    refusal_end = earliest((next(iter(closing_acts), None), history.first("notified")))
    if refusal_end is not None and refusal_end.occurred_at < before:
        case.first_refusal_end = refusal_end
    return earliest((first_since(closing_acts, before), history.first("registered", since=before)))


def _read_end(case: Procedure, history: History) -> None:
    candidates: list[tuple[Operation, EndKind]] = []
    if history.closing is not None:
        candidates.append((history.closing, EndKind(history.closing.action)))
    end = case.ends["S3"]
    if case.result == UNQUALIFIED and end is not None:
        candidates.append((end, EndKind.UNQUALIFIED))
    end = case.ends["S4"]
    if end is not None:
        candidates.append((end, EndKind.COMPLETED))
    if candidates:
        case.ended, case.end_kind = min(candidates, key=lambda pair: (pair[0].occurred_at, pair[0].operation_id))
