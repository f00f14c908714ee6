"""T01. Homes that lie ready, stay under repair or are not lived in."""

from __future__ import annotations

from cockpit.domain.vocabulary import Level, SubjectKind
from cockpit.rules.prompt import Family
from cockpit.rules.prompting import ahead, lasting

FAMILY = Family(
    code="T01",
    name="房源使用",
    identifier="unit_use",
    subject=SubjectKind.UNIT,
    basis="《公共租赁住房管理办法》（住建部令第11号）第二十七条；其余为示例规则集",
    findings=(
        lasting(
            "T01.ready.long",
            "ready",
            Level.YELLOW,
            "ready.long",
            then="ready.idle",
            says="房源可配租后超过30日仍未配租",
            sentence="{subject}自 {start} 起可配租，超过 {limit} 日仍未配租，{tail}。",
        ),
        lasting(
            "T01.ready.idle",
            "ready",
            Level.RED,
            "ready.idle",
            says="房源可配租后超过180日仍未配租",
            sentence="{subject}自 {start} 起可配租，超过 {limit} 日仍未配租，{tail}。",
        ),
        ahead(
            "T01.repair.due",
            "repair",
            "repair.due",
            says="房源维修到期前5日内尚未完成",
            sentence="{subject}维修应于 {due} 前完成，到期前 {limit} 日内尚未完成，{tail}。",
        ),
        lasting(
            "T01.unused.first",
            "unused",
            Level.YELLOW,
            "unused.first",
            then="unused.second",
            says="门禁、水电表超过90日无使用记录",
            sentence="{subject}最近一次使用记录为 {start}，超过 {limit} 日无使用记录，{tail}。",
        ),
        lasting(
            "T01.unused.second",
            "unused",
            Level.YELLOW,
            "unused.second",
            then="unused.idle",
            says="门禁、水电表超过150日无使用记录",
            sentence="{subject}最近一次使用记录为 {start}，超过 {limit} 日无使用记录，{tail}。",
        ),
        lasting(
            "T01.unused.idle",
            "unused",
            Level.RED,
            "unused.idle",
            says="连续闲置超过6个月（收回情形第7项）",
            sentence="{subject}最近一次使用记录为 {start}，连续闲置超过 {limit} 个月，符合收回情形第7项，{tail}。",
        ),
    ),
)
