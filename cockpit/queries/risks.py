"""Where it bites: lamps that burn, by risk point, step and area, for /risks and /risks/<code>."""

from __future__ import annotations

import csv
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, literal, select

from cockpit.db.lamps import lamp as finding
from cockpit.db.scope import child_of, within
from cockpit.domain.area import AreaLevel, level_of
from cockpit.domain.vocabulary import Level, RiskKind
from cockpit.settings import SEED_DATA


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """One of the eleven. ``steps``: the steps that it lies in, in their order."""

    code: str
    name: str
    steps: tuple[str, ...]
    kind: RiskKind
    note: str


class Burning(NamedTuple):
    """Lamps of one rule, step and part of an area that burn at the end of the as-of day.

    ``part`` is a child of the area, or the area itself for what lies in none of them; ``step`` is '' where a lamp has
    none.
    """

    rule: str
    step: str
    part: str
    red: int
    yellow: int


@cache
def catalogue() -> dict[str, RiskPoint]:
    """The eleven risk points by code (seed_data/risk_points.csv: names are ours, 11 is Fujian's number)."""
    with (SEED_DATA / "risk_points.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: RiskPoint(
                row["code"], row["name"], tuple(row["step"].split("/")), RiskKind(row["kind"]), row["note"]
            )
            for row in csv.DictReader(file)
        }


def burning(conn: Connection, code: str) -> list[Burning]:
    """Every rule, step and part of the area ``code`` in which something burns. A street is its own only part."""
    column = finding.c.area_code
    part = literal(code) if level_of(code) is AreaLevel.STREET else child_of(column, code)
    of = select(finding.c.rule, finding.c.step, part.label("part"), finding.c.level)
    open_ = of.where(within(column, code), finding.c.open).subquery("burning")
    counts = (func.count().filter(open_.c.level == level).label(str(level)) for level in (Level.RED, Level.YELLOW))
    key = (open_.c.rule, open_.c.step, open_.c.part)
    return [Burning(*row) for row in conn.execute(select(*key, *counts).group_by(*key).order_by(*key))]


def summed(lamps: Iterable[Burning], by: Callable[[Burning], Hashable]) -> Mapping[Any, tuple[int, int]]:
    """What ``by`` says of the lamps -> (red, yellow) of those that it says it of."""
    found: dict[Hashable, tuple[int, int]] = {}
    for lamp in lamps:
        red, yellow = found.get(by(lamp), (0, 0))
        found[by(lamp)] = (red + lamp.red, yellow + lamp.yellow)
    return found
