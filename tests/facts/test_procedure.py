"""Where a case stands: begin and end of its steps, the waiting between them, and its end."""

from __future__ import annotations

import pytest

from cockpit.domain.vocabulary import EndKind
from cockpit.facts.suspension import between_refusal_and_turn, waiting
from tests.build import History, case, clean_case
from tests.facts.reading import DAYS, days_of, fact_of, procedure_of


def begin(h: History, step: str) -> str | None:
    op = procedure_of(h).begins[step]
    return f"{op.day:%m-%d}" if op is not None else None


def end(h: History, step: str) -> str | None:
    op = procedure_of(h).ends[step]
    return f"{op.day:%m-%d}" if op is not None else None


# --- begin ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "action"),
    [
        ("S1", "submitted"),
        ("S2", "dispatched"),
        ("S3", "proposed"),
        ("S3", "determined"),
        ("S4", "batch_entered"),
    ],
)
def test_a_step_begins_with_its_first_natural_operation_or_an_earlier_start(step: str, action: str) -> None:
    assert begin(case().did(action, "2026-03-04").did(action, "2026-03-05"), step) == "03-04"
    started = case().step_started("2026-03-03", step=step).did(action, "2026-03-04")
    assert begin(started, step) == "03-03"
    started_later = case().did(action, "2026-03-04").step_started("2026-03-05", step=step)
    assert begin(started_later, step) == "03-04"


def test_a_step_does_not_begin_with_another_step_s_start() -> None:
    assert begin(case().step_started("2026-03-03", step="S3"), "S2") is None


def test_on_the_subsidy_path_any_operation_of_step_four_begins_it() -> None:
    h = case(mode="subsidy").re_examined("2026-03-03").batch_entered("2026-03-05")
    assert begin(h, "S4") == "03-03"
    assert begin(case().re_examined("2026-03-03").batch_entered("2026-03-05"), "S4") == "03-05"


def test_the_path_is_that_of_the_last_determination() -> None:
    assert procedure_of(case(mode="subsidy")).path == "subsidy"
    assert procedure_of(case(mode="subsidy").determined("2026-03-03", mode="unit")).path == "unit"
    assert procedure_of(case().determined("2026-03-03", mode="unit").determined("2026-03-04", mode="subsidy")).path == (
        "subsidy"
    )
    assert procedure_of(case(mode="subsidy").determined("2026-03-03")).path == "subsidy"


# --- end --------------------------------------------------------------------------------------------------------------


def test_the_first_two_steps_end_with_their_end_or_the_begin_of_the_next() -> None:
    h = case().submitted("2026-03-02").dispatched("2026-03-05").proposed("2026-03-10")
    assert (end(h, "S1"), end(h, "S2")) == ("03-05", "03-10")
    ended = case().submitted("2026-03-02").step_ended("2026-03-04", step="S1").dispatched("2026-03-05")
    assert end(ended.step_ended("2026-03-09", step="S2").proposed("2026-03-10"), "S1") == "03-04"
    assert end(ended, "S2") == "03-09"


def test_acceptance_does_not_end_with_the_begin_of_a_later_step_than_the_next() -> None:
    assert end(case().submitted("2026-03-02").proposed("2026-03-10"), "S1") is None


@pytest.mark.parametrize(
    ("result", "last_act", "other_act"),
    [("qualified", "registered", "notified"), ("unqualified", "notified", "registered")],
)
def test_the_determination_ends_by_registering_the_qualified_and_telling_the_refused(
    result: str, last_act: str, other_act: str
) -> None:
    h = case().determined("2026-03-02", result=result).did(other_act, "2026-03-03")
    assert end(h, "S3") is None
    assert end(h.did(last_act, "2026-03-05"), "S3") == "03-05"
    assert end(h.step_ended("2026-03-04", step="S3"), "S3") == "03-04"


def test_the_allotment_ends_with_the_contract_or_on_the_subsidy_path_the_first_payment() -> None:
    assert end(case().contract_signed("2026-03-05").subsidy_paid("2026-03-04"), "S4") == "03-05"
    paid = case(mode="subsidy").contract_signed("2026-03-03").subsidy_paid("2026-03-04").subsidy_paid("2026-03-05")
    assert end(paid, "S4") == "03-04"


@pytest.mark.parametrize(
    ("told", "day", "kind"),
    [
        (case().rejected("2026-03-05"), "03-05", EndKind.REJECTED),
        (case().withdrawn("2026-03-05"), "03-05", EndKind.WITHDRAWN),
        (case().terminated("2026-03-05"), "03-05", EndKind.TERMINATED),
        (case().determined("2026-03-02", result="unqualified").notified("2026-03-05"), "03-05", EndKind.UNQUALIFIED),
        (case().contract_signed("2026-03-05"), "03-05", EndKind.COMPLETED),
        (case().contract_signed("2026-03-05").withdrawn("2026-03-09"), "03-05", EndKind.COMPLETED),
        (case().withdrawn("2026-03-04").contract_signed("2026-03-05"), "03-04", EndKind.WITHDRAWN),
    ],
)
def test_a_case_ends_with_the_first_of_its_ends(told: History, day: str, kind: EndKind) -> None:
    found = procedure_of(told)
    assert found.ended is not None
    assert (f"{found.ended.day:%m-%d}", found.end_kind) == (day, kind)


@pytest.mark.parametrize(
    "told",
    [
        case().submitted("2026-03-02").accepted("2026-03-03"),
        case().determined("2026-03-02").registered("2026-03-05"),
        case().determined("2026-03-02", result="unqualified"),
        case(mode="subsidy").contract_signed("2026-03-05"),
    ],
    ids=["in hand", "waiting", "refused but not told", "subsidy not paid"],
)
def test_a_case_in_hand_has_no_end(told: History) -> None:
    assert procedure_of(told).ended is None


# --- waiting ----------------------------------------------------------------------------------------------------------


def test_a_qualified_case_waits_from_the_end_of_the_determination_to_the_begin_of_the_allotment() -> None:
    h = case().determined("2026-03-02").registered("2026-03-04")
    assert days_of(waiting(procedure_of(h), DAYS), "2026-03-11") == ["03-05", "03-06", "03-09", "03-10", "03-11"]
    assert days_of(waiting(procedure_of(h.batch_entered("2026-03-09")), DAYS)) == ["03-05", "03-06", "03-09"]


def test_a_refused_case_and_one_already_in_a_batch_do_not_wait() -> None:
    refused = case().determined("2026-03-02", result="unqualified").notified("2026-03-04")
    assert waiting(procedure_of(refused), DAYS) == []
    hurried = case().determined("2026-03-02").batch_entered("2026-03-03").registered("2026-03-04")
    assert waiting(procedure_of(hurried), DAYS) == []


# --- a re-review turns the result -------------------------------------------------------------------------------------


def turned() -> History:
    return case().determined("2026-03-02", result="unqualified").notified("2026-03-04").determined("2026-03-10")


def test_a_turned_case_has_had_no_end_and_its_determination_goes_on() -> None:
    found = procedure_of(turned())
    assert found.ended is None
    assert found.ends["S3"] is None
    assert end(turned().registered("2026-03-12"), "S3") == "03-12"


def test_a_registration_before_the_turn_does_not_count() -> None:
    h = case().determined("2026-03-02", result="unqualified").registered("2026-03-03").notified("2026-03-04")
    assert end(h.determined("2026-03-10"), "S3") is None


def test_the_days_between_the_refusal_s_end_and_the_turn_do_not_count() -> None:
    assert days_of(between_refusal_and_turn(procedure_of(turned()), DAYS)) == ["03-05", "03-06", "03-09", "03-10"]


def test_turned_before_it_was_told_there_are_no_days_between() -> None:
    h = case().determined("2026-03-02", result="unqualified").determined("2026-03-04")
    assert between_refusal_and_turn(procedure_of(h), DAYS) == []


def test_the_same_result_again_is_no_turn() -> None:
    h = case().determined("2026-03-02").determined("2026-03-04")
    assert procedure_of(h).turned is None
    assert [op.day.day for op in procedure_of(h).results] == [2]


# --- the row of milestones --------------------------------------------------------------------------------------------


def test_a_clean_case_is_handled_within_sixty_days_without_its_waiting() -> None:
    # clean_case: acceptance to registration 20 working days, S4 from the 40th to the 51st: 31 counted.
    fact = fact_of(clean_case())
    assert (fact.state, fact.handled_days, fact.on_time) == ("ended", 31, True)


@pytest.mark.parametrize(("signed", "days", "on_time"), [("2026-05-28", 60, True), ("2026-05-29", 61, False)])
def test_sixty_days_are_on_time_and_sixty_one_are_not(signed: str, days: int, on_time: bool) -> None:
    # Without any waiting: from Monday 2 March, Qingming and Labour Day aside, Saturday 9 May included.
    fact = fact_of(case().submitted("2026-03-02").contract_signed(signed))
    assert (fact.handled_days, fact.on_time) == (days, on_time)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (case().submitted("2026-03-02"), "S1"),
        (case().submitted("2026-03-02").dispatched("2026-03-04"), "S2"),
        (case().submitted("2026-03-02").dispatched("2026-03-04").proposed("2026-03-05"), "S3"),
        (clean_case(until="S3"), "WAIT"),
        (clean_case(until="S3").batch_entered("2026-12-01"), "S4"),
        (clean_case(until="S3").withdrawn("2026-12-01"), "ended"),
    ],
)
def test_the_state_of_a_case_is_its_furthest_step(told: History, state: str) -> None:
    assert fact_of(told).state == state
    assert fact_of(told).handled_days is None or state == "ended"


def test_suspended_days_are_no_handling_time() -> None:
    # Three counted days, 3, 9 and 10 March; 4, 5, 6 are stopped.
    h = case().submitted("2026-03-02").clock_suspended("2026-03-03").clock_resumed("2026-03-06").withdrawn("2026-03-10")
    assert fact_of(h).handled_days == 3
