"""What was said, shown or decreed, and what is wrong with it.

A statement's ``faults`` begin a lamp, its ``cures`` end the lamps of earlier ones the day after, and ``takes_over``
names the faults whose yellow lamp a red one of this very day replaces. A lamp is a run: from the first faulty statement
to the next that cures (rules.shapes.faulty).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cockpit.domain.check import Check
from cockpit.domain.operation import Operation


@dataclass(slots=True)
class Statement:
    kind: str
    instance: str
    operation: Operation
    step: str
    faults: tuple[str, ...] = ()
    cures: tuple[str, ...] = ()
    takes_over: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()  # the criteria it was held against, those that hold too
    letters: str | None = None  # of an opinion: what mass text is compared by
    counts: bool = True
    closes: str | None = None  # operation_id of the opening that this closing ends
    batch_id: str | None = None  # where the lamp burns on a batch instead of the operation's own subject
    since: date | None = None  # where the lamp does not begin on the operation's own day
