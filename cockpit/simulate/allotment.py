"""The waiting list of a county and when its batches are held."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from cockpit.simulate.batch import Batch, Desk
from cockpit.simulate.story import Story

EVERY = 82
"""Working days between two batches of a county: three a year, as in Xiamen (domain.md A2)."""
SERVED = 0.65
"""Share of the waiting that a batch takes in: the others keep waiting."""
SMALLEST, LARGEST = 3, 140
"""Fewer do not make a batch; more cannot select on one day, three minutes each."""


@dataclass(slots=True)
class Waiting:
    """A household on the waiting list of a county; `registered` is the day it came."""

    registered: int
    story: Story


def hold_batches(desk: Desk, waiting: list[Waiting], first: int) -> None:
    """Hold a batch every EVERY working days from day `first` to the end of the data; the longest waiting go first."""
    workdays = desk.world.workdays
    queue = sorted(waiting, key=lambda one: (one.registered, one.story.plan.case_no))
    day, number = workdays.after(first, 0), 0
    while day < desk.world.today:
        ripe = workdays.after(day, -6)
        wanted = min(ceil(sum(one.registered < ripe for one in queue) * SERVED), LARGEST)
        units = desk.pool.take(workdays.after(day, -4), wanted) if wanted >= SMALLEST else []
        if len(units) >= SMALLEST:
            number += 1
            taken, queue = queue[: len(units)], queue[len(units) :]
            Batch(desk, f"PZ{desk.county.code}-{number:03d}", day, units, [one.story for one in taken]).tell()
        else:
            desk.pool.put_back(units)
        day = workdays.after(day, EVERY)
