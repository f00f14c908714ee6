"""Organisations and staff: real place names, made-up people, one office a street, twelve a county.

Everything here is a pure function of the places, so the base delivery and every city's process agree without talking.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from cockpit.simulate.people import staff_name
from cockpit.simulate.places import City, County, Street

DEPARTMENTS = {
    "civil_affairs": "民政局",
    "public_security": "公安局",
    "real_estate": "不动产登记中心",
    "market_supervision": "市场监督管理局",
    "human_resources": "人力资源和社会保障局",
    "provident_fund": "住房公积金管理部",
    "tax": "税务局",
    "veterans": "退役军人事务局",
    "disabled_federation": "残疾人联合会",
}
HOUSING = "住房和城乡建设局"
PROVINCE_HOUSING = "O35-province_housing"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who an operation names: person, organisation, role."""

    actor_id: str
    org_id: str
    role: str

    def acting_as(self, role: str) -> Actor:
        """The same person in another role."""
        return Actor(self.actor_id, self.org_id, role)


APPLICANT = Actor("", "", "applicant")


@dataclass(frozen=True, slots=True)
class StreetOffice:
    """The people of a street who take part in S1."""

    clerk: Actor
    surveyor: Actor
    second_surveyor: Actor
    reviewer: Actor


@dataclass(frozen=True, slots=True)
class CountyOffice:
    """The county housing office, the departments it asks and the operator of its homes."""

    system: Actor
    clerk: Actor
    reviewer: Actor
    second_reviewer: Actor
    approver: Actor
    departments: dict[str, tuple[Actor, Actor]]
    operator: Actor
    signer: Actor


def street_office(street: Street) -> StreetOffice:
    """Who works in a street's office."""
    org = f"O{street.code}"
    return StreetOffice(
        Actor(f"{org}-1", org, "clerk"),
        Actor(f"{org}-2", org, "surveyor"),
        Actor(f"{org}-3", org, "surveyor"),
        Actor(f"{org}-4", org, "reviewer"),
    )


def county_office(county: County) -> CountyOffice:
    """Who works for a county."""
    housing, operator = f"O{county.code}-county_housing", f"O{county.code}-operator"
    return CountyOffice(
        system=Actor("", housing, "system"),
        clerk=Actor(f"{housing}-1", housing, "clerk"),
        reviewer=Actor(f"{housing}-2", housing, "reviewer"),
        second_reviewer=Actor(f"{housing}-3", housing, "reviewer"),
        approver=Actor(f"{housing}-4", housing, "approver"),
        departments={kind: _department(county.code, kind) for kind in DEPARTMENTS},
        operator=Actor(f"{operator}-1", operator, "operator"),
        signer=Actor(f"{operator}-2", operator, "clerk"),
    )


def _department(area: str, kind: str) -> tuple[Actor, Actor]:
    org = f"O{area}-{kind}"
    return Actor(f"{org}-1", org, "department_reviewer"), Actor(f"{org}-2", org, "department_reviewer")


def city_approver(city_code: str) -> Actor:
    """Who signs a city's admission criteria."""
    org = f"O{city_code}-city_housing"
    return Actor(f"{org}-2", org, "approver")


def province_approver() -> Actor:
    """Who signs the province's admission criteria."""
    return Actor(f"{PROVINCE_HOUSING}-2", PROVINCE_HOUSING, "approver")


def organisation_rows(places: Sequence[City]) -> Iterator[tuple[str, ...]]:
    """organisation.csv: org_id, name, kind, area_code, parent_org_id; parents before children."""
    yield PROVINCE_HOUSING, "福建省住房和城乡建设厅", "province_housing", "35", ""
    yield "O35-discipline", "驻省住房和城乡建设厅纪检监察组", "discipline", "35", ""
    for city in places:
        city_housing = f"O{city.code}-city_housing"
        yield city_housing, f"{city.name}{HOUSING}", "city_housing", city.code, PROVINCE_HOUSING
        yield f"O{city.code}-discipline", f"{city.name}住建系统纪检监察组", "discipline", city.code, "O35-discipline"
        for county in city.counties:
            housing = f"O{county.code}-county_housing"
            yield housing, f"{county.name}{HOUSING}", "county_housing", county.code, city_housing
            for kind, title in DEPARTMENTS.items():
                yield f"O{county.code}-{kind}", f"{county.name}{title}", kind, county.code, ""
            yield f"O{county.code}-operator", f"{county.name}保障性住房运营公司", "operator", county.code, housing
            for street in county.streets:
                yield f"O{street.code}", _street_title(street), "street", street.code, housing


def _street_title(street: Street) -> str:
    return f"{street.name}办事处" if street.kind == "street" else f"{street.name}人民政府"


def staff_rows(places: Sequence[City], rng: Random) -> Iterator[tuple[str, ...]]:
    """staff.csv: actor_id, org_id, name, role, phone."""
    for actor in _everybody(places):
        yield actor.actor_id, actor.org_id, staff_name(rng), actor.role, f"100{rng.randrange(10**8):08d}"


def _everybody(places: Sequence[City]) -> Iterator[Actor]:
    yield from _office(PROVINCE_HOUSING, "reviewer", "approver")
    yield from _office("O35-discipline", "inspector")
    for city in places:
        yield from _office(f"O{city.code}-city_housing", "reviewer", "approver", "clerk")
        yield from _office(f"O{city.code}-discipline", "inspector")
        for county in city.counties:
            office = county_office(county)
            yield from (office.clerk, office.reviewer, office.second_reviewer, office.approver)
            for pair in office.departments.values():
                yield from pair
            yield from (office.operator, office.signer)
            for street in county.streets:
                people = street_office(street)
                yield from (people.clerk, people.surveyor, people.second_surveyor, people.reviewer)


def _office(org: str, *roles: str) -> Iterator[Actor]:
    for number, role in enumerate(roles, start=1):
        yield Actor(f"{org}-{number}", org, role)
