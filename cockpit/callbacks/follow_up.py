"""The follow-up on /alert/<alert_no>: where the work stands, and the acts that the viewer may do now."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update

from cockpit.actions.follow_up import act_on
from cockpit.callbacks.asking import desk, viewer
from cockpit.components import follow_up as drawn
from cockpit.components.facts import facts
from cockpit.components.panels import panel
from cockpit.components.states import empty, notice
from cockpit.db.doors import reading_as
from cockpit.domain.follow_up import WITH_OFFICE, Act
from cockpit.domain.follow_up import State as Standing
from cockpit.domain.following import Actor, FollowUp, offered
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.queries import alert, asof, follow_ups

PANEL, SAID, SEEN, NUMBER = "follow-up", "follow-up-said", "follow-up-seen", "follow-up-number"

_PRIMARY = (Act.ACKNOWLEDGE, Act.FEEDBACK, Act.ACCEPT, Act.CLOSE)
"""The next move of whoever has it: the one filled button."""


def section(alert_no: str) -> html.Div:
    """The place of the follow-up on the page, filled."""
    return html.Div(
        [
            dcc.Store(id=NUMBER, data=alert_no),
            drawn.changed_meanwhile(f"/alert/{alert_no}"),
            html.Div(id=SAID, **{"aria-live": "polite"}),
            html.Div(_panel(viewer(), alert_no), id=PANEL),
        ],
        **{"data-keep": ""},
    )


@callback(
    Output(PANEL, "children"),
    Output(SAID, "children"),
    Input(drawn.button_id(ALL), "n_clicks"),
    State(drawn.field_id(ALL, ALL), "value"),
    State(drawn.field_id(ALL, ALL), "id"),
    State(NUMBER, "data"),
    State(SEEN, "data"),
    prevent_initial_call=True,
)
def acted(clicks: list[int | None], values: list[Any], ids: list[dict[str, str]], number: str, seen: int) -> Any:
    """Does what was pressed. A refusal leaves what was typed where it is."""
    pressed = ctx.triggered_id
    if not any(clicks) or not isinstance(pressed, dict):
        return no_update, no_update
    try:
        act = Act(pressed["do"])
        given = {each["field"]: value for each, value in zip(ids, values, strict=True) if each["act"] == act}
        at_desk = desk()
        if at_desk is None:
            raise Refusal("本服务只供查看：请在办理服务上操作。", status=403)
        receipt = act_on(viewer(), at_desk, str(number), act, given, seen=int(seen))
    except Refusal as refused:
        return no_update, notice(refused.message)
    except (ValueError, KeyError, TypeError):
        return no_update, notice("没有这种办理事项：请刷新页面，在预警页面上办理。")
    return _panel(viewer(), str(number)), drawn.receipt(receipt.sentence)


def _panel(asking: Viewer, alert_no: str) -> html.Section:
    with reading_as(asking) as conn:
        found = follow_ups.of_alert(conn, alert_no)
        if found is None:
            return panel("跟进办理", empty("这条预警尚无跟进记录。", "下一次研判后自动建立。"))
        f, acts = found
        office, judge = follow_ups.office_of(conn, f), follow_ups.name_of(conn, f.judge_area)
        lamp = alert.detail(conn, alert_no) or {}
        shown_on = asof.as_of(conn)
    at_desk = desk()
    today = shown_on if asking.as_of or at_desk is None else at_desk.now().astimezone(drawn.SHANGHAI).date()
    may: list[Act] = []
    if asking.as_of is None and at_desk is not None:
        may = offered(f, Actor.of(asking), today, burns=bool(lamp.get("open")))
    return panel(
        "跟进办理",
        [
            dcc.Store(id=SEEN, data=f.n),
            html.Div(
                [html.Span(f.state.label, className="state-badge"), _due(f, today), *drawn.marks(f)],
                className="follow-head",
            ),
            facts(_pairs(f, office, judge)),
            _forms(f, may, asking),
            drawn.stepper(acts, f, _next(f, office, judge)),
        ],
        note="签收、反馈、审核、督办与销号；每一步都记入台账，不可更改",
    )


def _due(f: FollowUp, today: date) -> Any:
    # The limit of a near-limit alert is the lamp's own, which stands on the left.
    return None if f.near_limit and f.due_on is None and f.state is Standing.RAISED else drawn.due_lamp(f, today)


def _pairs(f: FollowUp, office: str, judge: str) -> list[tuple[str, Any]]:
    if f.near_limit:
        return [("应答单位", office), ("办理", "在时限内办成即自动解除，不需签收与反馈")]
    return [
        ("应答单位", office),
        ("审核单位", f"{judge}（{'督办、提级后' if f.order_no or f.escalated_on else '上一级'}）"),
        ("本步期限", f"{f.due_on}（{f.limit_days} 个工作日）" if f.due_on else None),
        ("阶段说明", f"应于 {f.interim_due_on} 前提交" if f.interim_due_on and f.due_on else None),
    ]


def _next(f: FollowUp, office: str, judge: str) -> str:
    if f.state is Standing.APPEALED:
        return "省级主管部门"
    return office if f.state in WITH_OFFICE else f"{judge}主管部门"


def _forms(f: FollowUp, may: list[Act], asking: Viewer) -> Any:
    if asking.as_of is not None:
        return html.Div("正在查看较早一天的情况，不能办理。", className="not-yours caption")
    if f.due_on is None:
        return None
    if not may:
        return html.Div("本步不由您办理。", className="not-yours caption")
    primary = next((act for act in _PRIMARY if act in may), None)
    return html.Div(drawn.forms(may, primary), className="act-forms")
