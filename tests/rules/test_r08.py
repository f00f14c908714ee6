"""R08: admission criteria change only with approval, by whom it befits, published first, and cases are decided by them.

Unless told otherwise the province's set C-35 is in force since 2023.
"""

from __future__ import annotations

import pytest

from tests.build import BuiltWorld, History, case, criteria, world_of
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court


def changed(**members: object) -> History:
    """Fuzhou's set, changed on 2 March; approved, published and effective on that day unless said."""
    return criteria("C-FZ", area="3501").criteria_changed("2026-03-02", **members)


# --- the change of a set ----------------------------------------------------------------------------------------------


def test_an_approved_set_published_on_the_day_it_takes_effect_is_silent(lit: Lit) -> None:
    assert lit(changed(), "2026-12-31") == []
    assert lit(changed(published_on="2026-03-02", effective_on="2026-04-01"), "2026-12-31") == []


def test_approved_but_unpublished_is_yellow_until_it_is_published(lamp: Lamp) -> None:
    h = changed(published_on="").criteria_changed("2026-03-11")
    assert lamp(h, "R08.criteria.unpublished", "2026-03-01") == "dark"
    assert lamp(h, "R08.criteria.unpublished", "2026-03-10") == "since 2026-03-02"
    assert lamp(h, "R08.criteria.unpublished", "2026-03-11") == "2026-03-02 until 2026-03-12"
    assert lamp(h, "R08.criteria.unpublished", "2026-12-31") == "2026-03-02 until 2026-03-12"


def test_publishing_another_set_does_not_publish_this_one(lamp: Lamp) -> None:
    other = criteria("C-XM", area="3502").criteria_changed("2026-03-11")
    assert (
        lamp(world_of(changed(published_on=""), other), "R08.criteria.unpublished", "2026-12-31") == "since 2026-03-02"
    )


def test_unpublished_again_is_a_new_row(lamp: Lamp) -> None:
    h = changed(published_on="").criteria_changed("2026-03-04").criteria_changed("2026-03-09", published_on="")
    assert lamp(h, "R08.criteria.unpublished", "2026-12-31") == "2026-03-02 until 2026-03-05, since 2026-03-09"


def test_without_approval_it_is_red_and_not_unpublished_too(lit: Lit) -> None:
    assert lit(changed(approval_no="", published_on=""), "2026-12-31") == ["R08.criteria.unapproved"]


def test_nothing_cures_an_unapproved_change(lamp: Lamp) -> None:
    h = changed(approval_no="").criteria_changed("2026-03-10")
    assert lamp(h, "R08.criteria.unapproved", "2026-12-31") == "since 2026-03-02"


def test_effective_a_day_before_its_publication_is_early_for_ever(lamp: Lamp) -> None:
    h = changed(published_on="2026-03-02", effective_on="2026-03-01").criteria_changed("2026-03-10")
    assert lamp(h, "R08.criteria.early", "2026-12-31") == "since 2026-03-02"


def test_early_and_unapproved_burn_side_by_side(lit: Lit) -> None:
    h = changed(approval_no="", effective_on="2026-02-27")
    assert lit(h, "2026-12-31") == ["R08.criteria.early", "R08.criteria.unapproved"]


@pytest.mark.parametrize("office", ["county_housing", "city_housing", "province_housing"])
def test_an_approver_of_a_housing_department_may_change_criteria(lit: Lit, office: str) -> None:
    assert lit(changed(by=f"{office}/approver"), "2026-12-31") == []


@pytest.mark.parametrize(
    "who", ["county_housing/reviewer", "city_housing/clerk", "street/approver", "tax/approver", "/system"]
)
def test_nobody_else_may(lamp: Lamp, who: str) -> None:
    h = changed(by=who).criteria_changed("2026-03-10")
    assert lamp(h, "R08.criteria.authority", "2026-03-02") == "since 2026-03-02"
    assert lamp(h, "R08.criteria.authority", "2026-12-31") == "since 2026-03-02"


def test_a_lamp_of_a_set_has_its_area_and_neither_step_nor_case(court: Court) -> None:
    (row,) = court.rows(changed(approval_no=""), "2026-03-02")
    assert row[:9] == ("criteria", "C-FZ", "", "R08.criteria.unapproved", "", "red", "abnormal", "", "01")
    (row,) = court.rows(changed(published_on=""), "2026-03-02")
    assert row[3:8] == ("R08.criteria.unpublished", "", "yellow", "irregular", "")


# --- a condition changed for one case ---------------------------------------------------------------------------------


@pytest.mark.parametrize("members", [{"approval_no": ""}, {"approver_role": "reviewer"}, {"approver_role": None}])
def test_a_condition_changed_for_one_case_without_approval_is_red_for_ever(
    lamp: Lamp, members: dict[str, object]
) -> None:
    h = case().submitted("2026-03-02").condition_changed("2026-03-04", **members).condition_changed("2026-03-05")
    assert lamp(h, "R08.case.condition", "2026-03-03") == "dark"
    assert lamp(h, "R08.case.condition", "2026-03-04") == "since 2026-03-04"
    assert lamp(h, "R08.case.condition", "2026-12-31") == "since 2026-03-04"


def test_with_number_and_approver_it_is_silent(lit: Lit) -> None:
    assert lit(case().submitted("2026-03-02").condition_changed("2026-03-04"), "2026-12-31") == []


def test_after_a_withdrawal_a_condition_is_not_judged(lit: Lit) -> None:
    h = case().submitted("2026-03-02").withdrawn("2026-03-03").condition_changed("2026-03-04", approval_no="")
    assert lit(h, "2026-12-31") == []


# --- the set a case is decided by -------------------------------------------------------------------------------------


def decided_by(criteria_set: str, *, area: str = "350102001", accepted: str = "2026-03-03") -> History:
    h = case(area=area).submitted("2026-03-02").accepted(accepted)
    return h.determined("2026-03-20", criteria_set=criteria_set)


def fuzhou(on: str = "2026-01-05", name: str = "C-FZ", **members: object) -> History:
    return criteria(name, area="3501").criteria_changed(on, **members)


def test_another_set_than_the_one_in_force_is_red_from_the_decision_on_and_for_ever(lamp: Lamp) -> None:
    h = decided_by("C-X").determined("2026-03-25")
    assert lamp(h, "R08.case.set", "2026-03-19") == "dark"
    assert lamp(h, "R08.case.set", "2026-03-20") == "since 2026-03-20"
    assert lamp(h.withdrawn("2026-03-30"), "R08.case.set", "2026-12-31") == "since 2026-03-20"


def test_the_set_in_force_is_silent(lit: Lit) -> None:
    assert lit(decided_by("C-35"), "2026-12-31") == []


def test_a_later_wrong_decision_counts_from_its_own_day(lamp: Lamp) -> None:
    h = decided_by("C-35").determined("2026-03-25", criteria_set="C-X").determined("2026-03-26", criteria_set="C-Y")
    assert lamp(h, "R08.case.set", "2026-12-31") == "since 2026-03-25"


def test_the_longest_area_is_in_force(court: Court) -> None:
    gulou = criteria("C-GL", area="350102").criteria_changed("2026-01-05")
    street = criteria("C-GD", area="350102001").criteria_changed("2026-01-05")
    for sets, in_force in (((fuzhou(),), "C-FZ"), ((fuzhou(), gulou), "C-GL"), ((fuzhou(), gulou, street), "C-GD")):
        assert court.lit(world_of(decided_by(in_force), *sets), "2026-12-31") == []
        assert court.lit(world_of(decided_by("C-35"), *sets), "2026-12-31") == ["R08.case.set"]


def test_another_city_s_set_is_not_in_force_here_and_fuzhou_s_is_in_pingtan(lit: Lit) -> None:
    xiamen = criteria("C-XM", area="3502").criteria_changed("2026-01-05")
    assert lit(world_of(decided_by("C-35"), xiamen), "2026-12-31") == []
    assert lit(world_of(decided_by("C-FZ", area="350128100"), fuzhou()), "2026-12-31") == []
    assert lit(world_of(decided_by("C-35", area="350128100"), fuzhou()), "2026-12-31") == ["R08.case.set"]


def test_a_set_that_takes_effect_on_the_acceptance_day_is_in_force_and_one_of_the_next_day_is_not(lit: Lit) -> None:
    on_the_day, next_day = fuzhou(effective_on="2026-03-03"), fuzhou(effective_on="2026-03-04")
    assert lit(world_of(decided_by("C-FZ"), on_the_day), "2026-12-31") == []
    assert lit(world_of(decided_by("C-35"), on_the_day), "2026-12-31") == ["R08.case.set"]
    assert lit(world_of(decided_by("C-35"), next_day), "2026-12-31") == []
    assert lit(world_of(decided_by("C-FZ"), next_day), "2026-12-31") == ["R08.case.set"]


def test_the_acceptance_day_is_the_first_acceptance_else_the_application(lit: Lit) -> None:
    set_of_the_third = fuzhou(effective_on="2026-03-03")
    never_accepted = case().submitted("2026-03-02").determined("2026-03-20", criteria_set="C-35")
    assert lit(world_of(never_accepted, set_of_the_third), "2026-12-31") == []
    twice = decided_by("C-35", accepted="2026-03-02").accepted("2026-03-04")
    assert lit(world_of(twice, set_of_the_third), "2026-12-31") == []


def test_a_change_counts_from_its_own_day_on_whatever_its_effective_day(lit: Lit) -> None:
    told_later = fuzhou("2026-03-04", published_on="2026-01-05", effective_on="2026-01-05")
    assert lit(world_of(decided_by("C-35"), told_later), "2026-12-31") == []
    told_that_evening = fuzhou("2026-03-03 23:00", published_on="2026-01-05", effective_on="2026-01-05")
    assert lit(world_of(decided_by("C-FZ"), told_that_evening), "2026-12-31") == []


def test_a_set_without_approval_is_never_in_force(lit: Lit) -> None:
    assert lit(world_of(decided_by("C-35"), fuzhou(approval_no="")), "2026-12-31") == ["R08.criteria.unapproved"]


def test_an_approval_withdrawn_by_a_later_change_takes_the_set_out_of_force(lamp: Lamp) -> None:
    h = fuzhou().criteria_changed("2026-02-02", approval_no="", effective_on="2026-01-05")
    assert lamp(world_of(decided_by("C-35"), h), "R08.case.set", "2026-12-31") == "dark"


def test_an_effective_day_moved_into_the_future_takes_the_set_out_of_force(lit: Lit) -> None:
    moved = fuzhou().criteria_changed("2026-02-02", effective_on="2026-04-01")
    assert lit(world_of(decided_by("C-35"), moved), "2026-12-31") == []
    assert lit(world_of(decided_by("C-FZ"), moved), "2026-12-31") == ["R08.case.set"]
    moved_after_the_acceptance = fuzhou().criteria_changed("2026-03-04", effective_on="2026-04-01")
    assert lit(world_of(decided_by("C-FZ"), moved_after_the_acceptance), "2026-12-31") == []


def two_sets(second: History, in_force: str) -> BuiltWorld:
    return world_of(decided_by(in_force), fuzhou(effective_on="2026-02-01"), second)


def test_of_two_sets_the_later_effective_day_wins(lit: Lit) -> None:
    earlier = fuzhou("2026-01-06", "C-ZZ", effective_on="2026-01-31")
    assert lit(two_sets(earlier, "C-FZ"), "2026-12-31") == []
    later = fuzhou("2026-01-04", "C-AA", effective_on="2026-02-02")
    assert lit(two_sets(later, "C-AA"), "2026-12-31") == []


def test_of_equal_effective_days_the_later_change_wins_then_the_larger_name(lit: Lit) -> None:
    later = fuzhou("2026-01-06", "C-AA", effective_on="2026-02-01")
    assert lit(two_sets(later, "C-AA"), "2026-12-31") == []
    earlier = fuzhou("2026-01-04", "C-ZZ", effective_on="2026-02-01")
    assert lit(two_sets(earlier, "C-FZ"), "2026-12-31") == []
    at_once = fuzhou("2026-01-05", "C-ZZ", effective_on="2026-02-01")
    assert lit(two_sets(at_once, "C-ZZ"), "2026-12-31") == []


def test_where_no_set_is_in_force_no_case_is_decided_by_the_wrong_one(lit: Lit) -> None:
    assert lit(world_of(decided_by("C-X"), with_criteria=False), "2026-12-31") == []
    too_late = fuzhou(effective_on="2026-03-04")
    assert lit(world_of(decided_by("C-X"), too_late, with_criteria=False), "2026-12-31") == []


def test_a_lamp_of_a_case_stands_in_the_determination(court: Court) -> None:
    (row,) = court.rows(decided_by("C-X"), "2026-03-20")
    subject = ("case", "350102-2026-00001", "350102-2026-00001")
    assert row[:9] == (*subject, "R08.case.set", "", "red", "abnormal", "S3", "0102001")
    (row,) = court.rows(case().condition_changed("2026-03-04", approval_no="", step="S1"), "2026-03-04")
    assert row[3:8] == ("R08.case.condition", "", "red", "abnormal", "S3")
