"""试算另一时限 on /rules/<code>: what a finding would have lit under another limit, before anybody signs it.

The address is the whole state (?finding=R05.answer.over&try=3); of a department's own limit the finding is followed by
the department (R05.answer.over:civil_affairs). Nothing is stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import Input, Output, callback, dcc, html, no_update

from cockpit.callbacks import rule as rule_page
from cockpit.callbacks.asking import viewer
from cockpit.charts.what_if import NOW, THEN, tried_by_month
from cockpit.components.chart import chart, drawing
from cockpit.components.lamps import lamp
from cockpit.components.panels import panel
from cockpit.components.states import notice, skeleton
from cockpit.db.doors import reading_as
from cockpit.domain.area import PROVINCE
from cockpit.domain.limit import LIMITS, SHIPPED, Limit
from cockpit.domain.limit_trial import LONGEST, Trial, tried
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import LampClass
from cockpit.queries import asof, limits, what_if
from cockpit.rules import REGISTRY, Finding, Rule

FINDING, TRY = "finding", "try"
ASKED, SAID, BY_CITY = "what-if-asked", "what-if-said", "what-if-by-city"
BY_MONTH = "what-if-by-month"
_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Asked:
    finding: Finding
    department: str
    days: int


def check(asking: Viewer, variables: Mapping[str, str], arguments: Mapping[str, str]) -> None:
    """Raises Refusal: 404 for a rule that is not built, 400 for a trial that cannot be meant."""
    rule_page.check(asking, variables, arguments)
    if arguments.get(FINDING) or arguments.get(TRY):
        asked = read(rule_page.declared(variables["code"]), arguments)
        tried(SHIPPED, str(asked.finding.limit), asked.days, asked.department)


def read(rule: Rule, arguments: Mapping[str, str]) -> Asked:
    """What the address asks to try. Refusal (400): no such finding of this rule, one without a limit, no number."""
    code, _, department = arguments.get(FINDING, "").partition(":")
    limited = {finding.code: finding for finding in rule.findings if finding.limit}
    if not limited:
        raise Refusal(f"{rule.code} 的判定不依时限，没有可试算的时限。", status=400)
    if code not in limited:
        raise Refusal(f"{rule.code} 没有依时限的判定“{code[:40]}”：请从 {'、'.join(limited)} 中选择。", status=400)
    written = unicodedata.normalize("NFKC", arguments.get(TRY, "")).strip()
    if not _NUMBER.fullmatch(written):
        raise Refusal(f"试算的天数不正确：收到“{written[:20]}”，请填 1 至 {LONGEST} 的整数。", status=400)
    return Asked(limited[code], department, int(written))


def asked_for(code: str, arguments: Mapping[str, str]) -> html.Section | None:
    """The card: what can be tried, and below it what was; None for a rule that knows no limit, or none at all."""
    rule = REGISTRY.get(code)
    if rule is None or not any(finding.limit for finding in rule.findings):
        return None
    given = {name: str(arguments.get(name, "")) for name in (FINDING, TRY, asof.ARGUMENT)}
    body: list[Any] = [_form(rule, given)]
    if given[FINDING] and given[TRY]:
        body.append(dcc.Store(id=ASKED, data={"code": code, **given}))
        body.append(html.Div(skeleton(96), id=SAID, **{"aria-live": "polite"}))
        shown = html.Div(chart(BY_MONTH, "近24个月每月亮灯数，现行时限与试算时限对比"), className="trial-chart")
        body.append(html.Div([shown, html.Div(skeleton(300), id=BY_CITY)], className="two-columns even"))
    return panel("试算另一时限", body, note="假如换一个期限，近两年会亮多少盏灯；只试算，不留存", id="what-if")


@callback(
    Output(SAID, "children"), Output(drawing(BY_MONTH), "data"), Output(BY_CITY, "children"), Input(ASKED, "data")
)
def shown(given: dict[str, str]) -> tuple[Any, Any, Any]:
    """What changes in words, by month as a chart, by city and by month in numbers."""
    asking = viewer()
    try:
        rule = rule_page.declared(given["code"])
        asked = read(rule, given)
        with reading_as(asking) as conn:
            day, current = asof.as_of(conn), limits.in_force(conn)
            trial = tried(current, str(asked.finding.limit), asked.days, asked.department)
            found = what_if.compared(conn, rule.code, asked.finding, current, trial.limits, day)
    except Refusal as refusal:
        return notice(refusal.message), no_update, None
    numbers = [_table("地区", found.by_city["name"], found.by_city), _monthly(found.by_month)]
    return _in_words(asked, trial, found.by_month), tried_by_month(found.by_month).sent(), numbers


def _form(rule: Rule, given: Mapping[str, str]) -> html.Form:
    """A form of the browser's own: the address that it opens is the whole state."""
    options = list(_options(rule))
    chosen = given[FINDING] if given[FINDING] in {option["value"] for option in options} else options[0]["value"]
    return html.Form(
        [
            rule_page.day_looked_at(given),
            html.Label([html.Span("判定"), dbc.Select(options, chosen, name=FINDING)]),
            html.Label(
                [
                    html.Span("改为"),
                    dbc.Input(
                        name=TRY,
                        type="text",
                        inputmode="numeric",
                        maxlength=6,
                        required=True,
                        value=given[TRY],
                        placeholder="天数",
                    ),
                ],
                className="days",
            ),
            html.Button("试算", type="submit", className="button-quiet"),
        ],
        action=f"/rules/{rule.code}#what-if",
        method="GET",
        className="ask-why try-limit",
    )


def _options(rule: Rule) -> Iterable[dict[str, str]]:
    """One a finding and line of its limit: a department with a line of its own is tried by itself."""
    for finding in rule.findings:
        for line in LIMITS:
            if line.code == finding.limit and line.area_code == PROVINCE:
                own = f":{line.instance}" if line.instance else ""
                words = f"{finding.level.label}　{line.label}，现行 {line.days} {line.unit}（{finding.code}）"
                yield {"label": words, "value": f"{finding.code}{own}"}


def _in_words(asked: Asked, trial: Trial, monthly: pd.DataFrame) -> html.Div:
    now, then = int(monthly["now"].sum()), int(monthly["then"].sum())
    unit = trial.of.unit
    sentence = (
        f"{trial.of.label}由 {trial.of.days} {unit}改为 {trial.line.days} {unit}，"
        f"{monthly['month'].iloc[0]} 至 {monthly['month'].iloc[-1]} 将亮 {then:,} 盏，现行 {now:,} 盏，{_change(now, then)}。"
    )
    return html.Div(
        [
            html.P([lamp(asked.finding.level, plain=True), html.Span(sentence)], className="verdict"),
            html.P([_may_be_signed(trial), _near(asked, trial), _stricter_still(trial)], className="caption"),
        ]
    )


def _change(now: int, then: int) -> str:
    if then == now:
        return "不增不减"
    share = (
        f"（{(then - now) / now:+.0%}）"
        if now and then <= 2 * now
        else f"（为现行的 {then / now:,.1f} 倍）"
        if now
        else ""
    )
    return f"{'增加' if then > now else '减少'} {abs(then - now):,} 盏{share}"


def _may_be_signed(trial: Trial) -> Any:
    if trial.is_looser:
        return html.B("比全省规定宽：只供测算，地方只可从严，不得据此签发。")
    if trial.line.days == trial.of.days:
        return "与全省现行规定相同。"
    return "比全省规定严：设区市、县（市、区）可凭文号从严设定。"


def _near(asked: Asked, trial: Trial) -> str:
    is_near = asked.finding.lamp_class == LampClass.NEAR_LIMIT
    return f"按提前 {trial.line.near} {trial.of.unit}亮黄灯试算。" if is_near else ""


def _stricter_still(trial: Trial) -> str:
    own: list[Limit] = [line for line in trial.limits.of(trial.of.code) if line.area_code != PROVINCE]
    stricter = [line for line in own if line.days < trial.line.days]
    return f"另有 {len(stricter)} 条地方规定更严，试算中仍按其规定。" if stricter else ""


def _monthly(by_month: pd.DataFrame) -> html.Details:
    return html.Details([html.Summary("逐月数字"), _table("月份", by_month["month"], by_month)])


def _table(heading: str, names: Iterable[str], numbers: pd.DataFrame) -> html.Table:
    head = html.Tr([html.Th(heading), *(html.Th(name, className="number") for name in (NOW, THEN, "增减"))])
    rows = [
        _row(name, int(now), int(then)) for name, now, then in zip(names, numbers["now"], numbers["then"], strict=True)
    ]
    total = _row("合计", int(numbers["now"].sum()), int(numbers["then"].sum()))
    return html.Table([html.Thead(head), html.Tbody(rows), html.Tfoot(total)], className="rows trial")


def _row(name: str, now: int, then: int) -> html.Tr:
    cells = [f"{now:,}", f"{then:,}", f"{then - now:+,}" if then != now else "0"]
    return html.Tr([html.Td(name), *(html.Td(cell, className="number") for cell in cells)])
