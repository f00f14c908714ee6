"""The sentence of a lamp names things as an office does: no codes, and days of the kind that the limit counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cockpit.rules import FINDINGS, sentence

ROW: dict[str, Any] = {
    "subject_kind": "case",
    "subject_id": "350102-2026-00001",
    "since": date(2026, 3, 4),
    "until": None,
    "area_name": "鼓楼区",
}


def said(finding: str, instance: str = "", **measured: Any) -> str:
    return sentence({**ROW, "finding": finding, "instance": instance, "measured": measured})


def test_a_limit_of_calendar_days_is_exceeded_by_days_and_not_by_working_days() -> None:
    told = said("R15.filing.over", limit=30, due_on="2026-03-03", over_days=12)
    assert "超期 12 天" in told
    assert "工作日" not in told


def test_a_limit_of_working_days_is_exceeded_by_working_days() -> None:
    assert "至今超期 3 个工作日" in said("R05.answer.over", "tax", limit=5, due_on="2026-03-03", over_days=3)
    assert "剩余 2 个工作日" in said("R05.step.near", limit=15, due_on="2026-03-06", left_days=2)


@pytest.mark.parametrize(
    ("finding", "instance", "named"),
    [
        ("R16.order", "S2", "越序办理多部门联审环节"),
        ("R16.document.missing", "determined:1", "（作出资格认定的记录）"),
        ("R16.document.missing", "determined:2", "（第 2 次作出资格认定的记录）"),
    ],
)
def test_a_step_and_a_paper_are_named_in_words(finding: str, instance: str, named: str) -> None:
    assert named in said(finding, instance)


def test_an_instance_that_is_no_code_of_ours_stays_as_it_is() -> None:
    assert "异议 YY:1 尚未结论" in said("R11.advanced", "YY:1")


@pytest.mark.parametrize("finding", sorted(FINDINGS))
def test_no_space_stands_before_a_full_width_mark(finding: str) -> None:
    told = said(finding, "tax", limit=5, due_on="2026-03-03", over_days=1)
    assert not any(f" {mark}" in told for mark in "，。：")
    assert told.endswith("。")
