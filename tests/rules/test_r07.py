"""R07: no determination without a comparison, and no override without reason, evidence and a second person.

The comparison of these cases says pass on Monday 2 March 2026; nothing of it is a limit, and nothing cures it.
"""

from __future__ import annotations

import pytest

from tests.build import History, case
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def compared(result: str = "pass") -> History:
    return case().submitted("2026-03-02 08:00").compared("2026-03-02 09:00", result=result)


def overridden(**members: object) -> History:
    """Overridden to fail on Wednesday 4 March."""
    return compared().comparison_overridden("2026-03-04 10:00", **members)


# --- overriding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("approver", ["", None, "  "])
def test_without_a_second_person_an_override_is_yellow_for_ever(lamp: Lamp, approver: str | None) -> None:
    h = overridden(approver_id=approver)
    assert lamp(h, "R07.override.alone", "2026-03-03") == "dark"
    assert lamp(h, "R07.override.alone", "2026-03-04") == "since 2026-03-04"
    assert lamp(h, "R07.override.alone", "2027-03-04") == "since 2026-03-04"


@pytest.mark.parametrize("missing", ["reason", "evidence"])
def test_without_reason_or_evidence_it_is_red_for_ever(lamp: Lamp, missing: str) -> None:
    h = overridden(**{missing: None})
    assert lamp(h, "R07.override.baseless", "2026-03-03") == "dark"
    assert lamp(h, "R07.override.baseless", "2026-03-04") == "since 2026-03-04"
    assert lamp(h, "R07.override.baseless", "2027-03-04") == "since 2026-03-04"


def test_approved_by_who_made_it_is_red(lit: Lit) -> None:
    assert lit(overridden(actor="u-7", approver_id="u-7"), "2026-12-31") == ["R07.override.baseless"]


@pytest.mark.parametrize(
    ("members", "burning"),
    [
        ({}, []),
        ({"reason": None, "approver_id": None}, ["R07.override.baseless"]),  # red alone, not yellow beside it
        ({"actor": "", "approver_id": None}, ["R07.override.alone"]),  # nobody is not the same person
        ({"actor": "", "approver_id": "chief"}, []),
    ],
)
def test_what_an_override_must_have(lit: Lit, members: dict[str, object], burning: list[str]) -> None:
    assert lit(overridden(**members), "2026-12-31") == burning


def test_the_same_result_by_hand_is_no_override(lit: Lit) -> None:
    assert lit(overridden(manual_result="pass", reason=None, approver_id=None), "2026-12-31") == []


def test_from_fail_to_pass_is_an_override_like_any_other(lamp: Lamp) -> None:
    h = compared("fail").comparison_overridden("2026-03-04", manual_result="pass", approver_id=None)
    assert lamp(h, "R07.override.alone", "2026-12-31") == "since 2026-03-04"


def test_the_last_comparison_before_it_counts(lit: Lit) -> None:
    to_fail = compared().compared("2026-03-03", result="fail").comparison_overridden("2026-03-04", reason=None)
    assert lit(to_fail, "2026-12-31") == []
    back = compared("fail").compared("2026-03-03", result="pass").comparison_overridden("2026-03-04", reason=None)
    assert lit(back, "2026-12-31") == ["R07.override.baseless"]


def test_a_comparison_at_the_very_instant_counts_and_one_a_minute_later_does_not(lit: Lit) -> None:
    at_once = overridden(reason=None).compared("2026-03-04 10:00", result="fail")
    assert lit(at_once, "2026-12-31") == []
    later = overridden(reason=None).compared("2026-03-04 10:01", result="fail")
    assert lit(later, "2026-12-31") == ["R07.override.baseless"]


def test_without_a_comparison_there_is_nothing_to_override(lit: Lit) -> None:
    h = case().submitted("2026-03-02").comparison_overridden("2026-03-04", reason=None).compared("2026-03-05")
    assert lit(h, "2026-12-31") == []


def test_a_proper_override_afterwards_mends_nothing(lamp: Lamp) -> None:
    h = overridden(evidence=None).comparison_overridden("2026-03-06")
    assert lamp(h, "R07.override.baseless", "2026-12-31") == "since 2026-03-04"


def test_of_several_overrides_the_first_bad_one_counts(lamp: Lamp) -> None:
    h = overridden().comparison_overridden("2026-03-06", reason=None).comparison_overridden("2026-03-09", reason=None)
    assert lamp(h, "R07.override.baseless", "2026-03-05") == "dark"
    assert lamp(h, "R07.override.baseless", "2026-12-31") == "since 2026-03-06"


def test_an_override_of_a_withdrawn_case_is_not_heard(lit: Lit) -> None:
    h = compared().withdrawn("2026-03-03").comparison_overridden("2026-03-04", reason=None)
    assert lit(h, "2026-12-31") == []


# --- no comparison at all ---------------------------------------------------------------------------------------------


def test_determined_without_a_comparison_is_red_for_ever(lamp: Lamp) -> None:
    h = case().submitted("2026-03-02").determined("2026-03-05").compared("2026-03-06").determined("2026-03-09")
    assert lamp(h, "R07.comparison.missing", "2026-03-04") == "dark"
    assert lamp(h, "R07.comparison.missing", "2026-03-05") == "since 2026-03-05"
    assert lamp(h, "R07.comparison.missing", "2026-12-31") == "since 2026-03-05"


def test_a_comparison_at_the_instant_of_the_decision_came_before_it(lit: Lit) -> None:
    assert lit(case().determined("2026-03-05 10:00").compared("2026-03-05 10:00"), "2026-12-31") == []
    later = case().determined("2026-03-05 10:00").compared("2026-03-05 10:01")
    assert lit(later, "2026-12-31") == ["R07.comparison.missing"]


@pytest.mark.parametrize("result", ["qualified", "unqualified"])
def test_whatever_the_result_a_comparison_must_precede_it(lit: Lit, result: str) -> None:
    assert lit(case().determined("2026-03-05", result=result), "2026-12-31") == ["R07.comparison.missing"]
    assert lit(compared().determined("2026-03-05", result=result), "2026-12-31") == []


def test_not_yet_determined_is_silent(lit: Lit) -> None:
    assert lit(case().submitted("2026-03-02").dispatched("2026-03-03").proposed("2026-03-10"), "2026-12-31") == []


def test_a_lamp_carries_step_level_and_class(court: Court) -> None:
    h = overridden(approver_id=None).comparison_overridden("2026-03-05", reason=None)
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    assert [row[:9] for row in court.rows(h, "2026-12-31")] == [
        (*subject, "R07.override.alone", "", "yellow", "irregular", "S2", "0102001"),
        (*subject, "R07.override.baseless", "", "red", "abnormal", "S2", "0102001"),
    ]
    rows = court.rows(case().determined("2026-03-05"), "2026-12-31")
    assert rows[0][:9] == (*subject, "R07.comparison.missing", "", "red", "abnormal", "S2", "0102001")
