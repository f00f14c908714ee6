"""T03. Households that wait nearly, or more than, five years."""

from __future__ import annotations

from cockpit.domain.vocabulary import Level, SubjectKind
from cockpit.rules.prompt import Family
from cockpit.rules.prompting import lasting

FAMILY = Family(
    code="T03",
    name="轮候时间",
    identifier="waiting_time",
    subject=SubjectKind.CASE,
    basis="《公共租赁住房管理办法》（住建部令第11号）第十条；4年6个月为示例规则集",
    findings=(
        lasting(
            "T03.waiting.long",
            "waiting",
            Level.YELLOW,
            "waiting.long",
            then="waiting.over",
            says="轮候超过4年6个月",
            sentence="{subject}自 {start} 起轮候，超过 {limit} 个月，{tail}。",
        ),
        lasting(
            "T03.waiting.over",
            "waiting",
            Level.RED,
            "waiting.over",
            says="轮候超过5年",
            sentence="{subject}自 {start} 起轮候，超过 {limit} 个月，{tail}。",
        ),
    ),
)
