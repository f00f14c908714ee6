"""R10: the result of the determination is published, and a refused applicant is told, and told why.

The 2nd working day after Monday 2 March 2026 is Wednesday the 4th, the 5th Monday the 9th.
"""

from __future__ import annotations

import pytest

from tests.build import FULL_ELEMENTS, History, case
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def qualified() -> History:
    return case().determined("2026-03-02")


def unqualified() -> History:
    return case().determined("2026-03-02", result="unqualified")


def notice(starts_on: str = "2026-03-03", ends_on: str = "2026-03-09", **members: object) -> History:
    """An eligibility notice opened on Tuesday 3 March, five working days long unless said."""
    return qualified().notice_opened(
        "2026-03-03", notice="eligibility", starts_on=starts_on, ends_on=ends_on, **members
    )


# --- publishing that a case is qualified ------------------------------------------------------------------------------


def test_no_notice_within_two_working_days_is_red_until_there_is_one(lamp: Lamp) -> None:
    h = qualified().notice_opened("2026-03-10", notice="eligibility")
    assert lamp(h, "R10.notice.missing", "2026-03-04") == "dark"
    assert lamp(h, "R10.notice.missing", "2026-03-05") == "since 2026-03-05"
    assert lamp(h, "R10.notice.missing", "2026-03-10") == "2026-03-05 until 2026-03-11"
    assert lamp(h, "R10.notice.missing", "2026-12-31") == "2026-03-05 until 2026-03-11"


def test_a_notice_on_the_second_working_day_is_in_time(lit: Lit) -> None:
    assert lit(qualified().notice_opened("2026-03-04 23:59", notice="eligibility"), "2026-12-31") == []


def test_even_a_poor_notice_is_a_notice(lit: Lit) -> None:
    h = qualified().notice_opened("2026-03-04", notice="eligibility", elements=[])
    assert lit(h, "2026-12-31") == ["R10.notice.elements"]


def test_a_notice_before_the_decision_or_of_another_kind_is_none(lamp: Lamp) -> None:
    before = case().notice_opened("2026-02-27", notice="eligibility").determined("2026-03-02")
    assert lamp(before, "R10.notice.missing", "2026-03-05") == "since 2026-03-05"
    other = qualified().notice_opened("2026-03-03", notice="acceptance")
    assert lamp(other, "R10.notice.missing", "2026-03-05") == "since 2026-03-05"


def test_two_working_days_over_national_day_and_over_a_weekend(lamp: Lamp) -> None:
    # Wednesday 30 September: 8 and 9 October. Friday 6 March: 9 and 10 March.
    national_day = case().determined("2026-09-30")
    assert lamp(national_day, "R10.notice.missing", "2026-10-09") == "dark"
    assert lamp(national_day, "R10.notice.missing", "2026-10-10") == "since 2026-10-10"
    assert lamp(case().determined("2026-03-06"), "R10.notice.missing", "2026-03-11") == "since 2026-03-11"


def test_no_suspension_stops_it(lamp: Lamp) -> None:
    h = qualified().clock_suspended("2026-03-02", step="S3")
    assert lamp(h, "R10.notice.missing", "2026-03-05") == "since 2026-03-05"


def test_a_decision_repeated_with_the_same_result_starts_nothing_anew(lamp: Lamp) -> None:
    assert lamp(qualified().determined("2026-03-04"), "R10.notice.missing", "2026-03-05") == "since 2026-03-05"


def test_a_case_that_ended_before_owes_no_notice_and_one_that_ends_later_still_burns(lamp: Lamp) -> None:
    assert lamp(qualified().withdrawn("2026-03-04"), "R10.notice.missing", "2026-12-31") == "dark"
    assert lamp(qualified().withdrawn("2026-03-05"), "R10.notice.missing", "2026-12-31") == "since 2026-03-05"


def test_an_unqualified_case_owes_no_notice(lamp: Lamp) -> None:
    assert lamp(unqualified(), "R10.notice.missing", "2026-12-31") == "dark"


# --- the notice itself ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("element", FULL_ELEMENTS["eligibility"])
def test_each_required_element_missing_is_yellow(lamp: Lamp, element: str) -> None:
    h = notice(elements=[e for e in FULL_ELEMENTS["eligibility"] if e != element])
    assert lamp(h, "R10.notice.elements", "2026-03-02") == "dark"
    assert lamp(h, "R10.notice.elements", "2026-12-31") == "since 2026-03-03"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("张三 350102198001011234", "since 2026-03-03"),
        ("张三 35010219800101123x", "since 2026-03-03"),
        ("张三 ３５０１０２１９８００１０１１２３Ｘ", "since 2026-03-03"),
        ("电话13800138000。", "since 2026-03-03"),
        ("编号3501021980010112345", "dark"),  # 19 digits
        ("电话 12800138000", "dark"),  # no mobile number begins with 12
        ("电话138001380001", "dark"),  # 12 digits
        ("张** 350102********1234,138****8000", "dark"),
        ("", "dark"),
    ],
)
def test_a_bare_identity_or_mobile_number_is_yellow(lamp: Lamp, text: str, state: str) -> None:
    assert lamp(notice(text=text), "R10.notice.elements", "2026-12-31") == state


def test_a_bare_number_among_the_elements_is_yellow_too(lamp: Lamp) -> None:
    h = notice(elements=[*FULL_ELEMENTS["eligibility"], "13800138000"])
    assert lamp(h, "R10.notice.elements", "2026-12-31") == "since 2026-03-03"


@pytest.mark.parametrize(
    ("ends_on", "burning"),
    [
        ("2026-03-09", []),  # 3, 4, 5, 6, 9 March: five
        ("2026-03-08", ["R10.notice.short"]),  # a Sunday: four
        ("2026-03-05", ["R10.notice.short"]),  # three
        ("2026-03-04", ["R10.notice.cut"]),  # two
        ("2026-03-02", ["R10.notice.cut"]),  # ends before it starts
    ],
)
def test_five_days_are_long_enough_four_and_three_are_short_two_are_cut(
    lit: Lit, ends_on: str, burning: list[str]
) -> None:
    assert lit(notice(ends_on=ends_on), "2026-12-31") == burning


def test_notice_days_over_national_day(lit: Lit) -> None:
    # 30 September, 8, 9, Saturday 10, Monday 12 October: five.
    def over_national_day(ends_on: str) -> History:
        return case().determined("2026-09-30").notice_opened("2026-09-30", notice="eligibility", ends_on=ends_on)

    assert lit(over_national_day("2026-10-12"), "2026-12-31") == []
    assert lit(over_national_day("2026-10-11"), "2026-12-31") == ["R10.notice.short"]


def test_closed_too_early_burns_from_its_closing_on(lamp: Lamp) -> None:
    h = notice().notice_closed("2026-03-05", notice="eligibility")  # 3, 4, 5 March
    assert lamp(h, "R10.notice.short", "2026-03-04") == "dark"
    assert lamp(h, "R10.notice.short", "2026-12-31") == "since 2026-03-05"
    assert lamp(notice().notice_closed("2026-03-04", notice="eligibility"), "R10.notice.cut", "2026-12-31") == (
        "since 2026-03-04"
    )


def test_closed_on_its_last_day_or_later_is_silent(lit: Lit) -> None:
    assert lit(notice().notice_closed("2026-03-09", notice="eligibility"), "2026-12-31") == []
    assert lit(notice().notice_closed("2026-03-20", notice="eligibility"), "2026-12-31") == []
    longer = notice(ends_on="2026-03-20").notice_closed("2026-03-09", notice="eligibility")
    assert lit(longer, "2026-12-31") == []


def test_a_cut_takes_over_the_short_on_its_day(lamp: Lamp) -> None:
    h = notice(ends_on="2026-03-06").notice_closed("2026-03-04", notice="eligibility")
    assert lamp(h, "R10.notice.short", "2026-03-03") == "since 2026-03-03"
    assert lamp(h, "R10.notice.short", "2026-03-04") == "2026-03-03 until 2026-03-04"
    assert lamp(h, "R10.notice.cut", "2026-03-04") == "since 2026-03-04"


@pytest.mark.parametrize(
    "poor", [{"elements": []}, {"ends_on": "2026-03-05"}, {"ends_on": "2026-03-03"}], ids=["elements", "short", "cut"]
)
def test_a_later_full_notice_cures_each_of_them(lamp: Lamp, poor: dict[str, object]) -> None:
    (finding,) = [f"R10.notice.{kind}" for kind in ("elements", "short", "cut") if burns(lamp, notice(**poor), kind)]
    h = notice(**poor).notice_opened("2026-03-11", notice="eligibility")
    assert lamp(h, finding, "2026-03-10") == "since 2026-03-03"
    assert lamp(h, finding, "2026-03-11") == "2026-03-03 until 2026-03-12"


def burns(lamp: Lamp, h: History, kind: str) -> bool:
    return lamp(h, f"R10.notice.{kind}", "2026-12-31") != "dark"


def test_a_later_notice_that_is_itself_poor_cures_nothing(lamp: Lamp) -> None:
    h = notice(elements=[]).notice_opened("2026-03-11", notice="eligibility", ends_on="2026-03-16")  # four days
    assert lamp(h, "R10.notice.elements", "2026-12-31") == "since 2026-03-03"
    h = notice(ends_on="2026-03-05").notice_opened("2026-03-11", notice="eligibility", elements=["area"])
    assert lamp(h, "R10.notice.short", "2026-12-31") == "since 2026-03-03"


def test_a_curing_notice_closed_early_burns_anew(lamp: Lamp) -> None:
    h = notice(ends_on="2026-03-04").notice_opened("2026-03-11", notice="eligibility")
    h.notice_closed("2026-03-12", notice="eligibility")
    assert lamp(h, "R10.notice.cut", "2026-12-31") == "2026-03-03 until 2026-03-12, since 2026-03-12"


# --- registered without a notice --------------------------------------------------------------------------------------


def test_registered_without_a_notice_is_red_until_there_is_one(lamp: Lamp) -> None:
    h = qualified().registered("2026-03-03").notice_opened("2026-03-12", notice="eligibility")
    assert lamp(h, "R10.registered", "2026-03-02") == "dark"
    assert lamp(h, "R10.registered", "2026-03-03") == "since 2026-03-03"
    assert lamp(h, "R10.registered", "2026-03-11") == "since 2026-03-03"
    assert lamp(h, "R10.registered", "2026-03-12") == "2026-03-03 until 2026-03-13"


def test_a_notice_at_the_instant_of_the_registration_came_before_it(lit: Lit) -> None:
    h = qualified().registered("2026-03-03 10:00").notice_opened("2026-03-03 10:00", notice="eligibility")
    assert lit(h, "2026-12-31") == []


def test_any_earlier_notice_will_do_for_the_registration(lamp: Lamp) -> None:
    h = case().notice_opened("2026-02-27", notice="eligibility").determined("2026-03-02").registered("2026-03-03")
    assert lamp(h, "R10.registered", "2026-12-31") == "dark"


# --- telling a refused applicant --------------------------------------------------------------------------------------


def test_not_told_within_two_days_is_yellow_and_within_five_red(lamp: Lamp) -> None:
    h = unqualified()
    assert lamp(h, "R10.refusal.late", "2026-03-04") == "dark"
    assert lamp(h, "R10.refusal.late", "2026-03-09") == "since 2026-03-05"
    assert lamp(h, "R10.refusal.missing", "2026-03-09") == "dark"
    assert lamp(h, "R10.refusal.late", "2026-03-10") == "2026-03-05 until 2026-03-10"
    assert lamp(h, "R10.refusal.missing", "2026-03-10") == "since 2026-03-10"


def test_told_with_reasons_on_the_second_day_is_silent(lit: Lit) -> None:
    assert lit(unqualified().notified("2026-03-04"), "2026-12-31") == []


def test_told_late_with_reasons_cures_although_the_case_has_ended(lamp: Lamp) -> None:
    h = unqualified().notified("2026-03-12")
    assert lamp(h, "R10.refusal.missing", "2026-03-12") == "2026-03-10 until 2026-03-13"
    h = unqualified().step_ended("2026-03-03", step="S3")
    assert lamp(h, "R10.refusal.missing", "2026-12-31") == "since 2026-03-10"


def test_told_without_reasons_is_told_but_not_why(lamp: Lamp) -> None:
    h = unqualified().notified("2026-03-06", reasons="").notified("2026-03-16")
    assert lamp(h, "R10.refusal.late", "2026-12-31") == "2026-03-05 until 2026-03-07"
    assert lamp(h, "R10.refusal.missing", "2026-03-15") == "since 2026-03-10"
    assert lamp(h, "R10.refusal.missing", "2026-03-16") == "2026-03-10 until 2026-03-17"


def test_a_notice_counts_on_the_day_of_its_delivery(lamp: Lamp) -> None:
    h = unqualified().notified("2026-03-03", delivered_on="2026-03-06")
    assert lamp(h, "R10.refusal.late", "2026-03-05") == "since 2026-03-05"
    assert lamp(h, "R10.refusal.late", "2026-03-06") == "2026-03-05 until 2026-03-07"
    assert lamp(h, "R10.refusal.missing", "2026-12-31") == "dark"


def test_a_delivery_before_the_operation_or_not_named_counts_on_its_day(lamp: Lamp) -> None:
    backdated = unqualified().notified("2026-03-06", delivered_on="2026-03-03")
    assert lamp(backdated, "R10.refusal.late", "2026-12-31") == "2026-03-05 until 2026-03-07"
    unnamed = unqualified().notified("2026-03-04", delivered_on="")
    assert lamp(unnamed, "R10.refusal.late", "2026-12-31") == "dark"


def test_of_two_notices_the_earlier_delivery_counts(lamp: Lamp) -> None:
    h = unqualified().notified("2026-03-03", delivered_on="2026-03-20").notified("2026-03-04")
    assert lamp(h, "R10.refusal.late", "2026-12-31") == "dark"


def test_told_before_the_decision_is_not_told(lamp: Lamp) -> None:
    h = case().notified("2026-02-27").determined("2026-03-02", result="unqualified")
    assert lamp(h, "R10.refusal.late", "2026-03-05") == "since 2026-03-05"


@pytest.mark.parametrize("end", ["withdrawn", "terminated", "rejected"])
def test_an_applicant_who_withdrew_need_not_be_told(lamp: Lamp, end: str) -> None:
    h = unqualified().did(end, "2026-03-06")
    assert lamp(h, "R10.refusal.late", "2026-12-31") == "since 2026-03-05"  # it burned before, and nobody told
    assert lamp(h, "R10.refusal.missing", "2026-12-31") == "dark"


def test_a_qualified_applicant_need_not_be_told(lamp: Lamp) -> None:
    assert lamp(qualified(), "R10.refusal.late", "2026-12-31") == "dark"
    assert lamp(qualified(), "R10.refusal.missing", "2026-12-31") == "dark"


# --- a re-review turns the result -------------------------------------------------------------------------------------


def test_the_later_decision_cures_the_refusal_s_lines_and_starts_the_notice_s(lamp: Lamp) -> None:
    h = unqualified().step_ended("2026-03-03", step="S3").re_review_requested("2026-03-06").determined("2026-03-24")
    assert lamp(h, "R10.refusal.missing", "2026-03-23") == "since 2026-03-10"
    assert lamp(h, "R10.refusal.missing", "2026-03-24") == "2026-03-10 until 2026-03-25"
    assert lamp(h, "R10.notice.missing", "2026-03-26") == "dark"
    assert lamp(h, "R10.notice.missing", "2026-03-27") == "since 2026-03-27"


def test_turned_before_the_refusal_was_due_lights_nothing_for_it(lamp: Lamp) -> None:
    h = unqualified().determined("2026-03-04").notice_opened("2026-03-06", notice="eligibility")
    for finding in ("R10.refusal.late", "R10.refusal.missing", "R10.notice.missing"):
        assert lamp(h, finding, "2026-12-31") == "dark"


def test_a_notice_of_the_refusal_does_not_publish_the_later_result(lamp: Lamp) -> None:
    h = unqualified().notice_opened("2026-03-03", notice="eligibility").notified("2026-03-04").determined("2026-03-24")
    assert lamp(h, "R10.notice.missing", "2026-03-27") == "since 2026-03-27"


def test_a_lamp_carries_step_level_and_class(court: Court) -> None:
    rows = {row[3]: row for row in court.rows(unqualified(), "2026-03-10")}
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    late, missing = rows["R10.refusal.late"], rows["R10.refusal.missing"]
    assert late[:9] == (*subject, "R10.refusal.late", "", "yellow", "irregular", "S3", "0102001")
    assert missing[:9] == (*subject, "R10.refusal.missing", "", "red", "abnormal", "S3", "0102001")
