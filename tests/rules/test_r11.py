"""R11: an objection is investigated in ten working days, its conclusion published, and nothing goes on before.

Plain working days, never suspended. The 8th working day after Monday 2 March 2026 is Thursday the 12th, the 10th Monday
the 16th, the 15th Monday the 23rd.
"""

from __future__ import annotations

import pytest

from tests.build import History, case
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def objected(notice: str = "acceptance", number: str = "1") -> History:
    return case().objection_raised("2026-03-02 09:00", notice=notice, objection_no=number)


def concluded() -> History:
    """Concluded on Monday 9 March."""
    return objected().objection_concluded("2026-03-09")


# --- investigating: ten working days ----------------------------------------------------------------------------------


def test_the_eighth_day_is_near_and_the_day_after_the_tenth_red(lamp: Lamp) -> None:
    h = objected()
    assert lamp(h, "R11.conclude.near", "2026-03-11") == "dark"
    assert lamp(h, "R11.conclude.near", "2026-03-16") == "since 2026-03-12"
    assert lamp(h, "R11.conclude.over", "2026-03-16") == "dark"
    assert lamp(h, "R11.conclude.near", "2026-03-17") == "2026-03-12 until 2026-03-17"
    assert lamp(h, "R11.conclude.over", "2026-03-17") == "since 2026-03-17"


def test_a_conclusion_on_the_tenth_day_is_in_time(lamp: Lamp) -> None:
    h = objected().objection_concluded("2026-03-16 23:59")
    assert lamp(h, "R11.conclude.over", "2026-12-31") == "dark"
    assert lamp(h, "R11.conclude.near", "2026-03-16") == "2026-03-12 until 2026-03-17"


def test_a_late_conclusion_cures_the_day_after(lamp: Lamp) -> None:
    h = objected().objection_concluded("2026-03-20")
    assert lamp(h, "R11.conclude.over", "2026-03-19") == "since 2026-03-17"
    assert lamp(h, "R11.conclude.over", "2026-03-20") == "2026-03-17 until 2026-03-21"


def test_concluded_before_the_eighth_day_and_published_in_time_is_silent(lit: Lit) -> None:
    assert lit(objected().objection_concluded("2026-03-11").objection_published("2026-03-13"), "2026-12-31") == []


def test_each_objection_has_its_own_limit(lamp: Lamp) -> None:
    h = objected().objection_raised("2026-03-04", notice="acceptance", objection_no="2")
    h.objection_concluded("2026-03-10", objection_no="1").objection_published("2026-03-10", objection_no="1")
    assert lamp(h, "R11.conclude.over", "2026-03-31", instance="1") == "dark"
    assert lamp(h, "R11.conclude.over", "2026-03-31", instance="2") == "since 2026-03-19"


def test_raised_again_under_the_same_number_changes_nothing(lamp: Lamp) -> None:
    h = objected().objection_raised("2026-03-10", notice="acceptance")
    assert lamp(h, "R11.conclude.over", "2026-03-31") == "since 2026-03-17"


def test_a_conclusion_before_the_objection_is_none(lamp: Lamp) -> None:
    h = case().objection_concluded("2026-03-02 08:00", step="S1").objection_raised("2026-03-02 09:00", notice="ranking")
    assert lamp(h, "R11.conclude.over", "2026-03-17") == "since 2026-03-17"


def test_no_suspension_stops_it(lamp: Lamp) -> None:
    h = objected().clock_suspended("2026-03-03", step="S1").correction_requested("2026-03-03")
    assert lamp(h, "R11.conclude.over", "2026-03-17") == "since 2026-03-17"


@pytest.mark.parametrize("end", ["withdrawn", "rejected", "terminated"])
def test_it_is_judged_after_the_end_of_the_case_too_and_cured_there(lamp: Lamp, end: str) -> None:
    h = objected().did(end, "2026-03-04")
    assert lamp(h, "R11.conclude.near", "2026-03-16") == "since 2026-03-12"
    assert lamp(h, "R11.conclude.over", "2026-03-17") == "since 2026-03-17"
    h.objection_concluded("2026-03-20").objection_published("2026-03-24")
    assert lamp(h, "R11.conclude.over", "2026-12-31") == "2026-03-17 until 2026-03-21"
    assert lamp(h, "R11.publish.late", "2026-12-31") == "dark"


def test_an_objection_raised_after_the_end_counts_too(lamp: Lamp) -> None:
    h = case().submitted("2026-02-27").rejected("2026-02-28").objection_raised("2026-03-02", notice="acceptance")
    assert lamp(h, "R11.conclude.over", "2026-03-17") == "since 2026-03-17"


def test_ten_days_over_spring_festival_and_over_national_day(lamp: Lamp) -> None:
    # Wednesday 4 February: 5, 6, 9-13, Saturday 14 is the 8th; 24 and 25.
    h = case().objection_raised("2026-02-04", notice="acceptance")
    assert lamp(h, "R11.conclude.near", "2026-02-25") == "since 2026-02-14"
    assert lamp(h, "R11.conclude.over", "2026-02-26") == "since 2026-02-26"
    # Wednesday 23 September: 24, 28, 29, 30, 8, 9, Saturday 10, 12 is the 8th; 13, 14. Friday the 25th is Mid-Autumn.
    h = case().objection_raised("2026-09-23", notice="acceptance")
    assert lamp(h, "R11.conclude.near", "2026-10-14") == "since 2026-10-12"
    assert lamp(h, "R11.conclude.over", "2026-10-15") == "since 2026-10-15"


# --- publishing the conclusion ----------------------------------------------------------------------------------------


def test_unpublished_is_yellow_after_two_days_and_red_after_three(lamp: Lamp) -> None:
    h = concluded()
    assert lamp(h, "R11.publish.late", "2026-03-11") == "dark"
    assert lamp(h, "R11.publish.late", "2026-03-12") == "since 2026-03-12"
    assert lamp(h, "R11.publish.over", "2026-03-12") == "dark"
    assert lamp(h, "R11.publish.late", "2026-03-13") == "2026-03-12 until 2026-03-13"
    assert lamp(h, "R11.publish.over", "2026-03-13") == "since 2026-03-13"


def test_published_on_the_second_day_is_silent(lit: Lit) -> None:
    assert lit(concluded().objection_published("2026-03-11 23:59"), "2026-12-31") == []


def test_published_on_the_third_day_is_yellow_for_a_day(lamp: Lamp) -> None:
    h = concluded().objection_published("2026-03-12")
    assert lamp(h, "R11.publish.late", "2026-03-12") == "2026-03-12 until 2026-03-13"
    assert lamp(h, "R11.publish.over", "2026-12-31") == "dark"


def test_published_late_cures_the_red(lamp: Lamp) -> None:
    h = concluded().objection_published("2026-03-18")
    assert lamp(h, "R11.publish.over", "2026-03-17") == "since 2026-03-13"
    assert lamp(h, "R11.publish.over", "2026-03-18") == "2026-03-13 until 2026-03-19"


def test_a_red_that_begins_on_a_saturday_leaves_the_yellow_its_friday(lamp: Lamp) -> None:
    # Concluded on Tuesday 10 March: the 12th is the second day, Friday the 13th the third.
    h = objected().objection_concluded("2026-03-10")
    assert lamp(h, "R11.publish.late", "2026-03-31") == "2026-03-13 until 2026-03-14"
    assert lamp(h, "R11.publish.over", "2026-03-31") == "since 2026-03-14"


def test_publishing_another_objection_publishes_nothing_of_this_one(lamp: Lamp) -> None:
    h = concluded().objection_published("2026-03-10", objection_no="2")
    assert lamp(h, "R11.publish.over", "2026-03-13") == "since 2026-03-13"


def test_without_a_conclusion_there_is_nothing_to_publish(lamp: Lamp) -> None:
    assert lamp(objected(), "R11.publish.late", "2026-12-31") == "dark"
    assert lamp(objected(), "R11.publish.over", "2026-12-31") == "dark"


# --- going on while it is open ----------------------------------------------------------------------------------------

ADVANCES = [
    ("acceptance", "dispatched"),
    ("eligibility", "registered"),
    ("ranking", "unit_selected"),
    ("result", "contract_signed"),
    ("result", "subsidy_paid"),
]


@pytest.mark.parametrize(("notice", "advance"), ADVANCES)
def test_going_past_the_notice_is_red_until_the_conclusion(lamp: Lamp, notice: str, advance: str) -> None:
    h = objected(notice).did(advance, "2026-03-04").objection_concluded("2026-03-06")
    assert lamp(h, "R11.advanced", "2026-03-03") == "dark"
    assert lamp(h, "R11.advanced", "2026-03-04") == "since 2026-03-04"
    assert lamp(h, "R11.advanced", "2026-03-05", instance="1") == "since 2026-03-04"
    assert lamp(h, "R11.advanced", "2026-03-06") == "2026-03-04 until 2026-03-07"


@pytest.mark.parametrize(("notice", "advance"), ADVANCES)
def test_going_on_after_the_conclusion_or_at_its_instant_is_silent(lamp: Lamp, notice: str, advance: str) -> None:
    after = objected(notice).objection_concluded("2026-03-04 10:00").did(advance, "2026-03-04 10:01")
    assert lamp(after, "R11.advanced", "2026-12-31") == "dark"
    at_once = objected(notice).did(advance, "2026-03-04 10:00").objection_concluded("2026-03-04 10:00")
    assert lamp(at_once, "R11.advanced", "2026-12-31") == "dark"


def test_having_gone_past_before_the_objection_is_silent(lamp: Lamp) -> None:
    before = case().registered("2026-03-01").objection_raised("2026-03-02", notice="eligibility")
    assert lamp(before, "R11.advanced", "2026-12-31") == "dark"
    begun = case().dispatched("2026-03-01").objection_raised("2026-03-02", notice="acceptance")
    assert lamp(begun.dispatched("2026-03-03", department="tax"), "R11.advanced", "2026-12-31") == "dark"


def test_another_step_s_advance_does_not_go_past_this_notice(lamp: Lamp) -> None:
    assert lamp(objected("ranking").registered("2026-03-04"), "R11.advanced", "2026-12-31") == "dark"


def test_what_happens_after_a_withdrawal_is_no_going_on(lamp: Lamp) -> None:
    h = objected("eligibility").withdrawn("2026-03-03").registered("2026-03-04")
    assert lamp(h, "R11.advanced", "2026-12-31") == "dark"


# --- answering a re-review --------------------------------------------------------------------------------------------


def reviewed() -> History:
    return (
        case().determined("2026-02-26", result="unqualified").notified("2026-02-27").re_review_requested("2026-03-02")
    )


def test_a_re_review_unanswered_after_fifteen_days_is_red_until_the_answer(lamp: Lamp) -> None:
    h = reviewed().re_review_answered("2026-03-26")
    assert lamp(h, "R11.review.over", "2026-03-23") == "dark"
    assert lamp(h, "R11.review.over", "2026-03-24", instance="1") == "since 2026-03-24"
    assert lamp(h, "R11.review.over", "2026-03-26") == "2026-03-24 until 2026-03-27"


def test_an_answer_on_the_fifteenth_day_is_in_time(lit: Lit) -> None:
    assert lit(reviewed().re_review_answered("2026-03-23 23:59"), "2026-12-31") == []


def test_one_answer_serves_every_request_before_it(lit: Lit) -> None:
    assert lit(reviewed().re_review_requested("2026-03-05").re_review_answered("2026-03-20"), "2026-12-31") == []


def test_an_answer_at_the_instant_of_the_request_answers_it_and_the_minute_before_does_not(lit: Lit) -> None:
    told = case().determined("2026-02-26", result="unqualified").notified("2026-02-27")
    told.re_review_requested("2026-03-02 10:00")
    assert lit(told.re_review_answered("2026-03-02 09:59"), "2026-12-31") == ["R11.review.over"]
    assert lit(told.re_review_answered("2026-03-02 10:00"), "2026-12-31") == []


def test_the_second_request_is_the_second_instance(lamp: Lamp) -> None:
    h = reviewed().re_review_answered("2026-03-04").re_review_requested("2026-03-05")
    assert lamp(h, "R11.review.over", "2026-12-31", instance="1") == "dark"
    assert lamp(h, "R11.review.over", "2026-12-31", instance="2") == "since 2026-03-27"


def test_a_lamp_stands_in_the_step_of_its_notice_and_a_review_in_the_determination(court: Court) -> None:
    for notice, step in (("acceptance", "S1"), ("eligibility", "S3"), ("ranking", "S4"), ("result", "S4")):
        over, near = sorted(court.rows(objected(notice, "7"), "2026-03-17"), reverse=True)
        subject = ("case", "350102-2026-00001", "350102-2026-00001")
        assert over[:9] == (*subject, "R11.conclude.over", "7", "red", "abnormal", step, "0102001")
        assert near[:9] == (*subject, "R11.conclude.near", "7", "yellow", "near_limit", step, "0102001")
    (row,) = court.rows(reviewed(), "2026-03-24")
    assert row[3:8] == ("R11.review.over", "1", "red", "abnormal", "S3")
