"""R04: the acceptance is on public notice in time, in full and for five working days, before the joint review begins.

The 10th working day after Monday 2 March 2026 is Monday the 16th; plain working days, never suspended.
"""

from __future__ import annotations

import pytest

from tests.build import FULL_ELEMENTS, History, case
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def submitted(on: str = "2026-03-02") -> History:
    return case().submitted(on)


def noticed(on: str) -> History:
    return submitted().notice_opened(on, notice="acceptance")


def notice(ends_on: str = "2026-03-09", **members: object) -> History:
    """A notice from Tuesday 3 March to Monday the 9th, five working days long unless said."""
    return submitted().notice_opened(
        "2026-03-03", notice="acceptance", starts_on="2026-03-03", ends_on=ends_on, **members
    )


# --- in time: ten working days from the submission --------------------------------------------------------------------


def test_a_notice_after_the_tenth_working_day_is_yellow_from_its_day_on_for_ever(lamp: Lamp) -> None:
    h = noticed("2026-03-19")
    assert lamp(h, "R04.notice.late", "2026-03-18") == "dark"
    assert lamp(h, "R04.notice.late", "2026-03-19") == "since 2026-03-19"
    assert lamp(h, "R04.notice.late", "2026-12-31") == "since 2026-03-19"


def test_the_tenth_working_day_is_in_time_and_the_next_day_late(lit: Lit) -> None:
    assert lit(noticed("2026-03-16 23:59"), "2026-12-31") == []
    assert lit(noticed("2026-03-17 00:00"), "2026-12-31") == ["R04.notice.late"]


def test_no_notice_at_all_is_not_a_late_one(lit: Lit) -> None:
    assert lit(submitted().accepted("2026-03-04"), "2026-12-31") == []


def test_the_first_notice_counts(lamp: Lamp) -> None:
    h = noticed("2026-03-13").notice_opened("2026-03-23", notice="acceptance")
    assert lamp(h, "R04.notice.late", "2026-12-31") == "dark"


def test_a_notice_of_another_kind_is_none(lamp: Lamp) -> None:
    h = submitted().notice_opened("2026-03-10", notice="eligibility").notice_opened("2026-03-18", notice="acceptance")
    assert lamp(h, "R04.notice.late", "2026-12-31") == "since 2026-03-18"


def test_no_suspension_and_no_correction_stops_the_ten_days(lamp: Lamp) -> None:
    h = submitted().clock_suspended("2026-03-03").correction_requested("2026-03-04").correction_received("2026-03-11")
    h.notice_opened("2026-03-17", notice="acceptance")
    assert lamp(h, "R04.notice.late", "2026-12-31") == "since 2026-03-17"


def test_ten_working_days_over_spring_festival_and_over_national_day(lamp: Lamp) -> None:
    # Monday 9 February: 10-13, Saturday 14, 24-27; Saturday the 28th, a day made up, is the tenth.
    spring = submitted("2026-02-09")
    assert lamp(spring.notice_opened("2026-02-28", notice="acceptance"), "R04.notice.late", "2026-12-31") == "dark"
    late = submitted("2026-02-09").notice_opened("2026-03-01", notice="acceptance")
    assert lamp(late, "R04.notice.late", "2026-12-31") == "since 2026-03-01"
    # Monday 21 September: 22-24, 28-30, 8, 9, Saturday 10; Monday 12 October is the tenth.
    national_day = submitted("2026-09-21").notice_opened("2026-10-12", notice="acceptance")
    assert lamp(national_day, "R04.notice.late", "2026-12-31") == "dark"
    late = submitted("2026-09-21").notice_opened("2026-10-13", notice="acceptance")
    assert lamp(late, "R04.notice.late", "2026-12-31") == "since 2026-10-13"


def test_a_notice_of_a_withdrawn_case_is_not_heard(lit: Lit) -> None:
    h = submitted().withdrawn("2026-03-10").notice_opened("2026-03-20", notice="acceptance", elements=[])
    assert lit(h, "2026-12-31") == []


# --- before the joint review ------------------------------------------------------------------------------------------


def test_a_review_begun_without_a_notice_is_red_until_there_is_one(lamp: Lamp) -> None:
    h = submitted().dispatched("2026-03-06").notice_opened("2026-03-11", notice="acceptance")
    assert lamp(h, "R04.notice.missing", "2026-03-05") == "dark"
    assert lamp(h, "R04.notice.missing", "2026-03-06") == "since 2026-03-06"
    assert lamp(h, "R04.notice.missing", "2026-03-10") == "since 2026-03-06"
    assert lamp(h, "R04.notice.missing", "2026-03-11") == "2026-03-06 until 2026-03-12"


def test_a_step_started_by_hand_begins_the_review_too(lamp: Lamp) -> None:
    h = submitted().step_started("2026-03-05", step="S2").dispatched("2026-03-09")
    assert lamp(h, "R04.notice.missing", "2026-12-31") == "since 2026-03-05"


def test_a_notice_at_the_instant_of_the_begin_came_before_it(lit: Lit) -> None:
    at_once = submitted().dispatched("2026-03-06 10:00").notice_opened("2026-03-06 10:00", notice="acceptance")
    assert lit(at_once, "2026-12-31") == []
    later = submitted().dispatched("2026-03-06 10:00").notice_opened("2026-03-06 10:01", notice="acceptance")
    assert lit(later, "2026-12-31") == ["R04.notice.missing"]


def test_even_a_poor_notice_is_a_notice(lit: Lit) -> None:
    h = notice(elements=[]).dispatched("2026-03-06")
    assert lit(h, "2026-12-31") == ["R04.notice.elements"]
    h = submitted().dispatched("2026-03-03").notice_opened("2026-03-04", notice="acceptance", elements=[])
    assert lit(h, "2026-12-31") == ["R04.notice.elements", "R04.notice.missing"]


def test_the_notice_need_not_be_over_when_the_review_begins(lit: Lit) -> None:
    assert lit(notice().dispatched("2026-03-04"), "2026-12-31") == []


# --- in full ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("element", FULL_ELEMENTS["acceptance"])
def test_each_required_element_missing_is_yellow(lamp: Lamp, element: str) -> None:
    h = notice(elements=[e for e in FULL_ELEMENTS["acceptance"] if e != element])
    assert lamp(h, "R04.notice.elements", "2026-12-31") == "since 2026-03-03"


def test_the_category_is_not_required_yet_and_more_than_required_is_full(lit: Lit) -> None:
    assert lit(notice(elements=[*FULL_ELEMENTS["acceptance"], "category"]), "2026-12-31") == []


@pytest.mark.parametrize(
    ("members", "state"),
    [
        ({"text": "张三 350102198001011234"}, "since 2026-03-03"),
        ({"text": "电话１３８００１３８０００"}, "since 2026-03-03"),
        ({"elements": [*FULL_ELEMENTS["acceptance"], "35010219800101123X"]}, "since 2026-03-03"),
        ({"text": "张** 350102********1234,138****8000"}, "dark"),
        ({"text": "受理号 350102198001011234567"}, "dark"),
    ],
)
def test_a_bare_identity_or_mobile_number_is_yellow(lamp: Lamp, members: dict[str, object], state: str) -> None:
    assert lamp(notice(**members), "R04.notice.elements", "2026-12-31") == state


# --- five working days long -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends_on", "burning"),
    [
        ("2026-03-09", []),  # 3, 4, 5, 6, 9 March: five
        ("2026-03-08", ["R04.notice.short"]),  # a Sunday: four
        ("2026-03-05", ["R04.notice.short"]),  # three
        ("2026-03-04", ["R04.notice.cut"]),  # two
        ("2026-03-02", ["R04.notice.cut"]),  # ends before it starts
    ],
)
def test_announced_for_four_or_three_days_is_short_and_for_two_cut(lit: Lit, ends_on: str, burning: list[str]) -> None:
    assert lit(notice(ends_on), "2026-03-02") == []
    assert lit(notice(ends_on), "2026-03-03") == burning


def test_notice_days_over_national_day(lit: Lit) -> None:
    # 30 September, 8, 9, Saturday 10, Monday 12 October: five.
    def over_national_day(ends_on: str) -> History:
        return submitted("2026-09-29").notice_opened("2026-09-30", notice="acceptance", ends_on=ends_on)

    assert lit(over_national_day("2026-10-12"), "2026-12-31") == []
    assert lit(over_national_day("2026-10-11"), "2026-12-31") == ["R04.notice.short"]
    assert lit(over_national_day("2026-10-08"), "2026-12-31") == ["R04.notice.cut"]


def test_closed_too_early_burns_from_its_closing_on(lamp: Lamp) -> None:
    h = notice().notice_closed("2026-03-06", notice="acceptance")  # 3, 4, 5, 6 March
    assert lamp(h, "R04.notice.short", "2026-03-05") == "dark"
    assert lamp(h, "R04.notice.short", "2026-12-31") == "since 2026-03-06"
    h = notice().notice_closed("2026-03-04", notice="acceptance")
    assert lamp(h, "R04.notice.cut", "2026-12-31") == "since 2026-03-04"
    assert lamp(h, "R04.notice.short", "2026-12-31") == "dark"


def test_closed_on_its_last_day_or_later_is_silent(lit: Lit) -> None:
    assert lit(notice().notice_closed("2026-03-09", notice="acceptance"), "2026-12-31") == []
    assert lit(notice().notice_closed("2026-03-20", notice="acceptance"), "2026-12-31") == []


def test_another_notice_s_closing_does_not_close_it(lit: Lit) -> None:
    assert lit(notice().notice_closed("2026-03-04", notice="eligibility"), "2026-12-31") == []


def test_a_closing_belongs_to_the_notice_opened_last(lit: Lit) -> None:
    # The second stands on the 4th and 5th only, the first all its five days.
    h = notice().notice_opened("2026-03-04", notice="acceptance").notice_closed("2026-03-05", notice="acceptance")
    assert lit(h, "2026-12-31") == ["R04.notice.cut"]


def test_a_cut_ends_the_short_on_its_day(lamp: Lamp) -> None:
    h = notice("2026-03-06").notice_closed("2026-03-04", notice="acceptance")
    assert lamp(h, "R04.notice.short", "2026-03-03") == "since 2026-03-03"
    assert lamp(h, "R04.notice.short", "2026-03-04") == "2026-03-03 until 2026-03-04"
    assert lamp(h, "R04.notice.cut", "2026-03-04") == "since 2026-03-04"


def closed_and_opened_at_once(ends_on: str) -> History:
    """Closed on its fourth day, at the very instant at which the next one opens; so that one too is closed at once."""
    h = notice().notice_closed("2026-03-06 10:00", notice="acceptance")
    return h.notice_opened("2026-03-06 10:00", notice="acceptance", starts_on="2026-03-09", ends_on=ends_on)


def test_a_cut_at_the_instant_of_a_short_closing_leaves_it_no_day_to_burn_on(lamp: Lamp) -> None:
    h = closed_and_opened_at_once(ends_on="2026-03-09")
    assert lamp(h, "R04.notice.short", "2026-12-31") == "dark"
    assert lamp(h, "R04.notice.cut", "2026-12-31") == "since 2026-03-06"


def test_a_full_notice_at_the_instant_of_a_short_closing_cures_that_one_and_not_its_own(lamp: Lamp) -> None:
    h = closed_and_opened_at_once(ends_on="2026-03-13")
    assert lamp(h, "R04.notice.short", "2026-12-31") == "2026-03-06 until 2026-03-07"
    assert lamp(h, "R04.notice.cut", "2026-12-31") == "since 2026-03-06"


def test_closed_after_its_announced_end_it_is_not_cut_anew(lamp: Lamp) -> None:
    two_days = {"notice": "acceptance", "starts_on": "2026-03-03", "ends_on": "2026-03-04"}
    h = submitted().notice_opened("2026-03-03 10:00", notice="acceptance").notice_opened("2026-03-03 10:00", **two_days)
    h.notice_closed("2026-03-05", notice="acceptance")
    assert lamp(h, "R04.notice.cut", "2026-12-31") == "2026-03-03 until 2026-03-04"


# --- taken down -------------------------------------------------------------------------------------------------------


def taken_down(on: str) -> History:
    return notice().notice_closed(on, notice="acceptance", withdrawn=True)


def test_withdrawn_on_its_last_day_is_red(lamp: Lamp) -> None:
    assert lamp(taken_down("2026-03-09"), "R04.notice.withdrawn", "2026-03-08") == "dark"
    assert lamp(taken_down("2026-03-09"), "R04.notice.withdrawn", "2026-12-31") == "since 2026-03-09"


@pytest.mark.parametrize(
    ("on", "burning"),
    [
        ("2026-03-10", []),  # after its last day
        ("2026-03-09", ["R04.notice.withdrawn"]),
        ("2026-03-05", ["R04.notice.short", "R04.notice.withdrawn"]),
        ("2026-03-04", ["R04.notice.cut", "R04.notice.withdrawn"]),
    ],
)
def test_withdrawn_early_is_too_short_besides(lit: Lit, on: str, burning: list[str]) -> None:
    assert lit(taken_down(on), "2026-12-31") == burning


# --- cured ------------------------------------------------------------------------------------------------------------

POOR = {
    "R04.notice.elements": notice(elements=["area"]),
    "R04.notice.short": notice("2026-03-05"),
    "R04.notice.cut": notice("2026-03-03"),
    "R04.notice.withdrawn": notice().notice_closed("2026-03-03 16:00", notice="acceptance", withdrawn=True),
}


def again(finding: str, **members: object) -> History:
    """The poor notice of Tuesday 3 March, and another one on Wednesday the 11th."""
    h = submitted()
    h.operations += POOR[finding].operations[1:]
    return h.notice_opened("2026-03-11", notice="acceptance", **members)


@pytest.mark.parametrize("finding", POOR)
def test_a_later_full_notice_cures_each_of_them(lamp: Lamp, finding: str) -> None:
    assert lamp(again(finding), finding, "2026-03-10") == "since 2026-03-03"
    assert lamp(again(finding), finding, "2026-03-11") == "2026-03-03 until 2026-03-12"


@pytest.mark.parametrize("finding", POOR)
@pytest.mark.parametrize(
    "members",
    [{"ends_on": "2026-03-16"}, {"elements": ["area"]}, {"text": "13800138000"}],
    ids=["four days", "elements", "unmasked"],
)
def test_a_later_notice_that_is_itself_poor_cures_nothing(lamp: Lamp, finding: str, members: dict[str, object]) -> None:
    assert lamp(again(finding, **members), finding, "2026-12-31").startswith("since 2026-03-03")


def test_a_curing_notice_closed_early_burns_anew(lamp: Lamp) -> None:
    h = again("R04.notice.elements").notice_closed("2026-03-13", notice="acceptance", withdrawn=True)
    assert lamp(h, "R04.notice.elements", "2026-12-31") == "2026-03-03 until 2026-03-12"
    assert lamp(h, "R04.notice.short", "2026-12-31") == "since 2026-03-13"
    assert lamp(h, "R04.notice.withdrawn", "2026-12-31") == "since 2026-03-13"


@pytest.mark.parametrize("finding", POOR)
def test_the_end_of_the_case_cures_none_of_them(lamp: Lamp, finding: str) -> None:
    h = submitted()
    h.operations += POOR[finding].operations[1:]
    assert lamp(h.withdrawn("2026-03-10"), finding, "2026-12-31") == "since 2026-03-03"


def test_a_full_notice_in_time_is_silent_all_the_way(lit: Lit) -> None:
    h = notice().notice_closed("2026-03-10", notice="acceptance").dispatched("2026-03-11").withdrawn("2026-03-12")
    assert lit(h, "2026-12-31") == []


def test_lamps_carry_step_level_and_class(court: Court) -> None:
    h = submitted().dispatched("2026-03-10").notice_opened("2026-03-17", notice="acceptance", elements=[])
    h.notice_closed("2026-03-18", notice="acceptance", withdrawn=True)
    h.notice_opened("2026-03-19", notice="acceptance", ends_on="2026-03-24")
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    assert [row[3:9] for row in court.rows(h, "2026-12-31") if row[:3] == subject] == [
        ("R04.notice.cut", "", "red", "abnormal", "S1", "0102001"),
        ("R04.notice.elements", "", "yellow", "irregular", "S1", "0102001"),
        ("R04.notice.late", "", "yellow", "irregular", "S1", "0102001"),
        ("R04.notice.missing", "", "red", "abnormal", "S1", "0102001"),
        ("R04.notice.short", "", "yellow", "irregular", "S1", "0102001"),
        ("R04.notice.withdrawn", "", "red", "abnormal", "S1", "0102001"),
    ]
