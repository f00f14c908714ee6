"""/inbox: what waits for the signed-in office, narrowed by one click, signed for in one batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import ALL, Input, Output, State, callback, dcc, html, no_update

from cockpit.actions.follow_up import acknowledge_all
from cockpit.callbacks.asking import desk, viewer
from cockpit.components import follow_up as drawn
from cockpit.components.lamps import lamp
from cockpit.components.states import empty, notice
from cockpit.db.doors import reading_as
from cockpit.domain.following import FollowUp
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.jobs.follow_up import follow_up_of
from cockpit.queries import asof, filters, inbox

PATH = "/inbox"
ASKED, SHOWN, SAID, SIGN, SEEN = "inbox-asked", "inbox-shown", "inbox-said", "inbox-sign", "inbox-seen"


def chosen(alert_no: str) -> dict[str, str]:
    """The id of the box that takes a line into the batch."""
    return {"sign": alert_no}


def check(_: Viewer, __: Mapping[str, str], query: Mapping[str, str]) -> None:
    """Raises Refusal (400) for what cannot be asked."""
    inbox.Asked.read(query)


def address(asked: inbox.Asked) -> str:
    return PATH + filters.search([("task", asked.task), ("due", asked.due)])


@callback(Output(SHOWN, "children"), Input(ASKED, "data"))
def shown(args: Mapping[str, str]) -> Any:
    return _drawn(viewer(), args)


@callback(
    Output(SHOWN, "children", allow_duplicate=True),
    Output(SAID, "children"),
    Input(SIGN, "n_clicks"),
    State(chosen(ALL), "value"),
    State(chosen(ALL), "id"),
    State(SEEN, "data"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def signed(
    clicks: int | None, boxes: list[Any], ids: list[dict[str, str]], seen: Mapping[str, int], args: Mapping[str, str]
) -> Any:
    """Signs for the lines that are ticked, all or none."""
    if not clicks:
        return no_update, no_update
    try:
        at_desk = desk()
        if at_desk is None:
            raise Refusal("本服务只供查看：请在办理服务上操作。", status=403)
        numbers = [each["sign"] for each, ticked in zip(ids, boxes, strict=True) if ticked]
        if not numbers:
            raise Refusal("尚未勾选预警：请先勾选要签收的预警。")
        receipts = acknowledge_all(viewer(), at_desk, {number: int(seen[number]) for number in numbers})
    except Refusal as refused:
        return no_update, notice(refused.message)
    except (ValueError, KeyError, TypeError):
        return no_update, notice("所选预警与页面不符：请刷新页面后重试。")
    told = "、".join(receipt.number for receipt in receipts[:5]) + ("等" if len(receipts) > 5 else "")
    return _drawn(viewer(), args), drawn.receipt(f"已签收 {len(receipts)} 条预警，请在期限内反馈。回执号 {told}。")


def _drawn(asking: Viewer, args: Mapping[str, str]) -> Any:
    asked = inbox.Asked.read(args)
    at_desk = desk()
    with reading_as(asking) as conn:
        day = asof.as_of(conn)
        today = day if asking.as_of or at_desk is None else at_desk.now().astimezone(drawn.SHANGHAI).date()
        counted = inbox.counts(conn, asking, today)
        rows = inbox.window(conn, asking, today, asked)
    may_sign = at_desk is not None and asking.as_of is None
    return [
        _narrow(asked, counted),
        _batch(rows) if may_sign else None,
        html.Section(_table(rows, today, may_sign) if rows else _nothing(asked, counted), className="panel inbox"),
    ]


def _narrow(asked: inbox.Asked, counted: Mapping[tuple[str, str], int]) -> html.Div:
    """Two rows of chips: what is to be done, and by when; each with its number."""

    def link(label: str, to: inbox.Asked, here: bool, number: int, warn: bool = False) -> dcc.Link:
        classes = " ".join(("task", *(["here"] if here else []), *(["over"] if warn and number else [])))
        return dcc.Link([label, html.B(f"{number:,}")], href=address(to), className=classes)

    def total(task: str, due: str) -> int:
        return sum(n for (t, d), n in counted.items() if (not task or t == task) and (not due or d == due))

    tasks = [link("全部", inbox.Asked("", asked.due), not asked.task, total("", asked.due))]
    tasks += [
        link(words, inbox.Asked(code, asked.due), asked.task == code, total(code, asked.due))
        for code, words in inbox.TASKS.items()
        if total(code, "") or asked.task == code
    ]
    dues = [link("不限期限", inbox.Asked(asked.task, ""), not asked.due, total(asked.task, ""))]
    dues += [
        link(words, inbox.Asked(asked.task, code), asked.due == code, total(asked.task, code), code == "over")
        for code, words in inbox.DUE.items()
    ]
    return html.Div([html.Div(tasks, className="tasks"), html.Div(dues, className="tasks")])


def _batch(rows: Sequence[Mapping[str, Any]]) -> html.Div | None:
    to_sign = {row["alert_no"]: row["n"] for row in rows if row["task"] == "sign"}
    if not to_sign:
        return None
    return html.Div(
        [
            dcc.Store(id=SEEN, data=to_sign),
            html.Button("签收勾选的预警", id=SIGN, type="button", className="button-filled"),
            html.Span("签收可成批办理；反馈、审核与销号须逐条办理。", className="caption"),
        ],
        className="batch",
    )


def _table(rows: Sequence[Mapping[str, Any]], today: Any, may_sign: bool) -> html.Div:
    head = ["", "灯", "事项", "期限", "预警", "应答单位"]
    body = []
    for row in rows:
        f = follow_up_of(row)
        ticks = may_sign and row["task"] == "sign"
        box = dcc.Checklist([{"label": "", "value": "yes"}], ["yes"], id=chosen(f.alert_no)) if ticks else None
        body.append(
            html.Tr(
                [
                    html.Td(box),
                    html.Td(lamp(f.level)),
                    html.Td([html.Span(inbox.TASKS[row["task"]]), _stands(f, row["task"])]),
                    html.Td([drawn.due_lamp(f, today), html.Div(f"{f.due_on}", className="caption")]),
                    html.Td([dcc.Link(row["sentence"], href=f"/alert/{f.alert_no}"), *_marks(f)]),
                    html.Td(row["office"] or row["area_name"] or "未登记", className="wide-only"),
                ]
            )
        )
    titles = html.Thead(html.Tr([html.Th(word, className="wide-only" if word == "应答单位" else "") for word in head]))
    return html.Div(html.Table([titles, html.Tbody(body)], className="rows"), className="scroll")


def _stands(f: FollowUp, task: str) -> html.Div | None:
    """The state, where it says more than the task."""
    return None if task == "sign" else html.Div(f.state.label, className="caption")


def _marks(f: FollowUp) -> list[html.Div]:
    marks = drawn.marks(f)
    return [html.Div(marks)] if marks else []


def _nothing(asked: inbox.Asked, counted: Mapping[tuple[str, str], int]) -> html.Div:
    if counted and (asked.task or asked.due):
        return empty("没有符合条件的待办。", "请放宽条件。", link=(PATH, "查看全部待办"))
    return empty("没有待办。", "需要您签收、反馈或审核的预警会出现在这里。", link=("/alerts", "查看预警列表"))
