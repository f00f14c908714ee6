"""R05: a department answers in five working days, civil affairs in ten, and the joint review takes at most fifteen.

The 4th working day after Monday 2 March 2026 is Friday the 6th, the 5th Monday the 9th, the 8th Thursday the 12th, the
10th Monday the 16th, the 12th Wednesday the 18th, the 15th Monday the 23rd.
"""

from __future__ import annotations

import pytest

from tests.build import DEPARTMENTS, History, case
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def asked(department: str = "real_estate", on: str = "2026-03-02") -> History:
    return case().dispatched(on, department=department)


# --- a department's answer --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("department", sorted(set(DEPARTMENTS) - {"civil_affairs"}))
def test_a_department_has_five_working_days(lamp: Lamp, department: str) -> None:
    h = asked(department)
    assert lamp(h, "R05.answer.near", "2026-03-05") == "dark"
    assert lamp(h, "R05.answer.near", "2026-03-09") == "since 2026-03-06"
    assert lamp(h, "R05.answer.over", "2026-03-09") == "dark"
    assert lamp(h, "R05.answer.near", "2026-03-10") == "2026-03-06 until 2026-03-10"
    assert lamp(h, "R05.answer.over", "2026-03-10", instance=department) == "since 2026-03-10"


def test_civil_affairs_has_ten_and_is_near_two_days_before(lamp: Lamp) -> None:
    h = asked("civil_affairs")
    assert lamp(h, "R05.answer.near", "2026-03-11") == "dark"
    assert lamp(h, "R05.answer.near", "2026-03-16") == "since 2026-03-12"
    assert lamp(h, "R05.answer.over", "2026-03-16") == "dark"
    assert lamp(h, "R05.answer.over", "2026-03-17") == "since 2026-03-17"


def test_each_department_burns_by_itself(court: Court) -> None:
    h = asked().dispatched("2026-03-03", department="tax").answered("2026-03-11", department="tax")
    assert court.lamp(h, "R05.answer.over", "2026-03-31", instance="real_estate") == "since 2026-03-10"
    assert court.lamp(h, "R05.answer.over", "2026-03-31", instance="tax") == "2026-03-11 until 2026-03-12"


def test_an_answer_on_the_due_day_is_in_time(lamp: Lamp) -> None:
    h = asked().answered("2026-03-09 23:59")
    assert lamp(h, "R05.answer.over", "2026-06-01") == "dark"
    assert lamp(h, "R05.answer.near", "2026-03-09") == "2026-03-06 until 2026-03-10"


def test_an_answer_the_day_after_is_late_for_that_day(lamp: Lamp) -> None:
    assert lamp(asked().answered("2026-03-10"), "R05.answer.over", "2026-03-10") == "2026-03-10 until 2026-03-11"


@pytest.mark.parametrize("verdict", ["pass", "fail", None])
def test_whatever_the_verdict_an_answer_is_an_answer(lit: Lit, verdict: str | None) -> None:
    h = asked().answered("2026-03-05", verdict=verdict).step_ended("2026-03-06", step="S2")
    assert lit(h, "2026-06-01") == []


def test_another_department_s_answer_does_not_answer(lamp: Lamp) -> None:
    assert lamp(asked().answered("2026-03-04", department="tax"), "R05.answer.over", "2026-03-10") == "since 2026-03-10"


def test_who_was_not_asked_owes_no_answer(lit: Lit) -> None:
    h = case().submitted("2026-03-02").answered("2026-03-03", department="tax").step_started("2026-03-04", step="S3")
    assert lit(h, "2026-12-31") == []


def test_an_answer_before_the_question_is_none_and_one_at_its_instant_is(lamp: Lamp) -> None:
    before = case().answered("2026-03-02 09:59").dispatched("2026-03-02 10:00")
    assert lamp(before, "R05.answer.over", "2026-03-10") == "since 2026-03-10"
    at_once = case().answered("2026-03-02 10:00").dispatched("2026-03-02 10:00")
    assert lamp(at_once, "R05.answer.over", "2026-03-10") == "dark"


def test_asked_again_while_unanswered_changes_nothing(lamp: Lamp) -> None:
    assert lamp(asked().dispatched("2026-03-06"), "R05.answer.over", "2026-03-31") == "since 2026-03-10"


def test_asked_again_after_the_answer_is_a_new_limit(lamp: Lamp) -> None:
    # Monday 16 March: the 23rd is due.
    h = asked().answered("2026-03-11").dispatched("2026-03-16")
    assert lamp(h, "R05.answer.over", "2026-03-23") == "2026-03-10 until 2026-03-12"
    assert lamp(h, "R05.answer.over", "2026-03-24") == "2026-03-10 until 2026-03-12, since 2026-03-24"


def test_the_limit_runs_on_after_the_end_of_the_joint_review(lamp: Lamp) -> None:
    h = asked().proposed("2026-03-04").answered("2026-03-12")
    assert lamp(h, "R05.answer.over", "2026-03-11") == "since 2026-03-10"
    assert lamp(h, "R05.answer.over", "2026-03-12") == "2026-03-10 until 2026-03-13"


def test_five_days_over_spring_festival_with_the_saturday_before_it(lamp: Lamp) -> None:
    # Wednesday 11 February: 12, 13, Saturday 14, then 24 and 25.
    h = asked(on="2026-02-11")
    assert lamp(h, "R05.answer.near", "2026-02-23") == "dark"
    assert lamp(h, "R05.answer.near", "2026-02-25") == "since 2026-02-24"
    assert lamp(h, "R05.answer.over", "2026-02-26") == "since 2026-02-26"


def test_ten_days_over_spring_festival(lamp: Lamp) -> None:
    # Wednesday 4 February: 5, 6, 9-13, Saturday 14 is the 8th; then 24 and 25.
    h = asked("civil_affairs", on="2026-02-04")
    assert lamp(h, "R05.answer.near", "2026-02-13") == "dark"
    assert lamp(h, "R05.answer.near", "2026-02-25") == "since 2026-02-14"
    assert lamp(h, "R05.answer.over", "2026-02-26") == "since 2026-02-26"


# --- suspension -------------------------------------------------------------------------------------------------------


def test_suspended_days_do_not_count(lamp: Lamp) -> None:
    # 4 and 5 March are stopped: 3, 6, 9, 10 and 11 count.
    h = asked().clock_suspended("2026-03-03").clock_resumed("2026-03-05")
    assert lamp(h, "R05.answer.near", "2026-03-11") == "since 2026-03-10"
    assert lamp(h, "R05.answer.over", "2026-03-12") == "since 2026-03-12"


def test_an_explicit_suspension_stops_ten_working_days_and_no_more(lamp: Lamp) -> None:
    # 4-17 March are stopped: 3, 18, 19, 20 and 23 count.
    h = asked().clock_suspended("2026-03-03")
    assert lamp(h, "R05.answer.near", "2026-03-23") == "since 2026-03-20"
    assert lamp(h, "R05.answer.over", "2026-03-24") == "since 2026-03-24"


def test_an_extension_in_time_goes_on_without_a_gap(lamp: Lamp) -> None:
    # Three more days, 18, 19, 20 March: then 23, 24, 25 and 26 count.
    h = asked().clock_suspended("2026-03-03").suspension_extended("2026-03-17", days=3)
    assert lamp(h, "R05.answer.near", "2026-03-26") == "since 2026-03-25"
    assert lamp(h, "R05.answer.over", "2026-03-27") == "since 2026-03-27"


def test_a_late_extension_works_from_its_own_day_on(lamp: Lamp) -> None:
    # Stopped 4-17 March and, of days 11-15, the last four: 19, 20, 23, 24. So 3, 18, 25, 26, 27 count.
    h = asked().clock_suspended("2026-03-03").suspension_extended("2026-03-19")
    assert lamp(h, "R05.answer.near", "2026-03-18") == "dark"
    assert lamp(h, "R05.answer.near", "2026-03-27") == "since 2026-03-26"
    assert lamp(h, "R05.answer.over", "2026-03-28") == "since 2026-03-28"


def test_an_extension_after_the_red_lamp_does_not_put_it_out(lamp: Lamp) -> None:
    h = asked().clock_suspended("2026-03-03").suspension_extended("2026-03-24")
    assert lamp(h, "R05.answer.over", "2026-04-30") == "since 2026-03-24"


def test_a_resumed_suspension_has_no_extension_left(lamp: Lamp) -> None:
    h = asked().clock_suspended("2026-03-03").clock_resumed("2026-03-05").suspension_extended("2026-03-06", days=30)
    assert lamp(h, "R05.answer.over", "2026-03-12") == "since 2026-03-12"


def test_a_suspension_without_a_reason_stops_nothing(lamp: Lamp) -> None:
    assert lamp(asked().clock_suspended("2026-03-03", reason=""), "R05.answer.over", "2026-03-10") == "since 2026-03-10"


def test_an_objection_stops_the_answer_too(lamp: Lamp) -> None:
    # Raised on the 4th, concluded on the 6th: the 5th and 6th are stopped.
    h = asked().objection_raised("2026-03-04", notice="acceptance").objection_concluded("2026-03-06")
    assert lamp(h, "R05.answer.over", "2026-03-11") == "dark"
    assert lamp(h, "R05.answer.over", "2026-03-12") == "since 2026-03-12"


def test_a_suspension_over_national_day(lamp: Lamp) -> None:
    # Monday 28 September: 29 counts; 30 September, 8 and 9 October are stopped; Saturday 10, 12, 13, 14 October count.
    h = asked(on="2026-09-28").clock_suspended("2026-09-29").clock_resumed("2026-10-09")
    assert lamp(h, "R05.answer.near", "2026-10-12") == "dark"
    assert lamp(h, "R05.answer.near", "2026-10-14") == "since 2026-10-13"
    assert lamp(h, "R05.answer.over", "2026-10-15") == "since 2026-10-15"


# --- the end of the case ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "terminated"])
def test_the_end_of_a_case_cures_and_lights_nothing_more(lamp: Lamp, end: str) -> None:
    h = asked().dispatched("2026-03-05", department="tax").did(end, "2026-03-11")
    assert lamp(h, "R05.answer.over", "2026-03-10", instance="real_estate") == "since 2026-03-10"
    assert lamp(h, "R05.answer.over", "2026-06-01", instance="real_estate") == "2026-03-10 until 2026-03-12"
    assert lamp(h, "R05.answer.over", "2026-06-01", instance="tax") == "dark"


def refused() -> History:
    """Refused on the 11th, told on the 12th, with real_estate still silent."""
    return asked().determined("2026-03-11", result="unqualified").notified("2026-03-12")


def test_a_refusal_told_ends_the_case_and_its_lamps(lamp: Lamp) -> None:
    assert lamp(refused(), "R05.answer.over", "2026-03-20") == "2026-03-10 until 2026-03-13"


def test_a_case_taken_up_again_has_had_no_end(lamp: Lamp) -> None:
    h = refused().re_review_requested("2026-03-13").determined("2026-03-24")
    assert lamp(h, "R05.answer.over", "2026-03-23") == "2026-03-10 until 2026-03-13"
    assert lamp(h, "R05.answer.over", "2026-03-24") == "since 2026-03-10"


def test_a_contract_ends_the_case(lamp: Lamp) -> None:
    h = asked().determined("2026-03-04").registered("2026-03-05").batch_entered("2026-03-06")
    h.contract_signed("2026-03-12")
    assert lamp(h, "R05.answer.over", "2026-06-01") == "2026-03-10 until 2026-03-13"


# --- the step ---------------------------------------------------------------------------------------------------------


def test_the_joint_review_comes_near_on_the_twelfth_day_and_is_over_after_the_fifteenth(lamp: Lamp) -> None:
    h = asked().answered("2026-03-03")
    assert lamp(h, "R05.step.near", "2026-03-17") == "dark"
    assert lamp(h, "R05.step.near", "2026-03-23") == "since 2026-03-18"
    assert lamp(h, "R05.step.over", "2026-03-23") == "dark"
    assert lamp(h, "R05.step.over", "2026-03-24") == "since 2026-03-24"


@pytest.mark.parametrize("end", ["step_ended", "proposed", "determined"])
def test_the_step_ends_with_its_own_end_or_the_begin_of_the_next(lamp: Lamp, end: str) -> None:
    def ended(on: str) -> History:
        return asked().answered("2026-03-03").did(end, on, step="S2" if end == "step_ended" else "S3")

    assert lamp(ended("2026-03-23"), "R05.step.over", "2026-06-01") == "dark"
    assert lamp(ended("2026-03-26"), "R05.step.over", "2026-06-01") == "2026-03-24 until 2026-03-27"


def test_a_step_ended_before_the_twelfth_day_is_silent(lit: Lit) -> None:
    assert lit(asked().answered("2026-03-03").step_ended("2026-03-17", step="S2"), "2026-12-31") == []


def test_before_anybody_is_asked_no_joint_review_runs(lit: Lit) -> None:
    assert lit(case().submitted("2026-03-02").accepted("2026-03-03"), "2026-12-31") == []


def test_a_lamp_names_the_department_as_instance_and_keeps_the_area_of_the_case(court: Court) -> None:
    over, near, *_ = sorted(court.rows(asked("tax"), "2026-03-10"), reverse=True)
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    assert over[:9] == (*subject, "R05.answer.over", "tax", "red", "abnormal", "S2", "0102001")
    assert near[:9] == (*subject, "R05.answer.near", "tax", "yellow", "near_limit", "S2", "0102001")
