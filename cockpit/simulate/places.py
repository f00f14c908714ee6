"""The areas of the made-up province: real names and codes from seed_data/areas.csv, assumed weights.

Weights by city are the construction of domain.md A8 (percent of the province); those of counties and streets are ours.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

AREAS = Path(__file__).parents[2] / "seed_data" / "areas.csv"
PINGTAN = "350128"
JINMEN = "350527"
"""Listed in the codes, but without a street in use, an administration or a case."""

SHARE = {
    "3501": 20.0, "3502": 16.0, "3503": 4.0, "3504": 9.0, "3505": 15.0, "3506": 13.0, "3507": 9.0, "3508": 7.0,
    "3509": 6.0, PINGTAN: 1.0,
}  # fmt: skip
STREET_WEIGHT = {"street": 3.0, "town": 2.0, "township": 1.0}


@dataclass(frozen=True, slots=True)
class Street:
    """A street, town or township in use; `code` has nine digits."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class County:
    """A county or district with its streets; `share` is its percentage of the province."""

    code: str
    name: str
    streets: tuple[Street, ...]
    share: float


@dataclass(frozen=True, slots=True)
class City:
    """A city by its four digits; Pingtan is delivered inside 3501."""

    code: str
    name: str
    counties: tuple[County, ...]


@cache
def cities(areas: Path = AREAS) -> tuple[City, ...]:
    """The nine cities with every county and street in use, in the order of their codes."""
    streets: dict[str, list[Street]] = {}
    names: dict[str, str] = {}
    with areas.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            code, kind = row["area_code"], row["kind"]
            names[code] = row["name"]
            if kind in STREET_WEIGHT:
                streets.setdefault(code[:6], []).append(Street(code, row["name"], kind))
    return tuple(City(code, names[code], _counties(code, names, streets)) for code in sorted(SHARE) if len(code) == 4)


def _counties(city: str, names: dict[str, str], streets: dict[str, list[Street]]) -> tuple[County, ...]:
    codes = [code for code in sorted(streets) if code[:4] == city]
    weight = {code: _urban(names[code]) * len(streets[code]) ** 0.5 for code in codes if code != PINGTAN}
    total = sum(weight.values())
    return tuple(
        County(code, names[code], tuple(streets[code]), SHARE.get(code) or SHARE[city] * weight[code] / total)
        for code in codes
    )


def _urban(county_name: str) -> float:
    return 2.0 if county_name.endswith("区") else 1.0


def apportion(total: int, counties: tuple[County, ...]) -> dict[str, int]:
    """Divide `total` among counties by share, largest remainders first: the parts add up."""
    whole = sum(county.share for county in counties)
    exact = {county.code: total * county.share / whole for county in counties}
    parts = {code: int(value) for code, value in exact.items()}
    by_remainder = sorted(exact, key=lambda code: (parts[code] - exact[code], code))
    for code in by_remainder[: total - sum(parts.values())]:
        parts[code] += 1
    return parts
