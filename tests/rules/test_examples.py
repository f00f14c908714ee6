"""Every finding has its worked examples: lit, on both sides of its boundary, and silent twice over."""

from __future__ import annotations

from importlib import import_module

import pytest

from cockpit.rules import REGISTRY
from tests.build import case
from tests.rules.examples_seen import Example, Witness, boundaries, examples_of, lit, silences


def wanting(finding: str, examples: set[Example]) -> list[str]:
    """Which of its examples a finding has not."""
    has = {
        "a lit example": bool(lit(finding, examples)),
        "a boundary": any(True for _ in boundaries(finding, examples)),
        "two silences": len(silences(finding, examples)) >= 2,
    }
    return [name for name, there in has.items() if not there]


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_every_finding_has_a_lit_example_a_boundary_and_two_silences(code: str) -> None:
    examples = examples_of(import_module(f"tests.rules.test_{code.lower()}"), code)
    missing = {finding.code: wanting(finding.code, examples) for finding in REGISTRY[code].findings}
    assert {finding: names for finding, names in missing.items() if names} == {}


# --- negative controls ------------------------------------------------------------------------------------------------

NEAR = "R01.accept.near"


@pytest.fixture
def witness() -> Witness:
    return Witness({"R01"})


def test_nothing_judged_is_nothing_shown(witness: Witness) -> None:
    assert wanting(NEAR, witness.examples) == ["a lit example", "a boundary", "two silences"]


def test_a_lit_example_alone_shows_no_boundary_and_no_silence(witness: Witness) -> None:
    witness.lit(case().submitted("2026-03-02"), "2026-03-09")
    assert wanting(NEAR, witness.examples) == ["a boundary", "two silences"]


def test_the_day_before_is_a_boundary_and_two_days_before_is_none(witness: Witness) -> None:
    h = case().submitted("2026-03-02")
    witness.lit(h, "2026-03-06")
    witness.lit(h, "2026-03-04")
    assert list(boundaries(NEAR, witness.examples)) == []
    witness.lit(h, "2026-03-05")
    assert len(list(boundaries(NEAR, witness.examples))) == 1


def test_one_act_otherwise_is_a_boundary_and_two_acts_are_none(witness: Witness) -> None:
    witness.lit(case().submitted("2026-03-02").surveyed("2026-03-03"), "2026-03-31")
    witness.lit(case().submitted("2026-04-02").surveyed("2026-03-04"), "2026-03-31")
    assert list(boundaries(NEAR, witness.examples)) == []
    witness.lit(case().submitted("2026-04-02").surveyed("2026-03-03"), "2026-03-31")
    assert len(list(boundaries(NEAR, witness.examples))) == 1


def test_a_history_that_lacks_what_the_finding_is_about_is_no_silence(witness: Witness) -> None:
    witness.lit(case().submitted("2026-03-02"), "2026-03-09")
    witness.lit(case().surveyed("2026-03-02"), "2026-03-09")
    assert silences(NEAR, witness.examples) == set()
    witness.lit(case().submitted("2026-03-02").accepted("2026-03-03"), "2026-03-09")
    assert len(silences(NEAR, witness.examples)) == 1


def test_a_history_before_its_own_lamp_is_no_silence(witness: Witness) -> None:
    h = case().submitted("2026-03-02")
    for day in ("2026-03-02", "2026-03-03"):
        witness.lit(h, day)
    assert silences(NEAR, witness.examples) == set()
