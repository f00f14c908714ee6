"""/rules: only what is built is listed, with the label and its reason; every count leads to its rows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, insert, select

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
        said = text(rule.said(code, {}))
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
    _, _, by_month, by_city = rule.counted("R05")
    assert by_month["links"]["2026-02 红灯"] == "/alerts?rule=R05&state=all&from=2026-02-01&to=2026-02-28"
    assert by_city["links"]["福州市 黄灯"] == "/alerts?rule=R05&area=3501"


def test_the_limits_of_a_rule_are_listed_with_who_set_them_and_on_what_ground(asking: Viewer) -> None:
    shared = {"since": date(2026, 3, 2), "changed_at": datetime(2026, 3, 1, 1, tzinfo=UTC), "changed_by": "林处长"}
    said_by = {"document_no": "榕建〔2026〕3号", "source": "《福州市细则》第六条", "grounds": "提速"}
    line = {"limit_code": "answer", "instance": "", "area_code": "3501", "days": 3, "near": 1}
    with doors.writing_as_engine() as conn:
        key = {"city_code": "3501", "change_no": "limit-3501-000001"}
        conn.execute(insert(tables.limit_line).values(**key, **shared, **said_by, **line))
        key = {"city_code": "3500", "change_no": "limit-3500-000001"}
        conn.execute(insert(tables.light_line).values(**key, **shared, **said_by, light="yellow_then_red"))
    _, listed, _, _ = rule.counted("R05")
    said = text(listed)
    assert "联审部门反馈 5 个工作日 1 个工作日 全省 规则集启用起" in said
    assert "联审部门反馈 3 个工作日 1 个工作日 福州市 2026-03-02 《福州市细则》第六条（榕建〔2026〕3号）" in said
    assert "林处长 2026-03-01 09:00：提速" in said
    assert "自 2026-03-02 起超期前3个工作日亮黄灯，此后亮红灯（榕建〔2026〕3号" in said
    assert rule.counted("R13")[1] is None


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
