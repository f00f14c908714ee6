"""R16: the right hands, in the right order, at the time they say, with the papers in the file.

The 3rd working day after Monday 2 March 2026 is Thursday the 5th; the 10th after Tuesday 3 March is Tuesday the 17th.
"""

from __future__ import annotations

import pytest

from tests.build import History, batch, case, clean_case, criteria, tenancy, unit, world_of
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court

# --- authority: the table of rules.md, line by line -------------------------------------------------------------------

TABLE = """
accepted correction_requested rejected notice_opened:acceptance notice_closed:acceptance | street | clerk reviewer
surveyed | street | surveyor clerk reviewer
street_opinion_given | street | reviewer
dispatched compared | county_housing | clerk reviewer system
answered | tax | department_reviewer
comparison_overridden proposed | county_housing | reviewer
determined | county_housing | approver
registered notified notice_opened:eligibility notice_closed:eligibility | county_housing | clerk reviewer approver
batch_entered re_examined ranked rank_changed passed | county_housing city_housing | clerk reviewer approver system
lottery_held plan_published intent_opened | county_housing city_housing | clerk reviewer approver system
ranking_published | county_housing city_housing | clerk reviewer approver system
notice_opened:ranking notice_closed:ranking | county_housing city_housing | clerk reviewer approver system
notice_opened:result notice_closed:result | county_housing city_housing | clerk reviewer approver system
unit_selected contract_signed contract_filed subsidy_paid | operator county_housing | operator clerk reviewer
"""
"""`answered` is asked of the tax office here."""

LINES = {
    action: (kinds.split(), roles.split())
    for actions, kinds, roles in (line.split(" | ") for line in TABLE.strip().splitlines())
    for action in actions.split()
}
OFFICES = [
    *("street", "county_housing", "city_housing", "province_housing", "operator", "discipline", "tax", "real_estate"),
    "",  # no organisation
]
ROLES = ["clerk", "surveyor", "reviewer", "approver", "department_reviewer", "operator", "system", "inspector"]
OF_BATCHES = {"lottery_held", "plan_published", "intent_opened", "ranking_published"}


def by_everyone(what: str) -> History:
    """One act by every role of every office, at one instant, so that none ends the case before another."""
    action, _, notice = what.partition(":")
    members: dict[str, object] = {"notice": notice} if notice else {}
    if action == "answered":
        members["department"] = "tax"
    h = batch() if action in OF_BATCHES else case()
    for office in OFFICES:
        for role in ROLES:
            h.did(action, "2026-03-03 10:00", by=f"{office}/{role}", id=f"{office}/{role}", **members)
    return h


def burning(court: Court, h: History, finding: str = "R16.authority") -> set[str]:
    return {row[4] for row in court.rows(h, "2026-03-03") if row[3] == finding}


@pytest.mark.parametrize("what", LINES)
def test_only_the_offices_and_roles_of_its_line_may_act(court: Court, what: str) -> None:
    kinds, roles = LINES[what]
    may = {f"{kind}/{role}" for kind in kinds for role in roles}
    if "system" in roles:
        may.add("/system")  # a system needs no organisation
    everyone = {f"{office}/{role}" for office in OFFICES for role in ROLES}
    assert burning(court, by_everyone(what)) == everyone - may


@pytest.mark.parametrize(
    "what", ["submitted", "correction_received", "objection_concluded", "clock_suspended", "condition_changed"]
)
def test_what_no_line_names_anybody_may_do(court: Court, what: str) -> None:
    members = {"notice": "acceptance"} if what == "objection_concluded" else {}
    h = case().did(what, "2026-03-03", by="discipline/inspector", step="S1", **members)
    assert burning(court, h.did(what, "2026-03-03", by="", step="S1", **members)) == set()


def test_a_criteria_change_is_judged_by_another_rule(lit: Lit) -> None:
    h = criteria("C-GL", area="350102").criteria_changed("2026-03-03", by="street/clerk")
    assert lit(world_of(h), "2026-12-31") == []


def test_homes_and_tenancies_are_in_no_line(lit: Lit) -> None:
    world = world_of(unit().ready("2026-03-03", by="/clerk"), tenancy().moved_in("2026-03-03", by="tax/inspector"))
    assert lit(world, "2026-12-31") == []


def test_a_breach_of_authority_burns_from_its_day_on_for_ever(lamp: Lamp) -> None:
    h = case().submitted("2026-03-02").accepted("2026-03-04", by="county_housing/clerk", id="op-7")
    h.accepted("2026-03-05").withdrawn("2026-03-06")
    assert lamp(h, "R16.authority", "2026-03-03") == "dark"
    assert lamp(h, "R16.authority", "2026-03-04", instance="op-7") == "since 2026-03-04"
    assert lamp(h, "R16.authority", "2026-12-31") == "since 2026-03-04"


def test_a_breach_after_the_end_of_the_case_is_not_heard(lit: Lit) -> None:
    h = case().submitted("2026-03-02").withdrawn("2026-03-03").accepted("2026-03-04", by="tax/clerk")
    assert lit(h, "2026-12-31") == []


@pytest.mark.parametrize("mode", ["unit", "subsidy"])
def test_a_case_without_a_fault_is_silent(lit: Lit, mode: str) -> None:
    assert lit(clean_case(mode=mode), "2026-12-31") == []


# --- the order of the steps -------------------------------------------------------------------------------------------


def test_the_joint_review_before_the_acceptance_is_red_for_ever(lamp: Lamp) -> None:
    h = case().dispatched("2026-03-03").submitted("2026-03-04")
    assert lamp(h, "R16.order", "2026-03-02") == "dark"
    assert lamp(h, "R16.order", "2026-03-03", instance="S2") == "since 2026-03-03"
    assert lamp(h, "R16.order", "2026-12-31", instance="S2") == "since 2026-03-03"


def test_a_step_never_begun_counts_as_not_begun(lamp: Lamp) -> None:
    h = case().submitted("2026-03-02").determined("2026-03-06")
    assert lamp(h, "R16.order", "2026-12-31", instance="S3") == "since 2026-03-06"
    assert lamp(h, "R16.order", "2026-12-31", instance="S2") == "dark"


def test_steps_that_begin_at_one_instant_are_in_order(lit: Lit) -> None:
    assert lit(case().submitted("2026-03-03 10:00").dispatched("2026-03-03 10:00"), "2026-12-31") == []
    h = case().submitted("2026-03-03 10:01").dispatched("2026-03-03 10:00")
    assert lit(h, "2026-12-31") == ["R16.order"]


def in_order() -> History:
    """Told as far as the joint review, every step ended in time."""
    h = case().submitted("2026-03-02").step_ended("2026-03-03", step="S1").dispatched("2026-03-03 12:00")
    return h.step_ended("2026-03-05", step="S2")


def decided() -> History:
    h = in_order().proposed("2026-03-06").determined("2026-03-09")
    return h.document_attached("2026-03-09", document="determination_sheet", for_action="determined")


def test_the_allotment_before_the_end_of_the_determination_is_red(lamp: Lamp) -> None:
    h = decided().batch_entered("2026-03-11").registered("2026-03-12")
    assert lamp(h, "R16.order", "2026-03-10") == "dark"
    assert lamp(h, "R16.order", "2026-12-31", instance="S4") == "since 2026-03-11"


def test_the_allotment_at_the_instant_of_that_end_is_in_order_and_so_is_a_long_wait(lit: Lit) -> None:
    assert lit(decided().registered("2026-03-11 10:00").batch_entered("2026-03-11 10:00"), "2026-12-31") == []
    assert lit(decided().registered("2026-03-11 10:00").batch_entered("2027-03-11"), "2027-12-31") == []


def test_a_step_ended_after_the_next_began_is_red_from_that_end_on(lamp: Lamp) -> None:
    h = case().submitted("2026-03-02").dispatched("2026-03-03").step_ended("2026-03-05", step="S1")
    assert lamp(h, "R16.order", "2026-03-04") == "dark"
    assert lamp(h, "R16.order", "2026-03-05", instance="S2") == "since 2026-03-05"
    assert lamp(h, "R16.order", "2026-12-31") == "since 2026-03-05"


def test_any_end_of_the_step_counts_and_one_at_the_instant_of_the_begin_is_in_time(lit: Lit) -> None:
    assert lit(in_order().step_ended("2026-03-06", step="S1"), "2026-12-31") == ["R16.order"]
    assert lit(in_order().step_ended("2026-03-03 12:00", step="S1"), "2026-12-31") == []


def test_a_step_that_ends_twice_before_the_next_begins_is_in_order(lit: Lit) -> None:
    assert lit(in_order().step_ended("2026-03-10", step="S2"), "2026-12-31") == []


def test_the_first_breach_of_a_step_gives_its_day(lamp: Lamp) -> None:
    h = case().dispatched("2026-03-02").submitted("2026-03-03").step_ended("2026-03-05", step="S1")
    assert lamp(h, "R16.order", "2026-12-31", instance="S2") == "since 2026-03-02"


def test_two_steps_out_of_order_are_two_lamps(court: Court) -> None:
    h = case().submitted("2026-03-02").batch_entered("2026-03-03").dispatched("2026-03-04").proposed("2026-03-05")
    h.step_ended("2026-03-06", step="S2")
    rows = [row for row in court.rows(h, "2026-12-31") if row[3] == "R16.order"]
    assert [(row[4], row[7], row[9]) for row in rows] == [("S3", "S2", "2026-03-06"), ("S4", "S4", "2026-03-03")]


# --- four eyes --------------------------------------------------------------------------------------------------------


def proposed(actor: str) -> History:
    return case().proposed("2026-03-03", actor=actor)


def test_proposed_and_determined_by_one_person_is_red_for_ever(lamp: Lamp) -> None:
    h = proposed("li").determined("2026-03-05", actor="li").determined("2026-03-09", actor="wang")
    assert lamp(h, "R16.same_person", "2026-03-04") == "dark"
    assert lamp(h, "R16.same_person", "2026-03-05") == "since 2026-03-05"
    assert lamp(h, "R16.same_person", "2026-12-31") == "since 2026-03-05"


@pytest.mark.parametrize(("proposer", "decider"), [("li", "wang"), ("", ""), ("li", ""), ("", "li")])
def test_two_persons_or_unnamed_ones_are_silent(lamp: Lamp, proposer: str, decider: str) -> None:
    h = proposed(proposer).determined("2026-03-05", actor=decider)
    assert lamp(h, "R16.same_person", "2026-12-31") == "dark"


def test_only_the_decision_that_follows_counts(lamp: Lamp) -> None:
    before = case().determined("2026-03-02", actor="li").proposed("2026-03-03", actor="li")
    assert lamp(before, "R16.same_person", "2026-12-31") == "dark"
    second = proposed("li").determined("2026-03-05", actor="wang").determined("2026-03-09", actor="li")
    assert lamp(second, "R16.same_person", "2026-12-31") == "dark"


def test_each_proposal_counts(lamp: Lamp) -> None:
    h = proposed("li").proposed("2026-03-04", actor="wang").determined("2026-03-05", actor="li")
    assert lamp(h, "R16.same_person", "2026-12-31") == "since 2026-03-05"


def test_decided_at_the_instant_of_the_proposal_follows_it(lamp: Lamp) -> None:
    h = case().proposed("2026-03-03 10:00", actor="li").determined("2026-03-03 10:00", actor="li")
    assert lamp(h, "R16.same_person", "2026-12-31") == "since 2026-03-03"


# --- honest times -----------------------------------------------------------------------------------------------------


def out_of_turn(at: str, recorded: str = "2026-03-05 11:00") -> History:
    """An acceptance entered after a survey of Thursday 5 March, 10:00, that was entered at once."""
    h = case().surveyed("2026-03-05 10:00").document_attached("2026-03-05 10:00")
    return h.accepted(at, recorded=recorded, id="late")


def test_a_day_and_a_minute_before_what_was_recorded_earlier_is_red(lamp: Lamp) -> None:
    h = out_of_turn("2026-03-04 09:59")
    assert lamp(h, "R16.backdated", "2026-03-04") == "dark"
    assert lamp(h, "R16.backdated", "2026-03-05", instance="late") == "since 2026-03-05"
    assert lamp(h, "R16.backdated", "2026-12-31") == "since 2026-03-05"


def test_exactly_a_day_before_is_silent(lit: Lit) -> None:
    assert lit(out_of_turn("2026-03-04 10:00"), "2026-12-31") == []


def test_what_was_recorded_at_the_same_time_or_later_proves_nothing(lit: Lit) -> None:
    together = case().surveyed("2026-03-05 10:00", recorded="2026-03-05 11:00").document_attached("2026-03-05 10:00")
    together.operations[-1]["recorded_at"] = together.operations[0]["recorded_at"]
    assert lit(together.accepted("2026-03-03 10:00", recorded="2026-03-05 11:00"), "2026-12-31") == []
    assert lit(out_of_turn("2026-03-03 10:00", recorded="2026-03-05 09:00"), "2026-12-31") == []


def test_an_honest_entry_late_by_three_working_days_is_silent_and_by_four_red(lamp: Lamp) -> None:
    three = case().submitted("2026-03-02", recorded="2026-03-05 23:59")
    assert lamp(three, "R16.backdated", "2026-12-31") == "dark"
    four = case().submitted("2026-03-02", recorded="2026-03-06 00:00")
    assert lamp(four, "R16.backdated", "2026-03-05") == "dark"
    assert lamp(four, "R16.backdated", "2026-03-06") == "since 2026-03-06"


@pytest.mark.parametrize(
    ("occurred", "recorded", "state"),
    [
        ("2026-03-06", "2026-03-11", "dark"),  # 9, 10, 11
        ("2026-03-06", "2026-03-12", "since 2026-03-12"),
        ("2026-09-30", "2026-10-11", "dark"),  # 8, 9, Saturday 10
        ("2026-09-30", "2026-10-12", "since 2026-10-12"),
        ("2026-02-13", "2026-02-25", "dark"),  # Saturday 14, 24, 25
        ("2026-02-13", "2026-02-26", "since 2026-02-26"),
    ],
)
def test_working_days_over_weekends_and_holidays(lamp: Lamp, occurred: str, recorded: str, state: str) -> None:
    assert lamp(case().submitted(occurred, recorded=recorded), "R16.backdated", "2026-12-31") == state


def test_each_backdated_operation_has_a_lamp_of_its_own(court: Court) -> None:
    h = out_of_turn("2026-03-03 09:00").accepted("2026-03-03 10:00", recorded="2026-03-05 12:00", id="later")
    assert burning(court, h, "R16.backdated") == set()  # not entered yet
    assert {row[4] for row in court.rows(h, "2026-03-05")} == {"late", "later"}


def test_every_kind_of_subject_is_judged(court: Court) -> None:
    late = {"recorded": "2026-03-10"}
    world = world_of(
        case().submitted("2026-03-02", **late),
        batch().plan_published("2026-03-02", **late),
        unit().ready("2026-03-02", **late),
        tenancy().rent_paid("2026-03-02", **late),
        criteria("C-GL", area="350102").criteria_changed("2026-03-02", **late),
    )
    rows = [row for row in court.rows(world, "2026-12-31") if row[3] == "R16.backdated"]
    assert [(row[0], row[7], row[8], row[9]) for row in rows] == [
        ("batch", "", "0102", "2026-03-10"),
        ("case", "S1", "0102001", "2026-03-10"),
        ("criteria", "", "0102", "2026-03-10"),
        ("tenancy", "USE", "0102001", "2026-03-10"),
        ("unit", "", "0102001", "2026-03-10"),
    ]


def test_another_subject_s_entries_prove_nothing(lit: Lit) -> None:
    other = case("350102-2026-00002").submitted("2026-03-05 10:00")
    world = world_of(other, case().submitted("2026-03-03 10:00", recorded="2026-03-05 11:00"))
    assert lit(world, "2026-12-31") == []


# --- suspensions ------------------------------------------------------------------------------------------------------


def suspended(**members: object) -> History:
    """Suspended on Tuesday 3 March: the 10th working day is Tuesday the 17th."""
    return case().submitted("2026-03-02").clock_suspended("2026-03-03", **members)


@pytest.mark.parametrize("reason", ["", None, " "])
def test_without_a_reason_a_suspension_is_red_for_ever_and_never_long(lamp: Lamp, reason: str | None) -> None:
    h = suspended(reason=reason).clock_resumed("2026-06-01")
    assert lamp(h, "R16.suspension.reasonless", "2026-03-02") == "dark"
    assert lamp(h, "R16.suspension.reasonless", "2026-03-03") == "since 2026-03-03"
    assert lamp(h, "R16.suspension.reasonless", "2026-12-31", instance="1") == "since 2026-03-03"
    assert lamp(h, "R16.suspension.long", "2026-12-31") == "dark"


def test_the_number_counts_every_suspension(court: Court) -> None:
    h = suspended().clock_suspended("2026-03-04", reason="").clock_resumed("2026-03-05")
    h.clock_suspended("2026-03-09", reason="").clock_suspended("2026-03-10")
    assert court.lamp(h, "R16.suspension.reasonless", "2026-12-31", instance="2") == "since 2026-03-04"
    assert court.lamp(h, "R16.suspension.reasonless", "2026-12-31", instance="3") == "since 2026-03-09"
    # The fourth from Tuesday 10 March: its 10th working day is Tuesday the 24th.
    assert court.lamp(h, "R16.suspension.long", "2026-12-31", instance="4") == "since 2026-03-25"


def test_open_past_the_tenth_working_day_is_yellow_until_it_is_resumed(lamp: Lamp) -> None:
    h = suspended().clock_resumed("2026-03-20")
    assert lamp(h, "R16.suspension.long", "2026-03-17") == "dark"
    assert lamp(h, "R16.suspension.long", "2026-03-18") == "since 2026-03-18"
    assert lamp(h, "R16.suspension.long", "2026-03-20", instance="1") == "2026-03-18 until 2026-03-21"


def test_resumed_on_the_tenth_working_day_is_silent(lit: Lit) -> None:
    assert lit(suspended().clock_resumed("2026-03-17 23:59"), "2026-12-31") == []


def test_an_extension_made_in_time_gives_its_days(lamp: Lamp) -> None:
    # The 15th working day is Tuesday the 24th.
    h = suspended().suspension_extended("2026-03-17", days=5)
    assert lamp(h, "R16.suspension.long", "2026-03-24") == "dark"
    assert lamp(h, "R16.suspension.long", "2026-03-25") == "since 2026-03-25"


def test_extensions_add_up(lamp: Lamp) -> None:
    # The 18th working day is Friday the 27th; the lamp does not wait for Monday.
    h = suspended().suspension_extended("2026-03-10", days=5).suspension_extended("2026-03-24", days=3)
    assert lamp(h, "R16.suspension.long", "2026-03-27") == "dark"
    assert lamp(h, "R16.suspension.long", "2026-03-28") == "since 2026-03-28"


def test_a_later_extension_does_not_end_it(lamp: Lamp) -> None:
    h = suspended().suspension_extended("2026-03-18", days=30)
    assert lamp(h, "R16.suspension.long", "2026-12-31") == "since 2026-03-18"
    # Suspended on Saturday 28 February, a day made up: the 10th is Friday 13 March, and the 14th is too late.
    h = case().submitted("2026-02-27").clock_suspended("2026-02-28").suspension_extended("2026-03-14", days=30)
    assert lamp(h, "R16.suspension.long", "2026-12-31") == "since 2026-03-14"


def test_an_extension_belongs_to_the_suspension_open_at_its_instant(lamp: Lamp) -> None:
    # The second from Monday the 9th: its 10th working day is Monday the 23rd.
    h = suspended().suspension_extended("2026-03-04", days=20).clock_resumed("2026-03-05")
    h.suspension_extended("2026-03-06", days=20).clock_suspended("2026-03-09")
    assert lamp(h, "R16.suspension.long", "2026-12-31", instance="2") == "since 2026-03-24"
    assert lamp(h, "R16.suspension.long", "2026-12-31", instance="1") == "dark"


def test_suspended_again_while_open_changes_nothing(lamp: Lamp) -> None:
    h = suspended().clock_suspended("2026-03-10")
    assert lamp(h, "R16.suspension.long", "2026-12-31") == "since 2026-03-18"


def test_ten_working_days_over_national_day_and_over_spring_festival(lamp: Lamp) -> None:
    # Monday 21 September: Monday 12 October is the 10th. Monday 9 February: Saturday the 28th, a day made up.
    national_day = case().submitted("2026-09-18").clock_suspended("2026-09-21")
    assert lamp(national_day, "R16.suspension.long", "2026-12-31") == "since 2026-10-13"
    spring = case().submitted("2026-02-09").clock_suspended("2026-02-09")
    assert lamp(spring, "R16.suspension.long", "2026-12-31") == "since 2026-03-01"


def test_ended_before_it_is_long_it_never_is_and_once_long_the_end_does_not_cure(lamp: Lamp) -> None:
    assert lamp(suspended().withdrawn("2026-03-17"), "R16.suspension.long", "2026-12-31") == "dark"
    assert lamp(suspended().withdrawn("2026-03-20"), "R16.suspension.long", "2026-12-31") == "since 2026-03-18"


# --- documents --------------------------------------------------------------------------------------------------------

DOCUMENTS = {"surveyed": "survey_record", "determined": "determination_sheet", "contract_signed": "contract"}


def acted(action: str = "surveyed", on: str = "2026-03-03 10:00") -> History:
    """Something that needs a document, on Tuesday 3 March."""
    return case().did(action, on)


def attached(h: History, on: str, action: str = "surveyed") -> History:
    return h.document_attached(on, document=DOCUMENTS[action], for_action=action)


def papers(lit: Lit, h: History, as_of: str = "2026-12-31") -> list[str]:
    return [finding for finding in lit(h, as_of) if finding.startswith("R16.document")]


@pytest.mark.parametrize("action", DOCUMENTS)
def test_attached_on_the_same_day_or_before_is_in_time(lit: Lit, action: str) -> None:
    assert papers(lit, attached(acted(action), "2026-03-03 23:59", action)) == []
    assert papers(lit, attached(acted(action), "2026-03-02 09:00", action)) == []


@pytest.mark.parametrize("action", DOCUMENTS)
def test_attached_the_next_day_is_yellow_for_that_day(lamp: Lamp, action: str) -> None:
    h = attached(acted(action), "2026-03-04 00:00", action)
    assert lamp(h, "R16.document.late", "2026-03-03") == "dark"
    assert lamp(h, "R16.document.late", "2026-03-04", instance=f"{action}:1") == "2026-03-04 until 2026-03-05"
    assert lamp(h, "R16.document.late", "2026-12-31") == "2026-03-04 until 2026-03-05"
    assert lamp(h, "R16.document.missing", "2026-12-31") == "dark"


@pytest.mark.parametrize("action", DOCUMENTS)
def test_not_attached_within_a_working_day_is_red_until_it_is(lamp: Lamp, action: str) -> None:
    h = attached(acted(action), "2026-03-09", action)
    assert lamp(h, "R16.document.missing", "2026-03-04") == "dark"
    assert lamp(h, "R16.document.missing", "2026-03-08", instance=f"{action}:1") == "since 2026-03-05"
    assert lamp(h, "R16.document.missing", "2026-03-09") == "2026-03-05 until 2026-03-10"
    assert lamp(h, "R16.document.late", "2026-12-31") == "dark"


def test_a_working_day_over_the_weekend(lamp: Lamp) -> None:
    def friday(on: str) -> History:
        return attached(acted(on="2026-03-06"), on)

    assert lamp(friday("2026-03-07"), "R16.document.late", "2026-12-31") == "2026-03-07 until 2026-03-08"
    assert lamp(friday("2026-03-09"), "R16.document.late", "2026-12-31") == "2026-03-09 until 2026-03-10"
    assert lamp(friday("2026-03-10"), "R16.document.missing", "2026-03-09") == "dark"
    assert lamp(friday("2026-03-10"), "R16.document.missing", "2026-12-31") == "2026-03-10 until 2026-03-11"


def test_a_working_day_over_national_day_and_over_spring_festival(lamp: Lamp) -> None:
    national_day = acted(on="2026-09-30")
    assert lamp(national_day, "R16.document.missing", "2026-10-08") == "dark"
    assert lamp(national_day, "R16.document.missing", "2026-10-09") == "since 2026-10-09"
    # Saturday 14 February, a day made up, is the day after Friday the 13th.
    assert lamp(acted(on="2026-02-13"), "R16.document.missing", "2026-02-15") == "since 2026-02-15"
    assert lamp(acted(on="2026-02-14"), "R16.document.missing", "2026-02-25") == "since 2026-02-25"


def test_a_document_serves_the_last_action_before_it_and_the_next_one_the_action_before(lamp: Lamp) -> None:
    h = attached(acted().surveyed("2026-03-10"), "2026-03-10 16:00")
    assert lamp(h, "R16.document.missing", "2026-12-31", instance="surveyed:1") == "since 2026-03-05"
    assert lamp(h, "R16.document.missing", "2026-12-31", instance="surveyed:2") == "dark"
    h = attached(h, "2026-03-12")
    assert lamp(h, "R16.document.missing", "2026-12-31", instance="surveyed:1") == "2026-03-05 until 2026-03-13"


def test_a_document_attached_before_any_serves_the_first_and_no_second(lamp: Lamp) -> None:
    h = attached(case(), "2026-03-02").surveyed("2026-03-03").surveyed("2026-03-05")
    assert lamp(h, "R16.document.missing", "2026-12-31", instance="surveyed:1") == "dark"
    assert lamp(h, "R16.document.missing", "2026-12-31", instance="surveyed:2") == "since 2026-03-07"


def test_one_document_serves_one_action(lamp: Lamp) -> None:
    h = attached(acted(), "2026-03-03 16:00").surveyed("2026-03-10")
    assert lamp(h, "R16.document.missing", "2026-12-31", instance="surveyed:2") == "since 2026-03-12"


@pytest.mark.parametrize(
    "members",
    [
        {"document": "contract", "for_action": "surveyed"},
        {"document": "survey_record", "for_action": "determined"},
    ],
)
def test_another_document_or_one_for_another_action_serves_nothing(lamp: Lamp, members: dict[str, str]) -> None:
    h = acted().document_attached("2026-03-03 16:00", **members)
    assert lamp(h, "R16.document.missing", "2026-12-31", instance="surveyed:1") == "since 2026-03-05"


def test_what_needs_no_document_is_silent(lit: Lit) -> None:
    assert papers(lit, case().submitted("2026-03-02").accepted("2026-03-03").street_opinion_given("2026-03-04")) == []


@pytest.mark.parametrize("end", ["withdrawn", "rejected", "terminated"])
def test_a_case_closed_before_it_was_due_owes_no_document(lamp: Lamp, end: str) -> None:
    assert lamp(acted().did(end, "2026-03-04"), "R16.document.missing", "2026-12-31") == "dark"
    assert lamp(acted().did(end, "2026-03-05"), "R16.document.missing", "2026-12-31") == "since 2026-03-05"


def test_an_end_by_contract_or_refusal_does_not_excuse_it(lamp: Lamp) -> None:
    h = acted("contract_signed")
    assert lamp(h, "R16.document.missing", "2026-12-31", instance="contract_signed:1") == "since 2026-03-05"
    h = case().determined("2026-03-03", result="unqualified").notified("2026-03-03 16:00")
    assert lamp(h, "R16.document.missing", "2026-12-31", instance="determined:1") == "since 2026-03-05"


def test_lamps_carry_the_step_of_the_operation_level_and_class(court: Court) -> None:
    h = attached(suspended(reason="").clock_suspended("2026-03-04"), "2026-03-05").surveyed("2026-03-04 17:00")
    h.proposed("2026-03-09", actor="li", by="tax/reviewer", id="op-7").determined("2026-03-10", actor="li")
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    assert [row[:9] for row in court.rows(h, "2026-12-31")] == [
        (*subject, "R16.authority", "op-7", "red", "abnormal", "S3", "0102001"),
        (*subject, "R16.document.late", "surveyed:1", "yellow", "irregular", "S1", "0102001"),
        (*subject, "R16.document.missing", "determined:1", "red", "abnormal", "S3", "0102001"),
        (*subject, "R16.order", "S3", "red", "abnormal", "S3", "0102001"),
        (*subject, "R16.same_person", "", "red", "abnormal", "S3", "0102001"),
        (*subject, "R16.suspension.long", "2", "yellow", "irregular", "S1", "0102001"),
        (*subject, "R16.suspension.reasonless", "1", "red", "abnormal", "S1", "0102001"),
    ]
