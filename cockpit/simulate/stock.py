"""Projects and units: 320,000 homes at scale 1, most of them let, the others ready, listed or not yet handed over."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from cockpit.simulate.journal import Journal
from cockpit.simulate.organisations import CountyOffice
from cockpit.simulate.places import City, County, apportion
from cockpit.simulate.story import World
from cockpit.simulate.workdays import NEVER

UNITS = 320_000
PER_PROJECT = 420
OCCUPIED = 178 / 320
"""Share of the stock let on 2021-01-01; new lettings make good for those who leave (≈ 200,000 active tenancies)."""
_LAYOUTS = (("1室", 45), ("2室", 55), ("3室", 65))
"""Fuzhou's standards by household size (domain.md A2)."""
_HIDDEN = 0.008
"""Share of vacant homes that somebody forgets to list."""


class Unit(NamedTuple):
    """One home."""

    unit_id: str
    project_id: str
    county: str
    floor_area: int
    layout: str
    rent: int


@dataclass(slots=True)
class Project:
    """An estate with its homes."""

    project_id: str
    name: str
    area_code: str
    built_on: str
    smart_gate: int
    template_from: str
    units: list[Unit]


@dataclass(slots=True)
class Pool:
    """The homes of a county that can be let: (day listed, unit), soonest first, and some without any record."""

    listed: deque[tuple[int, Unit]] = field(default_factory=deque)
    returned: list[tuple[int, Unit]] = field(default_factory=list)
    unrecorded: list[Unit] = field(default_factory=list)

    def settle(self) -> None:
        """Put homes that come back from a tenancy in their place in the row."""
        self.listed = deque(sorted([*self.listed, *self.returned]))
        self.returned.clear()

    def put_back(self, units: list[Unit]) -> None:
        """Homes a batch did not need: they are listed already and go first next time."""
        self.listed.extendleft((0, unit) for unit in reversed(units))

    def take(self, by: int, wanted: int) -> list[Unit]:
        """Up to `wanted` homes listed by day `by`."""
        taken: list[Unit] = []
        while self.listed and self.listed[0][0] <= by and len(taken) < wanted:
            taken.append(self.listed.popleft()[1])
        return taken


def projects(city: City, scale: float) -> list[Project]:
    """The stock of a city: a pure function, so that the base delivery and the city's process agree."""
    counts = apportion(round(UNITS * scale * sum(one.share for one in city.counties) / 100), city.counties)
    return [project for county in city.counties for project in _of_county(county, counts[county.code])]


def _of_county(county: County, units: int) -> list[Project]:
    estates = max(1, round(units / PER_PROJECT))
    made = []
    for number in range(estates):
        street = county.streets[number * 7 % len(county.streets)]
        project_id = f"XM{county.code}-{number + 1:03d}"
        built = date(2009 + number * 5 % 11, 1 + number * 7 % 12, 1).isoformat()
        template = date(2022, 4 + number % 9, 1).isoformat()
        size = units // estates + (number < units % estates)
        homes = [_unit(project_id, county.code, index) for index in range(size)]
        name = f"{street.name}安居苑{number // len(county.streets) + 1}期"
        made.append(Project(project_id, name, street.code, built, number % 2, template, homes))
    return made


def _unit(project_id: str, county: str, index: int) -> Unit:
    layout, area = _LAYOUTS[(index * 5 + index // 7) % 3]
    area += index % 5 - 2
    return Unit(f"{project_id}-{index + 1:05d}", project_id, county, area, layout, area * (6 + int(county[2:4])))


def ready(world: World, office: CountyOffice, unit: Unit, day: int, listed: int = NEVER) -> None:
    """A home is ready for letting, and published in a list on day `listed`."""
    world.journal.write("unit", unit.unit_id, "", "ready", world.at(day, 9), office.operator)
    list_no = {"list_no": f"FY{unit.county}-{listed}"}
    world.journal.write("unit", unit.unit_id, "", "listed", world.at(listed, 10), office.clerk, list_no)


def assigned(journal: Journal, office: CountyOffice, unit: Unit, at: int, tenancy_id: str) -> None:
    """A home goes to a tenancy."""
    journal.write("unit", unit.unit_id, "", "assigned", at, office.operator, {"tenancy_id": tenancy_id})


def open_pool(world: World, office: CountyOffice, vacant: list[Unit], window: int, *, show: bool) -> Pool:
    """Make half of the vacant homes ready and listed; plant a few that nobody lists (R12).

    `show`: the first homes of a city always have both faults, however small the province.
    """
    rng, pool, today = world.rng, Pool(), world.today
    for number, unit in enumerate(vacant):
        if show and number < 2:
            _hide(world, office, unit, today - (90, 400)[number], NEVER)
        elif rng.random() < _HIDDEN:
            day = today - rng.randrange(70, 900)
            # Not around day 60 or 180, where a day more or less would be a matter of reading.
            listed = day + rng.choice((rng.randrange(64, 170), rng.randrange(190, 300), NEVER))
            _hide(world, office, unit, day, listed)
        elif number % 20 < 11:
            # Half of them before the five years begin: there must be homes for the first batches.
            day = rng.randrange(window - 120, window) if number % 2 else rng.randrange(window, today - 40)
            listed = world.workdays.after(day, rng.randint(2, 25))
            ready(world, office, unit, day, listed)
            pool.listed.append((listed, unit))
        else:
            pool.unrecorded.append(unit)
    pool.settle()
    return pool


def _hide(world: World, office: CountyOffice, unit: Unit, day: int, listed: int) -> None:
    """A ready home that is listed late or not at all."""
    ready(world, office, unit, day, listed)
    timed = world.planted.timed
    timed("R12.unit.unlisted", "unit", unit.unit_id, "", day + 61, min(listed + 1, day + 181))
    if listed > day + 180:
        timed("R12.unit.hidden", "unit", unit.unit_id, "", day + 181, listed + 1)
