"""/rules: the rules that watch, and how much each of them found."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pandas as pd
from dash import Input, Output, callback, dcc, html

from cockpit.callbacks.alerts import PROMPTS_OF_RULES
from cockpit.callbacks.asking import viewer
from cockpit.components.lamps import lamp
from cockpit.components.panels import panel
from cockpit.db.doors import reading_as
from cockpit.domain.prompt_limit import prompt_lines
from cockpit.domain.vocabulary import LampClass, Level
from cockpit.queries import risks, rules
from cockpit.rules import PROMPTS, REGISTRY, TOTAL, Family, Finding, Rule
from cockpit.rules.reads import Shape

PATH = "/rules"
TABLE = "rules-table"

ILLUSTRATIVE = "示例规则集"
WHY_ILLUSTRATIVE = (
    "只有四个环节的名称、含公示在内60个工作日的总时限、“11个风险点”“16条监督规则”“14种收回情形”这些数目、五类点名的规则、"
    "三张自动公开表、红黄灯与短信提醒以及临界、异常、不规范三类预警出自福建省；各环节分时限、判定条件与风险点名称为示例，"
    "取得官方附件后按数据替换，不需要改动程序。"
)


def active() -> str:
    """已启用 9 / 16 条."""
    return f"已启用 {len(REGISTRY)} / {TOTAL} 条"


@callback(Output(TABLE, "children"), Input(TABLE, "id"))
def table(_: str) -> Any:
    """One row a rule: what it watches, and its lamps."""
    with reading_as(viewer()) as conn:
        counts = lamps_of(rules.by_rule(conn))
    head = html.Thead(
        html.Tr(
            [
                html.Th("规则"),
                html.Th("环节", className="wide-only"),
                html.Th("风险点", className="wide-only"),
                html.Th("红灯", className="number", title="仍亮"),
                html.Th("黄灯", className="number", title="仍亮"),
                html.Th("历来红灯", className="number wide-only"),
                html.Th("历来黄灯", className="number wide-only"),
            ]
        )
    )
    body = html.Tbody([_line(rule, counts[rule.code]) for rule in REGISTRY.values()])
    return panel(
        "监督规则",
        html.Table([head, body], className="rows rules"),
        note=f"{active()}；红灯、黄灯为截至日仍亮，点击查看",
    )


def prompts() -> html.Section:
    """The families of prompts with their conditions and thresholds: known from the declaration alone."""
    head = html.Thead(
        html.Tr(
            [
                html.Th("提示"),
                html.Th("灯"),
                html.Th("亮灯条件"),
                html.Th("期限", className="wide-only"),
                html.Th("出处", className="wide-only"),
            ]
        )
    )
    lines = [_prompt(family, finding) for family in PROMPTS.values() for finding in family.findings]
    more = dcc.Link("查看预警列表中的临期提示", href="/alerts?prompts=1&rule=" + ",".join(PROMPTS))
    return panel(
        f"{LampClass.PROMPT.label}（{ILLUSTRATIVE}）",
        [
            html.P(
                ["租后与轮候事项的临期提示，不是监督规则：不计入任何红黄灯数，也不发出预警。", more], className="prose"
            ),
            html.Table([head, html.Tbody(lines)], className="rows rules"),
        ],
        note=f"{len(PROMPTS)} 类 {len(lines)} 项",
        id=PROMPTS_OF_RULES,
    )


def _prompt(family: Family, finding: Finding) -> html.Tr:
    thresholds = prompt_lines(finding.limit) if finding.limit else []
    source = "；".join(dict.fromkeys(line.source for line in thresholds)) or family.basis
    return html.Tr(
        [
            html.Td(dcc.Link(f"{family.code} {family.name}", href=f"/alerts?prompts=1&rule={family.code}")),
            html.Td(lamp(finding.level, text=finding.level.label, plain=True)),
            html.Td(finding.says),
            html.Td("、".join(line.words for line in thresholds) or _at_once(finding), className="wide-only"),
            html.Td(source, className="wide-only"),
        ]
    )


def _at_once(finding: Finding) -> str:
    return "到期日次日" if finding.reads is not None and finding.reads.shape is Shape.PASSED else "当日"


def lamps_of(frame: pd.DataFrame) -> dict[str, Counter[str]]:
    """Rule or finding -> its COUNTS; what never burned counts 0."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for code, *numbers in frame.itertuples(index=False):
        found[str(code)] = Counter(dict(zip(rules.COUNTS, map(int, numbers), strict=True)))
    return found


def risk_point(rule: Rule) -> dcc.Link:
    """The risk point that a rule watches, as a link."""
    return dcc.Link(f"{rule.risk_point} {risks.catalogue()[rule.risk_point].name}", href=f"/risks/{rule.risk_point}")


def _line(rule: Rule, number: Counter[str]) -> html.Tr:
    def burning(level: Level, column: str) -> Any:
        if not number[column]:
            return "0"
        words = lamp(level, text=f"{number[column]:,}", plain=True)
        return dcc.Link(words, href=f"/alerts?rule={rule.code}&level={level}")

    named = (
        html.Span("文中点名", className="named", title="《福建公租房特色改造提升》一文点名的情形")
        if rule.named
        else None
    )
    return html.Tr(
        [
            html.Td([dcc.Link(f"{rule.code} {rule.name}", href=f"/rules/{rule.code}"), named]),
            html.Td(rule.step.label if rule.step else "各环节", className="wide-only"),
            html.Td(risk_point(rule), className="wide-only"),
            html.Td(burning(Level.RED, "red_open"), className="number"),
            html.Td(burning(Level.YELLOW, "yellow_open"), className="number"),
            html.Td(f"{number['red']:,}", className="number wide-only"),
            html.Td(f"{number['yellow']:,}", className="number wide-only"),
        ]
    )
