"""T07. The arrears ladder: one month, three, and six in all."""

from __future__ import annotations

from cockpit.domain.vocabulary import Level, SubjectKind
from cockpit.rules.prompt import Family
from cockpit.rules.prompting import counted

FAMILY = Family(
    code="T07",
    name="租金欠缴",
    identifier="arrears",
    subject=SubjectKind.TENANCY,
    basis="《公共租赁住房管理办法》（住建部令第11号）第二十九条；其余为示例规则集",
    findings=(
        counted(
            "T07.arrears.first",
            "arrears",
            Level.YELLOW,
            "arrears.first",
            then="arrears.second",
            says="拖欠1个月租金（短信提醒）",
            sentence="{subject}自 {start} 起拖欠租金满 {limit} 个月，{tail}。",
        ),
        counted(
            "T07.arrears.second",
            "arrears",
            Level.YELLOW,
            "arrears.second",
            then="arrears.over",
            says="拖欠3个月租金",
            sentence="{subject}自 {start} 起拖欠租金满 {limit} 个月，{tail}。",
        ),
        counted(
            "T07.arrears.over",
            "arrears",
            Level.RED,
            "arrears.over",
            says="累计拖欠6个月租金（收回情形第8项）",
            sentence="{subject}自 {start} 起累计拖欠租金满 {limit} 个月，符合收回情形第8项，{tail}。",
        ),
    ),
)
