"""R14: the result of the allotment is made public before a contract is signed or a subsidy paid.

The 2nd working day after Monday 2 March 2026 is Wednesday the 4th, the 5th Monday the 9th.
"""

from __future__ import annotations

import pytest

from tests.build import FULL_ELEMENTS, History, case
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def selected() -> History:
    return case().unit_selected("2026-03-02")


# --- publishing the result --------------------------------------------------------------------------------------------


def test_unpublished_is_yellow_after_two_days_and_red_after_five(lamp: Lamp) -> None:
    h = selected()
    assert lamp(h, "R14.result.late", "2026-03-04") == "dark"
    assert lamp(h, "R14.result.late", "2026-03-09") == "since 2026-03-05"
    assert lamp(h, "R14.result.over", "2026-03-09") == "dark"
    assert lamp(h, "R14.result.late", "2026-03-10") == "2026-03-05 until 2026-03-10"
    assert lamp(h, "R14.result.over", "2026-03-10") == "since 2026-03-10"


def test_published_on_the_second_day_is_silent(lit: Lit) -> None:
    h = selected().notice_opened("2026-03-04 23:59", notice="result").contract_signed("2026-03-05")
    assert lit(h, "2026-12-31") == []


def test_published_on_the_fifth_day_is_yellow_only(lamp: Lamp) -> None:
    h = selected().notice_opened("2026-03-09 23:59", notice="result")
    assert lamp(h, "R14.result.late", "2026-03-09") == "2026-03-05 until 2026-03-10"
    assert lamp(h, "R14.result.over", "2026-12-31") == "dark"


def test_a_full_notice_cures_the_red_the_day_after(lamp: Lamp) -> None:
    h = selected().notice_opened("2026-03-12", notice="result")
    assert lamp(h, "R14.result.over", "2026-03-11") == "since 2026-03-10"
    assert lamp(h, "R14.result.over", "2026-03-12") == "2026-03-10 until 2026-03-13"


def test_a_poor_notice_is_in_time_but_cures_nothing(lamp: Lamp) -> None:
    in_time = selected().notice_opened("2026-03-04", notice="result", elements=["area"])
    assert lamp(in_time, "R14.result.late", "2026-12-31") == "dark"
    too_late = selected().notice_opened("2026-03-06", notice="result", elements=["area"])
    assert lamp(too_late, "R14.result.late", "2026-12-31") == "since 2026-03-05"  # and no red: it was published
    assert lamp(too_late, "R14.result.over", "2026-12-31") == "dark"
    too_late.notice_opened("2026-03-17", notice="result")
    assert lamp(too_late, "R14.result.late", "2026-12-31") == "2026-03-05 until 2026-03-18"


def test_a_notice_before_the_selection_or_of_another_kind_publishes_no_result(lamp: Lamp) -> None:
    before = case().notice_opened("2026-02-27", notice="result").unit_selected("2026-03-02")
    assert lamp(before, "R14.result.late", "2026-03-05") == "since 2026-03-05"
    ranking = selected().notice_opened("2026-03-03", notice="ranking")
    assert lamp(ranking, "R14.result.late", "2026-03-05") == "since 2026-03-05"


def test_the_first_selection_counts(lamp: Lamp) -> None:
    assert lamp(selected().unit_selected("2026-03-05"), "R14.result.over", "2026-03-10") == "since 2026-03-10"


def test_no_suspension_stops_it(lamp: Lamp) -> None:
    h = selected().clock_suspended("2026-03-02", step="S4")
    assert lamp(h, "R14.result.late", "2026-03-05") == "since 2026-03-05"


def test_two_and_five_days_over_national_day(lamp: Lamp) -> None:
    # Tuesday 29 September: 30, 8, 9, Saturday 10, Monday 12 October.
    h = case().unit_selected("2026-09-29")
    assert lamp(h, "R14.result.late", "2026-10-08") == "dark"
    assert lamp(h, "R14.result.late", "2026-10-12") == "since 2026-10-09"
    assert lamp(h, "R14.result.over", "2026-10-13") == "since 2026-10-13"


def test_a_contract_ends_the_case_and_no_red_begins_after_it(lamp: Lamp) -> None:
    signed = selected().contract_signed("2026-03-06")
    assert lamp(signed, "R14.result.late", "2026-12-31") == "since 2026-03-05"
    assert lamp(signed, "R14.result.over", "2026-12-31") == "dark"
    at_once = selected().contract_signed("2026-03-03")
    assert lamp(at_once, "R14.result.late", "2026-12-31") == "dark"


def test_before_a_home_is_selected_there_is_no_result(lit: Lit) -> None:
    assert lit(case().batch_entered("2026-03-02").ranked("2026-03-03"), "2026-12-31") == []


# --- what it says -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("element", FULL_ELEMENTS["result"])
def test_each_required_element_missing_is_yellow_until_a_full_notice(lamp: Lamp, element: str) -> None:
    h = selected().notice_opened(
        "2026-03-03", notice="result", elements=[e for e in FULL_ELEMENTS["result"] if e != element]
    )
    h.notice_opened("2026-03-11", notice="result")
    assert lamp(h, "R14.result.elements", "2026-03-10") == "since 2026-03-03"
    assert lamp(h, "R14.result.elements", "2026-03-11") == "2026-03-03 until 2026-03-12"


def test_a_bare_identity_number_is_yellow(lamp: Lamp) -> None:
    h = selected().notice_opened("2026-03-03", notice="result", text="张三350102198001011234")
    assert lamp(h, "R14.result.elements", "2026-12-31") == "since 2026-03-03"


def test_how_long_it_stays_up_is_not_judged(lit: Lit) -> None:
    h = selected().notice_opened("2026-03-03", notice="result", ends_on="2026-03-03")
    assert lit(h.notice_closed("2026-03-03", notice="result"), "2026-12-31") == []


def test_a_full_notice_of_one_day_cures(lamp: Lamp) -> None:
    h = selected().notice_opened("2026-03-03", notice="result", elements=[])
    h.notice_opened("2026-03-05", notice="result", ends_on="2026-03-05")
    assert lamp(h, "R14.result.elements", "2026-12-31") == "2026-03-03 until 2026-03-06"


# --- signed or paid before it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["contract_signed", "subsidy_paid"])
def test_signing_or_paying_without_a_result_is_red_until_a_full_one(lamp: Lamp, act: str) -> None:
    h = selected().did(act, "2026-03-03").notice_opened("2026-03-04", notice="result", elements=["area"])
    h.notice_opened("2026-03-12", notice="result")
    assert lamp(h, "R14.contract", "2026-03-02") == "dark"
    assert lamp(h, "R14.contract", "2026-03-11") == "since 2026-03-03"
    assert lamp(h, "R14.contract", "2026-03-12") == "2026-03-03 until 2026-03-13"


def test_even_a_poor_notice_before_it_or_at_its_instant_is_one(lamp: Lamp) -> None:
    before = selected().notice_opened("2026-03-03 10:00", notice="result", elements=[])
    assert lamp(before.contract_signed("2026-03-03 10:00"), "R14.contract", "2026-12-31") == "dark"


def test_a_contract_without_any_selection_is_judged_all_the_same(lit: Lit) -> None:
    assert lit(case().contract_signed("2026-03-03"), "2026-12-31") == ["R14.contract"]


def test_a_contract_after_a_withdrawal_is_not_judged(lit: Lit) -> None:
    assert lit(case().submitted("2026-03-02").withdrawn("2026-03-03").contract_signed("2026-03-04"), "2026-12-31") == []


# --- the subsidy path -------------------------------------------------------------------------------------------------


def on_subsidy() -> History:
    return case(mode="subsidy").determined("2026-02-24", mode="subsidy").batch_entered("2026-02-27")


def test_on_the_subsidy_path_the_first_rank_starts_it(lamp: Lamp) -> None:
    h = on_subsidy().ranked("2026-03-02").ranked("2026-03-05", rank_no=2)
    assert lamp(h, "R14.result.late", "2026-03-09") == "since 2026-03-05"
    assert lamp(h, "R14.result.over", "2026-03-10") == "since 2026-03-10"


def test_on_the_subsidy_path_no_home_need_be_named(lit: Lit) -> None:
    without_unit = ["applicant_name", "area", "result", "publisher"]
    h = on_subsidy().ranked("2026-03-02").notice_opened("2026-03-03", notice="result", elements=without_unit)
    assert lit(h.subsidy_paid("2026-03-06"), "2026-12-31") == []


def test_unranked_only_the_payment_is_judged(lit: Lit) -> None:
    h = on_subsidy().notice_opened("2026-03-03", notice="result", elements=[])
    assert lit(h, "2026-12-31") == []
    assert lit(on_subsidy().subsidy_paid("2026-03-06"), "2026-12-31") == ["R14.contract"]


def test_the_last_determination_names_the_path(lamp: Lamp) -> None:
    h = case(mode="subsidy").determined("2026-02-24", mode="unit").ranked("2026-03-02")
    assert lamp(h, "R14.result.late", "2026-12-31") == "dark"
    assert lamp(h.unit_selected("2026-03-09"), "R14.result.late", "2026-03-12") == "since 2026-03-12"


def test_a_lamp_carries_step_level_and_class(court: Court) -> None:
    over, late = sorted(court.rows(selected(), "2026-03-10"), reverse=True)
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    assert over[:9] == (*subject, "R14.result.over", "", "red", "abnormal", "S4", "0102001")
    assert late[:9] == (*subject, "R14.result.late", "", "yellow", "irregular", "S4", "0102001")
