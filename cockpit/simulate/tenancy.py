"""Life after the contract: moving in, rent, renewal, yearly recheck, visits, violations, and leaving.

Detail follows use: rent is told for the last three months and for those in arrears, comparisons and publications of
rechecks for the last twelve months and for failures; older rechecks are told by their opening and decision alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cockpit.simulate.organisations import APPLICANT, Actor, CountyOffice
from cockpit.simulate.people import Person, person
from cockpit.simulate.stock import Pool, Unit, ready
from cockpit.simulate.story import World
from cockpit.simulate.workdays import DAY, NEVER

SINCE = date(2021, 1, 1)
FAILING = {2021: 4242, 2022: 3000, 2023: 2000, 2024: 1900, 2025: 1800}
"""Households failing the yearly check at scale 1 (domain.md A8); later years as 2025."""
RECHECKED = {2021: 164_500, 2022: 159_800, 2023: 163_700, 2024: 174_000, 2025: 187_000}
"""Rechecks a year at scale 1 of households that stay, measured: what FAILING is divided by."""
TEMPLATE = 0.147
"""Share of signings and renewals since the model contract that use it: 30,000 of those eligible, measured."""
TEMPLATE_SINCE = date(2022, 4, 26).toordinal()
LEASE_YEARS = 5
_LEAVES, _VISITED, _VIOLATES, _ARREARS = 0.012, 0.35, 0.004, 0.03
_SLOW = 0.02
"""Share of tenants whose recheck takes until shortly before it is due."""


class Shares:
    """Deals out what a city must have so many of, evenly over its tenancies and not by chance.

    With dice the 2,000 failures of 2023 would be 20 give or take 5 in a hundredth of the province.
    """

    def __init__(self, today: int) -> None:
        self._today = today
        self._owed: dict[str, float] = {}

    def on_template(self, signed: int) -> bool:
        """Whether a contract signed or renewed that day uses the model contract."""
        return TEMPLATE_SINCE <= signed < self._today and self._due("template", TEMPLATE)

    def fails(self, year: int) -> bool:
        """Whether the next recheck of the year fails."""
        known = min(max(year, min(FAILING)), max(FAILING))
        return self._due(str(year), FAILING[known] / RECHECKED[known])

    def _due(self, what: str, rate: float) -> bool:
        owed = self._owed.get(what, 0.5) + rate
        self._owed[what] = owed - int(owed)
        return owed >= 1


@dataclass(slots=True)
class Tenancies:
    """The tenancies of a county: writes their rows and operations."""

    world: World
    office: CountyOffice
    pool: Pool
    shares: Shares

    def inherit(self, unit: Unit, number: int) -> None:
        """A tenancy that exists on 2021-01-01 and runs since one of the five years before."""
        rng = self.world.rng
        start = SINCE.toordinal() - rng.randrange(1, 365 * LEASE_YEARS)
        tenancy_id = f"ZL{unit.county}-{number:06d}"
        _Life(self, tenancy_id, unit, person(rng, unit.county), "", start, SINCE.toordinal()).tell()

    def begin(self, unit: Unit, tenant: Person, case_no: str, signed: int, tenancy_id: str) -> None:
        """A tenancy signed after an allotment."""
        life = _Life(self, tenancy_id, unit, tenant, case_no, signed, signed)
        life.write("USE", "moved_in", self.world.at(self.world.workdays.after(signed, 5), 10), self.office.operator)
        life.tell()


@dataclass(slots=True)
class _Life:
    tenancies: Tenancies
    tenancy_id: str
    unit: Unit
    tenant: Person
    case_no: str
    starts: int
    told_from: int
    ends: int = NEVER
    left: int = NEVER
    renewed: int = NEVER
    violated: bool = False
    """One way out of a tenancy is enough: who violates does not also fail a recheck."""
    world: World = field(init=False)
    office: CountyOffice = field(init=False)

    def __post_init__(self) -> None:
        self.world = self.tenancies.world
        self.office = self.tenancies.office
        self.ends = _years_on(self.starts, LEASE_YEARS)

    def write(self, step: str, action: str, at: int, actor: Actor, data: dict[str, Any] | None = None) -> None:
        """Append an operation of the tenancy unless the tenant has left."""
        if at // DAY <= self.left:
            self.world.journal.write("tenancy", self.tenancy_id, step, action, at, actor, data)

    def tell(self) -> None:
        """Tell the tenancy from `told_from` to the end of the data, and write its row."""
        self._leave_or_violate()
        self._rechecks()
        self._renew()
        self._visits()
        self._rent()
        self._row()

    def _leave_or_violate(self) -> None:
        """Told first, because nothing is written of a tenant who has left."""
        rng = self.world.rng
        told = max(31, self.world.today - self.told_from)
        day = self.world.workdays.after(self.told_from + rng.randrange(30, max(31, told)), 0)
        chance = rng.random() * 365 / told
        if chance < _LEAVES:
            self._vacate(day, "自愿退出")
        elif chance < _LEAVES + _VIOLATES:
            self._violate(day)

    def _rechecks(self) -> None:
        """One a year, in the month of the tenancy; a new tenancy has its first after ten months."""
        rng, today = self.world.rng, self.world.today
        first = self.told_from + (270 if self.case_no else 0)
        month = date.fromordinal(self.told_from + 310).month if self.case_no else rng.randrange(1, 13)
        phase, takes = rng.randrange(8), rng.randint(4, 14) + (28 if rng.random() < _SLOW else 0)
        for year in range(date.fromordinal(self.told_from).year, date.fromordinal(today).year + 1):
            # A little earlier every year, so that twelve months never pass between two decisions.
            day = phase + max(0, 4 * (SINCE.year + 5 - year))
            opened = self.world.workdays.after(date(year, month, 1).toordinal() + day, 0)
            if first <= opened < min(today, self.left):
                self._recheck(year, opened, takes)

    def _recheck(self, year: int, opened: int, takes: int) -> None:
        world, rng, after = self.world, self.world.rng, self.world.workdays.after
        clerk, reviewer = self.office.clerk, self.office.reviewer
        fails = self.left == NEVER and not self.violated and self.tenancies.shares.fails(year)
        decided = after(opened, takes)
        due_on = {"due_on": world.workdays.iso(after(opened, 40))}
        self.write("USE", "recheck_opened", world.at(opened, 9), clerk, due_on)
        detailed = fails or opened > world.today - 365
        if detailed:
            changes = ["income"] if fails else []
            compared = {"changes": changes}
            self.write("USE", "recheck_compared", world.at(after(opened, 2), 9), self.office.system, compared)
        if fails and rng.random() < 0.3:
            what = {"source": "real_estate", "what": "名下新增住房登记"}
            self.write("USE", "change_detected", world.at(after(opened, 1), 10), self.office.system, what)
        verdict = {"result": "fail", "reason": "家庭收入超过公布标准"} if fails else {"result": "pass"}
        self.write("USE", "recheck_decided", world.at(decided, 15), reviewer, verdict)
        if detailed:
            self.write("USE", "recheck_published", world.at(after(decided, 3), 10), clerk)
        if fails:
            self._reclaim(after(decided, 5), situation=11, reason="资格复核不再符合")

    def _reclaim(self, ordered: int, situation: int, reason: str) -> None:
        """Order the home back, grant a moving period; nearly everybody leaves within it."""
        world, rng = self.world, self.world.rng
        until = ordered + 90
        self.write("EXIT", "reclaim_ordered", world.at(ordered, 10), self.office.reviewer, {"situation": situation})
        period = {"until": world.workdays.iso(until)}
        self.write("EXIT", "moving_period_set", world.at(ordered, 11), self.office.reviewer, period)
        if rng.random() < 0.97:
            self._vacate(world.workdays.after(ordered + rng.randrange(20, 88), 0), reason)
        elif rng.random() < 0.6:
            gone = world.workdays.after(until + rng.randrange(60, 200), 0)
            self.write("EXIT", "court_enforced", world.at(gone, 9), self.office.reviewer)
            self._vacate(gone, reason)

    def _vacate(self, day: int, reason: str) -> None:
        """The tenant leaves; the home is repaired if need be and comes back to the pool."""
        world, rng, office = self.world, self.world.rng, self.office
        workdays, operator = world.workdays, self.office.operator
        at = world.at(day, 14)
        if at >= world.journal.cutoff:
            return
        self.write("EXIT", "vacated", at, operator, {"reason": reason})
        self.left = day
        unit_id = self.unit.unit_id
        world.journal.write("unit", unit_id, "", "vacated", at + 600, operator)
        free = workdays.after(day, rng.randint(3, 10))
        if rng.random() < 0.5:
            due = {"due_on": workdays.iso(workdays.after(free, 25))}
            world.journal.write("unit", unit_id, "", "repair_started", world.at(free, 9), operator, due)
            free = workdays.after(free, rng.randint(8, 24))
            world.journal.write("unit", unit_id, "", "repaired", world.at(free, 8), operator)
        listed = workdays.after(free, rng.randint(2, 20))
        ready(world, office, self.unit, free, listed)
        if listed < world.today:
            self.tenancies.pool.returned.append((listed, self.unit))

    def _renew(self) -> None:
        """Apply about three months before the end (Art. 30), renew for another five years."""
        world, workdays, today = self.world, self.world.workdays, self.world.today
        while True:
            applied = workdays.after(self.ends - world.rng.randrange(75, 110), 0)
            renewed = workdays.after(applied, world.rng.randint(10, 40))
            if applied >= today or self.ends >= self.left:
                return
            if applied >= self.told_from:
                self.write("USE", "renewal_applied", world.at(applied, 10), APPLICANT)
                if renewed >= today:
                    return
                self.renewed = renewed
            # An application before the data begin is not told: the new term is simply there.
            self.ends = _years_on(self.ends, LEASE_YEARS)
            if self.renewed == renewed:
                ends_on = {"ends_on": workdays.iso(self.ends)}
                self.write("USE", "renewed", world.at(renewed, 15), self.office.signer, ends_on)

    def _visits(self) -> None:
        """A third of the tenants was visited in the last twelve months; those allotted since 2021 every year."""
        world, rng, workdays, operator = self.world, self.world.rng, self.world.workdays, self.office.operator
        told = world.today - self.told_from
        if self.case_no:
            every = rng.randrange(325, 355)
            last = min(self.left, world.today - (400 if rng.random() < 0.03 else 0))
            for day in range(self.told_from + every, last, every):
                self.write("USE", "visited", world.at(workdays.after(day, 0), 16), operator, {"result": "ok"})
            return
        if rng.random() >= _VISITED or told <= 60 or self.left < NEVER:
            return
        planned = workdays.after(world.today - rng.randrange(20, min(365, told)), 0)
        on = workdays.after(planned, rng.randint(3, 10))
        self.write("USE", "visit_planned", world.at(planned, 10), operator, {"on": workdays.iso(on)})
        seen = {"result": rng.choices(("ok", "absent", "doubtful"), (92, 6, 2))[0]}
        self.write("USE", "visited", world.at(on, 16), operator, seen)
        if rng.random() < 0.1:
            used = {"on": workdays.iso(on), "source": "visit"}
            world.journal.write("unit", self.unit.unit_id, "", "use_observed", world.at(on, 17), operator, used)

    def _violate(self, found: int) -> None:
        world, rng, after = self.world, self.world.rng, self.world.workdays.after
        self.violated = True
        situation = rng.choices((2, 4, 7, 12, 5, 13), (40, 20, 20, 10, 6, 4))[0]
        self.write("USE", "violation_found", world.at(found, 10), self.office.operator, {"situation": situation})
        ordered = after(found, rng.randint(1, 3))
        order = {"due_on": world.workdays.iso(after(ordered, 15)), "measure": "education"}
        self.write("USE", "rectification_ordered", world.at(ordered, 10), self.office.reviewer, order)
        if rng.random() < 0.9:
            self.write("USE", "rectified", world.at(after(ordered, rng.randint(3, 14)), 10), self.office.operator)
        elif rng.random() < 0.7:
            self._reclaim(after(ordered, 20), situation, "违规使用，收回住房")

    def _rent(self) -> None:
        """Charged on the first of the month; those in arrears are told as far back as they owe."""
        world, rng = self.world, self.world.rng
        behind = rng.randint(1, 9) if rng.random() < _ARREARS else 0
        months = max(3, behind + 1)
        month = date.fromordinal(world.today - 1).replace(day=1)
        for back in range(months):
            day = month.toordinal()
            if day < max(self.told_from, self.starts) or day > self.left:
                break
            rent = {"month": f"{month.year}-{month.month:02d}", "amount_yuan": self.unit.rent}
            self.write("USE", "rent_charged", world.at(day, 6), self.office.system, rent)
            if back >= behind:
                self.write("USE", "rent_paid", world.at(day + rng.randrange(2, 18), 12), self.office.system, rent)
            month = (month - timedelta(days=1)).replace(day=1)

    def _row(self) -> None:
        iso = self.world.workdays.iso
        signed = self.renewed if self.renewed < NEVER else self.starts
        self.world.delivery.row(
            "tenancy",
            self.world.city_code,
            self.tenancy_id,
            self.unit.unit_id,
            self.case_no,
            self.tenant.name,
            self.tenant.id_number,
            self.tenant.phone,
            iso(self.starts),
            iso(self.ends),
            self.unit.rent,
            int(self.tenancies.shares.on_template(signed)),
        )


def _years_on(day: int, years: int) -> int:
    when = date.fromordinal(day)
    return when.replace(year=when.year + years, day=min(when.day, 28)).toordinal()
