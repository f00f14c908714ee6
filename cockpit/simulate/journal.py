"""The operations of one city: numbered, stamped, and cut off where the data end."""

from __future__ import annotations

from typing import Any

import orjson

from cockpit.simulate.delivery import Delivery
from cockpit.simulate.organisations import Actor
from cockpit.simulate.workdays import DAY, Workdays


class Journal:
    """Appends operations to a delivery.

    Histories are planned past the end of the data; what would happen at or after `cutoff` (midnight of as_of) is
    simply not written. Causes come before effects, so what remains is a true picture of unfinished business.
    """

    def __init__(self, delivery: Delivery, city_code: str, workdays: Workdays, mark: str = "") -> None:
        self.cutoff = delivery.as_of.toordinal() * DAY
        self._delivery = delivery
        self._city = city_code
        self._workdays = workdays
        self._mark = mark
        self._count = 0

    def write(
        self,
        kind: str,
        subject: str,
        step: str,
        action: str,
        at: int,
        actor: Actor,
        data: dict[str, Any] | None = None,
        recorded: int | None = None,
    ) -> str:
        """Append one operation and return its operation_id, or "" if it lies past the end of the data."""
        if at >= self.cutoff:
            return ""
        self._count += 1
        number = self._count
        # The source stamps a row a few minutes after the act, never in the future of the delivery (08:00).
        stamped = recorded if recorded is not None else at + 60 + number % 9 * 40
        operation_id = f"{self._city}-{self._mark}{number:08d}"
        text = orjson.dumps(data).decode().replace('"', '""') if data else "{}"
        stamp = self._workdays.stamp
        self._delivery.line(
            "operation",
            f"{self._city},{operation_id},{kind},{subject},{step},{action},{stamp(at)},{stamp(stamped)},"
            f'{actor.actor_id},{actor.org_id},{actor.role},"{text}"\r\n',
        )
        return operation_id
