"""R01: the street decides in five working days, and acceptance takes no more than fifteen.

March 2026: from Monday the 2nd on plain weeks. The 4th working day after Monday 2 March is Friday the 6th, the 5th
Monday the 9th, the 12th Wednesday the 18th, the 15th Monday the 23rd.
"""

from __future__ import annotations

import pytest

from tests.build import History, case
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def submitted() -> History:
    return case().submitted("2026-03-02")


# --- deciding on an application: five working days --------------------------------------------------------------------


def test_the_fourth_working_day_without_a_decision_is_near(lamp: Lamp) -> None:
    h = submitted()
    assert lamp(h, "R01.accept.near", "2026-03-05") == "dark"
    assert lamp(h, "R01.accept.near", "2026-03-06") == "since 2026-03-06"
    assert lamp(h, "R01.accept.near", "2026-03-09") == "since 2026-03-06"  # open on the last day before the red


def test_the_day_after_the_fifth_is_red_and_ends_the_yellow(lamp: Lamp) -> None:
    h = submitted()
    assert lamp(h, "R01.accept.over", "2026-03-09") == "dark"
    assert lamp(h, "R01.accept.over", "2026-03-10") == "since 2026-03-10"
    assert lamp(h, "R01.accept.near", "2026-03-10") == "2026-03-06 until 2026-03-10"


@pytest.mark.parametrize("decision", ["accepted", "rejected", "correction_requested"])
def test_each_kind_of_decision_cures_the_red_the_day_after(lamp: Lamp, decision: str) -> None:
    h = submitted().did(decision, "2026-03-12")
    assert lamp(h, "R01.accept.over", "2026-03-11") == "since 2026-03-10"
    assert lamp(h, "R01.accept.over", "2026-03-12") == "2026-03-10 until 2026-03-13"
    assert lamp(h, "R01.accept.over", "2026-04-01") == "2026-03-10 until 2026-03-13"


def test_a_decision_in_the_last_minute_of_the_due_day_is_in_time(lamp: Lamp) -> None:
    h = submitted().accepted("2026-03-09 23:59:59")
    assert lamp(h, "R01.accept.over", "2026-04-01") == "dark"
    assert lamp(h, "R01.accept.near", "2026-03-09") == "2026-03-06 until 2026-03-10"


def test_a_decision_one_second_later_is_late_for_a_day(lamp: Lamp) -> None:
    h = submitted().accepted("2026-03-10 00:00")
    assert lamp(h, "R01.accept.over", "2026-04-01") == "2026-03-10 until 2026-03-11"


def test_a_decision_on_the_near_day_itself_comes_after_the_lamp(lamp: Lamp) -> None:
    assert lamp(submitted().accepted("2026-03-06"), "R01.accept.near", "2026-03-06") == "2026-03-06 until 2026-03-07"


def test_a_decision_before_the_near_day_lights_nothing(lit: Lit) -> None:
    h = submitted().accepted("2026-03-05").step_ended("2026-03-17", step="S1")
    for day in ("2026-03-05", "2026-03-06", "2026-03-10", "2026-03-18", "2026-12-31"):
        assert lit(h, day) == []


def test_a_decision_on_a_saturday_after_the_due_friday_is_late(lamp: Lamp) -> None:
    h = case().submitted("2026-03-06").accepted("2026-03-14")
    assert lamp(h, "R01.accept.over", "2026-03-14") == "2026-03-14 until 2026-03-15"


def test_a_decision_on_a_saturday_before_the_due_monday_is_in_time(lamp: Lamp) -> None:
    h = case().submitted("2026-03-09").accepted("2026-03-14")
    assert lamp(h, "R01.accept.over", "2026-04-01") == "dark"


def test_the_day_of_an_operation_is_the_day_in_shanghai(lamp: Lamp) -> None:
    h = case().submitted("2026-03-02T15:59:59+00:00")  # still Monday in Shanghai
    assert lamp(h, "R01.accept.over", "2026-03-10") == "since 2026-03-10"
    h = case().submitted("2026-03-02T16:00:00+00:00")  # already Tuesday
    assert lamp(h, "R01.accept.over", "2026-03-10") == "dark"
    assert lamp(h, "R01.accept.over", "2026-03-11") == "since 2026-03-11"


def test_national_day_does_not_count_and_the_saturday_made_up_for_it_does(lamp: Lamp) -> None:
    # Monday 28 September: 29, 30, then 8, 9 and Saturday 10 October.
    h = case().submitted("2026-09-28")
    assert lamp(h, "R01.accept.near", "2026-10-08") == "dark"
    assert lamp(h, "R01.accept.near", "2026-10-10") == "since 2026-10-09"
    assert lamp(h, "R01.accept.over", "2026-10-10") == "dark"
    assert lamp(h, "R01.accept.over", "2026-10-11") == "since 2026-10-11"


def test_spring_festival_does_not_count_and_the_saturday_before_it_does(lamp: Lamp) -> None:
    # Thursday 12 February: 13, Saturday 14, then 24, 25, 26.
    h = case().submitted("2026-02-12").accepted("2026-02-27")
    assert lamp(h, "R01.accept.near", "2026-03-10") == "2026-02-25 until 2026-02-27"
    assert lamp(h, "R01.accept.over", "2026-03-10") == "2026-02-27 until 2026-02-28"


def test_the_saturday_after_spring_festival_is_the_due_day_and_the_lamp_begins_on_a_sunday(lamp: Lamp) -> None:
    # Monday 23 February is still holiday: 24, 25, 26, 27 and Saturday 28.
    h = case().submitted("2026-02-23")
    assert lamp(h, "R01.accept.over", "2026-02-28") == "dark"
    assert lamp(h, "R01.accept.over", "2026-03-01") == "since 2026-03-01"


def test_each_correction_received_gives_five_working_days_anew(lamp: Lamp) -> None:
    h = submitted().correction_requested("2026-03-04").correction_received("2026-03-12")
    assert lamp(h, "R01.accept.near", "2026-03-18", instance="1") == "dark"
    assert lamp(h, "R01.accept.near", "2026-03-18", instance="2") == "since 2026-03-18"
    assert lamp(h, "R01.accept.over", "2026-03-20", instance="2") == "since 2026-03-20"
    h.correction_requested("2026-03-20").correction_received("2026-03-23")
    assert lamp(h, "R01.accept.over", "2026-04-01", instance="2") == "2026-03-20 until 2026-03-21"
    # 24, 25, 26, 27, 30 March.
    assert lamp(h, "R01.accept.over", "2026-04-01", instance="3") == "since 2026-03-31"


def test_a_correction_received_after_the_acceptance_asks_for_nothing(lit: Lit) -> None:
    h = submitted().accepted("2026-03-04").correction_received("2026-03-05").step_ended("2026-03-06", step="S1")
    assert lit(h, "2026-04-01") == []


def test_the_five_days_are_never_suspended(lamp: Lamp) -> None:
    h = submitted().clock_suspended("2026-03-03").objection_raised("2026-03-03", notice="acceptance")
    assert lamp(h, "R01.accept.near", "2026-03-06") == "since 2026-03-06"
    assert lamp(h, "R01.accept.over", "2026-03-10") == "since 2026-03-10"


@pytest.mark.parametrize("end", ["withdrawn", "terminated"])
def test_the_end_of_a_case_cures_what_burns_and_lights_nothing_more(lamp: Lamp, end: str) -> None:
    h = submitted().did(end, "2026-03-11")
    assert lamp(h, "R01.accept.over", "2026-03-11") == "2026-03-10 until 2026-03-12"
    assert lamp(h, "R01.step.near", "2026-06-01") == "dark"
    assert lamp(h, "R01.step.over", "2026-06-01") == "dark"


def test_a_case_that_ends_on_the_due_day_is_never_red(lamp: Lamp) -> None:
    h = submitted().withdrawn("2026-03-09")
    assert lamp(h, "R01.accept.near", "2026-06-01") == "2026-03-06 until 2026-03-10"
    assert lamp(h, "R01.accept.over", "2026-06-01") == "dark"


def test_an_acceptance_after_the_withdrawal_is_not_heard(lamp: Lamp) -> None:
    h = submitted().withdrawn("2026-03-04").accepted("2026-03-20").correction_received("2026-03-20")
    assert lamp(h, "R01.accept.over", "2026-06-01") == "dark"


def test_a_lamp_carries_its_case_step_level_and_instance(court: Court) -> None:
    yellow, red = court.rows(submitted(), "2026-03-10")
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    assert yellow[:8] == (*subject, "R01.accept.near", "1", "yellow", "near_limit", "S1")
    assert red[:8] == (*subject, "R01.accept.over", "1", "red", "abnormal", "S1")
    assert red[8] == "0102001"  # the area within its province: the street


# --- the step: fifteen working days -----------------------------------------------------------------------------------


def accepted() -> History:
    return submitted().accepted("2026-03-03")


def test_acceptance_comes_near_on_the_twelfth_day_and_is_over_after_the_fifteenth(lamp: Lamp) -> None:
    h = accepted()
    assert lamp(h, "R01.step.near", "2026-03-17") == "dark"
    assert lamp(h, "R01.step.near", "2026-03-23") == "since 2026-03-18"
    assert lamp(h, "R01.step.over", "2026-03-23") == "dark"
    assert lamp(h, "R01.step.near", "2026-03-24") == "2026-03-18 until 2026-03-24"
    assert lamp(h, "R01.step.over", "2026-03-24") == "since 2026-03-24"


def test_ending_the_step_on_the_due_day_is_in_time(lamp: Lamp) -> None:
    h = accepted().step_ended("2026-03-23", step="S1")
    assert lamp(h, "R01.step.over", "2026-06-01") == "dark"
    assert lamp(h, "R01.step.near", "2026-03-23") == "2026-03-18 until 2026-03-24"


def test_the_begin_of_the_joint_review_ends_acceptance(lamp: Lamp) -> None:
    h = accepted().dispatched("2026-03-25").step_ended("2026-03-31", step="S1")
    assert lamp(h, "R01.step.over", "2026-06-01") == "2026-03-24 until 2026-03-26"


def test_the_end_of_another_step_does_not_end_this_one(lamp: Lamp) -> None:
    assert lamp(accepted().step_ended("2026-03-10", step="S2"), "R01.step.over", "2026-03-24") == "since 2026-03-24"


def test_a_step_started_before_the_application_counts_from_there(lamp: Lamp) -> None:
    # Friday 27 February: Saturday 28 is a working day, so 16 March is the 12th and the 19th the 15th.
    h = case().step_started("2026-02-27", step="S1", by="street/clerk").submitted("2026-03-02").accepted("2026-03-03")
    assert lamp(h, "R01.step.near", "2026-03-16") == "since 2026-03-16"
    assert lamp(h, "R01.step.over", "2026-03-20") == "since 2026-03-20"


def test_fifteen_days_over_national_day_with_both_made_up_days(lamp: Lamp) -> None:
    # Monday 14 September: Sunday the 20th counts, Friday the 25th and 1-7 October do not, Saturday 10 October does.
    h = case().submitted("2026-09-14").accepted("2026-09-15")
    assert lamp(h, "R01.step.near", "2026-09-29") == "dark"
    assert lamp(h, "R01.step.near", "2026-10-10") == "since 2026-09-30"
    assert lamp(h, "R01.step.over", "2026-10-11") == "since 2026-10-11"


def test_a_correction_suspends_up_to_and_with_the_day_it_is_received(lamp: Lamp) -> None:
    # 5, 6, 9, 10, 11, 12 March do not count: the 12th counted day is 26 March, the 15th the 31st.
    h = submitted().correction_requested("2026-03-04").correction_received("2026-03-12").accepted("2026-03-13")
    assert lamp(h, "R01.step.near", "2026-03-25") == "dark"
    assert lamp(h, "R01.step.near", "2026-03-31") == "since 2026-03-26"
    assert lamp(h, "R01.step.over", "2026-04-01") == "since 2026-04-01"


def test_a_correction_that_never_comes_suspends_ten_working_days_and_no_more(lamp: Lamp) -> None:
    # 5-18 March do not count; 6 April is Qingming, so the 15th counted day is 7 April.
    h = submitted().correction_requested("2026-03-04")
    assert lamp(h, "R01.step.near", "2026-03-31") == "dark"
    assert lamp(h, "R01.step.near", "2026-04-07") == "since 2026-04-01"
    assert lamp(h, "R01.step.over", "2026-04-08") == "since 2026-04-08"


def test_days_of_two_suspensions_count_once(lamp: Lamp) -> None:
    # Correction 5-12, objection 11-16 March: eight days together; the 15th counted day is 2 April.
    h = submitted().correction_requested("2026-03-04").objection_raised("2026-03-10", notice="acceptance")
    h.correction_received("2026-03-12").accepted("2026-03-13").objection_concluded("2026-03-16", step="S1")
    assert lamp(h, "R01.step.over", "2026-04-02") == "dark"
    assert lamp(h, "R01.step.over", "2026-04-03") == "since 2026-04-03"


def test_a_suspension_over_national_day_counts_working_days_only(lamp: Lamp) -> None:
    # Twelve days are counted up to 30 September; 8, 9, 10 and 12 October are stopped; then 13, 14, 15 October.
    h = case().submitted("2026-09-14").accepted("2026-09-15")
    h.clock_suspended("2026-09-30", step="S1").clock_resumed("2026-10-12", step="S1")
    assert lamp(h, "R01.step.near", "2026-10-11") == "since 2026-09-30"
    assert lamp(h, "R01.step.over", "2026-10-15") == "dark"
    assert lamp(h, "R01.step.over", "2026-10-16") == "since 2026-10-16"


def test_a_suspension_that_begins_after_the_due_day_mends_nothing(lamp: Lamp) -> None:
    h = accepted().clock_suspended("2026-03-24", step="S1")
    assert lamp(h, "R01.step.over", "2026-04-10") == "since 2026-03-24"
