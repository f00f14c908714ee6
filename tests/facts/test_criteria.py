"""Which criteria set is in force at an area's own level, day by day."""

from __future__ import annotations

from cockpit.facts.criteria import criteria_periods
from tests.build import History, criteria
from tests.rules.twins import operation_of


def periods(*told: History) -> list[str]:
    """ "3501 C-FZ 2026-03-02..2026-04-01", an open end as nothing."""
    changes = [operation_of(row) for h in told for row in h.operations]
    return [
        f"{period.area_code} {period.criteria_set} {period.from_on}..{period.to_on or ''}"
        for period in criteria_periods(changes)
    ]


def fuzhou(on: str, name: str = "C-FZ", **members: object) -> History:
    return criteria(name, area="3501").criteria_changed(on, **members)


def test_a_set_is_in_force_from_its_effective_day_on() -> None:
    assert periods(fuzhou("2026-03-02", effective_on="2026-04-01")) == ["3501 C-FZ 2026-04-01.."]


def test_a_change_counts_from_its_own_day_on_however_early_it_takes_effect() -> None:
    assert periods(fuzhou("2026-03-02", effective_on="2026-01-01")) == ["3501 C-FZ 2026-03-02.."]


def test_a_set_without_approval_is_never_in_force() -> None:
    assert periods(fuzhou("2026-03-02", approval_no="")) == []


def test_each_area_has_periods_of_its_own() -> None:
    county = criteria("C-GL", area="350102").criteria_changed("2026-03-05")
    assert periods(county, fuzhou("2026-03-02")) == ["3501 C-FZ 2026-03-02..", "350102 C-GL 2026-03-05.."]


def test_the_later_effective_day_replaces_the_earlier() -> None:
    assert periods(fuzhou("2026-03-02"), fuzhou("2026-03-03", "C-NEW", effective_on="2026-04-01")) == [
        "3501 C-FZ 2026-03-02..2026-04-01",
        "3501 C-NEW 2026-04-01..",
    ]


def test_a_later_change_that_is_effective_earlier_does_not_replace() -> None:
    assert periods(fuzhou("2026-03-02"), fuzhou("2026-03-10", "C-NEW", effective_on="2026-03-01")) == [
        "3501 C-FZ 2026-03-02.."
    ]


def test_an_effective_day_moved_into_the_future_leaves_a_gap() -> None:
    h = fuzhou("2026-03-02").criteria_changed("2026-03-10", effective_on="2026-04-01")
    assert periods(h) == ["3501 C-FZ 2026-03-02..2026-03-10", "3501 C-FZ 2026-04-01.."]


def test_in_the_gap_the_set_before_it_is_in_force_again() -> None:
    moved = fuzhou("2026-03-02", "C-NEW").criteria_changed("2026-03-10", effective_on="2026-04-01")
    assert periods(fuzhou("2026-01-05"), moved) == [
        "3501 C-FZ 2026-01-05..2026-03-02",
        "3501 C-NEW 2026-03-02..2026-03-10",
        "3501 C-FZ 2026-03-10..2026-04-01",
        "3501 C-NEW 2026-04-01..",
    ]


def test_an_approval_lost_by_a_later_change_ends_the_period() -> None:
    h = fuzhou("2026-03-02").criteria_changed("2026-03-10", approval_no="")
    assert periods(h) == ["3501 C-FZ 2026-03-02..2026-03-10"]


def test_a_change_that_changes_nothing_in_force_breaks_no_period() -> None:
    assert periods(fuzhou("2026-03-02").criteria_changed("2026-03-10", effective_on="2026-03-02")) == [
        "3501 C-FZ 2026-03-02.."
    ]


def test_of_several_changes_on_one_day_the_last_counts() -> None:
    h = fuzhou("2026-03-02 09:00").criteria_changed("2026-03-02 10:00", effective_on="2026-05-01")
    assert periods(h) == ["3501 C-FZ 2026-05-01.."]


def test_equal_effective_days_go_to_the_later_change_then_to_the_larger_name() -> None:
    at = "2026-03-02 10:00"
    assert periods(fuzhou(at, "C-A"), fuzhou("2026-03-02 11:00", "C-B")) == ["3501 C-B 2026-03-02.."]
    assert periods(fuzhou("2026-03-02 11:00", "C-A"), fuzhou(at, "C-B")) == ["3501 C-A 2026-03-02.."]
    assert periods(fuzhou(at, "C-A"), fuzhou(at, "C-B")) == ["3501 C-B 2026-03-02.."]


def test_a_set_that_moves_to_another_area_leaves_the_first() -> None:
    h = fuzhou("2026-03-02").criteria_changed("2026-03-10", area_code="350102")
    assert periods(h) == ["3501 C-FZ 2026-03-02..2026-03-10", "350102 C-FZ 2026-03-10.."]
