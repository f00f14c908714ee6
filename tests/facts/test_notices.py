"""Notices: what each opening and closing says, how long it stands, what stands in the open."""

from __future__ import annotations

import pytest

from cockpit.facts.notices import announced, is_unmasked, notices
from tests.build import History, case
from tests.facts.reading import DAYS, history_of


def opened(on: str = "2026-03-09", notice: str = "eligibility", **members: object) -> History:
    return case().notice_opened(on, notice=notice, **members)


def said(h: History, path: str = "unit") -> list[str]:
    """ "03-09 short", one line a statement; without a fault "03-09 full"."""
    return [f"{s.operation.day:%m-%d} {' '.join(s.faults) or 'full'}" for s in notices(history_of(h), path, DAYS)]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "days"),
    [
        ("2026-03-09", "2026-03-13", 5),
        ("2026-03-07", "2026-03-13", 5),  # from a Saturday on
        ("2026-03-09", "2026-03-15", 5),  # to a Sunday
        ("2026-03-09", "2026-03-09", 1),
        ("2026-03-07", "2026-03-08", 0),
        ("2026-03-13", "2026-03-09", 0),  # ends before it starts
        ("2026-09-30", "2026-10-08", 2),
        ("2026-02-13", "2026-02-24", 3),  # 13, Saturday 14, 24 February
        ("2026-12-28", "2027-01-04", 6),  # 2027 has no official calendar yet: Friday 1 January counts
    ],
)
def test_notice_days_are_the_working_days_from_first_to_last(starts_on: str, ends_on: str, days: int) -> None:
    h = opened(starts_on=starts_on, ends_on=ends_on)
    assert announced(history_of(h).operations[0], DAYS) == days


def test_a_notice_is_judged_at_its_opening_and_not_again_at_an_orderly_closing() -> None:
    assert said(opened()) == ["03-09 full"]
    assert said(opened().notice_closed("2026-03-13", notice="eligibility")) == ["03-09 full"]
    assert said(opened().notice_closed("2026-03-16", notice="eligibility")) == ["03-09 full"]


def test_closed_too_early_it_is_judged_again() -> None:
    assert said(opened().notice_closed("2026-03-12", notice="eligibility")) == ["03-09 full", "03-12 short"]
    assert said(opened().notice_closed("2026-03-10", notice="eligibility")) == ["03-09 full", "03-10 cut"]


def test_a_closing_on_sunday_leaves_the_days_that_were_announced() -> None:
    h = opened(ends_on="2026-03-16").notice_closed("2026-03-15", notice="eligibility")
    assert said(h) == ["03-09 full"]


def test_only_the_first_closing_before_the_next_opening_closes() -> None:
    h = opened().notice_closed("2026-03-13", notice="eligibility").notice_closed("2026-03-10", notice="eligibility")
    assert said(h) == ["03-09 full", "03-10 cut"]
    h = opened().notice_opened("2026-03-10", notice="eligibility").notice_closed("2026-03-11", notice="eligibility")
    assert said(h) == ["03-09 full", "03-10 full", "03-11 cut"]


def test_the_closing_of_another_notice_does_not_close() -> None:
    assert said(opened().notice_closed("2026-03-10", notice="acceptance")) == ["03-09 full"]


def test_withdrawn_up_to_its_last_day_is_a_fault_and_after_it_none() -> None:
    def withdrawn(on: str) -> History:
        return opened().notice_closed(on, notice="eligibility", withdrawn=1)

    assert said(withdrawn("2026-03-13")) == ["03-09 full", "03-13 withdrawn"]
    assert said(withdrawn("2026-03-14")) == ["03-09 full"]
    assert said(withdrawn("2026-03-10")) == ["03-09 full", "03-10 cut withdrawn"]


def test_faults_of_one_notice_stand_together() -> None:
    assert said(opened(elements=[], ends_on="2026-03-11")) == ["03-09 elements short"]


def test_a_result_notice_is_not_judged_for_its_length_nor_before_the_selection() -> None:
    h = case().notice_opened("2026-03-09", notice="result", elements=[]).unit_selected("2026-03-10")
    h.notice_opened("2026-03-11", notice="result", ends_on="2026-03-11", elements=[])
    assert said(h) == ["03-11 elements"]
    assert said(opened(notice="result")) == []


def test_the_path_decides_whether_a_result_names_a_home() -> None:
    without_home = ["applicant_name", "area", "result", "publisher"]
    h = case().unit_selected("2026-03-09").ranked("2026-03-09")
    h.notice_opened("2026-03-10", notice="result", elements=without_home)
    assert said(h, path="unit") == ["03-10 elements"]
    assert said(h, path="subsidy") == ["03-10 full"]


@pytest.mark.parametrize(
    "text",
    [
        "350102198001011234",
        "x35010219800101123Xx",
        "身份证35010219800101123x号",
        "１３８００１３８０００",
        "13800138000",
    ],
)
def test_identity_and_mobile_numbers_in_the_open_are_found(text: str) -> None:
    assert is_unmasked(["张三", text])


@pytest.mark.parametrize(
    "text",
    ["3501021980010112345", "138001380001", "12345678901", "350102********1234", "138 0013 8000", "", "张**"],
)
def test_masked_ones_and_other_numbers_are_not(text: str) -> None:
    assert not is_unmasked(["张三", text])
