"""T04. Yearly rechecks that come due, are left out, or find what nobody handles."""

from __future__ import annotations

from cockpit.domain.vocabulary import Level, SubjectKind
from cockpit.rules.prompt import Family
from cockpit.rules.prompting import ahead, lasting

FAMILY = Family(
    code="T04",
    name="资格复核",
    identifier="recheck",
    subject=SubjectKind.TENANCY,
    basis="《公共租赁住房管理办法》（住建部令第11号）第三十一条；期限为示例规则集",
    findings=(
        ahead(
            "T04.recheck.first",
            "recheck",
            "recheck.first",
            then="recheck.second",
            says="资格复核30日内到期，尚未作出决定",
            sentence="{subject}资格复核应于 {due} 前完成，{limit} 日内到期，{tail}。",
        ),
        ahead(
            "T04.recheck.second",
            "recheck",
            "recheck.second",
            then="recheck.third",
            says="资格复核15日内到期，尚未作出决定",
            sentence="{subject}资格复核应于 {due} 前完成，{limit} 日内到期，{tail}。",
        ),
        ahead(
            "T04.recheck.third",
            "recheck",
            "recheck.third",
            says="资格复核5日内到期，尚未作出决定",
            sentence="{subject}资格复核应于 {due} 前完成，{limit} 日内到期，{tail}。",
        ),
        lasting(
            "T04.change.found",
            "change",
            Level.YELLOW,
            None,
            then="change.unhandled",
            says="复核比对或部门信息显示住房、公司、车辆等变化，尚未处理",
            sentence="{subject}于 {start} 比对发现变化，{tail}。",
        ),
        lasting(
            "T04.change.unhandled",
            "change",
            Level.RED,
            "change.unhandled",
            says="比对发现变化后超过10个工作日未处理",
            sentence="{subject}于 {start} 比对发现变化，超过 {limit} 个工作日未处理，{tail}。",
        ),
        lasting(
            "T04.recheck.missing",
            "recheck_missing",
            Level.RED,
            "recheck.missing",
            says="超过12个月未作资格复核",
            sentence="{subject}自 {start} 起超过 {limit} 个月未作资格复核，{tail}。",
        ),
    ),
)
