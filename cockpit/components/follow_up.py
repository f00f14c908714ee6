"""The follow-up of an alert: the lamp of its due day, the time line, and a form for each act."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta, timezone
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from cockpit.components.icons import icon
from cockpit.domain.access import UserRole
from cockpit.domain.follow_up import BY_ACT, Act, Field, Kind, State
from cockpit.domain.following import FollowUp
from cockpit.queries.follow_ups import Done

SHANGHAI = timezone(timedelta(hours=8))
SOON = 3
"""Calendar days before the due day from which on the lamp says so."""

_ROLES = {str(role): role.label for role in UserRole}
_CLEARED = {"done": "已按期办成", "red": "已由红灯接替", "late_record": "迟报的记录使灯不再成立"}


def field_id(act: str, name: str) -> dict[str, str]:
    return {"act": act, "field": name}


def button_id(act: str) -> dict[str, str]:
    return {"do": act}


def due_lamp(f: FollowUp, today: date) -> html.Span:
    """Icon, word and colour: how near the due day of the next move is."""
    if f.due_on is None:
        return html.Span([icon("check-lg"), "已办结"], className="due calm")
    left = (f.due_on - today).days
    if left < 0:
        return html.Span([icon("circle-fill"), f"逾期 {-left} 天"], className="due over")
    if left == 0:
        return html.Span([icon("triangle-fill"), "今天到期"], className="due soon")
    near = "due soon" if left <= SOON else "due calm"
    return html.Span([icon("triangle-fill" if left <= SOON else "clock-history"), f"还有 {left} 天"], className=near)


def marks(f: FollowUp) -> list[html.Span]:
    """What weighs on the alert beside its state."""
    words = [
        ("逾期未反馈", f.late),
        (f.order_no, bool(f.order_no)),
        ("省级挂牌", f.escalated_on is not None),
        (f"已退回 {f.returns} 次", f.returns > 0),
        (f"申请延期 {f.asked_days} 个工作日待批", f.asked_days > 0),
    ]
    return [html.Span(word, className="day-mark") for word, shown in words if shown]


def stepper(acts: Sequence[Done], f: FollowUp, next_is: str) -> html.Ol:
    """What was done, oldest first, and who has the next move."""
    drawn = [_step(act) for act in acts]
    if f.due_on is not None:
        waiting = [html.B(State(f.state).label), html.Div(f"待{next_is}于 {f.due_on} 前办理", className="caption")]
        drawn.append(html.Li(html.Div(waiting), className="done-step waiting"))
    return html.Ol(drawn, className="steps-done")


def _step(act: Done) -> html.Li:
    who = "　".join(part for part in (act.actor_name, act.office, _ROLES.get(act.actor_role, "")) if part)
    words = [html.Div([html.Dt(label), html.Dd(value)]) for label, value in _said(act)]
    due = f"，下一步至 {act.due_on}" if act.due_on else ""
    return html.Li(
        html.Div(
            [
                html.Div([html.B(Act(act.act).label), html.Time(f"{act.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")]),
                html.Div("系统" if act.actor_role == UserRole.ENGINE else who, className="caption"),
                html.Dl(words, className="said-words") if words else None,
                html.Div(f"{State(act.state).label}{due}　回执号 {act.receipt}", className="caption"),
            ]
        ),
        className="done-step",
    )


def _said(act: Done) -> list[tuple[str, str]]:
    """What was said, in the order of the form."""
    told = [("督办函", str(act.said["order_no"]))] if "order_no" in act.said else []
    line = BY_ACT.get(Act(act.act))
    fields = line.says if line else ()
    labels = {field.name: field.label for field in fields} or {"outcome": "结果", "said": "说明"}
    choices = {field.name: field.choices for field in fields if field.choices}
    for name, label in labels.items():
        if name not in act.said:
            continue
        value = str(act.said[name])
        if name in choices:
            value = choices[name](value).label
        told.append((label, _CLEARED.get(value, value) if name == "outcome" else value))
    return told


def forms(acts: Sequence[Act], primary: Act | None) -> list[Any]:
    """``primary`` stands open with the one filled button; the others open on demand."""
    drawn: list[Any] = [_form(primary, "button-filled")] if primary else []
    rest = [act for act in acts if act is not primary]
    drawn += [
        html.Details([html.Summary([icon("chevron-right"), act.label]), _form(act, "button-outline")]) for act in rest
    ]
    return drawn


def _form(act: Act, button: str) -> html.Div:
    line = BY_ACT[act]
    note = html.Div(line.note, className="caption") if line.note else None
    press = html.Button(act.label, id=button_id(act), type="button", className=button)
    return html.Div([*(_control(act, field) for field in line.says), note, press], className="act-form")


def _control(act: Act, field: Field) -> html.Label:
    name = field_id(act, field.name)
    box: Any
    if field.kind is Kind.CHOICE:
        assert field.choices is not None
        options = [{"label": one.label, "value": str(one)} for one in field.choices]
        box = dbc.Select(options, "", id=name, placeholder=f"请选择{field.label}")
    elif field.kind is Kind.TEXT:
        box = dbc.Textarea(id=name, rows=3, maxlength=2000, placeholder=field.hint)
    else:
        box = dbc.Input(id=name, type="text", maxlength=200, placeholder=field.hint)
    return html.Label([html.Span(field.label), box])


def changed_meanwhile(address: str) -> html.Div:
    """Hidden until something changes while somebody writes here (assets/live.js): their words are not swept away."""
    told = [
        icon("exclamation-circle"),
        html.Span("有新变化，刷新可见（未提交的文字不保留）。"),
        html.A("刷新", href=address),
    ]
    return html.Div(told, className="changed-meanwhile", role="status", hidden=True, **{"data-changed": ""})


def receipt(sentence: str) -> html.Div:
    """What the person takes away."""
    return html.Div([icon("check-circle-fill"), html.Span(sentence)], className="receipt", role="status")


def case_lines(rows: Collection[Any], rules: Any, today: date) -> html.Ul:
    """The follow-ups of a case's alerts, one line each; ``rules``: code -> rule."""
    return html.Ul(
        [
            html.Li(
                dcc.Link(
                    [
                        html.Span(f"{row.rule} {rules[row.rule].name if row.rule in rules else ''}"),
                        html.Span(State(row.state).label, className="state-badge"),
                        due_lamp(row, today),
                        *marks(row),
                    ],
                    href=f"/alert/{row.alert_no}",
                )
            )
            for row in rows
        ],
        className="news follow-ups",
    )
