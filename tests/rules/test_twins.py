"""Every rule, set-based and slow, agrees to the day on generated histories: 25,000 cases, a million in the long run.

The worlds come from fixed seeds, so that a red build is the change's doing; `make test-long` draws others (blocks.py).
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from cockpit.jobs import evaluate as evaluation
from cockpit.rules import REGISTRY
from tests import build
from tests.build import case
from tests.examples import examples
from tests.histories import judged_worlds, world
from tests.reference import Limits, World, evaluate
from tests.rules import twins
from tests.rules.blocks import FIRST_DAY, judge, reduced, report
from tests.rules.overrides import LIGHTS, limits
from tests.rules.retelling import retold
from tests.rules.twins import Difference, compare

BLOCKS = 20
CASES = 1_250
"""Case histories of a block; those of batches, homes, criteria sets and tenancies come on top."""
A_FINDING = 500 // BLOCKS
"""Histories of a block that must light each finding, 500 in all: block by block, for workers see their own alone."""


@pytest.fixture(autouse=True)
def no_prompts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prompts have their own test."""
    monkeypatch.setattr(evaluation, "PROMPTS", {})


@pytest.mark.parametrize("block", range(BLOCKS))
def test_product_and_reference_see_the_same_lamps(twin_connection: Connection, block: int) -> None:
    verdict = judge(twin_connection, f"ci-{block}", CASES)
    assert verdict.cases * BLOCKS >= 20_000
    assert not verdict.differing, report(twin_connection, verdict)
    assert verdict.seldom(A_FINDING) == {}, sorted(verdict.lit.items(), key=lambda counted: counted[1])


@pytest.mark.long
@pytest.mark.parametrize("block", range(100))
def test_product_and_reference_see_the_same_lamps_a_million_times(twin_connection: Connection, block: int) -> None:
    verdict = judge(twin_connection, f"{os.environ['COCKPIT_TEST_SEED']}-{block}", cases=10_000)
    assert verdict.cases >= 10_000
    assert not verdict.differing, report(twin_connection, verdict)


@examples(30)
@given(judged_worlds())
def test_product_and_reference_see_the_same_lamps_of_one_world(
    twin_connection: Connection, judged: tuple[World, date]
) -> None:
    one, as_of = judged
    assert compare(twin_connection, [one], as_of, REGISTRY) == [Difference([], [])]


@examples(20)
@given(st.integers(0), st.lists(limits(), min_size=25, max_size=25), LIGHTS, st.dates(FIRST_DAY, date(2027, 6, 30)))
def test_they_do_so_under_stricter_limits_from_any_day_and_either_convention(
    twin_connection: Connection, seed: int, set_here: list[Limits], lights: tuple, as_of: date
) -> None:
    worlds = [world(Random(f"{seed}:{number}")) for number in range(len(set_here))]
    own = [replace(one, yellow_first=lights) for one in set_here]
    differences = compare(twin_connection, worlds, as_of, REGISTRY, own)
    assert [d for d in differences if d != Difference([], [])] == []


# --- negative controls ------------------------------------------------------------------------------------------------


def overlooked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reference that never saw a decision come late."""
    honest = twins.evaluate
    monkeypatch.setattr(twins, "evaluate", lambda *given: [x for x in honest(*given) if x.finding != "R01.accept.over"])


def test_a_difference_is_reported_with_the_world_s_name_and_cut_down_to_what_matters(
    twin_connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlooked(monkeypatch)
    verdict = judge(twin_connection, "control", cases=80)
    told = report(twin_connection, verdict)
    assert verdict.differing and all(f"{name} as of {day}" in told for name, _, day in verdict.differing)
    assert told.count(".did(") == 1 and ".did('submitted', " in told
    assert "only the product:   case" in told and "R01.accept.over" in told and "only the reference" not in told


def test_what_agrees_is_not_reported(twin_connection: Connection) -> None:
    verdict = judge(twin_connection, "control", cases=80)
    assert (verdict.differing, report(twin_connection, verdict)) == ([], "")
    assert verdict.cases >= 80


def test_a_finding_that_too_few_histories_light_is_named(twin_connection: Connection) -> None:
    verdict = judge(twin_connection, "control", cases=1)
    assert verdict.seldom(1_000).keys() == {finding.code for rule in REGISTRY.values() for finding in rule.findings}
    assert verdict.seldom(0) == {}


def test_only_operations_that_matter_are_left(twin_connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    overlooked(monkeypatch)
    h = case().submitted("2026-03-02").accepted("2026-03-12").surveyed("2026-03-13").dispatched("2026-03-16")
    small = reduced(twin_connection, h.world(), date(2026, 4, 1))
    assert [row["action"] for row in small.operations] == ["submitted"]


@pytest.mark.parametrize("number", range(12))
def test_a_world_told_as_python_is_the_same_world(number: int) -> None:
    one = world(Random(number))
    again = eval(retold(one), vars(build))
    assert sorted(again.operations, key=repr) == sorted(one.operations, key=repr)
    assert evaluate(again, date(2027, 3, 31)) == evaluate(one, date(2027, 3, 31))


def test_a_world_is_the_same_wherever_it_is_made() -> None:
    assert retold(world(Random("ci-7:123"))) == retold(world(Random("ci-7:123")))
    assert retold(world(Random("ci-7:123"))) != retold(world(Random("ci-7:124")))
