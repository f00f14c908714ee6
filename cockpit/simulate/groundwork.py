"""The first delivery: organisations, staff, projects, units and the admission criteria of the whole province."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random

from cockpit.simulate.city import calendar
from cockpit.simulate.criteria import CriteriaHistory, CriteriaSet
from cockpit.simulate.delivery import Delivery
from cockpit.simulate.journal import Journal
from cockpit.simulate.organisations import (
    Actor,
    city_approver,
    county_office,
    organisation_rows,
    province_approver,
    staff_rows,
)
from cockpit.simulate.places import City, County
from cockpit.simulate.planted import Lamp, Planted
from cockpit.simulate.stock import projects
from cockpit.simulate.workdays import DAY, NEVER, Workdays

FOLDER = "3500-base"


def tell_base(out: Path, places: Sequence[City], scale: float, seed: int, as_of: date) -> tuple[Path, list[Lamp]]:
    """Write the base delivery; returns its folder and the lamps planted among the criteria."""
    workdays = calendar(as_of)
    planted = Planted(as_of.toordinal(), workdays)
    with Delivery(out / FOLDER, as_of) as delivery:
        for organisation in organisation_rows(places):
            delivery.row("organisation", *organisation)
        for member in staff_rows(places, Random(f"{seed}/staff")):
            delivery.row("staff", *member)
        for city in places:
            _stock(delivery, city, scale)
        _criteria(delivery, CriteriaHistory(as_of), places, workdays)
    for lamp in _flaws(CriteriaHistory(as_of).sets):
        planted.caused(*lamp)
    return out / FOLDER, planted.lamps


def _stock(delivery: Delivery, city: City, scale: float) -> None:
    for project in projects(city, scale):
        delivery.row(
            "project", city.code, project.project_id, project.name, project.area_code, project.built_on,
            project.smart_gate, project.template_from,
        )  # fmt: skip
        for unit in project.units:
            delivery.row("unit", city.code, unit.unit_id, unit.project_id, unit.floor_area, unit.layout, unit.rent)


def _criteria(delivery: Delivery, history: CriteriaHistory, places: Sequence[City], workdays: Workdays) -> None:
    """One operation a change; those of area 35, and only they, belong to city 3500."""
    counties = {county.code: county for city in places for county in city.counties}
    journals: dict[str, Journal] = {}
    for one in history.sets:
        city_code = one.area_code[:4].ljust(4, "0")
        if city_code not in journals:
            journals[city_code] = Journal(delivery, city_code, workdays, mark="C")
        actor = _signer(one, counties)
        data = {
            "criteria_set": one.code,
            "area_code": one.area_code,
            "parameters": one.parameters(),
            "approval_no": one.approval_no,
            "approved_by": "同级人民政府" if one.approval_no else "",
            "published_on": one.published_on,
            "effective_on": one.effective_on.isoformat(),
        }
        at = one.changed_on.toordinal() * DAY + 10 * 3600
        journals[city_code].write("criteria", one.code, "", "criteria_changed", at, actor, data)


def _signer(one: CriteriaSet, counties: dict[str, County]) -> Actor:
    if one.area_code == "35":
        return province_approver()
    if one.area_code not in counties:
        return city_approver(one.area_code)
    office = county_office(counties[one.area_code])
    # Only an approver may change conditions: the flaw is that a clerk did.
    return office.clerk if one.flaw == "authority" else office.approver


def _flaws(sets: list[CriteriaSet]) -> Iterator[tuple[str, str, str, str, int, int]]:
    """The lamps of the flawed sets; only a missing publication can be made good."""
    for one in sets:
        if not one.flaw:
            continue
        cure = NEVER
        if one.flaw == "unpublished":
            later = [other.changed_on.toordinal() + 1 for other in sets if other.code == one.code and not other.flaw]
            cure = min(later, default=NEVER)
        yield f"R08.criteria.{one.flaw}", "criteria", one.code, "", one.changed_on.toordinal(), cure
