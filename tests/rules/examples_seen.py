"""What the tests of a rule have judged: their examples by finding, as lit, as a boundary and as silences.

The tests of tests/rules/test_rNN.py are called once more, with a court that asks the reference alone (no database, some
milliseconds a test) and keeps what it was asked. Nobody has to mark an example as one, and none can be marked wrongly.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from types import ModuleType
from typing import Any

from tests.reference import World
from tests.rules.conftest import Court
from tests.rules.twins import Printed, reference_lamps

Act = tuple[str, ...]
LONG_AFTER = date(2028, 12, 31)


@dataclass(frozen=True)
class Example:
    """A history judged as of a day, and the findings that had burned by then."""

    acts: frozenset[tuple[Act, int]]
    """Its operations without their numbers, each with how often it came."""
    as_of: date
    lit: frozenset[str]
    ever: frozenset[str]
    """The findings that burn sooner or later if nothing more happens."""

    @property
    def actions(self) -> set[str]:
        return {act[1] for act, _ in self.acts}


class Witness(Court):
    """A court that asks the reference alone and remembers."""

    def __init__(self, rules: set[str]) -> None:
        self.rules = rules
        self.examples: set[Example] = set()

    def rows(self, told: Any, as_of: str) -> list[Printed]:
        world = told if isinstance(told, World) else told.world()
        day = date.fromisoformat(as_of)
        found = sorted(reference_lamps(world, day, self.rules))
        ever = frozenset(lamp[3] for lamp in reference_lamps(world, LONG_AFTER, self.rules))
        acts = Counter(
            _act(row) for row in world.operations if row["subject_kind"] != "criteria" or "R08" in self.rules
        )
        self.examples.add(Example(frozenset(acts.items()), day, frozenset(row[3] for row in found), ever))
        return found


def _act(row: dict[str, Any]) -> Act:
    names = ("subject_id", "action", "occurred_at", "recorded_at", "actor_id", "org_id", "role", "step", "data")
    return tuple(str(row[name]) for name in names)


def examples_of(module: ModuleType, rule: str) -> set[Example]:
    """Every example that the tests of a module judge, each of its parameters among them."""
    witness = Witness({rule})
    asked = {"lamp": witness.lamp, "lit": witness.lit, "court": witness}
    for name, test in vars(module).items():
        if name.startswith("test_"):
            for parameters in _parameters(test):
                wanted = inspect.signature(test).parameters
                test(**{name: asked[name] for name in wanted if name in asked}, **parameters)
    return witness.examples


def _parameters(test: Any) -> Iterator[dict[str, Any]]:
    """As pytest reads them off the marks, which may be stacked."""
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    for chosen in product(*(mark.args[1] for mark in marks)):
        given: dict[str, Any] = {}
        for mark, values in zip(marks, chosen, strict=True):
            names = mark.args[0].split(",") if isinstance(mark.args[0], str) else mark.args[0]
            given |= zip([name.strip() for name in names], values if len(names) > 1 else [values], strict=True)
        yield given


# --- what they are examples of ----------------------------------------------------------------------------------------


def lit(finding: str, examples: set[Example]) -> list[Example]:
    return [example for example in examples if finding in example.lit]


def silences(finding: str, examples: set[Example]) -> set[frozenset[tuple[Act, int]]]:
    """Histories in which everything was done that all lit ones have in common, and which never light the finding."""
    burning = lit(finding, examples)
    in_common = set.intersection(*(example.actions for example in burning)) if burning else set()
    return {example.acts for example in examples if finding not in example.ever and in_common <= example.actions}


def boundaries(finding: str, examples: set[Example]) -> Iterator[tuple[Example, Example]]:
    """Two neighbours, one lit and one dark: a history on one day and the next, or on one day with one act otherwise."""
    burning = lit(finding, examples)
    dark = {(example.acts, example.as_of): example for example in examples if finding not in example.lit}
    for one in burning:
        before = dark.get((one.acts, one.as_of - timedelta(days=1)))
        if before is not None:
            yield before, one
        for other in dark.values():
            if other.as_of == one.as_of and _differ_by_one(other.acts, one.acts):
                yield other, one


def _differ_by_one(these: frozenset[tuple[Act, int]], those: frozenset[tuple[Act, int]]) -> bool:
    return len(these - those) <= 1 and len(those - these) <= 1
