"""T06. Violations to be put right, and homes to be left, by a day."""

from __future__ import annotations

from cockpit.domain.vocabulary import SubjectKind
from cockpit.rules.prompt import Family
from cockpit.rules.prompting import ahead, passed

FAMILY = Family(
    code="T06",
    name="违规整改",
    identifier="rectification",
    subject=SubjectKind.TENANCY,
    basis="《公共租赁住房管理办法》（住建部令第11号）第二十七条、第三十一条；期限为示例规则集",
    findings=(
        ahead(
            "T06.rectification.due",
            "rectification",
            "rectification.due",
            says="整改3个工作日内到期，尚未改正",
            sentence="{subject}违规行为应于 {due} 前改正，{limit} 个工作日内到期，{tail}。",
        ),
        passed(
            "T06.rectification.over",
            "rectification",
            says="整改逾期未改正",
            sentence="{subject}违规行为应于 {due} 前改正，逾期未改正，{tail}。",
        ),
        passed(
            "T06.moving.over",
            "moving",
            says="搬迁期届满未腾退",
            sentence="{subject}搬迁期于 {due} 届满，仍未腾退，{tail}。",
        ),
    ),
)
