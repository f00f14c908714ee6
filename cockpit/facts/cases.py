"""One row of milestones per case, for lists and key figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cockpit.domain.workday import Workdays
from cockpit.facts.history import History
from cockpit.facts.procedure import Procedure
from cockpit.facts.suspension import Stretch, between_refusal_and_turn, days_within, merged, waiting

TOTAL_DAYS = 60
"""On time = ended within so many working days (Implementing Rules, Art. 7), whatever a stricter local limit says."""


@dataclass(slots=True)
class CaseFact:
    path: str
    submitted_on: date | None
    accepted_on: date | None
    steps: list[date | None]  # begin and end of S1, S2, S3, S4
    waiting_from: date | None
    waiting_to: date | None
    ended_on: date | None
    end_kind: str | None
    handled_days: int | None
    on_time: bool | None
    state: str
    last_at: datetime | None


def case_fact(history: History, case: Procedure, suspended: list[Stretch], days: Workdays) -> CaseFact:
    submitted, accepted = history.first("submitted"), history.first("accepted")
    steps = [
        op.day if op is not None else None
        for step in ("S1", "S2", "S3", "S4")
        for op in (case.begins[step], case.ends[step])
    ]
    handled = None
    if case.ended is not None and submitted is not None:
        stopped = merged([*suspended, *waiting(case, days), *between_refusal_and_turn(case, days)])
        start, end = days.n(submitted.day), days.n(case.ended.day)
        handled = end - start - days_within(stopped, start, end)
    waiting_end, waiting_begin = case.ends["S3"], case.begins["S4"]
    return CaseFact(
        path=case.path,
        submitted_on=submitted.day if submitted is not None else None,
        accepted_on=accepted.day if accepted is not None else None,
        steps=steps,
        waiting_from=waiting_end.day if case.waits and waiting_end is not None else None,
        waiting_to=waiting_begin.day if case.waits and waiting_begin is not None else None,
        ended_on=case.ended.day if case.ended is not None else None,
        end_kind=case.end_kind,
        handled_days=handled,
        on_time=handled <= TOTAL_DAYS if handled is not None else None,
        state=_state(case),
        last_at=history.operations[-1].occurred_at if history.operations else None,
    )


def _state(case: Procedure) -> str:
    if case.ended is not None:
        return "ended"
    if case.begins["S4"] is not None:
        return "S4"
    if case.waits:
        return "WAIT"
    return next((step for step in ("S3", "S2") if case.begins[step] is not None), "S1")
