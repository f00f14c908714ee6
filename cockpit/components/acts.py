"""Operations as a time line: who, of which office, did what, when it happened and when it was written down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from dash import html

from cockpit.domain.action_labels import action_label, readable
from cockpit.domain.vocabulary import Role, Step
from cockpit.rules import grounds

_LATE = timedelta(days=1)
_ROLES = {str(role): role.label for role in Role}
_STEPS = {str(step): step.label for step in Step}


class Act(grounds.Act, Protocol):
    """What a time line shows of an operation (queries.operations.Act)."""

    @property
    def recorded_at(self) -> datetime: ...
    @property
    def actor_id(self) -> str: ...
    @property
    def actor_name(self) -> str: ...
    @property
    def org_name(self) -> str: ...
    @property
    def role(self) -> str: ...


def time_line(acts: Sequence[Act], evidence: Collection[str] = ()) -> html.Ol:
    """Newest last; the operations named in ``evidence`` are marked."""
    return html.Ol([_entry(act, act.operation_id in evidence) for act in acts], className="acts")


def _entry(act: Act, marked: bool) -> html.Li:
    late = act.recorded_at - act.occurred_at > _LATE
    members = list(readable(act.data))
    who = "　".join(
        part for part in (act.actor_name or act.actor_id, act.org_name, _ROLES.get(act.role, act.role)) if part
    )
    return html.Li(
        [
            html.Div(
                [
                    html.Time(f"{act.occurred_at:%Y-%m-%d %H:%M}"),
                    html.Div(
                        f"{act.recorded_at:%m-%d %H:%M} 记录" + ("，晚 1 天以上" if late else ""),
                        className="caption late" if late else "caption",
                    ),
                ],
                className="act-when",
            ),
            html.Div(
                [
                    html.Div(
                        [
                            html.B(action_label(act.action)),
                            html.Span(_STEPS.get(act.step, act.step), className="caption") if act.step else None,
                            html.Span("预警证据", className="evidence-mark") if marked else None,
                        ],
                        className="act-what",
                    ),
                    html.Div(who, className="caption"),
                    html.Dl(
                        [html.Div([html.Dt(label), html.Dd(value)]) for label, value in members], className="act-data"
                    )
                    if members
                    else None,
                ]
            ),
        ],
        className="act evidence" if marked else "act",
    )
