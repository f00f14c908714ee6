"""R06: a department's answer carries a verdict and says specifically what was checked."""

from __future__ import annotations

import pytest

from tests.build import SPECIFIC, History, case, world_of
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def answered(**members: object) -> History:
    return case().dispatched("2026-03-02").answered("2026-03-03", **members)


# --- vague and without a verdict --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["同意", "符合条件", "户人口3人住房面积12平方米", "经我局审核,该户各项情况均符合规定"])
@pytest.mark.parametrize("verdict", ["pass", "fail"])
def test_an_answer_that_says_nothing_is_yellow(lamp: Lamp, text: str, verdict: str) -> None:
    h = answered(opinion=text, verdict=verdict, reason_code="J1", basis="b")
    assert lamp(h, "R06.opinion.vague", "2026-03-02") == "dark"
    assert lamp(h, "R06.opinion.vague", "2026-12-31", instance="real_estate") == "since 2026-03-03"
    assert lamp(h, "R06.opinion.null", "2026-12-31") == "dark"


def test_fifteen_code_points_with_an_item_and_a_figure_are_specific(lit: Lit) -> None:
    assert lit(answered(opinion="该户人口3人住房面积12平方米"), "2026-12-31") == []


@pytest.mark.parametrize("missing", ["reason_code", "basis"])
def test_a_refusal_needs_a_reason_code_and_a_basis(lamp: Lamp, missing: str) -> None:
    full = {"verdict": "fail", "reason_code": "J1", "basis": "登记簿"}
    assert lamp(answered(**full), "R06.opinion.vague", "2026-12-31") == "dark"
    assert lamp(answered(**full | {missing: ""}), "R06.opinion.vague", "2026-12-31") == "since 2026-03-03"


def test_a_verdict_of_null_is_red_however_specific_the_words(lamp: Lamp) -> None:
    h = answered(opinion=SPECIFIC, verdict=None)
    assert lamp(h, "R06.opinion.null", "2026-03-03", instance="real_estate") == "since 2026-03-03"
    assert lamp(h, "R06.opinion.vague", "2026-03-03") == "dark"


def test_a_specific_answer_of_that_department_cures_both_the_day_after(lamp: Lamp) -> None:
    h = answered(opinion="同意").answered("2026-03-04", verdict=None).answered("2026-03-09")
    assert lamp(h, "R06.opinion.vague", "2026-03-08") == "since 2026-03-03"
    assert lamp(h, "R06.opinion.null", "2026-03-08") == "since 2026-03-04"
    assert lamp(h, "R06.opinion.vague", "2026-03-09") == "2026-03-03 until 2026-03-10"
    assert lamp(h, "R06.opinion.null", "2026-03-09") == "2026-03-04 until 2026-03-10"


def test_a_null_answer_does_not_cure_a_vague_one_nor_the_other_way_round(lamp: Lamp) -> None:
    h = answered(verdict=None).answered("2026-03-05", opinion="同意")
    assert lamp(h, "R06.opinion.null", "2026-03-31") == "since 2026-03-03"
    assert lamp(h, "R06.opinion.vague", "2026-03-31") == "since 2026-03-05"


def test_another_department_cures_nothing(lamp: Lamp) -> None:
    h = answered(opinion="同意").answered("2026-03-04", department="tax")
    assert lamp(h, "R06.opinion.vague", "2026-03-31") == "since 2026-03-03"


def test_a_bad_answer_after_a_good_one_is_a_new_row(lamp: Lamp) -> None:
    h = answered(opinion="同意").answered("2026-03-05").answered("2026-03-09", opinion="已阅")
    assert lamp(h, "R06.opinion.vague", "2026-03-31") == "2026-03-03 until 2026-03-06, since 2026-03-09"


def test_the_end_of_the_case_mends_no_answer(lamp: Lamp) -> None:
    assert (
        lamp(answered(opinion="同意").withdrawn("2026-03-05"), "R06.opinion.vague", "2026-12-31") == "since 2026-03-03"
    )


def test_an_answer_after_the_withdrawal_is_not_judged(lit: Lit) -> None:
    h = case().dispatched("2026-03-02").withdrawn("2026-03-03").answered("2026-03-04", opinion="同意")
    assert lit(h, "2026-12-31") == []


def repeated(number: int) -> list[History]:
    return [
        case(f"350102-2026-{n:05}").answered("2026-03-04", opinion=f"经核查，该户有住房{n}套，面积{n}平方米以内。")
        for n in range(1, number + 1)
    ]


def test_twenty_answers_of_one_text_stand_and_twenty_one_do_not(lit: Lit) -> None:
    assert lit(world_of(*repeated(20)), "2026-12-31") == []
    assert lit(world_of(*repeated(21)), "2026-03-04") == ["R06.opinion.vague"] * 21


def test_a_null_verdict_among_mass_text_stays_red_and_is_not_yellow_too(lamp: Lamp) -> None:
    null = case("350102-2026-00099").answered(
        "2026-03-04", opinion="经核查，该户有住房1套，面积1平方米以内。", verdict=None
    )
    world = world_of(*repeated(20), null)
    assert lamp(world, "R06.opinion.null", "2026-03-31", subject=null.subject_id) == "since 2026-03-04"
    assert lamp(world, "R06.opinion.vague", "2026-03-31", subject=null.subject_id) == "dark"
    assert lamp(world, "R06.opinion.vague", "2026-03-31", subject="350102-2026-00001") == "since 2026-03-04"


# --- the joint review ends without it ---------------------------------------------------------------------------------


def test_ending_the_joint_review_without_an_answer_is_red_until_it_comes(lamp: Lamp) -> None:
    h = case().dispatched("2026-03-02").dispatched("2026-03-02", department="tax").answered("2026-03-03")
    h.step_ended("2026-03-05", step="S2").answered("2026-03-10", department="tax")
    assert lamp(h, "R06.opinion.missing", "2026-03-04") == "dark"
    assert lamp(h, "R06.opinion.missing", "2026-03-09", instance="tax") == "since 2026-03-05"
    assert lamp(h, "R06.opinion.missing", "2026-03-10", instance="tax") == "2026-03-05 until 2026-03-11"
    assert lamp(h, "R06.opinion.missing", "2026-03-31", instance="real_estate") == "dark"


@pytest.mark.parametrize("begin", ["proposed", "determined", "step_started"])
def test_the_begin_of_the_determination_ends_the_joint_review(lamp: Lamp, begin: str) -> None:
    h = case().dispatched("2026-03-02").did(begin, "2026-03-04", step="S3").step_ended("2026-03-09", step="S2")
    assert lamp(h, "R06.opinion.missing", "2026-03-31") == "since 2026-03-04"


def test_any_answer_will_do_even_a_vague_one_or_one_without_a_verdict(court: Court) -> None:
    for members, expected in (({"opinion": "同意"}, "R06.opinion.vague"), ({"verdict": None}, "R06.opinion.null")):
        assert court.lit(answered(**members).step_ended("2026-03-05", step="S2"), "2026-03-31") == [expected]


def test_an_answer_at_the_very_instant_of_the_end_counts_as_given_before(lit: Lit) -> None:
    h = case().dispatched("2026-03-02").step_ended("2026-03-05 10:00", step="S2").answered("2026-03-05 10:00")
    assert lit(h, "2026-03-31") == []


def test_one_second_later_it_was_missing_for_a_day(lamp: Lamp) -> None:
    h = case().dispatched("2026-03-02").step_ended("2026-03-05 10:00", step="S2").answered("2026-03-05 10:00:01")
    assert lamp(h, "R06.opinion.missing", "2026-03-31") == "2026-03-05 until 2026-03-06"


def test_while_the_joint_review_runs_nothing_is_missing(lit: Lit) -> None:
    assert lit(case().dispatched("2026-03-02"), "2026-12-31") == []


def test_a_department_asked_after_the_end_is_not_missing_at_it(lit: Lit) -> None:
    h = answered().step_ended("2026-03-05", step="S2").dispatched("2026-03-06", department="tax")
    assert lit(h, "2026-12-31") == []


def test_a_lamp_carries_department_step_level_and_class(court: Court) -> None:
    rows = {
        row[3]: row for row in court.rows(answered(opinion="同意").answered("2026-03-04", verdict=None), "2026-03-05")
    }
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    vague, null = rows["R06.opinion.vague"], rows["R06.opinion.null"]
    assert vague[:9] == (*subject, "R06.opinion.vague", "real_estate", "yellow", "irregular", "S2", "0102001")
    assert null[:9] == (*subject, "R06.opinion.null", "real_estate", "red", "abnormal", "S2", "0102001")
