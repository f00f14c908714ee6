"""The telling of one case: a pen that writes its operations, keeps its milestones and notes what must burn."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from cockpit.simulate.criteria import CriteriaHistory
from cockpit.simulate.delivery import Delivery
from cockpit.simulate.expected import Clock, Expectation, History
from cockpit.simulate.journal import Journal
from cockpit.simulate.mishaps import Mishap
from cockpit.simulate.organisations import Actor, CountyOffice, StreetOffice
from cockpit.simulate.plan import Plan
from cockpit.simulate.planted import Planted
from cockpit.simulate.workdays import DAY, NEVER, Workdays

STEPS = ("S1", "S2", "S3", "S4")
CURED = 0.6
"""Share of faults somebody puts right later; the others stay for ever."""


@dataclass(frozen=True, slots=True)
class World:
    """What all stories of a city share."""

    city_code: str
    rng: Random
    workdays: Workdays
    clock: Clock
    expectation: Expectation
    criteria: CriteriaHistory
    delivery: Delivery
    journal: Journal
    planted: Planted
    today: int
    streets: dict[str, StreetOffice]
    counties: dict[str, CountyOffice]

    def at(self, day: int, hour: float) -> int:
        """Some instant in the three quarters after `hour` of a day; NEVER stays far away."""
        return day * DAY + int(hour * 3600) + self.rng.randrange(2700)

    def cured(self) -> bool:
        """Whether somebody puts this fault right."""
        return self.rng.random() < CURED


@dataclass(slots=True)
class Story:
    """One case being told."""

    world: World
    plan: Plan
    history: History = field(default_factory=History)
    street: StreetOffice = field(init=False)
    office: CountyOffice = field(init=False)
    careless_about: str = field(init=False)
    """The action whose document a document mishap concerns."""

    def __post_init__(self) -> None:
        self.street = self.world.streets[self.plan.street.code]
        self.office = self.world.counties[self.plan.county.code]
        self.careless_about = "surveyed" if self.plan.submitted_at % 2 else "determined"

    def has(self, *mishaps: Mishap) -> bool:
        """Whether the case suffers one of the mishaps."""
        return self.plan.mishap in mishaps

    def write(
        self,
        step: str,
        action: str,
        at: int,
        actor: Actor,
        data: dict[str, Any] | None = None,
        recorded: int | None = None,
    ) -> str:
        """Append an operation of the case; returns its operation_id, or "" past the end of the data."""
        return self.world.journal.write("case", self.plan.case_no, step, action, at, actor, data, recorded)

    def lamp(self, finding: str, cause: int, cure: int = NEVER, instance: str = "") -> None:
        """Note a lamp lit by the operation of day `cause` and put out by that of day `cure`."""
        self.world.planted.caused(finding, "case", self.plan.case_no, instance, cause, cure + 1)

    def attach(self, step: str, action: str, at: int, actor: Actor, document: str, nth: int = 1) -> None:
        """Attach the document an action requires: the same day, unless the case is careless about it."""
        day, workdays = at // DAY, self.world.workdays
        attached = at + 1200
        careless = nth == 1 and action == self.careless_about
        if careless and self.has(Mishap.DOCUMENT_LATE):
            attached = self.world.at(workdays.after(day, 1), 9)
            late = attached // DAY
            self.lamp("R16.document.late", late, late, f"{action}:{nth}")
        if careless and self.has(Mishap.DOCUMENT_MISSING):
            later = workdays.after(day, self.world.rng.randint(3, 12)) if self.world.cured() else NEVER
            attached = self.world.at(later, 9)
            since = workdays.after(day, 1) + 1
            self.world.planted.timed(
                "R16.document.missing", "case", self.plan.case_no, f"{action}:{nth}", since, later + 1
            )
        self.write(step, "document_attached", attached, actor, {"document": document, "for_action": action})

    def reaching(self, step: int, count: int) -> int:
        """The day on which the step has run for `count` unsuspended working days."""
        stops = self.world.clock.stops(self.history.suspensions)
        return self.world.clock.nth(self.history.begins[step], count, stops)

    def dragged(self, step: int, day: int) -> int:
        """The day the step is left: `day`, or as late as the mishap wants."""
        rng = self.world.rng
        pace = _PACE.get(self.plan.mishap)
        if pace is None or pace[step] is None:
            return day
        low, high = pace[step] or (0, 0)
        return max(day, self.reaching(step, rng.randint(low, high)))

    def close(self) -> None:
        """Work out what time has lit."""
        planted = self.world.planted
        for finding, instance, since, until in self.world.expectation.lamps(self.history):
            # The one of them that begins with an operation: a notice that came after all, too late.
            tell = planted.caused if finding == "R04.notice.late" else planted.timed
            tell(finding, "case", self.plan.case_no, instance, since, until)


_Pace = tuple[int, int] | None
_PACE: dict[str, tuple[_Pace, _Pace, _Pace, _Pace]] = {
    Mishap.S1_NEAR: ((13, 15), None, None, None),
    Mishap.S1_OVER: ((17, 24), None, None, None),
    Mishap.S2_NEAR: (None, (13, 15), None, None),
    Mishap.S2_OVER: (None, (17, 24), None, None),
    Mishap.S3_NEAR: (None, None, (10, 12), None),
    Mishap.S3_OVER: (None, None, (14, 20), None),
    Mishap.S4_NEAR: (None, None, None, (16, 18)),
    Mishap.S4_OVER: (None, None, None, (20, 30)),
    # 14 + 14 + 11 + 17 = 56 of 60: no step is over its limit, the whole is near its own.
    Mishap.TOTAL_NEAR: ((14, 14), (14, 14), (11, 11), (17, 17)),
    Mishap.TOTAL_OVER: ((18, 18), (17, 17), (13, 13), (20, 22)),
}
"""How many working days a step takes in which mishap."""
