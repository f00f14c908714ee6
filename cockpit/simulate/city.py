"""One city, told from its plans to its delivery folder."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from cockpit.simulate.acceptance import tell_acceptance
from cockpit.simulate.allotment import Waiting, hold_batches
from cockpit.simulate.batch import BatchFault, Desk
from cockpit.simulate.criteria import CriteriaHistory
from cockpit.simulate.delivery import Delivery
from cockpit.simulate.determination import tell_determination
from cockpit.simulate.expected import Clock, Expectation
from cockpit.simulate.joint_review import tell_joint_review
from cockpit.simulate.journal import Journal
from cockpit.simulate.mishaps import strike
from cockpit.simulate.organisations import county_office, street_office
from cockpit.simulate.payment import PaymentBatches, tell_payment
from cockpit.simulate.places import City, County, cities
from cockpit.simulate.plan import Plan, plans
from cockpit.simulate.planted import Lamp, Planted
from cockpit.simulate.stock import OCCUPIED, Unit, open_pool, projects
from cockpit.simulate.story import Story, World
from cockpit.simulate.tenancy import Shares, Tenancies
from cockpit.simulate.workdays import NEVER, Workdays

HISTORY = 365 * 5 + 1


@cache
def calendar(as_of: date) -> Workdays:
    """The working days a simulation needs: from before its first day to well after its last plan."""
    return Workdays(date(min(2020, as_of.year - 6), 1, 1), as_of + timedelta(days=500))


def tell_city(out: Path, code: str, scale: float, seed: int, as_of: date) -> tuple[Path, list[Lamp]]:
    """Write the delivery of a city; returns its folder and the lamps planted in it.

    Takes plain arguments only, so that cities can be told in processes of their own; the random numbers of a city
    come from the seed and its code alone, which keeps every byte the same whatever the order.
    """
    order, city = next((number, one) for number, one in enumerate(cities()) if one.code == code)
    workdays = calendar(as_of)
    today = as_of.toordinal()
    with Delivery(out / code, as_of) as delivery:
        world = World(
            city_code=code,
            rng=Random(f"{seed}/{code}"),
            workdays=workdays,
            clock=Clock(workdays),
            expectation=Expectation(workdays),
            criteria=CriteriaHistory(as_of),
            delivery=delivery,
            journal=Journal(delivery, code, workdays),
            planted=Planted(today, workdays),
            today=today,
            streets={street.code: street_office(street) for county in city.counties for street in county.streets},
            counties={county.code: county_office(county) for county in city.counties},
        )
        cases = plans(city, scale, as_of, workdays, world.rng)
        strike(cases, code, order, today, world.rng)
        waiting = _tell_cases(world, cases)
        _tell_counties(world, city, scale, waiting)
    return out / code, world.planted.lamps


def _tell_cases(world: World, cases: list[Plan]) -> dict[str, list[Waiting]]:
    """Tell S1 to S3 of every case and S4 of subsidies; returns who waits for a home, by county."""
    waiting: dict[str, list[Waiting]] = {}
    batches = PaymentBatches()
    for plan in cases:
        story = Story(world, plan)
        _case_row(world, plan)
        handed = tell_acceptance(story)
        registered = NEVER
        if handed < NEVER:
            registered = tell_determination(story, tell_joint_review(story, handed))
        if registered < NEVER and plan.mode == "unit":
            waiting.setdefault(plan.county.code, []).append(Waiting(registered, story))
            continue
        if registered < NEVER:
            tell_payment(story, registered, batches)
        story.close()
    return waiting


def _case_row(world: World, plan: Plan) -> None:
    who, means = plan.person, plan.means
    world.delivery.row(
        "case", world.city_code, plan.case_no, plan.street.code, plan.mode, plan.channel, who.name, who.id_number,
        who.phone, means.persons, means.area, means.income, means.assets,
    )  # fmt: skip


def _tell_counties(world: World, city: City, scale: float, waiting: dict[str, list[Waiting]]) -> None:
    units: dict[str, list[Unit]] = {county.code: [] for county in city.counties}
    for project in projects(city, scale):
        units[project.project_id[2:8]].extend(project.units)
    due, shares = list(BatchFault), Shares(world.today)
    for county in city.counties:
        office = world.counties[county.code]
        first = county is city.counties[0]
        occupied = round(len(units[county.code]) * OCCUPIED)
        pool = open_pool(world, office, units[county.code][occupied:], world.today - HISTORY, show=first)
        tenancies = Tenancies(world, office, pool, shares)
        for number, unit in enumerate(units[county.code][:occupied], start=1):
            tenancies.inherit(unit, number)
        pool.settle()
        _allot(county, tenancies, waiting.get(county.code, []), due)


def _allot(county: County, tenancies: Tenancies, waiting: list[Waiting], due: list[BatchFault]) -> None:
    world = tenancies.world

    def settle(story: Story, unit: Unit, day: int, tenancy_id: str) -> None:
        tenancies.begin(unit, story.plan.person, story.plan.case_no, day, tenancy_id)

    first = world.today - HISTORY + 110 + world.rng.randrange(80)
    hold_batches(Desk(world, county, tenancies.office, tenancies.pool, settle, due), waiting, first)
    for one in waiting:
        one.story.close()
