"""Thousands of made-up histories, product beside reference: judged in blocks, and a difference traced to one world.

A world's name, such as `ci-7:123`, is the seed that makes it again on any machine: `world(Random("ci-7:123"))`. A block
is named by what stands before the colon; its worlds are judged on a few days, each by one set-based evaluation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from sqlalchemy import Connection

from cockpit.rules import REGISTRY
from tests.histories import world
from tests.reference import World
from tests.reference.model import Row
from tests.rules.retelling import retold
from tests.rules.twins import Difference, compare, product_lamps, reference_lamps

TOGETHER = 300
"""Case histories judged by one evaluation: for one it takes a quarter of a second, in many PostgreSQL loses its way."""
FIRST_DAY, SPAN = date(2026, 3, 10), 480


@dataclass
class Verdict:
    """What a block came to: how often each finding was lit, by how many cases, and which worlds differ."""

    block: str
    cases: int = 0
    lit: Counter[str] = field(default_factory=Counter)
    """By finding, the histories (one subject in one world) in which the reference lit it."""
    differing: list[tuple[str, World, date]] = field(default_factory=list)

    def seldom(self, at_least: int) -> dict[str, int]:
        """The findings that too few histories lit."""
        findings = (finding.code for rule in REGISTRY.values() for finding in rule.findings)
        return {code: self.lit[code] for code in findings if self.lit[code] < at_least}


def judge(connection: Connection, block: str, cases: int) -> Verdict:
    """Judges worlds that tell of so many cases by both, every rule."""
    verdict = Verdict(block)
    for as_of, worlds in rounds(block, cases):
        verdict.cases += sum(len(one.cases) for one in worlds.values())
        try:
            product = product_lamps(connection, list(worlds.values()), as_of)
        except Exception as error:
            error.add_note(f"in block {block} as of {as_of}")
            raise
        for (name, one), found in zip(worlds.items(), product, strict=True):
            lamps = reference_lamps(one, as_of, REGISTRY)
            verdict.lit.update({lamp[:4]: lamp[3] for lamp in lamps}.values())
            if set(found) != lamps:
                verdict.differing.append((name, one, as_of))
    return verdict


def rounds(block: str, cases: int) -> Iterator[tuple[date, dict[str, World]]]:
    """Days of judgement, each with worlds by name, that tell of so many cases together; late days are likelier."""
    random = Random(block)
    number = 0
    while cases > 0:
        worlds: dict[str, World] = {}
        told = 0
        while told < min(cases, TOGETHER):
            name = f"{block}:{number}"
            worlds[name] = world(Random(name))
            told += len(worlds[name].cases)
            number += 1
        cases -= told
        yield FIRST_DAY + timedelta(days=max(random.randrange(SPAN), random.randrange(SPAN))), worlds


# --- what differs -----------------------------------------------------------------------------------------------------


def report(connection: Connection, verdict: Verdict) -> str:
    """Names the worlds that differ and tells the smallest one, cut down to the operations that matter."""
    if not verdict.differing:
        return ""
    name, one, as_of = min(verdict.differing, key=lambda differing: len(differing[1].operations))
    small = reduced(connection, one, as_of)
    difference = compare(connection, [small], as_of, REGISTRY)[0]
    return "\n".join(
        [
            "product and reference differ: " + ", ".join(f"{n} as of {day}" for n, _, day in verdict.differing),
            f"the smallest, {name}, cut down:",
            retold(small),
            f"as of {as_of}",
            *(f"only the product:   {' '.join(lamp)}" for lamp in difference.only_product),
            *(f"only the reference: {' '.join(lamp)}" for lamp in difference.only_reference),
        ]
    )


def reduced(connection: Connection, one: World, as_of: date) -> World:
    """The world without the operations that can be left out, half of them or one at a time, with a difference left."""
    agreed = Difference([], [])
    while True:
        smaller = [replace(one, operations=operations) for operations in _shorter(one.operations)]
        if not smaller:
            return one
        found = zip(smaller, compare(connection, smaller, as_of, REGISTRY), strict=True)
        still = next((candidate for candidate, difference in found if difference != agreed), None)
        if still is None:
            return one
        one = still


def _shorter(operations: list[Row]) -> Iterator[list[Row]]:
    """The list without a half, a quarter, … and each single one of it: large pieces first."""
    size = len(operations) // 2
    while size:
        for start in range(0, len(operations), size):
            yield operations[:start] + operations[start + size :]
        size //= 2
