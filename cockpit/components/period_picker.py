"""The picker of the period: a menu of addresses, and a form for any two days. It works without a script."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dash import dcc, html

from cockpit.components.dates import date_box
from cockpit.components.icons import icon


def period_picker(
    label: str,
    choices: Sequence[tuple[str, str]],
    action: str,
    first: date,
    last: date,
    kept: Sequence[tuple[str, str]] = (),
) -> html.Details:
    """``label``: the present period; ``choices``: (words, address); ``action``: address that the form is sent to with
    the two days and what is ``kept`` of the present address: (name, value)."""
    menu = html.Div(
        [
            html.Ul([html.Li(dcc.Link(words, href=address)) for words, address in choices]),
            html.Form(
                [
                    html.Label(["自 ", date_box(first.isoformat(), name="from")]),
                    html.Label(["至 ", date_box(last.isoformat(), name="to")]),
                    *(dcc.Input(type="hidden", name=name, value=value) for name, value in kept if value),
                    html.Button("查看", type="submit", className="button-filled"),
                ],
                action=action,
                method="GET",
                className="stays",
            ),
        ],
        className="menu-body",
    )
    summary = html.Summary([icon("calendar3"), html.Span("期间"), html.Strong(label), icon("chevron-down")])
    return html.Details([summary, menu], className="menu")
