"""How the cases of a batch stood at each instant, and who selected a home (R13).

All is judged at the instant of a selection, and what comes later changes nothing: so a case's standing is kept as
stretches of time, each worked out from what had happened by its begin.
"""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.domain.operation import Operation
from cockpit.facts.history import History, is_empty
from cockpit.facts.procedure import procedure
from cockpit.facts.statements import Statement

Row = tuple[object, ...]

_MOVES = (
    *("ranked", "rank_changed", "re_examined", "passed", "unit_selected", "determined"),
    *("rejected", "withdrawn", "terminated", "step_ended", "notified", "contract_signed", "subsidy_paid"),
)
"""Actions after which a standing can differ."""


def memberships(history: History) -> Iterator[Row]:
    """Rows of table batch_member: ignored operations name a batch too."""
    seen: set[str] = set()
    named = [op for op in (*history.operations, *history.ignored) if op.data.get("batch_id")]
    for op in sorted(named, key=lambda op: (op.occurred_at, op.operation_id)):
        batch_id = str(op.data["batch_id"])
        if batch_id not in seen:
            seen.add(batch_id)
            yield (op.city_code, batch_id, op.subject_id, op.source, op.operation_id, op.occurred_at, op.org_id)


def standings(history: History, mode: str) -> Iterator[Row]:
    """Rows of table standing: one case in each batch that ranked it."""
    for batch_id in _batches(history.all("ranked")):
        ranked = _in_batch(history, batch_id, "ranked")
        instants = sorted({op.occurred_at for op in history.all(*_MOVES) if op.occurred_at >= ranked[0].occurred_at})
        before: Row | None = None
        pending: Row | None = None
        for instant in instants:
            known = History(op for op in history.operations if op.occurred_at <= instant)
            state = _state(known, batch_id, mode)
            if state != before:
                if pending is not None:
                    yield (*pending[:4], instant, *pending[4:])
                op = ranked[0]
                pending = (op.city_code, batch_id, op.subject_id, instant, *state)
                before = state
        if pending is not None:
            yield (*pending[:4], None, *pending[4:])


def selections(history: History) -> Iterator[Row]:
    """Rows of table selection."""
    for op in history.all("unit_selected"):
        batch_id = str(op.data["batch_id"])
        known = History(one for one in history.operations if one.occurred_at <= op.occurred_at)
        ranked = _in_batch(known, batch_id, "ranked")
        yield (
            *(op.city_code, batch_id, op.subject_id, op.operation_id, op.source, op.occurred_at, op.day),
            *(bool(ranked), _rank(known, batch_id) if ranked else None, _layout(ranked), _category(known)),
            *(op.actor_id, op.org_id),
        )


def rank_changes(history: History) -> Iterator[Statement]:
    """Each `rank_changed`; whether the ranking was public by then is the batch's to say (rules.r13)."""
    for op in history.all("rank_changed"):
        yield Statement("rank_change", op.subject_id, op, "S4", faults=("changed",), batch_id=str(op.data["batch_id"]))


def _state(known: History, batch_id: str, mode: str) -> Row:
    """rank_no, layout, category, waits, pass."""
    examined = known.all("re_examined")
    failed = bool(examined) and examined[-1].data.get("result") == "fail"
    waits = not failed and not _in_batch(known, batch_id, "unit_selected") and procedure(known, mode).ended is None
    passes = _in_batch(known, batch_id, "passed")
    passed = ""
    if passes:
        last = passes[-1].data
        bare = is_empty(last.get("reason")) or is_empty(last.get("document_no"))
        passed = "undocumented" if bare else "documented"
    layout = _layout(_in_batch(known, batch_id, "ranked"))
    return (_rank(known, batch_id), layout, _category(known), waits, passed)


def _rank(known: History, batch_id: str) -> int:
    last = [op for op in known.all("ranked", "rank_changed") if op.data.get("batch_id") == batch_id][-1]
    return int(last.data["rank_no"] if last.action == "ranked" else last.data["to"])


def _layout(ranked: list[Operation]) -> str:
    return str(ranked[-1].data.get("layout") or "") if ranked else ""


def _category(known: History) -> str:
    decisions = known.all("determined")
    return str(decisions[-1].data.get("category") or "") if decisions else ""


def _batches(ranked: list[Operation]) -> list[str]:
    return sorted({str(op.data["batch_id"]) for op in ranked})


def _in_batch(history: History, batch_id: str, action: str) -> list[Operation]:
    return history.with_data(action, batch_id=batch_id)
