"""S4 on the unit path: one batch from its plan to the contracts, with the faults of R12 and R13."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any

from cockpit.simulate.expected import S4
from cockpit.simulate.mishaps import Mishap
from cockpit.simulate.organisations import CountyOffice
from cockpit.simulate.payment import announce
from cockpit.simulate.places import County
from cockpit.simulate.stock import Pool, Unit, assigned, ready
from cockpit.simulate.story import Story, World
from cockpit.simulate.workdays import NEVER

CONTENTS = ["location", "number", "layout", "area", "rent", "eligible_groups", "registration_period"]
_FAULTY, _FORFEITS, _FAILS = 0.03, 0.04, 0.03


class BatchFault(StrEnum):
    """What goes wrong with a batch, one thing at most."""

    PLAN_CONTENTS = auto()
    PLAN_MISSING = auto()
    UNIT_SECRET = auto()
    PASS_UNDOCUMENTED = auto()
    SKIPPED = auto()
    RANK_CHANGED = auto()
    LOTTERY_RECORD = auto()
    OUTSIDER = auto()


Settle = Callable[[Story, Unit, int, str], None]
"""What happens to a home once its contract is signed: story, home, day, tenancy_id."""


@dataclass(slots=True)
class Desk:
    """What the batches of a county share."""

    world: World
    county: County
    office: CountyOffice
    pool: Pool
    settle: Settle
    due: list[BatchFault]
    """Faults the city has still to show, shared by its counties."""
    tenancies: int = 0

    def next_tenancy(self) -> str:
        """The number of the next tenancy signed in the county."""
        self.tenancies += 1
        return f"ZL{self.county.code}-N{self.tenancies:06d}"


@dataclass(slots=True)
class Batch:
    """One batch; `opened` is the day of intention registration, when the households enter S4."""

    desk: Desk
    batch_id: str
    opened: int
    units: list[Unit]
    stories: list[Story]
    fault: BatchFault | None = None
    ranked: list[Story] = field(default_factory=list)
    secret: Unit | None = None
    """A home of the batch that was never published."""

    def tell(self) -> None:
        """Tell the batch and what becomes of its households."""
        self.fault = self._pick_fault()
        self._publish_plan()
        self._enter()
        self._rank()
        self._select()

    def _day(self, count: int) -> int:
        return self.desk.world.workdays.after(self.opened, count)

    def _write(self, action: str, at: int, data: dict[str, Any] | None = None) -> None:
        self.desk.world.journal.write("batch", self.batch_id, "", action, at, self.desk.office.clerk, data)

    def _lamp(self, finding: str, cause: int, cure: int = NEVER, instance: str = "") -> None:
        self.desk.world.planted.caused(finding, "batch", self.batch_id, instance, cause, cure + 1)

    def _pick_fault(self) -> BatchFault | None:
        due, rng = self.desk.due, self.desk.world.rng
        settled = self._day(40) < self.desk.world.today
        possible = [fault for fault in due if settled and self._can(fault)]
        if possible:
            due.remove(possible[0])
            return possible[0]
        if rng.random() < _FAULTY:
            fault = rng.choice(list(BatchFault))
            return fault if self._can(fault) else None
        return None

    def _can(self, fault: BatchFault) -> bool:
        if fault is BatchFault.UNIT_SECRET:
            return bool(self.desk.pool.unrecorded)
        return fault not in (BatchFault.SKIPPED, BatchFault.PASS_UNDOCUMENTED) or self._victim() is not None

    def _victim(self) -> Story | None:
        """The first household that has one of its own kind behind it in the queue."""
        for position, story in enumerate(self.stories):
            rest = self.stories[position + 1 :]
            if any(_same_kind(story, other) for other in rest):
                return story
        return None

    def _publish_plan(self) -> None:
        world, fault = self.desk.world, self.fault
        plan = {"contents": CONTENTS, "units": [unit.unit_id for unit in self.units]}
        first = world.at(self._day(-3), 10)
        if fault is BatchFault.UNIT_SECRET:
            self._swap_in_secret_unit()
        if fault is BatchFault.PLAN_MISSING:
            published = self._day(world.rng.randint(3, 9)) if world.cured() else NEVER
            self._lamp("R12.plan.missing", self.opened, published)
            first = world.at(published, 10)
        if fault is BatchFault.PLAN_CONTENTS:
            completed = self._day(world.rng.randint(-1, 6)) if world.cured() else NEVER
            self._lamp("R12.plan.contents", self._day(-3), completed)
            forgotten = world.rng.choice(("rent", "eligible_groups"))
            lacking = [item for item in CONTENTS if item != forgotten]
            self._write("plan_published", first, {**plan, "contents": lacking})
            first = world.at(completed, 16)
        self._write("plan_published", first, plan)
        self._write("intent_opened", world.at(self.opened, 8.5))

    def _swap_in_secret_unit(self) -> None:
        """One home of the batch is replaced, after the plan, by one that was never published."""
        desk = self.desk
        secret = desk.pool.unrecorded.pop()
        ready(desk.world, desk.office, secret, self._day(-2))
        desk.pool.put_back(self.units[:1])
        self.units[0] = self.secret = secret

    def _enter(self) -> None:
        world, clerk = self.desk.world, self.desk.office.clerk
        entered, examined = self.opened, self._day(2)
        for number, story in enumerate(self.stories):
            story.history.begins[S4] = entered
            story.write("S4", "batch_entered", world.at(entered, 10) + number, clerk, {"batch_id": self.batch_id})
            # What a fault needs must not drop out: batches with a fault and cases with a mishap pass.
            passed = bool(self.fault or story.plan.mishap) or world.rng.random() >= _FAILS
            result = {"result": "pass" if passed else "fail"}
            story.write("S4", "re_examined", world.at(examined, 10), self.desk.office.reviewer, result)
            if passed:
                self.ranked.append(story)
            else:
                story.history.closed = examined
                reason = {"reason": "复核不再符合条件"}
                story.write("S4", "terminated", world.at(examined, 15), self.desk.office.reviewer, reason)

    def _rank(self) -> None:
        world, day = self.desk.world, self._day(4)
        record = {"notary": f"{self.desk.county.name}公证处", "record_no": f"GZ{self.batch_id}"}
        if self.fault is BatchFault.LOTTERY_RECORD:
            record |= world.rng.choice(({"notary": ""}, {"record_no": ""}))
            self._lamp("R13.lottery.record", self._day(3))
        self._write("lottery_held", world.at(self._day(3), 9), record)
        iso = world.workdays.iso
        for number, story in enumerate(self.ranked, start=1):
            if self.fault is BatchFault.OUTSIDER and number == len(self.ranked):
                continue  # he selects all the same
            rank = {"batch_id": self.batch_id, "rank_no": number, "layout": _layout(story)}
            story.write("S4", "ranked", world.at(day, 9), self.desk.office.clerk, rank)
        self._write("ranking_published", world.at(day, 15), {"starts_on": iso(day), "ends_on": iso(self._day(8))})

    def _select(self) -> None:
        """Households select in rank order, three minutes each; then result, contract and filing."""
        world, day = self.desk.world, self._day(9)
        opening = world.at(day, 8.25)
        order = self._order(opening)
        if self.fault is BatchFault.OUTSIDER:
            self._lamp("R13.outsider", day, instance=order[-1].plan.case_no)
        for number, story in enumerate(order):
            unit = self._choice(story)
            chosen = {"batch_id": self.batch_id, "unit_id": unit.unit_id}
            story.write("S4", "unit_selected", opening + 900 + number * 180, self.desk.office.operator, chosen)
            self._sign(story, unit, announce(story, day))
        self.desk.pool.put_back(self.units)

    def _choice(self, story: Story) -> Unit:
        """The first home left of the size the household wants, else the first left; the secret one goes first."""
        wanted = [unit for unit in self.units if unit.layout == _layout(story)] if self.secret is None else []
        unit = wanted[0] if wanted else self.units[0]
        self.units.remove(unit)
        return unit

    def _order(self, opening: int) -> list[Story]:
        """Who selects in which order; some renounce, and faults put the first of a kind behind the others."""
        world, clerk, day = self.desk.world, self.desk.office.clerk, self._day(9)
        victim = self._victim() if self.fault in (BatchFault.SKIPPED, BatchFault.PASS_UNDOCUMENTED) else None
        if victim and self.fault is BatchFault.SKIPPED:
            self._lamp("R13.skipped", day, instance=victim.plan.case_no)
        elif victim:
            self._lamp("R13.pass.undocumented", day, instance=victim.plan.case_no)
            passed = {"batch_id": self.batch_id, "kind": "defer", "reason": "", "document_no": ""}
            victim.write("S4", "passed", opening, clerk, passed)
        elif self.fault is BatchFault.RANK_CHANGED:
            victim = self.ranked[0]
            changed = self._day(5)
            self._lamp("R13.rank.changed", changed, instance=victim.plan.case_no)
            move = {"batch_id": self.batch_id, "from": 1, "to": len(self.ranked) + 1, "reason": "核查后调整",
                    "document_no": f"TZ{self.batch_id}"}  # fmt: skip
            victim.write("S4", "rank_changed", world.at(changed, 10), clerk, move)
        order = [story for story in self.ranked if story is not victim and not self._forfeits(story, opening)]
        return [*order, victim] if victim else order

    def _forfeits(self, story: Story, at: int) -> bool:
        world, clerk = self.desk.world, self.desk.office.clerk
        if self.fault or story.plan.mishap or world.rng.random() >= _FORFEITS:
            return False
        passed = {"batch_id": self.batch_id, "kind": "forfeit", "reason": "自愿放弃选房",
                  "document_no": f"FQ{story.plan.case_no}"}  # fmt: skip
        story.write("S4", "passed", at, clerk, passed)
        story.write("S4", "step_ended", at + 300, clerk)
        story.history.ends[S4] = self._day(9)
        return True

    def _sign(self, story: Story, unit: Unit, day: int) -> None:
        desk, history = self.desk, story.history
        world, signer = desk.world, desk.office.signer
        tenancy_id = desk.next_tenancy()
        at = world.at(day, 14)
        history.ends[S4] = history.signed = day
        story.write("S4", "contract_signed", at, signer, {"tenancy_id": tenancy_id})
        story.attach("S4", "contract_signed", at, signer, "contract")
        if unit is self.secret:
            world.planted.caused("R12.unit.secret", "unit", unit.unit_id, "", day, NEVER)
        assigned(world.journal, desk.office, unit, at + 300, tenancy_id)
        history.filed = world.workdays.after(day + _filing_takes(story), 0)
        story.write("S4", "contract_filed", world.at(history.filed, 10), signer)
        if at < world.journal.cutoff:
            desk.settle(story, unit, day, tenancy_id)


def _filing_takes(story: Story) -> int:
    rng = story.world.rng
    if story.has(Mishap.FILING_NEAR):
        return rng.randint(26, 28)
    if story.has(Mishap.FILING_OVER):
        return rng.randint(33, 60)
    return rng.randint(3, 12)


def _layout(story: Story) -> str:
    return ("1室", "2室", "3室")[min(story.plan.means.persons, 3) - 1]


def _same_kind(one: Story, other: Story) -> bool:
    return one.plan.category == other.plan.category and _layout(one) == _layout(other)
