"""T01 to T07: burning, on the boundary, and silent; and the same as the slow reference on generated histories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from cockpit.rules import PROMPT_FINDINGS
from tests.build import History, case, tenancy, unit
from tests.reference import World
from tests.reference.prompts import LEVELS
from tests.rules.twins import product_lamps, reference_prompts
from tests.tenancies import FIRST, occupied_worlds

Told = Callable[..., str]
DARK = "dark"
BATCH = 30


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(occupied_worlds(), min_size=BATCH, max_size=BATCH),
    st.dates(FIRST, date(2027, 6, 30)),
)
def test_product_and_reference_see_the_same_prompts(
    evaluating: Connection, histories: list[World], as_of: date
) -> None:
    found = product_lamps(evaluating, histories, as_of, prompts=True)
    wrong = [
        (sorted(set(product) - slow), sorted(slow - set(product)))
        for world, product in zip(histories, found, strict=True)
        if set(product) != (slow := reference_prompts(world, as_of))
    ]
    assert wrong == []


def test_the_reference_knows_every_prompt_by_its_level() -> None:
    assert {code: str(finding.level) for code, finding in PROMPT_FINDINGS.items()} == LEVELS


# --- T01 unit use -----------------------------------------------------------------------------------------------------


def test_a_home_ready_for_more_than_thirty_days_prompts(prompt: Told) -> None:
    h = unit().ready("2026-03-01")
    assert prompt("T01.ready.long", "2026-03-31", h) == DARK
    assert prompt("T01.ready.long", "2026-04-01", h) == "since 2026-04-01"


def test_after_180_days_the_red_takes_over(prompt: Told) -> None:
    h = unit().ready("2026-03-01")
    assert prompt("T01.ready.idle", "2026-08-29", h) == "since 2026-08-29"
    assert prompt("T01.ready.idle", "2026-08-28", h) == DARK
    assert prompt("T01.ready.long", "2026-09-01", h) == "2026-04-01 until 2026-08-29"


def test_a_home_given_away_in_time_is_silent_for_good(prompt: Told) -> None:
    h = unit().ready("2026-03-01").listed("2026-03-02").assigned("2026-03-31")
    assert prompt("T01.ready.long", "2026-12-31", h) == DARK
    assert prompt("T01.ready.idle", "2026-12-31", h) == DARK


def test_a_home_under_repair_is_not_ready(prompt: Told) -> None:
    assert prompt("T01.ready.idle", "2026-12-31", unit().ready("2026-03-01").repair_started("2026-03-30")) == DARK


def test_a_repair_prompts_five_days_before_it_is_due(prompt: Told) -> None:
    h = unit().repair_started("2026-03-02", due_on="2026-04-01")
    assert prompt("T01.repair.due", "2026-03-26", h) == DARK
    assert prompt("T01.repair.due", "2026-03-27", h) == "since 2026-03-27"
    assert prompt("T01.repair.due", "2026-04-02", h) == "2026-03-27 until 2026-04-02"


def test_a_repair_done_before_or_due_on_no_day_is_silent(prompt: Told) -> None:
    assert prompt("T01.repair.due", "2026-04-30", unit().repair_started("2026-03-02").repaired("2026-03-20")) == DARK
    assert prompt("T01.repair.due", "2026-04-30", unit().repair_started("2026-03-02", due_on=None)) == DARK


def test_a_home_without_use_prompts_at_90_and_150_days_and_burns_red_after_six_months(prompt: Told) -> None:
    h = unit().use_observed("2026-01-10", source="gate")
    assert prompt("T01.unused.first", "2026-04-10", h) == DARK
    assert prompt("T01.unused.first", "2026-04-11", h) == "since 2026-04-11"
    assert prompt("T01.unused.second", "2026-06-10", h) == "since 2026-06-10"
    assert prompt("T01.unused.idle", "2026-07-10", h) == DARK
    assert prompt("T01.unused.idle", "2026-07-11", h) == "since 2026-07-11"
    assert prompt("T01.unused.second", "2026-12-31", h) == "2026-06-10 until 2026-07-11"


def test_a_sign_of_use_begins_the_days_anew(prompt: Told) -> None:
    h = unit().use_observed("2026-01-10", source="meter").use_observed("2026-04-10", source="visit")
    assert prompt("T01.unused.first", "2026-07-09", h) == DARK
    assert prompt("T01.unused.first", "2026-07-10", h) == "since 2026-07-10"


def test_where_no_gate_or_meter_tells_of_use_nothing_is_judged(prompt: Told) -> None:
    assert prompt("T01.unused.idle", "2026-12-31", unit().use_observed("2026-01-10", source="visit")) == DARK
    h = unit().use_observed("2026-01-10", source="gate").vacated("2026-02-10")
    assert prompt("T01.unused.idle", "2026-12-31", h) == DARK


# --- T02 contracts ----------------------------------------------------------------------------------------------------


def lease(ends_on: str = "2026-10-31") -> History:
    return tenancy(starts_on="2021-11-01", ends_on=ends_on)


def test_a_term_prompts_90_30_and_7_days_before_its_end_and_burns_red_after_it(prompt: Told) -> None:
    assert prompt("T02.expiry.first", "2026-08-01", lease()) == DARK
    assert prompt("T02.expiry.first", "2026-08-02", lease()) == "since 2026-08-02"
    assert prompt("T02.expiry.second", "2026-10-01", lease()) == "since 2026-10-01"
    assert prompt("T02.expiry.third", "2026-10-24", lease()) == "since 2026-10-24"
    assert prompt("T02.expiry.over", "2026-10-31", lease()) == DARK
    assert prompt("T02.expiry.over", "2026-11-01", lease()) == "since 2026-11-01"
    assert prompt("T02.expiry.first", "2026-11-01", lease()) == "2026-08-02 until 2026-10-01"
    assert prompt("T02.expiry.third", "2026-11-01", lease()) == "2026-10-24 until 2026-11-01"


def test_an_application_silences_the_first_prompt_alone(prompt: Told) -> None:
    h = lease().renewal_applied("2026-07-20")
    assert prompt("T02.expiry.first", "2026-12-31", h) == DARK
    assert prompt("T02.expiry.second", "2026-10-10", h) == "since 2026-10-01"


def test_a_renewal_begins_a_new_term(prompt: Told) -> None:
    h = lease().renewed("2026-08-20", ends_on="2027-10-31")
    assert prompt("T02.expiry.over", "2026-12-31", h) == DARK
    assert prompt("T02.expiry.second", "2026-12-31", h) == DARK
    assert prompt("T02.expiry.first", "2027-08-03", h) == "2026-08-02 until 2026-08-21, since 2027-08-02"


def test_a_tenant_who_left_needs_no_renewal(prompt: Told) -> None:
    h = lease().vacated("2026-07-31")
    assert prompt("T02.expiry.first", "2026-12-31", h) == DARK
    assert prompt("T02.expiry.over", "2026-12-31", h) == DARK


def test_a_row_that_knows_of_the_renewal_tells_no_more_of_the_term_before(prompt: Told) -> None:
    h = lease("2031-10-31").renewed("2026-08-20", ends_on="2031-10-31")
    assert prompt("T02.expiry.first", "2026-12-31", h) == DARK


# --- T03 waiting ------------------------------------------------------------------------------------------------------


def waiting() -> History:
    return case("350102-2021-00001").submitted("2021-01-04").determined("2021-02-25").registered("2021-03-01")


def test_a_household_prompts_after_four_and_a_half_years_and_burns_red_after_five(prompt: Told) -> None:
    assert prompt("T03.waiting.long", "2025-09-01", waiting()) == DARK
    assert prompt("T03.waiting.long", "2025-09-02", waiting()) == "since 2025-09-02"
    assert prompt("T03.waiting.over", "2026-03-01", waiting()) == DARK
    assert prompt("T03.waiting.over", "2026-03-02", waiting()) == "since 2026-03-02"


def test_who_enters_a_batch_or_withdraws_waits_no_longer(prompt: Told) -> None:
    assert prompt("T03.waiting.long", "2026-12-31", waiting().batch_entered("2025-09-01")) == DARK
    assert prompt("T03.waiting.over", "2026-12-31", waiting().withdrawn("2026-03-01")) == DARK


# --- T04 rechecks -----------------------------------------------------------------------------------------------------


def test_a_recheck_prompts_30_15_and_5_days_before_it_is_due(prompt: Told) -> None:
    h = tenancy().recheck_opened("2026-03-02", due_on="2026-05-01")
    assert prompt("T04.recheck.first", "2026-03-31", h) == DARK
    assert prompt("T04.recheck.first", "2026-04-16", h) == "2026-04-01 until 2026-04-16"
    assert prompt("T04.recheck.second", "2026-04-16", h) == "since 2026-04-16"
    assert prompt("T04.recheck.third", "2026-05-02", h) == "2026-04-26 until 2026-05-02"


def test_a_recheck_decided_in_time_is_silent(prompt: Told) -> None:
    h = tenancy().recheck_opened("2026-03-02", due_on="2026-05-01").recheck_decided("2026-03-31")
    assert prompt("T04.recheck.first", "2026-12-31", h) == DARK
    h = tenancy().recheck_opened("2026-03-02", due_on="2026-05-01").vacated("2026-03-15")
    assert prompt("T04.recheck.third", "2026-12-31", h) == DARK


def test_twelve_months_without_a_recheck_burn_red(prompt: Told) -> None:
    h = tenancy().moved_in("2025-03-03")
    assert prompt("T04.recheck.missing", "2026-03-03", h) == DARK
    assert prompt("T04.recheck.missing", "2026-03-04", h) == "since 2026-03-04"
    decided = tenancy().moved_in("2025-03-03").recheck_decided("2026-03-03")
    assert prompt("T04.recheck.missing", "2027-03-03", decided) == DARK
    assert prompt("T04.recheck.missing", "2026-12-31", tenancy()) == DARK


def test_a_change_prompts_at_once_and_burns_red_after_ten_working_days(prompt: Told) -> None:
    h = tenancy().recheck_compared("2026-03-02", changes=["car"])
    assert prompt("T04.change.found", "2026-03-02", h) == "since 2026-03-02"
    assert prompt("T04.change.unhandled", "2026-03-16", h) == DARK
    assert prompt("T04.change.unhandled", "2026-03-17", h) == "since 2026-03-17"
    assert prompt("T04.change.found", "2026-03-17", h) == "2026-03-02 until 2026-03-17"


def test_the_national_day_counts_for_no_working_day_and_the_make_up_saturday_for_one(prompt: Told) -> None:
    h = tenancy().change_detected("2026-09-28")
    assert prompt("T04.change.unhandled", "2026-10-16", h) == DARK
    assert prompt("T04.change.unhandled", "2026-10-17", h) == "since 2026-10-17"


def test_nothing_changed_or_handled_in_time_is_silent(prompt: Told) -> None:
    assert prompt("T04.change.found", "2026-12-31", tenancy().recheck_compared("2026-03-02", changes=[])) == DARK
    h = tenancy().change_detected("2026-03-02").recheck_decided("2026-03-16")
    assert prompt("T04.change.unhandled", "2026-12-31", h) == DARK


# --- T05 visits -------------------------------------------------------------------------------------------------------


def test_a_planned_visit_prompts_five_working_days_before(prompt: Told) -> None:
    h = tenancy().visit_planned("2026-03-02", on="2026-03-23")
    assert prompt("T05.visit.due", "2026-03-15", h) == DARK
    assert prompt("T05.visit.due", "2026-03-16", h) == "since 2026-03-16"
    assert prompt("T05.visit.due", "2026-03-24", h) == "2026-03-16 until 2026-03-24"
    assert prompt("T05.visit.due", "2026-12-31", h.visited("2026-03-12")) == DARK


def test_nobody_at_home_twice_in_a_row_prompts(prompt: Told) -> None:
    h = tenancy().visited("2026-03-02", result="absent").visited("2026-03-09", result="absent")
    assert prompt("T05.visit.absent", "2026-03-08", h) == DARK
    assert prompt("T05.visit.absent", "2026-03-09", h) == "since 2026-03-09"
    assert prompt("T05.visit.absent", "2026-03-31", h.visited("2026-03-20")) == "2026-03-09 until 2026-03-21"


def test_absences_with_a_visit_between_them_are_silent(prompt: Told) -> None:
    h = tenancy().visited("2026-03-02", result="absent").visited("2026-03-09").visited("2026-03-16", result="absent")
    assert prompt("T05.visit.absent", "2026-12-31", h) == DARK


def test_twelve_months_without_a_visit_burn_red_and_absence_is_no_visit(prompt: Told) -> None:
    h = tenancy().moved_in("2025-03-03").visited("2026-02-02", result="absent")
    assert prompt("T05.visit.missing", "2026-03-03", h) == DARK
    assert prompt("T05.visit.missing", "2026-03-04", h) == "since 2026-03-04"
    assert prompt("T05.visit.missing", "2026-12-31", tenancy().moved_in("2025-03-03").visited("2026-03-03")) == DARK


def test_where_nothing_is_told_of_visits_nothing_is_judged(prompt: Told) -> None:
    assert prompt("T05.visit.missing", "2026-12-31", tenancy().recheck_decided("2025-03-03")) == DARK


# --- T06 rectification ------------------------------------------------------------------------------------------------


def test_a_rectification_prompts_three_working_days_before_and_burns_red_after_its_day(prompt: Told) -> None:
    h = tenancy().rectification_ordered("2026-03-02", due_on="2026-03-23")
    assert prompt("T06.rectification.due", "2026-03-17", h) == DARK
    assert prompt("T06.rectification.due", "2026-03-18", h) == "since 2026-03-18"
    assert prompt("T06.rectification.over", "2026-03-23", h) == DARK
    assert prompt("T06.rectification.over", "2026-03-24", h) == "since 2026-03-24"
    done = h.rectified("2026-04-01")
    assert prompt("T06.rectification.over", "2026-12-31", done) == "2026-03-24 until 2026-04-02"


def test_what_is_rectified_on_its_day_is_in_time(prompt: Told) -> None:
    h = tenancy().rectification_ordered("2026-03-02", due_on="2026-03-23").rectified("2026-03-23")
    assert prompt("T06.rectification.over", "2026-12-31", h) == DARK
    h = tenancy().rectification_ordered("2026-03-02", due_on="2026-03-23").rectified("2026-03-17")
    assert prompt("T06.rectification.due", "2026-12-31", h) == DARK


def test_who_has_not_left_when_the_moving_period_is_over_burns_red(prompt: Told) -> None:
    h = tenancy().moving_period_set("2026-03-02", until="2026-06-01")
    assert prompt("T06.moving.over", "2026-06-01", h) == DARK
    assert prompt("T06.moving.over", "2026-06-02", h) == "since 2026-06-02"
    longer = h.moving_period_set("2026-06-01", until="2026-09-01")
    assert prompt("T06.moving.over", "2026-09-01", longer) == DARK
    gone = tenancy().moving_period_set("2026-03-02", until="2026-06-01").vacated("2026-06-01")
    assert prompt("T06.moving.over", "2026-12-31", gone) == DARK


# --- T07 arrears ------------------------------------------------------------------------------------------------------


def owing(*months: str) -> History:
    h = tenancy()
    for month in months:
        h.rent_charged(f"{month}-01", month=month)
    return h


def test_a_month_is_owed_once_it_is_over(prompt: Told) -> None:
    assert prompt("T07.arrears.first", "2026-03-31", owing("2026-03")) == DARK
    assert prompt("T07.arrears.first", "2026-04-01", owing("2026-03")) == "since 2026-04-01"


def test_the_ladder_goes_up_at_three_and_six_months(prompt: Told) -> None:
    h = owing("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06")
    assert prompt("T07.arrears.first", "2026-12-31", h) == "2026-02-01 until 2026-04-01"
    assert prompt("T07.arrears.second", "2026-12-31", h) == "2026-04-01 until 2026-07-01"
    assert prompt("T07.arrears.over", "2026-06-30", h) == DARK
    assert prompt("T07.arrears.over", "2026-12-31", h) == "since 2026-07-01"


def test_paying_goes_down_the_ladder_again(prompt: Told) -> None:
    h = owing("2026-01", "2026-02", "2026-03").rent_paid("2026-04-20", month="2026-01")
    assert prompt("T07.arrears.second", "2026-12-31", h) == "2026-04-01 until 2026-04-21"
    assert prompt("T07.arrears.first", "2026-12-31", h) == "2026-02-01 until 2026-04-01, since 2026-04-20"


def test_six_months_owed_in_all_burn_red_even_with_others_paid_between(prompt: Told) -> None:
    h = owing(*(f"2026-{n:02}" for n in range(1, 8))).rent_paid("2026-03-05", month="2026-02")
    assert prompt("T07.arrears.over", "2026-07-31", h) == DARK
    assert prompt("T07.arrears.over", "2026-12-31", h) == "since 2026-08-01"


def test_paid_on_the_first_or_before_is_silent_and_a_part_is_not_enough(prompt: Told) -> None:
    assert prompt("T07.arrears.first", "2026-12-31", owing("2026-03").rent_paid("2026-04-01", month="2026-03")) == DARK
    assert prompt("T07.arrears.first", "2026-12-31", owing("2026-03").rent_paid("2026-03-09", month="2026-03")) == DARK
    part = owing("2026-03").rent_paid("2026-03-09", month="2026-03", amount_yuan=45.5)
    assert prompt("T07.arrears.first", "2026-12-31", part) == "since 2026-04-01"
