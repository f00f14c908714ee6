"""What is pending: a day that has to be kept, or a state that lasts, from its begin to the act that ends it.

A ``Pending`` knows no threshold: how long before a day or after its begin a prompt burns is data of the prompts
(domain.prompt_limit). Its kinds are listed where they are made: here, facts.occupancy, facts.arrears.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cockpit.domain.operation import Operation
from cockpit.facts.history import earliest
from cockpit.facts.procedure import Procedure


@dataclass(slots=True)
class Pending:
    """``start_on``: first day; ``due_on``: the day that a record names; ``done_by``: what ends it, the day after."""

    kind: str
    start_on: date
    begun_by: Operation | None
    step: str
    asked_of: str
    due_on: date | None = None
    done_by: Operation | None = None
    times: int = 0


def waiting_list(case: Procedure) -> Iterator[Pending]:
    """``waiting``: on the waiting list, from the end of S3 to the begin of S4 or the end of the case."""
    entered = case.ends["S3"]
    if case.waits and entered is not None:
        left = earliest((case.begins["S4"], case.ended))
        yield Pending("waiting", entered.day, entered, "WAIT", "county_housing", done_by=left)
