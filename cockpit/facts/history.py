"""A case's operations in order, without those that no longer count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cockpit.domain.operation import Operation

CLOSING = frozenset({"rejected", "withdrawn", "terminated"})
STILL_COUNT = frozenset(
    {"objection_raised", "objection_concluded", "objection_published", "re_review_requested", "re_review_answered"}
    | {"contract_filed"}
)
"""Heard even after a case was closed (rules.md, "A case ends with")."""


class History:
    """Operations of one case by occurred_at, then operation_id; ``closing`` is the act that closed it, if any.

    ``ignored`` holds what came after the closing act: the rules do not read it, only mass text counts it.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        ordered = sorted(operations, key=lambda op: (op.occurred_at, op.operation_id))
        self.closing = next((op for op in ordered if op.action in CLOSING), None)
        self.ignored: list[Operation] = []
        if self.closing is not None:
            last = self.closing.occurred_at
            self.ignored = [op for op in ordered if op.occurred_at > last and op.action not in STILL_COUNT]
            ordered = [op for op in ordered if op.occurred_at <= last or op.action in STILL_COUNT]
        self.operations = ordered
        self._by_action: dict[str, list[Operation]] = {}
        for op in ordered:
            self._by_action.setdefault(op.action, []).append(op)

    def all(self, *actions: str) -> list[Operation]:
        """Every operation of these actions, in order."""
        if len(actions) == 1:
            return self._by_action.get(actions[0], [])
        found = [op for action in actions for op in self._by_action.get(action, ())]
        return sorted(found, key=lambda op: (op.occurred_at, op.operation_id))

    def first(self, *actions: str, since: datetime | None = None) -> Operation | None:
        """The first of these actions, at or after an instant where one is given."""
        return earliest(
            next((op for op in self._by_action.get(action, ()) if since is None or op.occurred_at >= since), None)
            for action in actions
        )

    def with_data(self, action: str, **members: str) -> list[Operation]:
        """The operations of an action with these members: ``with_data("notice_opened", notice="result")``."""
        return [
            op
            for op in self._by_action.get(action, ())
            if all(op.data.get(member) == value for member, value in members.items())
        ]


def earliest(operations: Iterable[Operation | None]) -> Operation | None:
    """The first of some operations by instant, then id; None among them are passed over."""
    present = [op for op in operations if op is not None]
    return min(present, key=lambda op: (op.occurred_at, op.operation_id)) if present else None


def first_since(operations: Iterable[Operation], since: datetime) -> Operation | None:
    """The first of some ordered operations at or after an instant: what must follow X counts from X's instant on."""
    return next((op for op in operations if op.occurred_at >= since), None)


def first_after(operations: Iterable[Operation], instant: datetime) -> Operation | None:
    """The first of some ordered operations later than an instant."""
    return next((op for op in operations if op.occurred_at > instant), None)


def is_empty(value: object) -> bool:
    """Whether a member says nothing: absent, null, "", [] or 0 photos."""
    return value is None or value == "" or value == [] or value == 0 or (isinstance(value, str) and not value.strip())
