"""R02: a correction is asked for once and in full, and a rejection says why.

Nothing of it is a limit: each burns from the day of the act itself.
"""

from __future__ import annotations

import pytest

from tests.build import History, case
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def asked(**members: object) -> History:
    """A correction asked for on Tuesday 3 March."""
    return case().submitted("2026-03-02").correction_requested("2026-03-03 10:00", **members)


def empty() -> History:
    return asked(items=[])


def rejected(**members: object) -> History:
    return case().submitted("2026-03-02").rejected("2026-03-05", **members)


# --- asking for a correction ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "members",
    [{"items": []}, {"items": None}, {"due_on": ""}, {"due_on": None}, {"items": [], "due_on": None}],
    ids=["no items", "items absent", "no day", "day absent", "neither"],
)
def test_a_correction_without_items_or_day_is_yellow_from_its_day_on(lamp: Lamp, members: dict[str, object]) -> None:
    h = asked(**members)
    assert lamp(h, "R02.correction.empty", "2026-03-02") == "dark"
    assert lamp(h, "R02.correction.empty", "2026-03-03") == "since 2026-03-03"
    assert lamp(h, "R02.correction.empty", "2026-12-31") == "since 2026-03-03"


def test_it_ends_when_the_correction_is_received(lamp: Lamp) -> None:
    h = empty().correction_received("2026-03-10")
    assert lamp(h, "R02.correction.empty", "2026-03-09") == "since 2026-03-03"
    assert lamp(h, "R02.correction.empty", "2026-03-10") == "2026-03-03 until 2026-03-11"
    assert lamp(h, "R02.correction.empty", "2026-12-31") == "2026-03-03 until 2026-03-11"


def test_received_at_the_very_instant_counts_as_later_and_the_minute_before_does_not(lamp: Lamp) -> None:
    at_once = empty().correction_received("2026-03-03 10:00")
    assert lamp(at_once, "R02.correction.empty", "2026-12-31") == "2026-03-03 until 2026-03-04"
    before = empty().correction_received("2026-03-03 09:59")
    assert lamp(before, "R02.correction.empty", "2026-12-31") == "since 2026-03-03"


def test_a_second_request_ends_the_empty_first_and_is_red_itself(lamp: Lamp) -> None:
    h = empty().correction_requested("2026-03-10")
    assert lamp(h, "R02.correction.repeated", "2026-03-09") == "dark"
    assert lamp(h, "R02.correction.empty", "2026-03-10") == "2026-03-03 until 2026-03-11"
    assert lamp(h, "R02.correction.repeated", "2026-03-10") == "since 2026-03-10"


def test_a_full_request_is_silent_however_late_it_is_answered(lit: Lit) -> None:
    assert lit(asked(), "2026-12-31") == []
    assert lit(asked().correction_received("2026-06-01").accepted("2026-06-02"), "2026-12-31") == []


def test_a_case_without_any_correction_is_silent(lit: Lit) -> None:
    assert lit(case().submitted("2026-03-02").accepted("2026-03-04"), "2026-12-31") == []


def test_neither_the_acceptance_nor_the_end_of_the_case_mends_an_empty_request(lamp: Lamp) -> None:
    assert lamp(empty().accepted("2026-03-06"), "R02.correction.empty", "2026-12-31") == "since 2026-03-03"
    assert lamp(empty().withdrawn("2026-03-06"), "R02.correction.empty", "2026-12-31") == "since 2026-03-03"


# --- asking again -----------------------------------------------------------------------------------------------------


def test_the_third_request_is_the_same_lamp_since_the_second(lamp: Lamp) -> None:
    h = asked().correction_requested("2026-03-10").correction_requested("2026-03-17")
    assert lamp(h, "R02.correction.repeated", "2026-03-16") == "since 2026-03-10"
    assert lamp(h, "R02.correction.repeated", "2026-12-31") == "since 2026-03-10"


def test_asking_again_after_an_answer_is_asking_again(lamp: Lamp) -> None:
    h = asked().correction_received("2026-03-06").correction_requested("2026-03-09").correction_received("2026-03-11")
    assert lamp(h, "R02.correction.repeated", "2026-12-31") == "since 2026-03-09"


def test_twice_on_one_day_is_twice(lamp: Lamp) -> None:
    h = asked().correction_requested("2026-03-03 16:00")
    assert lamp(h, "R02.correction.repeated", "2026-03-03") == "since 2026-03-03"


def test_an_empty_second_request_is_repeated_and_not_empty(lit: Lit) -> None:
    assert lit(asked().correction_requested("2026-03-10", items=[]), "2026-12-31") == ["R02.correction.repeated"]


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "terminated"])
def test_a_request_after_the_end_of_the_case_is_not_heard(lit: Lit, end: str) -> None:
    assert lit(asked().did(end, "2026-03-06").correction_requested("2026-03-10", items=[]), "2026-12-31") == []


def test_another_case_s_request_is_not_a_second_one(court: Court) -> None:
    other = case("350102-2026-00002").submitted("2026-03-02").correction_requested("2026-03-10")
    assert court.lit(asked(), "2026-12-31") == court.lit(other, "2026-12-31") == []


# --- rejecting --------------------------------------------------------------------------------------------------------


def test_a_reason_without_its_code_is_yellow_for_ever(lamp: Lamp) -> None:
    h = rejected(reason_code="")
    assert lamp(h, "R02.reject.code", "2026-03-04") == "dark"
    assert lamp(h, "R02.reject.code", "2026-03-05") == "since 2026-03-05"
    assert lamp(h, "R02.reject.code", "2027-03-05") == "since 2026-03-05"


def test_neither_reason_nor_written_notice_is_red_for_ever(lamp: Lamp) -> None:
    h = rejected(reason="", notice_delivered_on="")
    assert lamp(h, "R02.reject.reasonless", "2026-03-04") == "dark"
    assert lamp(h, "R02.reject.reasonless", "2026-03-05") == "since 2026-03-05"
    assert lamp(h, "R02.reject.reasonless", "2027-03-05") == "since 2026-03-05"


@pytest.mark.parametrize(
    ("members", "burning"),
    [
        ({}, []),
        ({"notice_delivered_on": None}, []),  # the reason is there
        ({"reason": None}, []),  # the written notice is there
        ({"reason": None, "reason_code": None}, []),
        ({"reason_code": None, "notice_delivered_on": None}, ["R02.reject.code"]),
        ({"reason": None, "notice_delivered_on": None}, ["R02.reject.reasonless"]),  # a code is no reason
        ({"reason": None, "reason_code": None, "notice_delivered_on": None}, ["R02.reject.reasonless"]),
    ],
)
def test_what_a_rejection_must_say(lit: Lit, members: dict[str, object], burning: list[str]) -> None:
    assert lit(rejected(**members), "2026-12-31") == burning


def test_a_rejection_of_a_withdrawn_case_is_not_heard(lit: Lit) -> None:
    h = case().submitted("2026-03-02").withdrawn("2026-03-04").rejected("2026-03-05", reason="", notice_delivered_on="")
    assert lit(h, "2026-12-31") == []


def test_a_lamp_carries_step_level_and_class(court: Court) -> None:
    h = empty().correction_requested("2026-03-10").rejected("2026-03-12", reason_code="")
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    assert [row[:9] for row in court.rows(h, "2026-12-31")] == [
        (*subject, "R02.correction.empty", "", "yellow", "irregular", "S1", "0102001"),
        (*subject, "R02.correction.repeated", "", "red", "abnormal", "S1", "0102001"),
        (*subject, "R02.reject.code", "", "yellow", "irregular", "S1", "0102001"),
    ]
