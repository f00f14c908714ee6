"""Every action has a name, and no ciphertext reaches a screen."""

from __future__ import annotations

from cockpit.domain import action
from cockpit.domain.action_labels import ACTIONS, SEALED, action_label, readable
from cockpit.domain.measured import compared


def test_every_action_of_the_delivery_format_has_a_chinese_name() -> None:
    assert {name for _, name in action.ACTIONS} - set(ACTIONS) == set()


def test_every_member_of_the_delivery_format_has_a_chinese_name() -> None:
    data = {member.name: "1" for each in action.ACTIONS.values() for member in each.members}
    assert [name for name, (label, _) in zip(data, readable(data), strict=True) if label == name] == []


def test_ciphertext_reads_as_sealed_wherever_it_stands() -> None:
    data = {"opinion": "enc:1:abc", "items": ["enc:1:abc"], "parameters": {"x": "enc:1:abc"}}
    assert [value for _, value in readable(data)] == [SEALED, SEALED, f"x {SEALED}"]


def test_what_says_nothing_is_left_out() -> None:
    assert list(readable({"opinion": "", "basis": None, "items": [], "hit": 0})) == [("命中", "否")]


def test_values_of_a_list_are_named() -> None:
    assert dict(readable({"department": "tax", "verdict": "fail"})) == {"部门": "税务", "结论": "不通过"}


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert action_label("teleported") == "teleported"
    assert list(readable({"colour": "blue"})) == [("colour", "blue")]


def test_compared_values_read_like_a_calculation() -> None:
    measured = {"clock": "S1", "over_days": 0, "limit": 15, "start_on": "2026-09-29", "due_on": "2026-10-26"}
    assert list(compared(measured)) == [
        ("起算日（当日不计）", "2026-09-29"),
        ("期限", "15 个工作日"),
        ("到期日", "2026-10-26"),
    ]


def test_what_went_ahead_is_named_after_what_the_finding_judges() -> None:
    measured = {"moved_on": "2026-09-29"}
    assert list(compared(measured, finding="R03.opinion.missing")) == [("转入下一步的日期", "2026-09-29")]
    assert list(compared(measured, finding="R12.unit.secret")) == [("分配日", "2026-09-29")]
    assert list(compared(measured, finding="R12.unit.hidden")) == [("超过天数之日", "2026-09-29")]


def test_an_order_that_was_skipped_is_told_by_both_ranks_and_in_words() -> None:
    measured = {"rank_no": 2, "selector": "350102-2026-00002", "rank_before": 1}
    assert list(compared(measured, finding="R13.skipped")) == [
        ("选房的办件", "350102-2026-00002"),
        ("选房者的排序号", "2"),
        ("被越过者的排序号", "1"),
    ]


def test_a_time_is_shown_to_the_minute() -> None:
    measured = {"published_at": "2025-11-05T15:21:10+08:00"}
    assert list(compared(measured)) == [("排序公布时间", "2025-11-05 15:21")]
