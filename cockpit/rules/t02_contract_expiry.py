"""T02. Contracts that run out, or ran out with the tenant still there. Filing is watched by R15."""

from __future__ import annotations

from cockpit.domain.vocabulary import SubjectKind
from cockpit.rules.prompt import Family
from cockpit.rules.prompting import ahead, passed

FAMILY = Family(
    code="T02",
    name="合同到期",
    identifier="contract_expiry",
    subject=SubjectKind.TENANCY,
    basis="《公共租赁住房管理办法》（住建部令第11号）第三十条；其余为示例规则集",
    findings=(
        ahead(
            "T02.expiry.first",
            "application",
            "expiry.first",
            then="expiry.second",
            says="租赁合同90日内到期，尚未申请续租",
            sentence="{subject}合同于 {due} 到期，{limit} 日内到期，尚未申请续租，{tail}。",
        ),
        ahead(
            "T02.expiry.second",
            "expiry",
            "expiry.second",
            then="expiry.third",
            says="租赁合同30日内到期，尚未续签",
            sentence="{subject}合同于 {due} 到期，{limit} 日内到期，尚未续签，{tail}。",
        ),
        ahead(
            "T02.expiry.third",
            "expiry",
            "expiry.third",
            says="租赁合同7日内到期，尚未续签",
            sentence="{subject}合同于 {due} 到期，{limit} 日内到期，尚未续签，{tail}。",
        ),
        passed(
            "T02.expiry.over",
            "expiry",
            says="租赁合同已到期，仍在住且未续签",
            sentence="{subject}合同已于 {due} 到期，仍在住且未续签，{tail}。",
        ),
    ),
)
