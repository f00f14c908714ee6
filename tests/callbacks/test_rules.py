"""/rules: only what is built is listed, with the label and its reason; every count leads to its rows."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from cockpit.callbacks import rule, rules
from cockpit.db import doors, tables
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.queries import rules as counts
from cockpit.rules import PROMPTS, REGISTRY, TOTAL
from tests.callbacks.drawn import links, text
from tests.queries.rows import AS_OF


def test_every_rule_that_is_built_is_listed_and_no_other(asking: Viewer) -> None:
    drawn = rules.table("")
    assert {link for link in links(drawn) if link.startswith("/rules/")} == {f"/rules/{code}" for code in REGISTRY}
    assert f"已启用 {len(REGISTRY)} / {TOTAL} 条" in text(drawn)


def test_why_the_rules_are_illustrative_is_said() -> None:
    assert "60个工作日" in rules.WHY_ILLUSTRATIVE
    assert "示例" in rules.WHY_ILLUSTRATIVE


def test_a_rule_says_every_condition_limit_and_source_it_declares() -> None:
    for code, declared in REGISTRY.items():
        said = text(rule.said(code))
        assert declared.basis in said
        for finding in declared.findings:
            assert finding.says in said


def test_counts_of_a_rule_add_up_to_its_lamps(asking: Viewer) -> None:
    with doors.reading_as(asking) as conn:
        for code in REGISTRY:
            lamps = conn.scalar(select(func.count()).select_from(tables.finding).where(tables.finding.c.rule == code))
            own = conn.scalar(
                select(func.count())
                .select_from(tables.finding)
                .where(tables.finding.c.rule == code, tables.finding.c.area_code == "35")
            )
            by_finding, by_city = counts.by_finding(conn, code), counts.by_city(conn, code)
            by_month = counts.by_month(conn, code, AS_OF, months=240)
            assert int(by_finding[["red", "yellow"]].to_numpy().sum()) == lamps
            assert int(by_month[["red", "yellow"]].to_numpy().sum()) == lamps
            assert int(by_city[["red", "yellow"]].to_numpy().sum()) == (lamps or 0) - (own or 0)
            assert len(by_city) == 10


def test_every_mark_of_a_chart_leads_to_its_rows(asking: Viewer) -> None:
    _, by_month, by_city = rule.counted("R05")
    assert by_month["links"]["2026-02 红灯"] == "/alerts?rule=R05&state=all&from=2026-02-01&to=2026-02-28"
    assert by_city["links"]["福州市 黄灯"] == "/alerts?rule=R05&area=3501"


@pytest.mark.parametrize("code", ["R99", "", "r05", "R17"])
def test_a_rule_that_does_not_exist_is_refused_with_404(code: str) -> None:
    with pytest.raises(Refusal) as refused:
        rule.declared(code)
    assert refused.value.status == 404


def test_prompts_stand_in_a_section_of_their_own_with_conditions_and_thresholds() -> None:
    drawn = rules.prompts()
    said = text(drawn)
    assert "临期提示（示例规则集）" in said
    assert "不是监督规则" in said
    for family in PROMPTS.values():
        assert f"{family.code} {family.name}" in said
        for finding in family.findings:
            assert finding.says in said
    assert "54 个月" in said
    assert f"/alerts?prompts=1&rule={','.join(PROMPTS)}" in links(drawn)


def test_a_prompt_has_no_page_of_a_rule() -> None:
    with pytest.raises(Refusal):
        rule.declared("T01")
