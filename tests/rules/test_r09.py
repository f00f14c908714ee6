"""R09: after the joint review the housing department decides in five working days and is done in twelve.

The 4th working day after Monday 2 March 2026 is Friday the 6th, the 5th Monday the 9th, the 10th Monday the 16th, the
12th Wednesday the 18th.
"""

from __future__ import annotations

import pytest

from tests.build import History, case
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def reviewed(on: str = "2026-03-02") -> History:
    """The joint review has ended on that day."""
    return case().step_ended(on, step="S2")


# --- deciding: five working days --------------------------------------------------------------------------------------


def test_the_fourth_day_without_a_decision_is_near_and_the_day_after_the_fifth_is_red(lamp: Lamp) -> None:
    h = reviewed()
    assert lamp(h, "R09.decide.near", "2026-03-05") == "dark"
    assert lamp(h, "R09.decide.near", "2026-03-09") == "since 2026-03-06"
    assert lamp(h, "R09.decide.over", "2026-03-09") == "dark"
    assert lamp(h, "R09.decide.near", "2026-03-10") == "2026-03-06 until 2026-03-10"
    assert lamp(h, "R09.decide.over", "2026-03-10") == "since 2026-03-10"


def test_a_decision_on_the_fifth_day_is_in_time_and_one_on_the_day_after_is_late(lamp: Lamp) -> None:
    assert lamp(reviewed().determined("2026-03-09 23:59"), "R09.decide.over", "2026-06-01") == "dark"
    assert lamp(reviewed().determined("2026-03-10"), "R09.decide.over", "2026-06-01") == "2026-03-10 until 2026-03-11"


def test_a_proposal_is_no_decision_but_ends_the_joint_review(lamp: Lamp) -> None:
    assert lamp(reviewed().proposed("2026-03-04"), "R09.decide.over", "2026-03-10") == "since 2026-03-10"
    proposed = case().dispatched("2026-02-27").proposed("2026-03-02")
    assert lamp(proposed, "R09.decide.near", "2026-03-06") == "since 2026-03-06"


@pytest.mark.parametrize("result", ["qualified", "unqualified"])
def test_either_result_is_a_decision(lit: Lit, result: str) -> None:
    assert (
        lit(reviewed().determined("2026-03-05", result=result).step_ended("2026-03-09", step="S3"), "2026-12-31") == []
    )


def test_while_the_joint_review_runs_no_decision_is_due(lit: Lit) -> None:
    assert lit(case().submitted("2026-03-02").dispatched("2026-03-03"), "2026-12-31") == []


def test_five_days_over_national_day(lamp: Lamp) -> None:
    # Tuesday 29 September: 30, 8, 9, Saturday 10, Monday 12 October.
    h = reviewed("2026-09-29")
    assert lamp(h, "R09.decide.near", "2026-10-09") == "dark"
    assert lamp(h, "R09.decide.near", "2026-10-12") == "since 2026-10-10"
    assert lamp(h, "R09.decide.over", "2026-10-12") == "dark"
    assert lamp(h, "R09.decide.over", "2026-10-13") == "since 2026-10-13"


def test_five_days_over_spring_festival_with_both_made_up_saturdays(lamp: Lamp) -> None:
    # Friday 13 February: Saturday 14, 24, 25, 26, 27.  Monday 23 February: 24, 25, 26, 27, Saturday 28.
    assert lamp(reviewed("2026-02-13"), "R09.decide.over", "2026-02-28") == "since 2026-02-28"
    assert lamp(reviewed("2026-02-23"), "R09.decide.over", "2026-02-28") == "dark"
    assert lamp(reviewed("2026-02-23"), "R09.decide.over", "2026-03-01") == "since 2026-03-01"


def test_a_suspension_stops_the_decision(lamp: Lamp) -> None:
    # 4, 5, 6 March are stopped: 3, 9, 10, 11, 12 count.
    h = reviewed().clock_suspended("2026-03-03", step="S3").clock_resumed("2026-03-06", step="S3")
    assert lamp(h, "R09.decide.near", "2026-03-12") == "since 2026-03-11"
    assert lamp(h, "R09.decide.over", "2026-03-13") == "since 2026-03-13"


@pytest.mark.parametrize("end", ["withdrawn", "terminated", "rejected"])
def test_the_end_of_the_case_cures_and_lights_nothing_more(lamp: Lamp, end: str) -> None:
    h = reviewed().did(end, "2026-03-12")
    assert lamp(h, "R09.decide.over", "2026-03-11") == "since 2026-03-10"
    assert lamp(h, "R09.decide.over", "2026-06-01") == "2026-03-10 until 2026-03-13"
    assert lamp(reviewed().did(end, "2026-03-05"), "R09.decide.near", "2026-06-01") == "dark"


# --- the step: twelve working days ------------------------------------------------------------------------------------


def begun(result: str = "qualified") -> History:
    return case().determined("2026-03-02", result=result)


def test_the_determination_comes_near_on_the_tenth_day_and_is_over_after_the_twelfth(lamp: Lamp) -> None:
    h = begun()
    assert lamp(h, "R09.step.near", "2026-03-15") == "dark"
    assert lamp(h, "R09.step.near", "2026-03-18") == "since 2026-03-16"
    assert lamp(h, "R09.step.over", "2026-03-18") == "dark"
    assert lamp(h, "R09.step.over", "2026-03-19") == "since 2026-03-19"


def test_a_qualified_case_ends_the_step_with_its_registration_or_its_own_end(lamp: Lamp) -> None:
    assert lamp(begun().registered("2026-03-18"), "R09.step.over", "2026-06-01") == "dark"
    assert lamp(begun().registered("2026-03-20"), "R09.step.over", "2026-06-01") == "2026-03-19 until 2026-03-21"
    ended = begun().step_ended("2026-03-13", step="S3").registered("2026-03-20")
    assert lamp(ended, "R09.step.near", "2026-06-01") == "dark"


def test_telling_a_qualified_applicant_does_not_end_the_step(lamp: Lamp) -> None:
    assert lamp(begun().notified("2026-03-05"), "R09.step.over", "2026-03-19") == "since 2026-03-19"


def test_an_unqualified_case_ends_when_it_is_told_and_not_when_it_is_registered(lamp: Lamp) -> None:
    refused = begun("unqualified")
    assert lamp(refused.registered("2026-03-05"), "R09.step.over", "2026-03-19") == "since 2026-03-19"
    told = begun("unqualified").notified("2026-03-13", delivered_on="2026-04-30")
    assert lamp(told, "R09.step.near", "2026-06-01") == "dark"


def test_a_registration_before_the_tenth_day_is_silent(lit: Lit) -> None:
    h = reviewed().determined("2026-03-05").registered("2026-03-18")
    assert lit(h, "2026-12-31") == []


def test_an_explicit_suspension_with_an_extension_over_spring_festival(lamp: Lamp) -> None:
    # 3 February counts. Ten days are stopped: 4-6, 9-13, Saturday 14 and 24 February; the extension adds 25, 26, 27.
    # Then Saturday 28 is the 2nd, 2-6 March the 3rd to 7th, 11 March the 10th, Friday the 13th the 12th.
    h = case().determined("2026-02-02").clock_suspended("2026-02-03").suspension_extended("2026-02-13", days=3)
    assert lamp(h, "R09.step.near", "2026-03-10") == "dark"
    assert lamp(h, "R09.step.near", "2026-03-13") == "since 2026-03-11"
    assert lamp(h, "R09.step.over", "2026-03-13") == "dark"
    assert lamp(h, "R09.step.over", "2026-03-14") == "since 2026-03-14"


# --- a re-review turns the result -------------------------------------------------------------------------------------


def refused() -> History:
    """Refused on 2 March, told on the 5th, re-review asked for on the 10th."""
    return begun("unqualified").notified("2026-03-05").re_review_requested("2026-03-10")


def turned() -> History:
    return refused().determined("2026-03-24").re_review_answered("2026-03-24", result="changed")


def test_a_refusal_told_in_time_is_silent_whatever_comes_of_the_re_review(lit: Lit) -> None:
    assert lit(refused(), "2026-12-31") == []
    assert lit(refused().re_review_answered("2026-03-24"), "2026-12-31") == []


def test_taken_up_again_the_days_between_do_not_count(lamp: Lamp) -> None:
    # 3, 4, 5 March count, 6-24 do not; then 25, 26, 27, 30, 31 March, 1, 2, 3, 7 April (the 6th is Qingming).
    assert lamp(turned(), "R09.step.near", "2026-04-01") == "dark"
    assert lamp(turned(), "R09.step.near", "2026-04-07") == "since 2026-04-02"
    assert lamp(turned(), "R09.step.over", "2026-04-08") == "since 2026-04-08"


def test_taken_up_again_the_registration_ends_the_step(lamp: Lamp) -> None:
    h = turned().registered("2026-04-07")
    assert lamp(h, "R09.step.near", "2026-06-01") == "2026-04-02 until 2026-04-08"
    assert lamp(h, "R09.step.over", "2026-06-01") == "dark"


def test_a_registration_before_the_turn_does_not_end_it(lamp: Lamp) -> None:
    h = begun("unqualified").registered("2026-03-04").notified("2026-03-05").determined("2026-03-24")
    assert lamp(h, "R09.step.over", "2026-04-08") == "since 2026-04-08"


def test_deciding_does_not_run_again(lamp: Lamp) -> None:
    h = reviewed("2026-02-26").determined("2026-03-02", result="unqualified").notified("2026-03-05")
    h.determined("2026-04-24")
    assert lamp(h, "R09.decide.near", "2026-12-31") == "dark"


def test_a_lamp_that_burned_before_the_refusal_burns_through_when_the_case_is_taken_up_again(lamp: Lamp) -> None:
    h = begun("unqualified").notified("2026-03-20").determined("2026-04-01")
    assert lamp(h, "R09.step.over", "2026-03-31") == "2026-03-19 until 2026-03-21"
    assert lamp(h, "R09.step.over", "2026-04-01") == "since 2026-03-19"


def test_a_re_review_left_open_suspends_fifteen_days_also_after_the_turn(lamp: Lamp) -> None:
    # Asked for on the 10th: 11-31 March. 3, 4, 5 March, then 1, 2, 3, 7-10, 13, 14, 15 April: the 10th on the 10th.
    h = refused().determined("2026-03-24")
    assert lamp(h, "R09.step.near", "2026-04-09") == "dark"
    assert lamp(h, "R09.step.near", "2026-04-10") == "since 2026-04-10"
    assert lamp(h, "R09.step.over", "2026-04-15") == "since 2026-04-15"


def test_a_lamp_carries_step_level_and_class(court: Court) -> None:
    over, near, *_ = sorted(court.rows(reviewed(), "2026-03-10"), reverse=True)
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    assert over[:9] == (*subject, "R09.decide.over", "", "red", "abnormal", "S3", "0102001")
    assert near[:9] == (*subject, "R09.decide.near", "", "yellow", "near_limit", "S3", "0102001")
