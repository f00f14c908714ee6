"""Lists of sentences and of cases, each entry a link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dash import dcc, html

from cockpit.components.lamps import lamp


def news(lamps: Iterable[tuple[str, str, date, str]]) -> html.Div:
    """``lamps``: (level, sentence, since, address), in the order in which they are shown."""
    entries = [
        html.Li(
            dcc.Link(
                [
                    html.Div([lamp(level), html.Span(f"{since} 起", className="tabular")], className="caption"),
                    html.Div(said),
                ],
                href=href,
            )
        )
        for level, said, since, href in lamps
    ]
    return html.Div(html.Ul(entries, className="news"), className="scroll fade-in")


def longest_cases(cases: Iterable[tuple[str, str, str, date, int, int]]) -> html.Div:
    """``cases``: (number, address, step, submitted on, red, yellow)."""
    head = html.Thead(
        html.Tr([html.Th("灯"), html.Th("办件编号"), html.Th("所处环节"), html.Th("申请日期", className="number")])
    )
    rows = [
        html.Tr(
            [
                html.Td(_lamp_of(red, yellow)),
                html.Td(dcc.Link(number, href=href)),
                html.Td(step),
                html.Td(f"{submitted}", className="number"),
            ]
        )
        for number, href, step, submitted, red, yellow in cases
    ]
    return html.Div(html.Table([head, html.Tbody(rows)], className="rows"), className="scroll fade-in")


def _lamp_of(red: int, yellow: int) -> html.Span:
    if red:
        return lamp("red", text=f"红灯 {red}")
    return lamp("yellow", text=f"黄灯 {yellow}") if yellow else lamp(None)
