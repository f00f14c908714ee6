"""What a changed fact row bears on: asked of each finding's own SELECT, so that nothing is judged too seldom."""

from __future__ import annotations

from cockpit.rules import FINDINGS, PROMPT_FINDINGS
from cockpit.rules.bearing import bearing, codes, groups, groups_of


def judged(table: str, kind: str = "") -> set[str]:
    return {code for group in bearing(table, kind) for code in codes(group)}


def test_every_finding_is_in_exactly_one_group() -> None:
    listed = [code for group in groups() for code in codes(group)]
    assert sorted(listed) == sorted(FINDINGS | PROMPT_FINDINGS)
    assert all(len(groups_of(code)) == 1 for code in listed)


def test_a_clock_bears_on_the_findings_of_its_kind_alone() -> None:
    assert judged("clock", "answer") == {"R05.answer.near", "R05.answer.over"}
    assert judged("clock", "unheard_of") == set()


def test_a_table_that_a_finding_reads_beside_its_own_bears_on_it_too() -> None:
    assert {"R13.skipped", "R13.outsider", "R13.rank.changed"} <= judged("batch_fact")
    assert "R13.rank.changed" in judged("statement", "rank_change")
    assert judged("decision") == {"R08.case.set"}


def test_what_no_finding_reads_bears_on_nothing() -> None:
    for table in ("case_fact", "stoppage", "batch_member", "plan_unit", "unit_fact", "tenancy_fact"):
        assert judged(table) == set(), table


def test_every_kind_of_row_that_a_finding_declares_bears_on_it() -> None:
    for code, finding in (FINDINGS | PROMPT_FINDINGS).items():
        (group,) = groups_of(code)
        assert finding.reads is None or group.kind in ("", finding.reads.kind)
        assert all(code in judged(table, group.kind) for table in group.tables if table != "workday"), code
