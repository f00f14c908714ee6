"""R12: the plan of a batch is public and complete before it opens, and no ready home lies unseen.

Calendar days: the 61st after Monday 2 March 2026 is Saturday 2 May, the 181st Sunday 30 August.
"""

from __future__ import annotations

import pytest

from tests.build import FULL_CONTENTS, History, batch, case, unit, world_of
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court

# --- the plan of a batch ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", FULL_CONTENTS)
def test_each_content_missing_from_a_plan_is_yellow(lamp: Lamp, content: str) -> None:
    h = batch().plan_published("2026-03-03", contents=[c for c in FULL_CONTENTS if c != content])
    assert lamp(h, "R12.plan.contents", "2026-12-31") == "since 2026-03-03"


def test_a_later_full_plan_cures_it_and_another_poor_one_does_not(lamp: Lamp) -> None:
    h = batch().plan_published("2026-03-03", contents=["location"]).plan_published("2026-03-05", contents=["rent"])
    h.plan_published("2026-03-10")
    assert lamp(h, "R12.plan.contents", "2026-03-02") == "dark"
    assert lamp(h, "R12.plan.contents", "2026-03-09") == "since 2026-03-03"
    assert lamp(h, "R12.plan.contents", "2026-03-10") == "2026-03-03 until 2026-03-11"


def test_a_poor_plan_after_a_full_one_burns_anew(lamp: Lamp) -> None:
    h = batch().plan_published("2026-03-03", contents=None).plan_published("2026-03-05")
    h.plan_published("2026-03-10", contents=[])
    assert lamp(h, "R12.plan.contents", "2026-12-31") == "2026-03-03 until 2026-03-06, since 2026-03-10"


def test_more_than_the_required_contents_is_full(lit: Lit) -> None:
    assert lit(batch().plan_published("2026-03-03", contents=[*FULL_CONTENTS, "parking"]), "2026-12-31") == []


@pytest.mark.parametrize("opening", ["intent_opened", "ranking_published"])
def test_opened_without_a_plan_is_red_until_there_is_one(lamp: Lamp, opening: str) -> None:
    h = batch().did(opening, "2026-03-03").plan_published("2026-03-10", contents=["rent"])
    assert lamp(h, "R12.plan.missing", "2026-03-02") == "dark"
    assert lamp(h, "R12.plan.missing", "2026-03-09") == "since 2026-03-03"
    assert lamp(h, "R12.plan.missing", "2026-03-10") == "2026-03-03 until 2026-03-11"


def test_the_earlier_opening_counts(lamp: Lamp) -> None:
    h = batch().intent_opened("2026-03-03").ranking_published("2026-03-20")
    assert lamp(h, "R12.plan.missing", "2026-12-31") == "since 2026-03-03"
    between = batch().intent_opened("2026-03-03").plan_published("2026-03-05").ranking_published("2026-03-20")
    assert lamp(between, "R12.plan.missing", "2026-12-31") == "2026-03-03 until 2026-03-06"


def test_a_plan_at_the_instant_of_the_opening_came_before_it(lit: Lit) -> None:
    assert lit(batch().intent_opened("2026-03-03 10:00").plan_published("2026-03-03 10:00"), "2026-12-31") == []
    later = batch().intent_opened("2026-03-03 10:00").plan_published("2026-03-03 10:01")
    assert lit(later, "2026-12-31") == ["R12.plan.missing"]


def test_a_batch_that_has_not_opened_needs_no_plan(lit: Lit) -> None:
    assert lit(batch().lottery_held("2026-03-03"), "2026-12-31") == []


def test_another_batch_s_plan_is_not_this_one_s(lamp: Lamp) -> None:
    world = world_of(batch("B1").intent_opened("2026-03-05"), batch("B2").plan_published("2026-03-03"))
    assert lamp(world, "R12.plan.missing", "2026-12-31", subject="B1") == "since 2026-03-05"
    assert lamp(world, "R12.plan.missing", "2026-12-31", subject="B2") == "dark"


def test_a_batch_s_lamp_lies_where_its_plan_was_published(court: Court) -> None:
    by_city = batch().plan_published("2026-03-03", contents=[], by="city_housing/clerk").intent_opened("2026-03-01")
    assert [row[:9] for row in court.rows(by_city, "2026-12-31")] == [
        ("batch", "B1", "", "R12.plan.contents", "", "yellow", "irregular", "S4", "01"),
        ("batch", "B1", "", "R12.plan.missing", "", "red", "abnormal", "S4", "01"),
    ]
    without = batch().intent_opened("2026-03-01")
    assert [row[:9] for row in court.rows(without, "2026-12-31")] == [
        ("batch", "B1", "", "R12.plan.missing", "", "red", "abnormal", "S4", "0102")
    ]


# --- homes that lie ready and unseen: 60 and 180 calendar days --------------------------------------------------------


def ready(on: str = "2026-03-02") -> History:
    return unit().ready(on)


def test_the_sixty_first_day_is_yellow_and_the_hundred_and_eighty_first_red(lamp: Lamp) -> None:
    h = ready()
    assert lamp(h, "R12.unit.unlisted", "2026-05-01") == "dark"
    assert lamp(h, "R12.unit.unlisted", "2026-05-02") == "since 2026-05-02"
    assert lamp(h, "R12.unit.unlisted", "2026-08-29") == "since 2026-05-02"
    assert lamp(h, "R12.unit.hidden", "2026-08-29") == "dark"
    assert lamp(h, "R12.unit.unlisted", "2026-08-30") == "2026-05-02 until 2026-08-30"
    assert lamp(h, "R12.unit.hidden", "2026-08-30") == "since 2026-08-30"


ENDINGS = ["listed", "assigned", "repair_started"]


def hidden(lit: Lit, h: History, as_of: str = "2027-12-31") -> list[str]:
    """What burns of lying unseen, whatever else does."""
    return [finding for finding in lit(h, as_of) if finding != "R12.unit.secret"]


@pytest.mark.parametrize("act", ENDINGS)
def test_on_the_sixtieth_day_it_is_in_time(lit: Lit, act: str) -> None:
    assert hidden(lit, ready().did(act, "2026-05-01 23:59")) == []


@pytest.mark.parametrize("act", ENDINGS)
def test_each_of_them_ends_the_yellow_and_the_red(lamp: Lamp, act: str) -> None:
    yellow = ready().did(act, "2026-05-20")
    assert lamp(yellow, "R12.unit.unlisted", "2026-05-19") == "since 2026-05-02"
    assert lamp(yellow, "R12.unit.unlisted", "2026-05-20") == "2026-05-02 until 2026-05-21"
    assert lamp(yellow, "R12.unit.hidden", "2027-12-31") == "dark"
    red = ready().did(act, "2026-09-10")
    assert lamp(red, "R12.unit.hidden", "2026-09-09") == "since 2026-08-30"
    assert lamp(red, "R12.unit.hidden", "2026-09-10") == "2026-08-30 until 2026-09-11"


def test_listed_on_the_day_it_turns_yellow_burns_that_day(lamp: Lamp) -> None:
    assert lamp(ready().listed("2026-05-02"), "R12.unit.unlisted", "2027-12-31") == "2026-05-02 until 2026-05-03"


def test_a_plan_that_names_the_home_publishes_it(lamp: Lamp) -> None:
    world = world_of(ready(), batch().plan_published("2026-05-20", units=["U2", "U1"]))
    assert lamp(world, "R12.unit.unlisted", "2027-12-31") == "2026-05-02 until 2026-05-21"


def test_a_plan_of_other_homes_or_of_another_city_does_not(lamp: Lamp) -> None:
    others = world_of(ready(), batch().plan_published("2026-05-20", units=["U2"]))
    assert lamp(others, "R12.unit.unlisted", "2026-06-30") == "since 2026-05-02"
    elsewhere = world_of(ready(), batch(area="350502001").plan_published("2026-05-20", units=["U1"]))
    assert lamp(elsewhere, "R12.unit.unlisted", "2026-06-30") == "since 2026-05-02"


def test_a_home_that_never_was_ready_hides_nothing(lit: Lit) -> None:
    assert lit(unit().repair_started("2026-03-02").repaired("2026-03-20").vacated("2026-04-01"), "2027-12-31") == []


def test_ready_again_does_not_start_the_days_anew(lamp: Lamp) -> None:
    assert lamp(ready().ready("2026-04-02"), "R12.unit.unlisted", "2026-08-29") == "since 2026-05-02"


@pytest.mark.parametrize("between", ["vacated", "listed", "repair_started", "assigned"])
def test_after_each_of_these_the_next_ready_starts_the_days_anew(lamp: Lamp, between: str) -> None:
    # The 61st day after 2 April is 2 June.
    h = ready().did(between, "2026-03-20").ready("2026-04-02")
    assert lamp(h, "R12.unit.unlisted", "2026-06-01") == "dark"
    assert lamp(h, "R12.unit.unlisted", "2026-06-02") == "since 2026-06-02"


@pytest.mark.parametrize("after", ["vacated", "listed", "repair_started", "assigned"])
def test_without_a_next_ready_no_days_run(lit: Lit, after: str) -> None:
    assert hidden(lit, ready().did(after, "2026-03-20")) == []


def test_moving_out_ends_nothing_that_burns(lamp: Lamp) -> None:
    # The 181st day after 12 May is 9 November.
    h = ready().vacated("2026-05-10").ready("2026-05-12")
    assert lamp(h, "R12.unit.unlisted", "2026-05-11") == "since 2026-05-02"
    assert lamp(h, "R12.unit.unlisted", "2026-11-08") == "since 2026-05-02"
    assert lamp(h, "R12.unit.hidden", "2026-11-08") == "dark"
    assert lamp(h, "R12.unit.unlisted", "2026-11-09") == "2026-05-02 until 2026-11-09"
    assert lamp(h, "R12.unit.hidden", "2026-11-09") == "since 2026-11-09"


def test_a_repair_ends_what_burns_and_the_home_can_be_hidden_again(lamp: Lamp) -> None:
    # Repaired, it is ready on 2 July: the 61st day is 1 September.
    h = ready().repair_started("2026-05-20").repaired("2026-06-30").ready("2026-07-02")
    assert lamp(h, "R12.unit.unlisted", "2026-08-31") == "2026-05-02 until 2026-05-21"
    assert lamp(h, "R12.unit.unlisted", "2026-09-01") == "2026-05-02 until 2026-05-21, since 2026-09-01"


# --- homes given away unseen ------------------------------------------------------------------------------------------


def test_assigned_without_ever_being_published_is_red_for_ever(lamp: Lamp) -> None:
    h = ready().assigned("2026-03-10").listed("2026-03-11")
    assert lamp(h, "R12.unit.secret", "2026-03-09") == "dark"
    assert lamp(h, "R12.unit.secret", "2026-03-10") == "since 2026-03-10"
    assert lamp(h, "R12.unit.secret", "2027-12-31") == "since 2026-03-10"


def test_published_at_the_instant_of_the_assignment_came_before_it(lit: Lit) -> None:
    assert lit(ready().assigned("2026-03-10 10:00").listed("2026-03-10 10:00"), "2026-12-31") == []
    later = ready().assigned("2026-03-10 10:00").listed("2026-03-10 10:01")
    assert lit(later, "2026-12-31") == ["R12.unit.secret"]


def test_published_counts_from_the_last_ready_on(lit: Lit) -> None:
    before = unit().listed("2026-03-02").ready("2026-03-04").assigned("2026-03-10")
    assert lit(before, "2026-12-31") == ["R12.unit.secret"]
    at_once = unit().ready("2026-03-04 10:00").listed("2026-03-04 10:00").assigned("2026-03-10")
    assert lit(at_once, "2026-12-31") == []
    ready_again = ready().listed("2026-03-04").ready("2026-03-06").assigned("2026-03-10")
    assert lit(ready_again, "2026-12-31") == ["R12.unit.secret"]


def test_without_any_ready_a_home_must_once_have_been_published(lit: Lit) -> None:
    assert lit(unit().assigned("2026-03-10"), "2026-12-31") == ["R12.unit.secret"]
    assert lit(unit().listed("2025-03-10").assigned("2026-03-10"), "2026-12-31") == []


def test_a_plan_publishes_for_the_assignment_too(lit: Lit) -> None:
    plan = batch().plan_published("2026-03-05", units=["U1"])
    assert lit(world_of(ready().assigned("2026-03-10"), plan), "2026-12-31") == []
    assert lit(world_of(ready("2026-03-06").assigned("2026-03-10"), plan), "2026-12-31") == ["R12.unit.secret"]


def test_a_second_secret_assignment_is_the_same_lamp(lamp: Lamp) -> None:
    h = ready().assigned("2026-03-10").vacated("2026-06-01").ready("2026-06-02").assigned("2026-06-10")
    assert lamp(h, "R12.unit.secret", "2027-12-31") == "since 2026-03-10"


def test_a_home_s_lamp_lies_where_its_project_does(court: Court) -> None:
    rows = court.rows(ready().assigned("2026-09-10"), "2026-12-31")
    assert [row[:9] for row in rows] == [
        ("unit", "U1", "", "R12.unit.hidden", "", "red", "abnormal", "S4", "0102001"),
        ("unit", "U1", "", "R12.unit.secret", "", "red", "abnormal", "S4", "0102001"),
        ("unit", "U1", "", "R12.unit.unlisted", "", "yellow", "irregular", "S4", "0102001"),
    ]


def test_selecting_a_home_is_not_assigning_it(lit: Lit) -> None:
    h = case().batch_entered("2026-03-03").ranked("2026-03-04").unit_selected("2026-03-05")
    assert lit(world_of(ready(), h), "2026-04-30") == []
