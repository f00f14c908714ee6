"""R15: the allotment takes eighteen working days, the whole sixty without the waiting, and the filing thirty days.

The 15th working day after Monday 2 March 2026 is Monday the 23rd, the 18th Thursday the 26th; the 54th is Wednesday
20 May, the 60th Thursday 28 May. The 25th day after 2 March is Friday the 27th, the 30th Wednesday 1 April.
"""

from __future__ import annotations

import pytest

from tests.build import History, case, clean_case
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def entered(on: str = "2026-03-02", mode: str = "unit") -> History:
    return case(mode=mode).batch_entered(on)


def submitted(on: str = "2026-03-02") -> History:
    return case().submitted(on)


def signed(on: str = "2026-03-02") -> History:
    return case().contract_signed(on)


# --- the allotment step: eighteen working days ------------------------------------------------------------------------


def test_the_fifteenth_day_is_near_and_the_day_after_the_eighteenth_red(lamp: Lamp) -> None:
    h = entered()
    assert lamp(h, "R15.step.near", "2026-03-22") == "dark"
    assert lamp(h, "R15.step.near", "2026-03-26") == "since 2026-03-23"
    assert lamp(h, "R15.step.over", "2026-03-26") == "dark"
    assert lamp(h, "R15.step.near", "2026-03-27") == "2026-03-23 until 2026-03-27"
    assert lamp(h, "R15.step.over", "2026-03-27") == "since 2026-03-27"


@pytest.mark.parametrize("end", ["contract_signed", "step_ended"])
def test_the_eighteenth_day_is_in_time_and_the_next_one_late_for_that_day(lamp: Lamp, end: str) -> None:
    assert lamp(entered().did(end, "2026-03-26 23:59", step="S4"), "R15.step.over", "2026-12-31") == "dark"
    late = entered().did(end, "2026-03-27", step="S4")
    assert lamp(late, "R15.step.over", "2026-12-31") == "2026-03-27 until 2026-03-28"


def test_done_before_the_fifteenth_day_is_silent(lamp: Lamp) -> None:
    h = entered().contract_signed("2026-03-20")
    assert lamp(h, "R15.step.near", "2026-12-31") == "dark"
    assert lamp(h, "R15.step.over", "2026-12-31") == "dark"


def test_not_yet_in_a_batch_no_allotment_runs(lit: Lit) -> None:
    assert lit(case().determined("2026-03-02").registered("2026-03-10"), "2026-12-31") == []


def test_on_the_subsidy_path_any_operation_of_the_step_begins_it_and_the_payment_ends_it(lamp: Lamp) -> None:
    h = case(mode="subsidy").ranked("2026-03-02").contract_signed("2026-03-10").subsidy_paid("2026-03-30")
    assert lamp(h, "R15.step.over", "2026-03-26") == "dark"
    assert lamp(h, "R15.step.over", "2026-03-30") == "2026-03-27 until 2026-03-31"


def test_on_the_unit_path_a_payment_ends_nothing(lamp: Lamp) -> None:
    assert lamp(entered().subsidy_paid("2026-03-10"), "R15.step.over", "2026-12-31") == "since 2026-03-27"


def test_the_path_is_that_of_the_determination(lamp: Lamp) -> None:
    h = case().determined("2026-02-27", mode="subsidy").batch_entered("2026-03-02").subsidy_paid("2026-03-10")
    assert lamp(h, "R15.step.over", "2026-12-31") == "dark"


def test_eighteen_days_over_spring_festival_with_its_saturdays(lamp: Lamp) -> None:
    # Monday 2 February: 3-6, 9-13, Saturday 14 is the 10th; 24-27, Saturday 28 is the 15th; 2, 3, 4 March.
    h = entered("2026-02-02")
    assert lamp(h, "R15.step.near", "2026-02-27") == "dark"
    assert lamp(h, "R15.step.near", "2026-03-04") == "since 2026-02-28"
    assert lamp(h, "R15.step.over", "2026-03-05") == "since 2026-03-05"


def test_eighteen_days_over_mid_autumn_and_national_day(lamp: Lamp) -> None:
    # Monday 14 September: 15-18, Sunday 20, 21-24, 28-30, 8, 9, Saturday 10 October is the 15th; 12, 13, 14.
    h = entered("2026-09-14")
    assert lamp(h, "R15.step.near", "2026-10-09") == "dark"
    assert lamp(h, "R15.step.near", "2026-10-14") == "since 2026-10-10"
    assert lamp(h, "R15.step.over", "2026-10-15") == "since 2026-10-15"


def test_suspended_days_do_not_count_for_the_step(lamp: Lamp) -> None:
    # The 4th and 5th are stopped: two days later.
    h = entered().clock_suspended("2026-03-03").clock_resumed("2026-03-05")
    assert lamp(h, "R15.step.near", "2026-03-30") == "since 2026-03-25"
    assert lamp(h, "R15.step.over", "2026-03-31") == "since 2026-03-31"


def test_withdrawn_in_time_lights_nothing_and_withdrawn_late_cures(lamp: Lamp) -> None:
    assert lamp(entered().withdrawn("2026-03-26"), "R15.step.over", "2026-12-31") == "dark"
    assert lamp(entered().withdrawn("2026-03-31"), "R15.step.over", "2026-12-31") == "2026-03-27 until 2026-04-01"


# --- the whole: sixty working days ------------------------------------------------------------------------------------


def test_the_fifty_fourth_day_is_near_and_the_day_after_the_sixtieth_red(lamp: Lamp) -> None:
    # March has 21 working days after the 2nd, April 21, May 18 up to the 28th.
    h = submitted()
    assert lamp(h, "R15.total.near", "2026-05-19") == "dark"
    assert lamp(h, "R15.total.near", "2026-05-20") == "since 2026-05-20"
    assert lamp(h, "R15.total.near", "2026-05-28") == "since 2026-05-20"
    assert lamp(h, "R15.total.over", "2026-05-28") == "dark"
    assert lamp(h, "R15.total.near", "2026-05-29") == "2026-05-20 until 2026-05-29"
    assert lamp(h, "R15.total.over", "2026-05-29") == "since 2026-05-29"


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "terminated", "contract_signed"])
def test_whatever_ends_the_case_on_the_sixtieth_day_is_in_time(lamp: Lamp, end: str) -> None:
    assert lamp(submitted().did(end, "2026-05-28"), "R15.total.over", "2026-12-31") == "dark"
    late = submitted().did(end, "2026-06-01")
    assert lamp(late, "R15.total.over", "2026-12-31") == "2026-05-29 until 2026-06-02"


def test_a_refusal_told_ends_it_and_a_refusal_alone_does_not(lamp: Lamp) -> None:
    told = submitted().determined("2026-05-18", result="unqualified").notified("2026-05-19")
    assert lamp(told, "R15.total.near", "2026-12-31") == "dark"
    alone = submitted().determined("2026-05-18", result="unqualified")
    assert lamp(alone, "R15.total.near", "2026-05-28") == "since 2026-05-20"


def test_sixty_days_over_spring_festival_and_labour_day(lamp: Lamp) -> None:
    # Monday 2 February: 15 up to Saturday 28 February, 22 in March, 21 in April is the 58th; 6 and 7 May.
    h = submitted("2026-02-02")
    assert lamp(h, "R15.total.near", "2026-04-23") == "dark"
    assert lamp(h, "R15.total.near", "2026-05-07") == "since 2026-04-24"
    assert lamp(h, "R15.total.over", "2026-05-08") == "since 2026-05-08"


def test_sixty_days_over_national_day(lamp: Lamp) -> None:
    # Tuesday 14 July: 13 up to 31 July, 21 in August, 22 in September with Sunday the 20th is the 56th; 8, 9, Saturday
    # 10 and Monday 12 October.
    h = submitted("2026-07-14")
    assert lamp(h, "R15.total.near", "2026-09-27") == "dark"
    assert lamp(h, "R15.total.near", "2026-10-12") == "since 2026-09-28"
    assert lamp(h, "R15.total.over", "2026-10-13") == "since 2026-10-13"


def test_overlapping_suspensions_count_once(lamp: Lamp) -> None:
    # 4, 5, 6, 9, 10 stopped by the correction, 10, 11, 12 by the office: seven days, so the 67th is due, 8 June.
    h = submitted().correction_requested("2026-03-03").clock_suspended("2026-03-09")
    h.correction_received("2026-03-10").clock_resumed("2026-03-12")
    assert lamp(h, "R15.total.over", "2026-06-08") == "dark"
    assert lamp(h, "R15.total.over", "2026-06-09") == "since 2026-06-09"


# --- waiting is no handling time --------------------------------------------------------------------------------------


def registered() -> History:
    """Fifteen working days handled, up to Monday 23 March."""
    return submitted().determined("2026-03-16").registered("2026-03-23")


def test_who_waits_for_a_batch_is_never_over(lit: Lit) -> None:
    assert lit(registered(), "2027-12-31") == []


def test_the_waiting_does_not_count_and_the_days_go_on_with_the_batch(lamp: Lamp) -> None:
    # Entered on Monday 1 June: that day still waits. 21 days in June (2-18, 22-30), 23 in July are the 59th: 39 days
    # after 1 June is Monday 27 July, the 45th Tuesday 4 August.
    h = registered().batch_entered("2026-06-01")
    assert lamp(h, "R15.total.near", "2026-07-26") == "dark"
    assert lamp(h, "R15.total.near", "2026-08-04") == "since 2026-07-27"
    assert lamp(h, "R15.total.over", "2026-08-04") == "dark"
    assert lamp(h, "R15.total.over", "2026-08-05") == "since 2026-08-05"


def test_entered_on_the_day_of_the_registration_has_not_waited(lamp: Lamp) -> None:
    h = registered().batch_entered("2026-03-23")
    assert lamp(h, "R15.total.over", "2026-05-29") == "since 2026-05-29"


def test_qualified_but_not_registered_does_not_wait(lamp: Lamp) -> None:
    assert lamp(submitted().determined("2026-03-16"), "R15.total.over", "2026-05-29") == "since 2026-05-29"


def test_a_red_lamp_of_before_the_waiting_stays(lamp: Lamp) -> None:
    h = submitted().determined("2026-05-20").registered("2026-06-01")
    assert lamp(h, "R15.total.over", "2026-12-31") == "since 2026-05-29"


def test_on_the_waiting_list_near_the_limit_it_stays_near(lamp: Lamp) -> None:
    # Registered on Friday 22 May, the 56th day; the rest waits.
    h = submitted().determined("2026-05-18").registered("2026-05-22")
    assert lamp(h, "R15.total.near", "2026-12-31") == "since 2026-05-20"
    assert lamp(h, "R15.total.over", "2026-12-31") == "dark"


def test_the_days_between_a_refusal_and_its_turn_do_not_count(lamp: Lamp) -> None:
    # Told on Tuesday 10 March, qualified on Monday 13 April: 23 working days. The 60th is now Wednesday 1 July.
    h = submitted().determined("2026-03-09", result="unqualified").notified("2026-03-10")
    h.re_review_requested("2026-03-11").determined("2026-04-13").re_review_answered("2026-04-13")
    assert lamp(h, "R15.total.near", "2026-06-22") == "dark"
    assert lamp(h, "R15.total.near", "2026-07-01") == "since 2026-06-23"
    assert lamp(h, "R15.total.over", "2026-07-02") == "since 2026-07-02"


# --- filing: thirty calendar days -------------------------------------------------------------------------------------


def test_five_days_before_it_is_near_and_after_the_thirtieth_red(lamp: Lamp) -> None:
    h = signed()
    assert lamp(h, "R15.filing.near", "2026-03-26") == "dark"
    assert lamp(h, "R15.filing.near", "2026-04-01") == "since 2026-03-27"
    assert lamp(h, "R15.filing.over", "2026-04-01") == "dark"
    assert lamp(h, "R15.filing.near", "2026-04-02") == "2026-03-27 until 2026-04-02"
    assert lamp(h, "R15.filing.over", "2026-04-02") == "since 2026-04-02"


def test_filed_on_the_thirtieth_day_is_in_time_and_later_cures(lamp: Lamp) -> None:
    h = signed().contract_filed("2026-04-01 23:59")
    assert lamp(h, "R15.filing.near", "2026-12-31") == "2026-03-27 until 2026-04-02"
    assert lamp(h, "R15.filing.over", "2026-12-31") == "dark"
    late = signed().contract_filed("2026-04-10")
    assert lamp(late, "R15.filing.over", "2026-04-09") == "since 2026-04-02"
    assert lamp(late, "R15.filing.over", "2026-04-10") == "2026-04-02 until 2026-04-11"


def test_filed_before_the_twenty_fifth_day_is_silent(lit: Lit) -> None:
    assert lit(signed().contract_filed("2026-03-26"), "2026-12-31") == []


def test_holidays_count_as_days(lamp: Lamp) -> None:
    # Thursday 10 September: the 25th day is 5 October, the 30th Saturday 10 October.
    national_day = signed("2026-09-10")
    assert lamp(national_day, "R15.filing.near", "2026-10-10") == "since 2026-10-05"
    assert lamp(national_day, "R15.filing.over", "2026-10-11") == "since 2026-10-11"
    # Tuesday 20 January: the 30th day is Thursday 19 February, in the middle of Spring Festival.
    assert lamp(signed("2026-01-20"), "R15.filing.over", "2026-02-20") == "since 2026-02-20"


def test_no_suspension_stops_the_thirty_days(lamp: Lamp) -> None:
    h = case().batch_entered("2026-02-24").clock_suspended("2026-02-26").contract_signed("2026-03-02")
    assert lamp(h, "R15.filing.over", "2026-04-02") == "since 2026-04-02"


def test_filed_before_it_was_signed_is_not_filed(lamp: Lamp) -> None:
    h = case().contract_filed("2026-02-27").contract_signed("2026-03-02")
    assert lamp(h, "R15.filing.over", "2026-04-02") == "since 2026-04-02"


def test_signed_again_starts_nothing_anew(lamp: Lamp) -> None:
    assert lamp(signed().contract_signed("2026-03-16"), "R15.filing.over", "2026-12-31") == "since 2026-04-02"


def test_without_a_contract_there_is_nothing_to_file(lit: Lit) -> None:
    assert lit(case(mode="subsidy").ranked("2026-03-02").subsidy_paid("2026-03-10"), "2026-12-31") == []
    assert lit(entered().withdrawn("2026-03-10"), "2026-12-31") == []


@pytest.mark.parametrize("mode", ["unit", "subsidy"])
def test_a_case_without_a_fault_is_silent(lit: Lit, mode: str) -> None:
    assert lit(clean_case(mode=mode), "2027-12-31") == []


def test_lamps_carry_step_level_and_class(court: Court) -> None:
    h = submitted().batch_entered("2026-05-01").contract_signed("2026-06-01")
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    assert [row[:9] for row in court.rows(h, "2026-12-31")] == [
        (*subject, "R15.filing.near", "", "yellow", "near_limit", "S4", "0102001"),
        (*subject, "R15.filing.over", "", "red", "abnormal", "S4", "0102001"),
        (*subject, "R15.step.near", "", "yellow", "near_limit", "S4", "0102001"),
        (*subject, "R15.step.over", "", "red", "abnormal", "S4", "0102001"),
        (*subject, "R15.total.near", "", "yellow", "near_limit", "", "0102001"),
        (*subject, "R15.total.over", "", "red", "abnormal", "", "0102001"),
    ]
