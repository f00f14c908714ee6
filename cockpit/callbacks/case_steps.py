"""The four columns of a case: begin, end, limit, days used, and the lamps on the step where they burn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

from dash import dcc, html

from cockpit.components.lamps import lamp as lamp_badge
from cockpit.components.panels import panel
from cockpit.components.progress import used_bar
from cockpit.domain.action_labels import action_label, readable
from cockpit.domain.limit import Limits
from cockpit.domain.strip import used
from cockpit.domain.vocabulary import Step
from cockpit.queries.operations import Act
from cockpit.rules import FINDINGS, REGISTRY

STEPS = (Step.ACCEPTANCE, Step.JOINT_REVIEW, Step.DETERMINATION, Step.ALLOTMENT)
_OPINIONS = frozenset({"street_opinion_given", "answered", "determined", "compared"})
_PAPERS = frozenset({"document_attached", "notice_opened"})
Row = Mapping[str, Any]


@dataclass
class State:
    """Which case, as of when, which lamp is chosen. ``anchored``: rules that have their anchor already."""

    case_no: str
    city: str
    as_of_n: int | None
    as_of: date | None
    chosen: str
    limits: Limits
    anchored: set[str] = field(default_factory=set)


def steps(
    runs: Sequence[Row],
    due_on: Mapping[int, date | None],
    lamps: Sequence[Row],
    acts: Sequence[Act],
    head: Row,
    state: State,
) -> html.Div:
    """``due_on``: identity of a run -> its due day."""
    columns = []
    for step in STEPS:
        run = next((run for run in runs if run["clock"] == step), None)
        due = due_on.get(id(run)) if run else None
        columns.append(_column(step, run, due, [lamp for lamp in lamps if lamp["step"] == step], acts, head, state))
    return html.Div(columns, className="steps")


def not_of_a_step(lamps: Sequence[Row], state: State) -> html.Section | None:
    """Lamps of the whole case, or of no step."""
    rest = [lamp for lamp in lamps if lamp["step"] not in STEPS]
    return panel("全流程的预警", _pinned(rest, state)) if rest else None


def _column(
    step: Step, run: Row | None, due: date | None, lamps: Sequence[Row], acts: Sequence[Act], head: Row, state: State
) -> html.Section:
    wait = _waited(head) if step == Step.ALLOTMENT else None
    body = [wait, *(_run(step, run, due, state) if run else [html.P("尚未开始", className="caption")])]
    body.append(_pinned(lamps, state))
    said = [_brief(act) for act in acts if act.step == step and act.action in _OPINIONS | _PAPERS]
    if said:
        body.append(html.Details([html.Summary(f"意见与要件 {len(said)} 项"), html.Ul(said, className="brief")]))
    running = " running" if run and run["done_on"] is None and head["state"] == step else ""
    return panel(step.label, body, note=str(step), id=str(step), className="step" + running)


def _run(step: Step, run: Row, due: date | None, state: State) -> list[Any]:
    limit = state.limits.in_force(step, run["area_code"], run["start_on"])
    until_n = run["done_n"] or state.as_of_n
    lines: list[Any] = []
    if limit is not None and until_n is not None:
        counted, stopped = used(run["start_n"], until_n, [(part.lower, part.upper) for part in run["stopped"]])
        lines.append(used_bar(counted, limit.days))
        if stopped:
            lines.append(html.Div(f"停表 {stopped} 个工作日不计", className="caption"))
    dates = [
        ("开始", run["start_on"]),
        ("到期", due),
        ("结束", run["done_on"] or ("办件已结束" if run["cut_on"] else "未结束")),
    ]
    pairs = [html.Div([html.Dt(label), html.Dd(f"{value}")]) for label, value in dates if value]
    lines.append(html.Dl(pairs, className="step-dates"))
    return lines


def _waited(head: Row) -> html.Div | None:
    if head["waiting_from"] is None:
        return None
    return html.Div(f"轮候 {head['waiting_from']} 至 {head['waiting_to'] or '今'}，不计时", className="caption")


def _pinned(lamps: Sequence[Row], state: State) -> html.Ul | None:
    return html.Ul([_pin(lamp, state) for lamp in lamps], className="pins") if lamps else None


def _pin(lamp: Row, state: State) -> html.Li:
    key = f"{lamp['finding']}/{lamp['instance']}/{lamp['since']}"
    until = "仍亮" if lamp["open"] else f"{lamp['until']} 熄" if lamp["until"] else "已由红灯接替"
    rule = REGISTRY[lamp["rule"]]
    words = [
        lamp_badge(lamp["level"], plain=True),
        html.Span(f"{rule.code} {rule.name}", className="pin-rule"),
        html.Span(f"{lamp['since']} 起，{until}", className="caption"),
        html.Span(FINDINGS[lamp["finding"]].says, className="pin-says"),
    ]
    link = dcc.Link(
        words, href=f"/case/{state.case_no}?city={state.city}&lamp={quote(key, safe='/')}#lamp", title=lamp["sentence"]
    )
    classes = " ".join(
        part for part in ("pin", "" if lamp["open"] else "out", "chosen" if key == state.chosen else "") if part
    )
    if lamp["rule"] in state.anchored:
        return html.Li(link, className=classes)
    state.anchored.add(lamp["rule"])
    return html.Li(link, className=classes, id=lamp["rule"])


def _brief(act: Act) -> html.Li:
    members = dict(readable(act.data))
    told = "，".join(members[label] for label in ("部门", "公示", "要件", "结论", "结果") if label in members)
    return html.Li(f"{act.occurred_at:%m-%d} {action_label(act.action)}{'：' + told if told else ''}")
