"""The reference itself, against dates worked out by hand from the calendar of 2026.

March 2026 has plain weeks from Monday the 2nd on; Monday 6 April is Qingming; Spring Festival 15-23 February with work
on Saturday the 14th; National Day 1-7 October with work on Saturday the 10th. `burns` gives the rows of one finding
as (since, until); an empty list is silence.
"""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from tests.build import SPECIFIC, History, batch, case, clean_case, criteria, tenancy, unit, world_of
from tests.examples import examples
from tests.histories import judged_worlds
from tests.reference import World, evaluate, is_open, read_deliveries
from tests.reference.days import ONE_DAY
from tests.reference.lamps import same_lamp


def burns(told: History | World, finding: str, as_of: str, instance: str | None = None) -> list[tuple[str, str | None]]:
    world = told if isinstance(told, World) else told.world()
    return [
        (str(lamp.since), str(lamp.until) if lamp.until else None)
        for lamp in evaluate(world, date.fromisoformat(as_of))
        if lamp.finding == finding and instance in (None, lamp.instance)
    ]


# --- a limit, its near day and its due day ----------------------------------------------------------------------------


def test_the_fourth_working_day_comes_near_and_the_day_after_the_fifth_is_over():
    h = case().submitted("2026-03-02")
    assert burns(h, "R01.accept.near", "2026-03-05") == []
    assert burns(h, "R01.accept.near", "2026-03-06") == [("2026-03-06", None)]
    assert burns(h, "R01.accept.over", "2026-03-09") == []
    assert burns(h, "R01.accept.over", "2026-03-10") == [("2026-03-10", None)]
    assert burns(h, "R01.accept.near", "2026-03-10") == [("2026-03-06", "2026-03-10")]


def test_a_take_over_that_comes_tomorrow_is_not_printed_and_the_yellow_is_open_today():
    h = case().submitted("2026-03-02")
    (lamp,) = evaluate(h.world(), date(2026, 3, 9), {"R01"})
    assert lamp.until is None and is_open(lamp, date(2026, 3, 9))


def test_a_cure_of_today_prints_tomorrow_and_the_lamp_is_not_open():
    h = case().submitted("2026-03-02").accepted("2026-03-06")
    (lamp,) = evaluate(h.world(), date(2026, 3, 6), {"R01"})
    assert lamp.until == date(2026, 3, 7) and not is_open(lamp, date(2026, 3, 6))


def test_done_on_the_due_day_is_in_time():
    h = case().submitted("2026-03-02").accepted("2026-03-09 23:59")
    assert burns(h, "R01.accept.over", "2026-04-01") == []
    assert burns(h, "R01.accept.near", "2026-04-01") == [("2026-03-06", "2026-03-10")]


def test_done_before_the_near_day_is_silent():
    assert burns(case().submitted("2026-03-02").accepted("2026-03-05"), "R01.accept.near", "2026-04-01") == []


def test_a_rest_day_after_the_due_day_is_late():
    # Friday 6 March: the five days are 9-13; Saturday the 14th is late although no working day has passed.
    h = case().submitted("2026-03-06").accepted("2026-03-14")
    assert burns(h, "R01.accept.over", "2026-04-01") == [("2026-03-14", "2026-03-15")]


def test_what_comes_in_on_a_saturday_counts_from_monday():
    assert burns(case().submitted("2026-03-07"), "R01.accept.over", "2026-03-13") == []
    assert burns(case().submitted("2026-03-07"), "R01.accept.over", "2026-03-14") == [("2026-03-14", None)]


def test_the_day_is_the_day_in_shanghai():
    # 16:30 UTC on Monday the 2nd is Tuesday in Shanghai: due on Tuesday the 10th.
    h = case().submitted("2026-03-02T16:30:00+00:00")
    assert burns(h, "R01.accept.over", "2026-03-10") == []
    assert burns(h, "R01.accept.over", "2026-03-11") == [("2026-03-11", None)]


def test_national_day_does_not_count_and_its_make_up_saturday_does():
    # Tuesday 29 September: 30 September, 8, 9, Saturday 10 and Monday 12 October.
    h = case().submitted("2026-09-29")
    assert burns(h, "R01.accept.near", "2026-10-20") == [("2026-10-10", "2026-10-13")]
    assert burns(h, "R01.accept.over", "2026-10-20") == [("2026-10-13", None)]


def test_spring_festival_does_not_count_and_its_make_up_saturday_does():
    # Friday 13 February: Saturday 14, then 24, 25, 26, 27 February.
    h = case().submitted("2026-02-13").accepted("2026-02-27")
    assert burns(h, "R01.accept.near", "2026-03-20") == [("2026-02-26", "2026-02-28")]
    assert burns(h, "R01.accept.over", "2026-03-20") == []


# --- suspensions ------------------------------------------------------------------------------------------------------


def test_each_correction_received_gives_the_street_five_days_anew():
    h = case().submitted("2026-03-02").correction_requested("2026-03-04").correction_received("2026-03-12")
    assert burns(h, "R01.accept.over", "2026-03-20", instance="1") == []
    assert burns(h, "R01.accept.near", "2026-03-20", instance="2") == [("2026-03-18", "2026-03-20")]
    assert burns(h, "R01.accept.over", "2026-03-20", instance="2") == [("2026-03-20", None)]


def test_a_correction_received_after_the_acceptance_starts_nothing():
    h = case().submitted("2026-03-02").accepted("2026-03-03").correction_received("2026-03-04")
    assert burns(h, "R01.accept.over", "2026-04-01") == []


def test_a_correction_suspends_the_step_up_to_the_day_it_is_received():
    # Six days, 5-12 March, do not count: the 12th counted day is 26 March, the 15th the 31st.
    h = case().submitted("2026-03-02").correction_requested("2026-03-04").correction_received("2026-03-12")
    h.accepted("2026-03-13")
    assert burns(h, "R01.step.near", "2026-04-10") == [("2026-03-26", "2026-04-01")]
    assert burns(h, "R01.step.over", "2026-04-10") == [("2026-04-01", None)]


def test_a_correction_never_received_suspends_ten_working_days_and_no_more():
    # 5-18 March do not count; the 15th counted day is 7 April, since Monday the 6th is Qingming.
    h = case().submitted("2026-03-02").correction_requested("2026-03-04")
    assert burns(h, "R01.step.near", "2026-04-10") == [("2026-04-01", "2026-04-08")]
    assert burns(h, "R01.step.over", "2026-04-10") == [("2026-04-08", None)]


def test_days_of_two_suspensions_count_once():
    # Correction 5-12, objection 11-16 March: eight days together.
    h = case().submitted("2026-03-02").correction_requested("2026-03-04")
    h.objection_raised("2026-03-10", notice="acceptance").correction_received("2026-03-12")
    h.objection_concluded("2026-03-16", step="S1")
    assert burns(h, "R01.step.over", "2026-04-10") == [("2026-04-03", None)]


def test_an_extension_works_from_its_own_day_on():
    # Suspended 4-17 (ten days), not on the 18th, again 19, 20, 23, 24 March (days 12-15).
    h = case().dispatched("2026-03-02").clock_suspended("2026-03-03").suspension_extended("2026-03-19")
    assert burns(h, "R05.answer.near", "2026-04-01") == [("2026-03-26", "2026-03-28")]
    assert burns(h, "R05.answer.over", "2026-04-01") == [("2026-03-28", None)]
    assert burns(h, "R16.suspension.long", "2026-04-01") == [("2026-03-18", None)]


def test_an_extension_in_time_keeps_the_suspension_from_being_long():
    h = case().dispatched("2026-03-02").clock_suspended("2026-03-03").suspension_extended("2026-03-17")
    assert burns(h, "R16.suspension.long", "2026-03-24") == []
    assert burns(h, "R16.suspension.long", "2026-03-25") == [("2026-03-25", None)]
    assert burns(h.clock_resumed("2026-03-24"), "R16.suspension.long", "2026-04-10") == []


def test_a_suspension_without_reason_stops_nothing():
    h = case().dispatched("2026-03-02").clock_suspended("2026-03-03", reason="").clock_resumed("2026-03-09")
    assert burns(h, "R16.suspension.reasonless", "2026-03-10") == [("2026-03-03", None)]
    assert burns(h, "R05.answer.over", "2026-03-10") == [("2026-03-10", None)]


def test_the_street_s_five_days_are_not_suspended():
    h = case().submitted("2026-03-02").clock_suspended("2026-03-03")
    assert burns(h, "R01.accept.over", "2026-03-10") == [("2026-03-10", None)]


# --- the end of a case, and its being taken up again ------------------------------------------------------------------


def test_a_withdrawal_cures_limit_lamps_that_day_and_lights_none_after():
    h = case().submitted("2026-03-02").withdrawn("2026-03-11")
    assert burns(h, "R01.accept.over", "2026-06-01") == [("2026-03-10", "2026-03-12")]
    assert burns(h, "R01.step.near", "2026-06-01") == []
    assert burns(h, "R15.total.near", "2026-12-01") == []


def test_what_comes_after_a_withdrawal_is_ignored():
    h = case().submitted("2026-03-02").withdrawn("2026-03-04").dispatched("2026-03-05").determined("2026-03-06")
    assert evaluate(h.world(), date(2026, 6, 1)) == []


def refused() -> History:
    """Decided against on 2 March, told on the 5th (the end of S3), re-review asked for on the 10th."""
    h = case().compared("2026-03-02 09:00").determined("2026-03-02", result="unqualified")
    return h.notified("2026-03-05").re_review_requested("2026-03-10")


def test_an_unqualified_case_ends_when_it_is_told():
    assert burns(refused(), "R09.step.near", "2026-06-01") == []


def test_a_case_taken_up_again_does_not_count_the_days_between():
    # Counted: 3, 4, 5 March, then 25 March to 7 April without Qingming: day 10 is 2 April, day 12 the 7th.
    h = refused().determined("2026-03-24").re_review_answered("2026-03-24", result="changed")
    assert burns(h, "R09.step.near", "2026-04-20") == [("2026-04-02", "2026-04-08")]
    assert burns(h, "R09.step.over", "2026-04-20") == [("2026-04-08", None)]


def test_a_re_review_left_open_suspends_after_the_case_is_taken_up_again():
    # Asked for on the 10th: its 15 working days are 11-31 March; so 25-31 March do not count either.
    h = refused().determined("2026-03-24")
    assert burns(h, "R09.step.near", "2026-04-20") == [("2026-04-10", "2026-04-15")]


def test_the_later_decision_starts_the_lines_for_the_qualified_and_cures_those_for_the_unqualified():
    h = case().determined("2026-03-02", result="unqualified").step_ended("2026-03-03", step="S3")
    h.determined("2026-03-24")
    assert burns(h, "R10.refusal.late", "2026-03-20") == [("2026-03-05", "2026-03-10")]
    assert burns(h, "R10.refusal.missing", "2026-04-20") == [("2026-03-10", "2026-03-25")]
    assert burns(h, "R10.notice.missing", "2026-04-20") == [("2026-03-27", None)]


# --- R02, R03, R04 ----------------------------------------------------------------------------------------------------


def test_an_empty_correction_notice_burns_until_the_correction_comes():
    h = case().submitted("2026-03-02").correction_requested("2026-03-04", items=[])
    assert burns(h, "R02.correction.empty", "2026-03-05") == [("2026-03-04", None)]
    assert burns(h.correction_received("2026-03-09"), "R02.correction.empty", "2026-04-01") == [
        ("2026-03-04", "2026-03-10")
    ]


def test_a_second_correction_notice_is_red_for_ever():
    h = case().submitted("2026-03-02").correction_requested("2026-03-04").correction_received("2026-03-05")
    assert burns(h, "R02.correction.repeated", "2026-03-31") == []
    h.correction_requested("2026-03-06").correction_requested("2026-03-09")
    assert burns(h, "R02.correction.repeated", "2026-03-31") == [("2026-03-06", None)]


def test_a_rejection_with_code_and_reason_is_silent():
    h = case().submitted("2026-03-02").rejected("2026-03-04")
    assert evaluate(h.world(), date(2026, 4, 1), {"R02"}) == []


@pytest.mark.parametrize(
    "opinion",
    [
        "同意上报",
        "人均住房面积12平方米",  # 11 code points
        "该户情况属实,符合规定条件,建议予以受理上报",  # names nothing checked
        "该户住房情况经街道两名工作人员入户核查后属实12",  # the digit stands too far behind the word
    ],
)
def test_an_opinion_that_says_nothing_is_vague(opinion: str):
    h = case().submitted("2026-03-02").street_opinion_given("2026-03-04", opinion=opinion)
    assert burns(h, "R03.opinion.vague", "2026-03-05") == [("2026-03-04", None)]


def test_a_specific_opinion_is_silent_and_cures_a_vague_one_and_the_next_vague_one_is_a_new_row():
    h = case().submitted("2026-03-02").street_opinion_given("2026-03-03")
    assert burns(h, "R03.opinion.vague", "2026-04-01") == []
    h.street_opinion_given("2026-03-04", opinion="同意").street_opinion_given("2026-03-05", opinion="已阅")
    h.street_opinion_given("2026-03-06").street_opinion_given("2026-03-09", verdict="fail")
    assert burns(h, "R03.opinion.vague", "2026-04-01") == [("2026-03-04", "2026-03-07"), ("2026-03-09", None)]


def test_what_cures_at_the_very_instant_counts_as_later_whatever_its_number():
    h = (
        case()
        .street_opinion_given("2026-03-04 10:00", id="1")
        .street_opinion_given("2026-03-04 10:00", id="2", opinion="同意")
    )
    assert burns(h, "R03.opinion.vague", "2026-04-01") == [("2026-03-04", "2026-03-05")]


def mass(number: int) -> World:
    """Opinions of one actor on one day that differ in figures and punctuation only."""
    told = [
        case(f"350102-2026-{n:05}").street_opinion_given("2026-03-04", opinion=SPECIFIC.replace("3", str(n)))
        for n in range(1, number + 1)
    ]
    return world_of(*told)


def test_twenty_opinions_of_one_text_are_not_mass_text_and_twenty_one_are():
    assert burns(mass(20), "R03.opinion.vague", "2026-03-04") == []
    assert len(burns(mass(21), "R03.opinion.vague", "2026-03-04")) == 21


def test_one_surveyor_twice_is_weak_and_moving_on_without_a_survey_is_red():
    h = case().submitted("2026-03-02").dispatched("2026-03-05")
    assert burns(h, "R03.survey.missing", "2026-03-06") == [("2026-03-05", None)]
    h.surveyed("2026-03-09", surveyors=["a", "a"])
    assert burns(h, "R03.survey.missing", "2026-03-20") == [("2026-03-05", "2026-03-10")]
    assert burns(h, "R03.survey.weak", "2026-03-20") == [("2026-03-09", None)]


def test_a_survey_at_the_very_instant_of_moving_on_counts_as_done_before():
    h = case().submitted("2026-03-02").dispatched("2026-03-05 10:00").surveyed("2026-03-05 10:00")
    assert burns(h, "R03.survey.missing", "2026-03-20") == []


def acceptance(starts_on: str, ends_on: str, opened: str = "2026-03-09", **members: object) -> History:
    h = case().submitted("2026-03-02")
    return h.notice_opened(opened, notice="acceptance", starts_on=starts_on, ends_on=ends_on, **members)


def test_a_notice_of_five_working_days_is_silent_up_to_the_tenth_day():
    h = acceptance("2026-03-16", "2026-03-20", opened="2026-03-16")
    assert evaluate(h.world(), date(2026, 3, 31), {"R04"}) == []
    late = acceptance("2026-03-17", "2026-03-23", opened="2026-03-17")
    assert burns(late, "R04.notice.late", "2026-03-31") == [("2026-03-17", None)]


def test_three_notice_days_are_short_and_two_are_cut():
    three = acceptance("2026-03-12", "2026-03-16", opened="2026-03-12")  # Thursday, Friday, Monday
    assert burns(three, "R04.notice.short", "2026-03-31") == [("2026-03-12", None)]
    assert burns(three, "R04.notice.cut", "2026-03-31") == []
    two = acceptance("2026-03-13", "2026-03-16", opened="2026-03-12")
    assert burns(two, "R04.notice.short", "2026-03-31") == []
    assert burns(two, "R04.notice.cut", "2026-03-31") == [("2026-03-12", None)]


def test_a_short_notice_burns_until_the_cut_that_takes_over():
    h = acceptance("2026-03-09", "2026-03-12").notice_closed("2026-03-10", notice="acceptance")
    assert burns(h, "R04.notice.short", "2026-03-31") == [("2026-03-09", "2026-03-10")]
    assert burns(h, "R04.notice.cut", "2026-03-31") == [("2026-03-10", None)]


def test_a_full_notice_cures_the_cut_and_its_own_early_closing_burns_anew():
    h = acceptance("2026-03-09", "2026-03-10").notice_opened("2026-03-12", notice="acceptance")
    assert burns(h, "R04.notice.cut", "2026-03-31") == [("2026-03-09", "2026-03-13")]
    h.notice_closed("2026-03-17", notice="acceptance", withdrawn=True)  # held 12, 13, 16, 17
    assert burns(h, "R04.notice.cut", "2026-03-31") == [("2026-03-09", "2026-03-13")]
    assert burns(h, "R04.notice.short", "2026-03-31") == [("2026-03-17", None)]
    assert burns(h, "R04.notice.withdrawn", "2026-03-31") == [("2026-03-17", None)]


def test_a_full_width_identity_number_in_a_notice_is_unmasked_and_a_masked_one_is_not():
    masked = acceptance("2026-03-09", "2026-03-13", text="张** 350102********1234")
    assert burns(masked, "R04.notice.elements", "2026-03-31") == []
    bare = acceptance("2026-03-09", "2026-03-13", text="张三 ３５０１０２１９８００１０１１２３４")
    assert burns(bare, "R04.notice.elements", "2026-03-31") == [("2026-03-09", None)]


# --- R05, R06, R07 ----------------------------------------------------------------------------------------------------


def test_each_department_has_its_own_limit_and_civil_affairs_ten_days():
    h = case().dispatched("2026-03-02").dispatched("2026-03-02", department="civil_affairs")
    assert burns(h, "R05.answer.over", "2026-03-31", instance="real_estate") == [("2026-03-10", None)]
    assert burns(h, "R05.answer.near", "2026-03-31", instance="civil_affairs") == [("2026-03-12", "2026-03-17")]
    assert burns(h, "R05.answer.over", "2026-03-31", instance="civil_affairs") == [("2026-03-17", None)]


def test_a_second_request_while_unanswered_changes_nothing_and_one_after_the_answer_is_a_new_row():
    h = case().dispatched("2026-03-02").dispatched("2026-03-06").answered("2026-03-10")
    assert burns(h, "R05.answer.over", "2026-04-10") == [("2026-03-10", "2026-03-11")]
    h.dispatched("2026-03-16")
    assert burns(h, "R05.answer.over", "2026-04-10") == [("2026-03-10", "2026-03-11"), ("2026-03-24", None)]


def test_the_answer_is_awaited_after_the_end_of_the_step_too():
    h = case().dispatched("2026-03-02").proposed("2026-03-04").answered("2026-03-11")
    assert burns(h, "R05.answer.over", "2026-03-31") == [("2026-03-10", "2026-03-12")]
    assert burns(h, "R05.step.near", "2026-06-01") == []
    assert burns(h, "R06.opinion.missing", "2026-03-31") == [("2026-03-04", "2026-03-12")]


def test_an_answer_before_the_request_is_no_answer():
    h = case().answered("2026-03-02 09:00").dispatched("2026-03-02 10:00")
    assert burns(h, "R05.answer.over", "2026-03-10") == [("2026-03-10", None)]


def test_vague_and_null_answers_burn_side_by_side_until_a_specific_one():
    h = case().dispatched("2026-03-02").answered("2026-03-03", opinion="同意").answered("2026-03-04", verdict=None)
    h.answered("2026-03-06", department="tax")  # another department cures nothing
    assert burns(h, "R06.opinion.vague", "2026-03-08") == [("2026-03-03", None)]
    assert burns(h, "R06.opinion.null", "2026-03-08") == [("2026-03-04", None)]
    h.answered("2026-03-09")
    assert burns(h, "R06.opinion.vague", "2026-03-31") == [("2026-03-03", "2026-03-10")]
    assert burns(h, "R06.opinion.null", "2026-03-31") == [("2026-03-04", "2026-03-10")]


def test_an_override_needs_reason_evidence_and_another_person_and_one_that_changes_nothing_is_none():
    def overridden(**members: object) -> History:
        return case().compared("2026-03-02").comparison_overridden("2026-03-03", actor="me", **members)

    assert evaluate(overridden().world(), date(2026, 4, 1), {"R07"}) == []
    assert burns(overridden(approver_id=""), "R07.override.alone", "2026-04-01") == [("2026-03-03", None)]
    assert burns(overridden(approver_id="me"), "R07.override.baseless", "2026-04-01") == [("2026-03-03", None)]
    assert burns(overridden(evidence=""), "R07.override.baseless", "2026-04-01") == [("2026-03-03", None)]
    assert burns(overridden(evidence="", manual_result="pass"), "R07.override.baseless", "2026-04-01") == []


# --- R08, R09, R10 ----------------------------------------------------------------------------------------------------


def decided_by(criteria_set: str) -> History:
    return clean_case(until="S2").determined("2026-03-20", criteria_set=criteria_set)


def test_a_case_is_decided_by_the_set_with_the_longest_area_in_force_on_its_acceptance_day():
    fuzhou = criteria("C-FZ", area="3501").criteria_changed("2026-01-05", effective_on="2026-03-03")
    assert burns(world_of(fuzhou, decided_by("C-FZ")), "R08.case.set", "2026-04-01") == []
    assert burns(world_of(fuzhou, decided_by("C-35")), "R08.case.set", "2026-04-01") == [("2026-03-20", None)]


def test_the_longest_area_wins_over_the_latest_day():
    fuzhou = criteria("C-FZ", area="3501").criteria_changed("2026-01-05", effective_on="2026-01-05")
    province = criteria("C-35").criteria_changed("2026-02-02", effective_on="2026-02-02")
    assert burns(world_of(province, fuzhou, decided_by("C-FZ")), "R08.case.set", "2026-04-01") == []


def test_a_set_in_force_from_the_day_after_acceptance_or_not_approved_does_not_count():
    later = criteria("C-FZ", area="3501").criteria_changed("2026-01-05", effective_on="2026-03-04")
    assert burns(world_of(later, decided_by("C-35")), "R08.case.set", "2026-04-01") == []
    unapproved = criteria("C-FZ", area="3501").criteria_changed("2026-01-05", approval_no="")
    assert burns(world_of(unapproved, decided_by("C-35")), "R08.case.set", "2026-04-01") == []


def test_without_any_set_in_force_no_case_is_decided_by_the_wrong_one():
    assert burns(world_of(decided_by("C-X"), with_criteria=False), "R08.case.set", "2026-04-01") == []


def test_publishing_a_set_later_cures_unpublished_and_nothing_cures_unapproved():
    h = criteria("C-FZ", area="3501").criteria_changed("2026-03-02", published_on="")
    assert burns(h, "R08.criteria.unpublished", "2026-03-04") == [("2026-03-02", None)]
    h.criteria_changed("2026-03-05")
    assert burns(h, "R08.criteria.unpublished", "2026-04-01") == [("2026-03-02", "2026-03-06")]
    h.criteria_changed("2026-03-09", approval_no="", by="county_housing/reviewer").criteria_changed("2026-03-10")
    assert burns(h, "R08.criteria.unapproved", "2026-04-01") == [("2026-03-09", None)]
    assert burns(h, "R08.criteria.authority", "2026-04-01") == [("2026-03-09", None)]


def test_deciding_on_the_fifth_day_after_the_joint_review_is_in_time():
    h = case().dispatched("2026-03-02").step_ended("2026-03-04", step="S2")
    assert burns(h, "R09.decide.over", "2026-03-12") == [("2026-03-12", None)]
    h.determined("2026-03-11")
    assert burns(h, "R09.decide.near", "2026-03-31") == [("2026-03-10", "2026-03-12")]
    assert burns(h, "R09.decide.over", "2026-03-31") == []


def test_an_eligibility_notice_within_two_working_days_is_silent_and_one_before_the_decision_is_none():
    in_time = case().determined("2026-03-05").notice_opened("2026-03-09", notice="eligibility")
    assert evaluate(in_time.world(), date(2026, 4, 1), {"R10"}) == []
    before = case().notice_opened("2026-03-04", notice="eligibility").determined("2026-03-05")
    assert burns(before, "R10.notice.missing", "2026-04-01") == [("2026-03-10", None)]
    rest_day = case().determined("2026-03-04").notice_opened("2026-03-07", notice="eligibility")
    assert burns(rest_day, "R10.notice.missing", "2026-04-01") == [("2026-03-07", "2026-03-08")]


def test_a_refusal_delivered_tomorrow_is_not_yet_done_today():
    h = case().determined("2026-03-02", result="unqualified").notified("2026-03-03", delivered_on="2026-03-06")
    assert burns(h, "R10.refusal.late", "2026-03-05") == [("2026-03-05", None)]
    assert burns(h, "R10.refusal.late", "2026-03-06") == [("2026-03-05", "2026-03-07")]
    assert burns(h, "R10.refusal.missing", "2026-04-01") == []


def test_a_refusal_without_reasons_is_red_although_the_case_has_ended():
    h = case().determined("2026-03-02", result="unqualified").notified("2026-03-04", reasons="")
    assert burns(h, "R10.refusal.late", "2026-04-01") == []
    assert burns(h, "R10.refusal.missing", "2026-04-01") == [("2026-03-10", None)]


# --- R11 --------------------------------------------------------------------------------------------------------------


def test_an_objection_is_concluded_in_ten_working_days_even_if_the_case_is_withdrawn():
    h = case().submitted("2026-02-27").objection_raised("2026-03-02", notice="acceptance").withdrawn("2026-03-03")
    assert burns(h, "R11.conclude.near", "2026-04-01") == [("2026-03-12", "2026-03-17")]
    assert burns(h, "R11.conclude.over", "2026-04-01") == [("2026-03-17", None)]
    h.objection_concluded("2026-03-16")
    assert burns(h, "R11.conclude.over", "2026-04-01") == []


def test_a_conclusion_unpublished_is_yellow_after_two_days_and_red_after_three():
    h = case().objection_raised("2026-02-27", notice="eligibility").objection_concluded("2026-03-02")
    assert burns(h, "R11.publish.late", "2026-04-01") == [("2026-03-05", "2026-03-06")]
    assert burns(h, "R11.publish.over", "2026-04-01") == [("2026-03-06", None)]
    assert burns(h.objection_published("2026-03-04"), "R11.publish.late", "2026-04-01") == []


def test_going_on_with_an_open_objection_is_red_and_after_its_conclusion_silent():
    h = case().objection_raised("2026-03-02", notice="eligibility", objection_no="7").registered("2026-03-04")
    h.objection_concluded("2026-03-09", objection_no="7")
    assert burns(h, "R11.advanced", "2026-04-01", instance="7") == [("2026-03-04", "2026-03-10")]
    after = case().objection_raised("2026-03-02", notice="eligibility").objection_concluded("2026-03-04 09:00")
    assert burns(after.registered("2026-03-04 09:00"), "R11.advanced", "2026-04-01") == []


# --- R12, R13, R14 ----------------------------------------------------------------------------------------------------


def test_a_ready_home_is_unlisted_after_sixty_days_and_hidden_after_a_hundred_and_eighty():
    h = unit().ready("2026-01-01")
    assert burns(h, "R12.unit.unlisted", "2026-03-02") == []
    assert burns(h, "R12.unit.unlisted", "2026-03-03") == [("2026-03-03", None)]
    assert burns(h, "R12.unit.hidden", "2026-08-01") == [("2026-07-01", None)]
    assert burns(h, "R12.unit.unlisted", "2026-08-01") == [("2026-03-03", "2026-07-01")]


def test_a_home_listed_on_the_sixtieth_day_is_silent_and_on_the_next_it_burned_that_day():
    in_time = unit().ready("2026-01-01").listed("2026-03-02")
    assert burns(in_time, "R12.unit.unlisted", "2026-12-01") == []
    late = unit().ready("2026-01-01").listed("2026-03-03")
    assert burns(late, "R12.unit.unlisted", "2026-12-01") == [("2026-03-03", "2026-03-04")]


def test_a_home_vacated_before_it_burns_starts_anew_and_a_plan_that_names_it_publishes_it():
    h = unit().ready("2026-01-01").vacated("2026-02-01").ready("2026-02-10")
    assert burns(h, "R12.unit.unlisted", "2026-06-01") == [("2026-04-12", None)]
    plan = batch().plan_published("2026-03-02", units=["U1"])
    assert burns(world_of(h, plan), "R12.unit.unlisted", "2026-12-01") == []
    assert burns(world_of(h.assigned("2026-03-04"), plan), "R12.unit.secret", "2026-12-01") == []
    assert burns(h, "R12.unit.secret", "2026-12-01") == [("2026-03-04", None)]


def test_a_batch_opened_without_a_full_plan():
    h = batch().intent_opened("2026-03-02").plan_published("2026-03-05", contents=["rent"])
    assert burns(h, "R12.plan.missing", "2026-04-01") == [("2026-03-02", "2026-03-06")]
    assert burns(h, "R12.plan.contents", "2026-04-01") == [("2026-03-05", None)]
    assert burns(h.plan_published("2026-03-06"), "R12.plan.contents", "2026-04-01") == [("2026-03-05", "2026-03-07")]


def queue(first: History, *, category: str = "A", layout: str = "") -> World:
    """The first case ranks before a second one, which selects on 10 March."""
    second = case("350102-2026-00002").determined("2026-03-02", category=category)
    second.ranked("2026-03-04", rank_no=2, layout=layout).unit_selected("2026-03-10 10:00")
    return world_of(first, second)


def in_line() -> History:
    return case("350102-2026-00001").determined("2026-03-02").ranked("2026-03-04", rank_no=1, layout="2-1")


def test_the_lower_one_selects_first_and_nobody_says_why():
    assert burns(queue(in_line()), "R13.skipped", "2026-04-01") == [("2026-03-10", None)]
    undocumented = queue(in_line().passed("2026-03-09", document_no=""))
    assert burns(undocumented, "R13.pass.undocumented", "2026-04-01") == [("2026-03-10", None)]
    assert burns(undocumented, "R13.skipped", "2026-04-01") == []


@pytest.mark.parametrize(
    "first",
    [
        in_line().passed("2026-03-09"),
        in_line().unit_selected("2026-03-10 10:00"),
        in_line().withdrawn("2026-03-09"),
        in_line().re_examined("2026-03-09", result="fail"),
        in_line().rank_changed("2026-03-09", to=3),
    ],
    ids=["passed with its papers", "selected at the same instant", "ended", "failed", "moved behind"],
)
def test_nobody_is_skipped_who_cannot_be(first: History):
    assert burns(queue(first), "R13.skipped", "2026-04-01") == []


def test_another_category_or_layout_is_another_queue():
    assert burns(queue(in_line(), category="B"), "R13.skipped", "2026-04-01") == []
    assert burns(queue(in_line(), layout="1-1"), "R13.skipped", "2026-04-01") == []
    assert burns(queue(in_line(), layout="2-1"), "R13.skipped", "2026-04-01") == [("2026-03-10", None)]


def test_a_result_not_published_is_yellow_after_two_days_red_after_five_and_cured_by_a_full_notice_only():
    h = case().unit_selected("2026-03-02")
    assert burns(h, "R14.result.late", "2026-04-01") == [("2026-03-05", "2026-03-10")]
    assert burns(h, "R14.result.over", "2026-04-01") == [("2026-03-10", None)]
    h.notice_opened("2026-03-09", notice="result", elements=["area"])
    assert burns(h, "R14.result.late", "2026-04-01") == [("2026-03-05", None)]
    assert burns(h, "R14.result.over", "2026-04-01") == []
    h.notice_opened("2026-03-12", notice="result", ends_on="2026-03-12")
    assert burns(h, "R14.result.late", "2026-04-01") == [("2026-03-05", "2026-03-13")]
    assert burns(h, "R14.result.elements", "2026-04-01") == [("2026-03-09", "2026-03-13")]


def test_a_subsidy_is_paid_before_its_result_is_published():
    h = (
        case(mode="subsidy")
        .ranked("2026-03-02")
        .subsidy_paid("2026-03-03")
        .notice_opened("2026-03-04", notice="result")
    )
    assert burns(h, "R14.contract", "2026-04-01") == [("2026-03-03", "2026-03-05")]
    assert burns(h, "R14.result.late", "2026-04-01") == []


# --- R15, R16 ---------------------------------------------------------------------------------------------------------


def test_waiting_does_not_count_in_the_sixty_days():
    h = clean_case(until="S3")  # 20 working days after Monday 2 March: S3 ends on 30 March
    assert burns(h, "R15.total.near", "2027-06-01") == []
    h.batch_entered("2027-06-01")  # a Tuesday; 20 days are gone, the 54th is the 34th after it, Monday 19 July
    assert burns(h, "R15.total.near", "2027-07-18") == []
    assert burns(h, "R15.total.near", "2027-07-19") == [("2027-07-19", None)]
    assert burns(h, "R15.step.over", "2027-07-19") == [("2027-06-26", None)]


def test_a_contract_is_filed_on_the_thirtieth_day():
    h = case().contract_signed("2026-03-02")
    assert burns(h, "R15.filing.near", "2026-03-26") == []
    assert burns(h, "R15.filing.near", "2026-04-10") == [("2026-03-27", "2026-04-02")]
    assert burns(h, "R15.filing.over", "2026-04-10") == [("2026-04-02", None)]
    assert burns(h.contract_filed("2026-04-01"), "R15.filing.over", "2026-04-10") == []


def test_a_clean_case_is_silent_on_every_day_of_its_life():
    for mode in ("unit", "subsidy"):
        h = clean_case(mode=mode)
        queue = batch().plan_published("2026-04-22").intent_opened("2026-04-23").ranking_published("2026-04-29 09:00")
        world = world_of(h, queue)
        days = {o["occurred_at"].date() for o in h.operations} | {date(2026, 12, 31)}
        assert [lamp for day in sorted(days) for lamp in evaluate(world, day)] == []


def test_the_wrong_hands_are_red_for_each_operation_and_the_system_may_act_where_the_table_lists_it():
    h = case().accepted("2026-03-02", by="county_housing/clerk").surveyed("2026-03-03", by="street/inspector")
    h.compared("2026-03-04", by="/system").answered("2026-03-05", by="tax/department_reviewer", department="tax")
    assert [lamp.instance for lamp in evaluate(h.world(), date(2026, 3, 5)) if lamp.finding == "R16.authority"] == [
        "case-350102-2026-00001-001",
        "case-350102-2026-00001-002",
    ]
    assert burns(case().determined("2026-03-02", by="/system"), "R16.authority", "2026-03-02") != []


def test_a_step_that_begins_before_the_one_before_it_is_out_of_order_and_one_at_the_same_instant_is_not():
    h = case().submitted("2026-03-02 09:00").proposed("2026-03-04").dispatched("2026-03-05")
    assert burns(h, "R16.order", "2026-04-01") == [("2026-03-04", None)]
    same = case().submitted("2026-03-02 09:00").dispatched("2026-03-02 09:00").proposed("2026-03-04")
    assert burns(same, "R16.order", "2026-04-01") == []
    late = same.step_ended("2026-03-06", step="S2")
    assert burns(late, "R16.order", "2026-04-01", instance="S3") == [("2026-03-06", None)]


def test_one_person_proposes_and_decides():
    h = case().proposed("2026-03-02", actor="x").determined("2026-03-03", actor="x")
    assert burns(h, "R16.same_person", "2026-04-01") == [("2026-03-03", None)]
    assert burns(case().proposed("2026-03-02").determined("2026-03-03"), "R16.same_person", "2026-04-01") == []


def test_three_working_days_late_is_not_backdated_and_four_are():
    three = case().submitted("2026-03-05", recorded="2026-03-10")  # Friday, Monday, Tuesday
    assert burns(three, "R16.backdated", "2026-04-01") == []
    four = case().submitted("2026-03-05", recorded="2026-03-11")
    assert burns(four, "R16.backdated", "2026-03-10") == []
    assert burns(four, "R16.backdated", "2026-03-11") == [("2026-03-11", None)]


def test_what_is_written_in_a_day_before_what_was_recorded_earlier_is_backdated():
    h = case().submitted("2026-03-02 09:00").accepted("2026-03-04 10:00")
    h.surveyed("2026-03-03 09:00", recorded="2026-03-04 11:00")
    assert burns(h, "R16.backdated", "2026-04-01") == [("2026-03-04", None)]
    within = case().submitted("2026-03-02 09:00").accepted("2026-03-04 10:00")
    within.surveyed("2026-03-03 10:00", recorded="2026-03-04 11:00")  # 24 hours sharp
    assert burns(within, "R16.backdated", "2026-04-01") == []


def test_a_paper_attached_the_next_working_day_is_late_for_a_day_and_later_it_was_missing():
    same_day = case().surveyed("2026-03-06").document_attached("2026-03-06")
    assert evaluate(same_day.world(), date(2026, 4, 1), {"R16"}) == []
    next_day = case().surveyed("2026-03-06").document_attached("2026-03-09")
    assert burns(next_day, "R16.document.late", "2026-04-01", instance="surveyed:1") == [("2026-03-09", "2026-03-10")]
    later = case().surveyed("2026-03-06").document_attached("2026-03-11")
    assert burns(later, "R16.document.missing", "2026-04-01") == [("2026-03-10", "2026-03-12")]


def test_a_paper_serves_the_last_action_before_it():
    h = case().surveyed("2026-03-03").surveyed("2026-03-04").document_attached("2026-03-04")
    assert burns(h, "R16.document.missing", "2026-04-01", instance="surveyed:1") == [("2026-03-05", None)]
    assert burns(h, "R16.document.missing", "2026-04-01", instance="surveyed:2") == []


def test_a_paper_attached_before_serves_the_first_and_a_second_one_the_action_left_without():
    h = case().document_attached("2026-03-02").surveyed("2026-03-03").surveyed("2026-03-04").surveyed("2026-03-05")
    h.document_attached("2026-03-05").document_attached("2026-03-05")
    assert evaluate(h.world(), date(2026, 4, 1), {"R16"}) == evaluate(h.world(), date(2026, 3, 5), {"R16"})
    assert burns(h, "R16.document.missing", "2026-04-01") == []
    assert burns(h, "R16.document.late", "2026-04-01", instance="surveyed:2") == [("2026-03-05", "2026-03-06")]


# --- fields, and the way in -------------------------------------------------------------------------------------------


def test_a_lamp_of_a_tenancy_lies_in_the_area_of_its_home():
    h = tenancy(case_no="350102-2026-00001").moved_in("2026-03-02", recorded="2026-03-20")
    (lamp,) = evaluate(world_of(case(), h), date(2026, 4, 1), {"R16"})
    assert (lamp.finding, lamp.area_code, lamp.step) == ("R16.backdated", "350102001", "USE")


def test_a_world_read_back_from_its_delivery_burns_the_same(tmp_path: Path):
    h = clean_case(until="S2").answered("2026-03-30", opinion='同意,\n无"异议"').withdrawn("2026-04-01")
    told = world_of(h, unit().ready("2026-01-01"), batch().intent_opened("2026-03-02"))
    read = read_deliveries([told.write_delivery(tmp_path / "one")])
    assert read.cases.keys() == told.cases.keys() and len(read.operations) == len(told.operations)
    assert evaluate(read, date(2026, 5, 1)) == evaluate(told, date(2026, 5, 1)) != []


@examples(60)
@given(judged_worlds())
def test_rows_of_any_history_are_well_formed_and_survive_the_way_through_a_delivery(judged: tuple[World, date]):
    world, as_of = judged
    lamps = evaluate(world, as_of)
    assert all(lamp.since <= as_of for lamp in lamps)
    assert all(lamp.since < lamp.until <= as_of + ONE_DAY for lamp in lamps if lamp.until)
    for one, other in pairwise(lamps):
        if same_lamp(one, other):
            assert one.since < other.since and one.until is not None and one.until - ONE_DAY <= other.since
    with TemporaryDirectory() as folder:
        assert evaluate(read_deliveries([world.write_delivery(Path(folder))]), as_of) == lamps


@examples(30)
@given(judged_worlds())
def test_the_order_in_which_operations_arrive_does_not_matter(judged: tuple[World, date]):
    world, as_of = judged
    turned_round = replace(world, operations=world.operations[::-1])
    assert evaluate(turned_round, as_of) == evaluate(world, as_of)
