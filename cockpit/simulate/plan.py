"""What the simulator decides about a case before anything happens: who, when, where, and how it will end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto
from itertools import accumulate
from random import Random

from cockpit.simulate.opinions import Means
from cockpit.simulate.people import Person, person
from cockpit.simulate.places import STREET_WEIGHT, City, County, Street, apportion
from cockpit.simulate.workdays import DAY, Workdays

YEARS = 5
CASES = 300_000
"""Submitted in the five years before as_of, at scale 1."""
ONLINE = {2020: 0.03, 2021: 0.06, 2022: 0.11, 2023: 0.20, 2024: 0.38, 2025: 0.55, 2026: 0.66}
"""Share of cases not brought to a window: 12,000 of 60,000 in 2023 (domain.md A8), more since the province-wide app."""
ACCEPTED, QUALIFIED, CORRECTED, OBJECTED, SUSTAINED, WITHDRAWN = 0.80, 0.75, 0.25, 0.016, 0.15, 0.01
HOMES = 0.4
"""Share of households that ask for a home; the others ask for the subsidy."""
CHANNELS = ("min_zheng_tong", "min_zheng_tong", "rental_app", "online_hall", "local_platform")


class Fate(StrEnum):
    """How the first three steps will end."""

    REJECTED = auto()
    WITHDRAWN = auto()
    UNQUALIFIED = auto()
    QUALIFIED = auto()


@dataclass(slots=True)
class Plan:
    """One case to be told."""

    case_no: str
    county: County
    street: Street
    submitted_at: int
    person: Person
    means: Means
    mode: str
    channel: str
    fate: Fate
    category: str
    corrected: bool
    objected: str
    """The notice an objection will be raised against, "" = none."""
    sustained: bool
    mishap: str = ""

    @property
    def submitted_day(self) -> int:
        """The day of submission."""
        return self.submitted_at // DAY


def plans(city: City, scale: float, as_of: date, workdays: Workdays, rng: Random) -> list[Plan]:
    """All cases of a city in the order of submission, numbered by county and year."""
    total = round(CASES * scale * sum(county.share for county in city.counties) / 100)
    per_county = apportion(total, city.counties)
    days, weights = _season(as_of, workdays)
    counties = [county for county in city.counties for _ in range(per_county[county.code])]
    drawn = zip(rng.choices(days, cum_weights=weights, k=total), counties, strict=True)
    arrivals = sorted((day * DAY + rng.randrange(8 * 3600, 21 * 3600), county.code, county) for day, county in drawn)
    numbers: dict[tuple[str, int], int] = {}
    made = []
    for at, code, county in arrivals:
        year = date.fromordinal(at // DAY).year
        numbers[code, year] = numbers.get((code, year), 0) + 1
        made.append(_plan(f"{code}-{year}-{numbers[code, year]:05d}", county, at, year, rng))
    return made


def _season(as_of: date, workdays: Workdays) -> tuple[list[int], list[float]]:
    """The days of the five years with cumulative weights: rest days are thin, Spring Festival thinner."""
    first = _years_before(as_of, YEARS).toordinal()
    days = list(range(first, as_of.toordinal()))
    weights = [(1.0 if workdays.works(day) else 0.25) * _month_weight(date.fromordinal(day)) for day in days]
    return days, list(accumulate(weights))


def _years_before(day: date, years: int) -> date:
    return (day + timedelta(days=1)).replace(year=day.year - years) if day.day == 29 else day.replace(
        year=day.year - years)  # fmt: skip


def _month_weight(day: date) -> float:
    if (day.month, day.day) >= (1, 20) and (day.month, day.day) <= (2, 20):
        return 0.45
    return {3: 1.2, 4: 1.15, 5: 1.1, 9: 1.15}.get(day.month, 1.0)


def _plan(case_no: str, county: County, at: int, year: int, rng: Random) -> Plan:
    fate = _fate(rng)
    street = rng.choices(county.streets, [STREET_WEIGHT[one.kind] for one in county.streets])[0]
    online = rng.random() < ONLINE.get(year, ONLINE[2026])
    objected = rng.choice(("acceptance", "eligibility")) if fate is Fate.QUALIFIED and rng.random() < OBJECTED else ""
    return Plan(
        case_no=case_no,
        county=county,
        street=street,
        submitted_at=at,
        person=person(rng, county.code),
        means=_means(rng),
        mode="unit" if rng.random() < HOMES else "subsidy",
        channel=rng.choice(CHANNELS) if online else "window",
        fate=fate,
        category=rng.choice("AAB"),
        corrected=rng.random() < CORRECTED,
        objected=objected,
        sustained=bool(objected) and rng.random() < SUSTAINED,
    )


def _fate(rng: Random) -> Fate:
    if rng.random() >= ACCEPTED:
        return Fate.REJECTED
    if rng.random() < WITHDRAWN:
        return Fate.WITHDRAWN
    return Fate.QUALIFIED if rng.random() < QUALIFIED else Fate.UNQUALIFIED


def _means(rng: Random) -> Means:
    return Means(
        persons=rng.choices((1, 2, 3, 4, 5), (26, 28, 28, 13, 5))[0],
        area=round(rng.uniform(0, 12), 1),
        income=rng.randrange(9000, 26000),
        assets=rng.randrange(1, 160) * 1000,
    )
