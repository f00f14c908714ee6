"""Months of rent that a tenant owes, as they come and go.

A month is owed once it is over and charged, until as much is paid for it as was charged; judged at the end of each day,
so that who pays on the first of the next month owes nothing. ``times`` is how many months are owed: one ``Pending`` per
number, from the day on which the count came up to it to that of the payment which brought it below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from cockpit.domain.operation import Operation
from cockpit.facts.pending import Pending


def arrears(operations: list[Operation]) -> Iterator[Pending]:
    """``operations``: of one tenancy, in order."""
    owed: set[str] = set()
    charged: defaultdict[str, Decimal] = defaultdict(Decimal)
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    rungs: list[Pending] = []  # the n-th is pending since n + 1 months are owed
    acts = [op for op in operations if op.action in ("rent_charged", "rent_paid")]
    for day, ops in groupby(sorted(acts, key=_effective), key=_effective):
        turning: Operation | None = None
        for op in ops:
            turning = op
            month = op.data["month"]
            sums = charged if op.action == "rent_charged" else paid
            sums[month] += Decimal(str(op.data["amount_yuan"]))
            if charged[month] > paid[month]:
                owed.add(month)
            else:
                owed.discard(month)
        while len(rungs) > len(owed):
            yield replace(rungs.pop(), done_by=turning)
        while len(rungs) < len(owed):
            rungs.append(Pending("arrears", day, turning, "USE", "operator", times=len(rungs) + 1))
    yield from rungs


def _effective(op: Operation) -> date:
    """The day from which on an act counts: a charge once its month is over, a payment at once."""
    return op.day if op.action == "rent_paid" else max(op.day, _after(op.data["month"]))


def _after(month: str) -> date:
    """The first day after a month, "2026-03"."""
    year, number = int(month[:4]), int(month[5:])
    if not 0 < year < date.max.year:
        return date.min if year == 0 else date.max
    return date(year + number // 12, number % 12 + 1, 1)
