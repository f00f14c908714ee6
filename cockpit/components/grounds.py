"""One ground of an explanation: the operations read, the values compared, the criteria checked, the days counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from cockpit.components.facts import facts
from cockpit.components.icons import icon
from cockpit.components.strip import calendar_strip
from cockpit.domain.action_labels import action_label
from cockpit.domain.check import Check
from cockpit.domain.daycount import Count, Line, weekday
from cockpit.domain.explaining_words import of_check
from cockpit.domain.explanation import Ground
from cockpit.domain.vocabulary import Role

_ROLES = {str(role): role.label for role in Role}


def ground(told: Ground, acts: Mapping[str, Any]) -> html.Div:
    """``acts``: operation id -> operation (queries.operations.Act)."""
    parts: list[Any] = [html.H3([told.title, html.Span(told.follows, className="caption")])]
    if told.compared:
        parts.append(facts(told.compared))
    if told.limit is not None:
        parts.append(html.P(told.governed, className="caption"))
    if told.checks:
        parts.append(html.Ul([_check(each) for each in told.checks], className="checks"))
    if told.count is not None:
        parts += _days(told.count)
    if told.read:
        parts.append(html.Div("读取的办理记录", className="caption"))
        parts.append(html.Ul([_act(each, acts) for each in told.read], className="read"))
    return html.Div(parts, className="ground")


def _check(check: Check) -> html.Li:
    criterion, stands = of_check(check)
    mark = icon("check-lg") if check.holds else icon("x-lg")
    return html.Li([mark, html.Span(criterion), html.Span(stands, className="caption")], className=_holds(check))


def _holds(check: Check) -> str:
    return "holds" if check.holds else "fails"


def _days(count: Count) -> list[Any]:
    head = html.Thead(html.Tr([html.Th("日期"), html.Th("累计", className="number"), html.Th("计或不计")]))
    body = html.Tbody([_line(line) for line in count.lines()])
    table = html.Table([head, body], className="rows days")
    return [
        calendar_strip([day.square for day in count.days], count.rest),
        html.Details([html.Summary(f"逐日推算（{count.unit}）"), table]),
    ]


def _line(line: Line) -> html.Tr:
    days = f"{line.first} {weekday(line.first)}"
    if line.last > line.first:
        days = f"{line.first} 至 {line.last}"
    marks = [html.Span(mark, className="day-mark") for mark in line.marks]
    return html.Tr([html.Td(days), html.Td(f"{line.count}", className="number"), html.Td([line.why, *marks])])


def _act(operation_id: str, acts: Mapping[str, Any]) -> html.Li:
    act = acts.get(operation_id)
    if act is None:
        return html.Li(html.Code(operation_id))
    who = "　".join(
        part for part in (act.actor_name or act.actor_id, act.org_name, _ROLES.get(act.role, act.role)) if part
    )
    return html.Li(
        [
            html.Time(f"{act.occurred_at:%Y-%m-%d %H:%M}"),
            html.B(action_label(act.action)),
            html.Span(who, className="caption"),
            html.Code(operation_id),
        ]
    )
