"""/rules/<code>: what one rule says, on what ground, and what it found."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Mapping
from typing import Any

from dash import Input, Output, callback, dcc, html

from cockpit.callbacks.asking import viewer
from cockpit.callbacks.rules import ILLUSTRATIVE, lamps_of, risk_point
from cockpit.charts.rules import hits_by_city, hits_by_month
from cockpit.components.chart import chart, drawing
from cockpit.components.facts import facts
from cockpit.components.lamps import lamp
from cockpit.components.panels import panel
from cockpit.components.states import skeleton
from cockpit.db.doors import reading_as
from cockpit.domain.limit import ALWAYS
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import OrganisationKind
from cockpit.queries import asof, limits, rules
from cockpit.rules import REGISTRY, Finding, Rule

TEMPLATE = "/rules/<code>"
ASKED, COUNTS, LIMITS = "rule-asked", "rule-counts", "rule-limits"
CASE_ASKED = "rule-case-asked"
BY_MONTH, BY_CITY = "rule-by-month", "rule-by-city"
_KINDS = {str(kind): kind.label for kind in OrganisationKind}


def check(_: Viewer, variables: Mapping[str, str], __: Mapping[str, str]) -> None:
    """Raises Refusal (404) for a rule that is not built."""
    declared(variables["code"])


def declared(code: str) -> Rule:
    """The rule of this code; Refusal (404) names those that there are."""
    if code not in REGISTRY:
        raise Refusal(f"没有编号为“{code[:20]}”的规则，或该规则尚未启用：现有 {'、'.join(REGISTRY)}。", status=404)
    return REGISTRY[code]


@callback(
    Output(COUNTS, "children"),
    Output(LIMITS, "children"),
    Output(drawing(BY_MONTH), "data"),
    Output(drawing(BY_CITY), "data"),
    Input(ASKED, "data"),
)
def counted(code: str) -> tuple[Any, Any, Any, Any]:
    """How often each finding burned, the limits and who set them, and the two charts."""
    rule = declared(code)
    with reading_as(viewer()) as conn:
        found = rules.by_finding(conn, code)
        cities = rules.by_city(conn, code)
        lines = limits.history(conn, _limits_of(rule))
        lights = limits.lights(conn) if any(finding.graded for finding in rule.findings) else []
        months = rules.by_month(conn, code, asof.as_of(conn))
    by_month = hits_by_month(months, lambda month: _of_month(code, month))
    by_city = hits_by_city(cities, lambda area: f"/alerts?rule={code}&area={area}")
    return _findings(rule, lamps_of(found)), _history(lines, lights), by_month.sent(), by_city.sent()


def _of_month(code: str, month: str) -> str:
    year, number = map(int, month.split("-"))
    last = calendar.monthrange(year, number)[1]
    return f"/alerts?rule={code}&state=all&from={month}-01&to={month}-{last}"


def said(code: str, arguments: Mapping[str, Any], trial: Any = None) -> html.Div:
    """What follows from the declaration alone, with places for the counts; nothing where there is no such rule.

    ``arguments``: of the address; ``trial``: the card of callbacks.what_if.
    """
    rule = REGISTRY.get(code)
    if rule is None:
        return html.Div()
    step = rule.step.label if rule.step else "各环节"
    pairs = [
        ("监督环节", step),
        ("风险点", risk_point(rule)),
        ("类别", rule.category.label),
        ("依据", rule.basis),
        ("出处", "该情形由福建省公开文章点名；判定条件为示例" if rule.named else "示例规则"),
        ("标识", rule.identifier),
    ]
    return html.Div(
        [
            panel("规则", [html.P(in_words(rule), className="prose"), facts(pairs)], note=ILLUSTRATIVE),
            html.Div(skeleton(260), id=COUNTS),
            panel(
                "某个办件为什么没亮灯",
                _ask_why(rule, arguments),
                note="输入办件编号，逐日说明本规则读了什么、怎么算、差在哪里",
            ),
            *([html.Div(skeleton(200), id=LIMITS)] if _limits_of(rule) else [html.Div(id=LIMITS)]),
            *([trial] if trial is not None else []),
            html.Div(
                [
                    panel(
                        "按月亮灯",
                        chart(BY_MONTH, "近36个月每月亮起的红灯和黄灯"),
                        note="按亮灯日计，近36个月；点击查看",
                    ),
                    panel("按地区仍亮", chart(BY_CITY, "各设区市仍亮的红灯和黄灯"), note="截至日仍亮；点击查看"),
                ],
                className="two-columns even charts",
            ),
        ],
        className="stack",
    )


def day_looked_at(arguments: Mapping[str, Any]) -> Any:
    """The day in the address, carried along by a form."""
    day = str(arguments.get(asof.ARGUMENT) or "")
    return dcc.Input(type="hidden", name=asof.ARGUMENT, value=day) if day else None


def _ask_why(rule: Rule, arguments: Mapping[str, Any]) -> html.Form:
    """A form of the browser's own: the address that it opens is the whole state."""
    return html.Form(
        [
            dcc.Input(type="hidden", name="rule", value=rule.code),
            day_looked_at(arguments),
            html.Label("办件编号", htmlFor=CASE_ASKED),
            dcc.Input(
                id=CASE_ASKED, name="case", type="text", maxLength=64, required=True, placeholder="350102-2026-00123"
            ),
            html.Button("说明", type="submit", className="button-quiet"),
        ],
        action="/explain",
        method="GET",
        className="ask-why",
    )


def in_words(rule: Rule) -> str:
    """The declaration as one sentence."""
    red = [finding.says for finding in rule.findings if finding.level == "red"]
    yellow = [finding.says for finding in rule.findings if finding.level == "yellow"]
    parts = [
        f"有下列情形之一亮黄灯：{'；'.join(yellow)}。" if yellow else "",
        f"有下列情形之一亮红灯：{'；'.join(red)}。" if red else "",
    ]
    return f"本规则监督“{rule.name}”。" + "".join(parts)


def _findings(rule: Rule, counts: Mapping[str, Counter[str]]) -> html.Section:
    head = html.Thead(
        html.Tr(
            [
                html.Th("灯"),
                html.Th("条件"),
                html.Th("类别", className="wide-only"),
                html.Th("代码", className="wide-only"),
                html.Th("仍亮", className="number"),
                html.Th("历来", className="number"),
            ]
        )
    )
    body = html.Tbody([_finding(finding, counts[finding.code]) for finding in rule.findings])
    return panel("判定", html.Table([head, body], className="rows rules"), note="一个对象、一项判定、一次发生为一盏灯")


def _finding(finding: Finding, number: Counter[str]) -> html.Tr:
    burning, ever = number["red_open"] + number["yellow_open"], number["red"] + number["yellow"]
    return html.Tr(
        [
            html.Td(lamp(finding.level, plain=True)),
            html.Td(finding.says),
            html.Td(finding.lamp_class.label, className="wide-only"),
            html.Td(html.Code(finding.code), className="wide-only"),
            html.Td(dcc.Link(f"{burning:,}", href=f"/alerts?finding={finding.code}"), className="number"),
            html.Td(dcc.Link(f"{ever:,}", href=f"/alerts?finding={finding.code}&state=all"), className="number"),
        ]
    )


def _limits_of(rule: Rule) -> set[str]:
    return {finding.limit for finding in rule.findings if finding.limit}


def _history(lines: list[dict[str, Any]], lights: list[dict[str, Any]]) -> html.Section | None:
    """Every dated line with its document and who set it: the province's own first, then what areas made stricter."""
    if not lines:
        return None
    names = ("时限", "期限", "提前亮黄灯", "适用地区", "自何日起", "文号与来源", "调整")
    classes = ("", "number", "number wide-only", "", "", "", "wide-only")
    head = html.Tr([html.Th(name, className=kind) for name, kind in zip(names, classes, strict=True)])
    body = [
        html.Tr([html.Td(cell, className=kind) for cell, kind in zip(row, classes, strict=True)], className=shape)
        for row, shape in ((_line(line), "replaced" if line["replaced"] else "") for line in lines)
    ]
    convention = "；".join(
        f"自 {light['since']} 起{light['light'].label}（{light['document_no']}，{_who(light)}）" for light in lights
    )
    return panel(
        "时限",
        [
            html.Div(
                html.Table([html.Thead(head), html.Tbody(body)], className="rows rules limits"), className="scroll"
            ),
            html.P(f"超期亮灯方式：{convention or '超期即亮红灯'}。", className="caption"),
        ],
        note="起算日当日不计；到期日当日完成为按时；起算日有效的时限适用于全程，地方只可从严",
    )


def _line(row: dict[str, Any]) -> tuple[Any, ...]:
    line = row["line"]
    unit = "天" if line.calendar else "个工作日"
    who = f"（{_KINDS[line.instance]}）" if line.instance in _KINDS else ""
    return (
        f"{line.label}{who}",
        f"{line.days} {unit}",
        f"{line.near} {unit}" if line.near else "—",
        row["area_name"],
        "规则集启用起" if line.since == ALWAYS else f"{line.since}",
        line.cited + ("，已被同日的后一次调整取代" if row["replaced"] else ""),
        _who(row) if row["changed_at"] else "随程序提供",
    )


def _who(row: dict[str, Any]) -> str:
    why = f"：{row['grounds']}" if row["grounds"] else ""
    return f"{row['changed_by']} {row['changed_at']:%Y-%m-%d %H:%M}{why}"
