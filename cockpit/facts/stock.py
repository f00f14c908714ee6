"""Homes that lie ready and unseen, or are given away unseen (R12).

A walk through one home's life: the days run from the first `ready` after the last assignment, repair, move-out or
publication. `vacated` ends nothing that burns; the days start anew with the next `ready`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cockpit.domain.operation import Operation
from cockpit.facts.omissions import Omission

UNLISTED_DAYS, HIDDEN_DAYS = 60, 180
"""Calendar days a ready home may lie unpublished before the yellow and before the red lamp."""

# At one instant a home is first vacated, then ready, then published, then assigned.
_TURN = {"vacated": 0, "ready": 1, "listed": 2, "assigned": 3, "repair_started": 3}


@dataclass(frozen=True, slots=True)
class Published:
    """A plan that names the home."""

    at: datetime
    day: date


@dataclass(slots=True)
class _Waiting:
    """A ready home that nobody knows of; ``unlisted`` and ``hidden`` once the days have passed."""

    ready: Operation
    clock: date | None
    unlisted: date | None = None
    hidden: date | None = None

    def pass_to(self, day: date | None) -> None:
        """Lights what the running days light up to and with a day (None: ever)."""
        if self.clock is None:
            return
        unlisted, hidden = self.clock + timedelta(UNLISTED_DAYS + 1), self.clock + timedelta(HIDDEN_DAYS + 1)
        if self.unlisted is None and (day is None or unlisted <= day):
            self.unlisted = unlisted
        if self.hidden is None and (day is None or hidden <= day):
            self.hidden = hidden


def unit_omissions(operations: list[Operation], plans: list[Published]) -> Iterator[Omission]:
    """Everything that was withheld of one home; ``operations`` in order."""
    acts: list[tuple[datetime, int, date, Operation | None]] = [
        (op.occurred_at, _TURN[op.action], op.day, op) for op in operations if op.action in _TURN
    ]
    acts += [(plan.at, 2, plan.day, None) for plan in plans]
    acts.sort(key=lambda act: (act[0], act[1], act[3].operation_id if act[3] is not None else ""))
    waiting: _Waiting | None = None
    for _, _, day, op in acts:
        if waiting is not None:
            waiting.pass_to(day)
        action = op.action if op is not None else "listed"
        if action == "vacated":
            if waiting is not None:
                waiting.clock = None
        elif action == "ready":
            assert op is not None  # a plan is "listed"
            if waiting is None:
                waiting = _Waiting(op, op.day)
            elif waiting.clock is None:
                waiting.clock = op.day
        else:
            if waiting is not None:
                yield from _withheld(waiting, day)
            waiting = None
    if waiting is not None:
        waiting.pass_to(None)
        yield from _withheld(waiting, None)
    yield from _given_away_unseen(operations, plans)


def _withheld(waiting: _Waiting, ended_on: date | None) -> Iterator[Omission]:
    for kind, since, taken_on in (
        ("unlisted", waiting.unlisted, waiting.hidden),
        ("hidden", waiting.hidden, None),
    ):
        if since is not None:
            yield Omission(kind, "", waiting.ready, "S4", "county_housing", None, since, taken_on, ended_on)


def _given_away_unseen(operations: list[Operation], plans: list[Published]) -> Iterator[Omission]:
    """Assigned while never published since its last `ready`; without any `ready`, never published at all."""
    published = [op.occurred_at for op in operations if op.action == "listed"] + [plan.at for plan in plans]
    for assigned in (op for op in operations if op.action == "assigned"):
        ready = [op for op in operations if op.action == "ready" and op.occurred_at <= assigned.occurred_at]
        since = ready[-1].occurred_at if ready else None
        if not any(at <= assigned.occurred_at and (since is None or at >= since) for at in published):
            yield Omission("secret", "", assigned, "S4", "county_housing")
