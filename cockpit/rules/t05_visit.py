"""T05. Planned visits that come due, doors that stay shut, homes that nobody visits."""

from __future__ import annotations

from cockpit.domain.vocabulary import Level, SubjectKind
from cockpit.rules.prompt import Family
from cockpit.rules.prompting import ahead, counted, lasting

FAMILY = Family(
    code="T05",
    name="入户走访",
    identifier="visit",
    subject=SubjectKind.TENANCY,
    basis="《公共租赁住房管理办法》（住建部令第11号）第二十八条；期限为示例规则集",
    findings=(
        ahead(
            "T05.visit.due",
            "visit",
            "visit.due",
            says="计划走访5个工作日内到期，尚未走访",
            sentence="{subject}计划于 {due} 走访，{limit} 个工作日内到期，{tail}。",
        ),
        counted(
            "T05.visit.absent",
            "absent",
            Level.YELLOW,
            "visit.absent",
            says="连续两次走访无人",
            sentence="{subject}至 {start} 连续 {limit} 次走访无人，{tail}。",
        ),
        lasting(
            "T05.visit.missing",
            "visit_missing",
            Level.RED,
            "visit.missing",
            says="超过12个月未入户走访（见到承租人）",
            sentence="{subject}自 {start} 起超过 {limit} 个月未入户走访，{tail}。",
        ),
    ),
)
