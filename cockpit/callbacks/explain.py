"""/explain?case=<case_no>&rule=<code>: finding by finding, what was read, counted and compared, lit or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from dash import Input, Output, callback, dcc, html

from cockpit.callbacks.alerts import PROMPTS_OF_RULES
from cockpit.callbacks.asking import viewer
from cockpit.components.grounds import ground
from cockpit.components.lamps import lamp
from cockpit.components.panels import panel
from cockpit.components.states import notice
from cockpit.db.doors import reading_as
from cockpit.domain.explanation import Explained, Explanation
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import LampClass, SubjectKind
from cockpit.queries import asof, explain, occupied
from cockpit.queries.explain import OF_BATCHES
from cockpit.rules import PROMPTS, REGISTRY, Family, Rule

PATH = "/explain"
ASKED, SHOWN = "explain-asked", "explain-shown"
NO_RULE = "临期提示不是监督规则，不计入红黄灯数，也不发出预警；除注明出处的以外为示例规则集。"
_WIDER = (
    "规则 {rule} 按配租批次研判，该办件所在批次涉及您查看范围以外的办件，不能只凭本地区的记录说明：请由上级单位查看。"
)


def check(asking: Viewer, _: Mapping[str, str], arguments: Mapping[str, str]) -> None:
    """Raises Refusal: 404 for a case or rule that is not there, 400 where the address names none."""
    kind, number = subject_of(arguments)
    if not number or not arguments.get("rule"):
        raise Refusal("网址缺少办件编号或规则编号：应写成 /explain?case=办件编号&rule=R01，或从办件页面进入。")
    rule = _explained(arguments["rule"])
    known = explain.subjects(rule.code)
    if kind not in known:
        raise Refusal(f"{rule.code} 只能按{'、'.join(each.label for each in known)}说明，不能按{kind.label}说明。")
    with reading_as(asking) as conn:
        city = _city(occupied.cities(conn, kind, number), arguments)
        if rule.code in OF_BATCHES and any(
            code is None or not asking.sees(code) for code in explain.areas_of_batches(conn, city, number)
        ):
            # Told from the cases of one area alone it would be told wrongly: others of the batch decide as well.
            raise Refusal(_WIDER.format(rule=rule.code), status=403)


@callback(Output(SHOWN, "children"), Input(ASKED, "data"))
def shown(asked: dict[str, str]) -> Any:
    """The whole page below its head."""
    asking = viewer()
    try:
        check(asking, {}, asked)
    except Refusal as refusal:
        return notice(refusal.message)
    with reading_as(asking) as conn:
        kind, number = subject_of(asked)
        city = _city(occupied.cities(conn, kind, number), asked)
        told = explain.explain(conn, city, number, asked["rule"], asof.as_of(conn), kind)
    return [_summary(told), *(_finding(finding, told) for finding in told.findings)]


def subject_of(arguments: Mapping[str, str]) -> tuple[SubjectKind, str]:
    """(kind, number) of what the address asks about; a case without number where it names nothing."""
    kinds = (SubjectKind.CASE, SubjectKind.TENANCY, SubjectKind.UNIT)
    return next(((kind, arguments[kind]) for kind in kinds if arguments.get(kind)), (SubjectKind.CASE, ""))


def address(case_no: str, rule: str, city: str = "") -> str:
    """Where the explanation of a rule in a case stands."""
    given = {"case": case_no, "rule": rule, "city": city}
    return f"{PATH}?{urlencode({name: value for name, value in given.items() if value})}"


def links_of_rules(case_no: str, city: str) -> html.Nav:
    """为什么亮灯，为什么没亮灯: one link a rule."""
    return _links([*REGISTRY.values()], case_no, city, "逐条规则的研判说明")


def links_of_prompts(case_no: str, city: str) -> html.Nav:
    """One link a family of prompts."""
    return _links([*PROMPTS.values()], case_no, city, "逐类临期提示的研判说明")


def _links(known: Sequence[Rule | Family], case_no: str, city: str, label: str) -> html.Nav:
    links = [dcc.Link(f"{each.code} {each.name}", href=address(case_no, each.code, city)) for each in known]
    return html.Nav(links, className="rule-links", **{"aria-label": label})


def _explained(code: str) -> Rule | Family:
    if code not in explain.EXPLAINED:
        known = "、".join(explain.EXPLAINED)
        raise Refusal(f"没有编号为“{code[:20]}”的规则或提示，或尚未启用：现有 {known}。", status=404)
    return explain.EXPLAINED[code]


def _city(known: list[str], asked: Mapping[str, str]) -> str:
    city = asked.get("city", "")
    kind, number = subject_of(asked)
    if not known:
        where = "，或在办件列表中查找" if kind == SubjectKind.CASE else ""
        raise Refusal(f"没有编号为“{number[:40]}”的{kind.label}：请核对编号{where}。", status=404)
    if city in known:
        return city
    if city:
        raise Refusal(f"设区市 {city[:10]} 没有编号为“{number[:40]}”的{kind.label}：请核对网址。", status=404)
    if len(known) > 1:
        raise Refusal(f"不止一个设区市有编号为“{number}”的{kind.label}：请在网址后加 &city=，可选 {'、'.join(known)}。")
    return known[0]


def _summary(told: Explanation) -> html.Section:
    rule = explain.EXPLAINED[told.rule]
    prompts = rule.code in PROMPTS
    body = [
        html.P(told.summary, className="said"),
        *([html.P(NO_RULE, className="caption")] if prompts else []),
        html.P(f"{'提示' if prompts else '规则'}依据：{rule.basis}", className="caption"),
        html.Ol(
            [
                html.Li([_badge(found), html.A(found.says, href=f"#{found.code}")], className="finding-line")
                for found in told.findings
            ],
            className="plain-list",
        ),
    ]
    links = html.Div(
        [
            *(
                [dcc.Link("查看办件", href=f"/case/{told.case_no}?city={told.city_code}")]
                if told.subject == SubjectKind.CASE
                else []
            ),
            dcc.Link("查看提示", href=f"/rules#{PROMPTS_OF_RULES}")
            if prompts
            else dcc.Link("查看规则", href=f"/rules/{rule.code}"),
        ],
        className="links",
    )
    label = f"{LampClass.PROMPT.label}：" if prompts else ""
    return panel(f"{rule.code} {label}{rule.name}", body, note=f"{told.subject.label} {told.case_no}", tools=links)


def _badge(found: Explained) -> html.Span:
    if not found.lit:
        return lamp(None, text="未亮灯", plain=True)
    return lamp(found.level, text=None if found.open else f"亮过{found.level.label}", plain=True)


def _finding(found: Explained, told: Explanation) -> html.Section:
    body = [html.P([_badge(found), html.Span(found.verdict)], className="verdict")]
    body += [ground(each, told.acts) for each in found.grounds]
    return panel(found.says, body, note=html.Code(found.code), id=found.code, className="finding")
