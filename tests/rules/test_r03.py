"""R03: the street visits the home with two persons and says specifically what it found, both before it moves on."""

from __future__ import annotations

import pytest

from tests.build import SPECIFIC, BuiltWorld, History, case, world_of
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def opinion(text: str, **members: object) -> History:
    return case().submitted("2026-03-02").street_opinion_given("2026-03-04", opinion=text, **members)


# --- a specific opinion -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "同意上报",
        "户人口3人住房面积12平方米",  # 14 code points
        "  户人口3人住房面积12平方米  ",  # blanks around it do not count
        "该户情况属实,符合规定条件,建议予以受理上报123",  # names nothing that was checked
        "该户收入、资产和车辆均经核查符合准入标准",  # names items, but neither figure nor 无 nor 未
        "经核查住房一二三四五六七八九十甲乙1",  # the figure stands 13 behind the item
        "",
    ],
)
def test_an_opinion_that_says_nothing_is_yellow_from_its_day_on(lamp: Lamp, text: str) -> None:
    h = opinion(text)
    assert lamp(h, "R03.opinion.vague", "2026-03-03") == "dark"
    assert lamp(h, "R03.opinion.vague", "2026-03-04") == "since 2026-03-04"
    assert lamp(h, "R03.opinion.vague", "2026-12-31") == "since 2026-03-04"


@pytest.mark.parametrize(
    "text",
    [
        "该户人口3人住房面积12平方米",  # 15 code points
        "该户人口3人住房面积125㎡",  # 14 as written, 15 after NFKC: ㎡ is m2
        "该户人口３人住房面积１２平方米",  # full-width figures
        "经核查住房一二三四五六七八九十甲1",  # the figure stands 12 behind the item
        "经核查该户名下车辆为无,其他各项一概查清",
        "经核查该户近三年来均未有纳税,也未有经营",
    ],
)
def test_a_specific_opinion_is_silent(lit: Lit, text: str) -> None:
    assert lit(opinion(text), "2026-12-31") == []


def test_an_opinion_without_a_verdict_is_vague(lamp: Lamp) -> None:
    assert lamp(opinion(SPECIFIC, verdict=None), "R03.opinion.vague", "2026-03-04") == "since 2026-03-04"


@pytest.mark.parametrize("missing", ["reason_code", "basis"])
def test_a_refusing_opinion_needs_a_reason_code_and_a_basis(lamp: Lamp, missing: str) -> None:
    full = {"verdict": "fail", "reason_code": "J03", "basis": "登记簿"}
    assert lamp(opinion(SPECIFIC, **full), "R03.opinion.vague", "2026-03-31") == "dark"
    assert lamp(opinion(SPECIFIC, **full | {missing: ""}), "R03.opinion.vague", "2026-03-31") == "since 2026-03-04"


def test_a_later_specific_opinion_cures_and_a_vague_one_after_it_burns_anew(lamp: Lamp) -> None:
    h = opinion("同意").street_opinion_given("2026-03-05", opinion="已阅").street_opinion_given("2026-03-09")
    assert lamp(h, "R03.opinion.vague", "2026-03-08") == "since 2026-03-04"
    assert lamp(h, "R03.opinion.vague", "2026-03-09") == "2026-03-04 until 2026-03-10"
    h.street_opinion_given("2026-03-11", opinion="情况属实")
    assert lamp(h, "R03.opinion.vague", "2026-03-31") == "2026-03-04 until 2026-03-10, since 2026-03-11"


def test_a_specific_opinion_on_the_same_day_leaves_one_day_of_yellow(lamp: Lamp) -> None:
    h = opinion("同意").street_opinion_given("2026-03-04")
    assert lamp(h, "R03.opinion.vague", "2026-03-04") == "2026-03-04 until 2026-03-05"


def test_no_end_of_the_case_mends_a_vague_opinion(lamp: Lamp) -> None:
    assert lamp(opinion("同意").withdrawn("2026-03-10"), "R03.opinion.vague", "2026-12-31") == "since 2026-03-04"


def test_what_is_said_after_the_case_was_closed_is_not_judged(lit: Lit) -> None:
    h = case().submitted("2026-03-02").rejected("2026-03-03").street_opinion_given("2026-03-04", opinion="同意")
    assert lit(h.surveyed("2026-03-05", photos=[]), "2026-12-31") == []


# --- mass text --------------------------------------------------------------------------------------------------------


def repeated(number: int, *, day: str = "2026-03-04", actor: str = "reviewer", first: int = 1) -> list[History]:
    """Opinions that differ in figures, blanks and punctuation only, each on a case of its own."""
    texts = [f"经核查，该户人口{n}人；人均住房面积 {n + 8} 平方米。" for n in range(number)]
    return [
        case(f"350102-2026-{n:05}").street_opinion_given(day, opinion=text, actor=actor)
        for n, text in enumerate(texts, start=first)
    ]


def test_with_nineteen_others_like_it_an_opinion_stands(lit: Lit) -> None:
    assert lit(world_of(*repeated(20)), "2026-03-31") == []


def test_with_twenty_others_like_it_every_one_of_them_is_vague(lit: Lit, lamp: Lamp) -> None:
    world = world_of(*repeated(21))
    assert lit(world, "2026-03-04") == ["R03.opinion.vague"] * 21
    assert lamp(world, "R03.opinion.vague", "2026-03-31", subject="350102-2026-00007") == "since 2026-03-04"


def test_another_actor_or_another_day_is_another_pile(lit: Lit) -> None:
    assert lit(world_of(*repeated(20), *repeated(20, actor="colleague", first=21)), "2026-03-31") == []
    assert lit(world_of(*repeated(20), *repeated(20, day="2026-03-05", first=21)), "2026-03-31") == []


def test_answers_to_the_joint_review_are_counted_into_the_same_pile(lit: Lit) -> None:
    answer = case("350102-2026-00099").answered(
        "2026-03-04", opinion="经核查该户人口3人，人均住房面积12平方米", actor="reviewer"
    )
    assert lit(world_of(*repeated(20), answer), "2026-03-04") == ["R03.opinion.vague"] * 20


def test_an_opinion_given_after_its_case_was_closed_counts_in_the_pile_but_does_not_burn(lit: Lit, lamp: Lamp) -> None:
    *others, last = repeated(21)
    closed = case(last.subject_id).withdrawn("2026-03-03")
    closed.street_opinion_given("2026-03-04", opinion=last.operations[0]["data"]["opinion"], actor="reviewer")
    world = world_of(*others, closed)
    assert lit(world, "2026-03-31") == ["R03.opinion.vague"] * 20
    assert lamp(world, "R03.opinion.vague", "2026-03-31", subject=last.subject_id) == "dark"


def test_mass_text_cures_nothing(lamp: Lamp) -> None:
    def world(number: int) -> BuiltWorld:
        first = case("350102-2026-00001").street_opinion_given("2026-03-03", opinion="同意")
        first.street_opinion_given(
            "2026-03-04", opinion="经核查，该户人口3人；人均住房面积12平方米。", actor="reviewer"
        )
        return world_of(first, *repeated(number, first=2))

    only = {"subject": "350102-2026-00001"}
    assert lamp(world(19), "R03.opinion.vague", "2026-03-31", **only) == "2026-03-03 until 2026-03-05"
    assert lamp(world(20), "R03.opinion.vague", "2026-03-31", **only) == "since 2026-03-03"


# --- the survey -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "members",
    [
        {"surveyors": ["s-1"]},
        {"surveyors": ["s-1", "s-1"]},
        {"surveyors": []},
        {"place": ""},
        {"photos": []},
        {"photos": 0},
        {"photos": None},
    ],
)
def test_a_survey_by_one_person_or_without_place_or_photo_is_weak(lamp: Lamp, members: dict[str, object]) -> None:
    h = case().submitted("2026-03-02").surveyed("2026-03-03", **members)
    assert lamp(h, "R03.survey.weak", "2026-03-03") == "since 2026-03-03"


def test_two_persons_a_place_and_one_photo_are_a_full_survey(lit: Lit) -> None:
    assert lit(case().surveyed("2026-03-03", surveyors=["s-1", "s-2"], photos=1), "2026-12-31") == []


def test_a_later_full_survey_cures_the_weak_one(lamp: Lamp) -> None:
    h = case().surveyed("2026-03-03", photos=0).surveyed("2026-03-04", surveyors=["s-1"]).surveyed("2026-03-06")
    assert lamp(h, "R03.survey.weak", "2026-03-05") == "since 2026-03-03"
    assert lamp(h, "R03.survey.weak", "2026-03-06") == "2026-03-03 until 2026-03-07"


# --- moving on without them -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("finding", "action"), [("opinion", "street_opinion_given"), ("survey", "surveyed")])
def test_publishing_the_result_without_it_is_red_until_it_comes(lamp: Lamp, finding: str, action: str) -> None:
    h = case().submitted("2026-03-02").notice_opened("2026-03-09", notice="acceptance").dispatched("2026-03-16")
    h.did(action, "2026-03-18")
    code = f"R03.{finding}.missing"
    assert lamp(h, code, "2026-03-08") == "dark"
    assert lamp(h, code, "2026-03-09") == "since 2026-03-09"
    assert lamp(h, code, "2026-03-17") == "since 2026-03-09"
    assert lamp(h, code, "2026-03-18") == "2026-03-09 until 2026-03-19"
    assert lamp(h, code, "2026-06-01") == "2026-03-09 until 2026-03-19"


def test_without_a_notice_the_begin_of_the_joint_review_is_moving_on(lamp: Lamp) -> None:
    dispatched = case().submitted("2026-03-02").dispatched("2026-03-05")
    assert lamp(dispatched, "R03.opinion.missing", "2026-03-05") == "since 2026-03-05"
    started = case().submitted("2026-03-02").step_started("2026-03-04", step="S2").dispatched("2026-03-05")
    assert lamp(started, "R03.survey.missing", "2026-03-05") == "since 2026-03-04"


def test_a_weak_survey_is_no_missing_one(court: Court) -> None:
    h = case().submitted("2026-03-02").surveyed("2026-03-03", photos=0).street_opinion_given("2026-03-03", opinion="无")
    assert court.lit(h.dispatched("2026-03-05"), "2026-03-31") == ["R03.opinion.vague", "R03.survey.weak"]


def test_at_the_very_instant_of_moving_on_counts_as_done_before(lit: Lit) -> None:
    h = case().submitted("2026-03-02 09:00").dispatched("2026-03-05 10:00")
    h.surveyed("2026-03-05 10:00").street_opinion_given("2026-03-05 10:00")
    assert lit(h, "2026-03-31") == []


def test_one_minute_later_burns_for_a_day(lamp: Lamp) -> None:
    h = case().submitted("2026-03-02 09:00").dispatched("2026-03-05 10:00").surveyed("2026-03-05 10:01")
    assert lamp(h, "R03.survey.missing", "2026-03-31") == "2026-03-05 until 2026-03-06"


def test_a_case_that_has_not_moved_on_owes_nothing_yet(lit: Lit) -> None:
    assert lit(case().submitted("2026-03-02").accepted("2026-03-03"), "2026-12-31") == []
    assert lit(case().submitted("2026-03-02").withdrawn("2026-03-04").dispatched("2026-03-05"), "2026-12-31") == []


def test_a_notice_of_another_kind_is_no_moving_on(lit: Lit) -> None:
    assert lit(case().submitted("2026-03-02").notice_opened("2026-03-04", notice="eligibility"), "2026-12-31") == []


def test_a_lamp_carries_its_case_step_level_and_class(court: Court) -> None:
    h = case().submitted("2026-03-02").street_opinion_given("2026-03-03", opinion="同意").dispatched("2026-03-05")
    missing, vague = sorted(court.rows(h, "2026-03-05"), reverse=True)
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    assert missing[:8] == (*subject, "R03.survey.missing", "", "red", "abnormal", "S1")
    assert vague[:8] == (*subject, "R03.opinion.vague", "", "yellow", "irregular", "S1")
