"""/case/<case_no>: the four steps, the lamps where they burn, and every operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import Input, Output, callback, dcc, html

from cockpit.callbacks import explain as explaining
from cockpit.callbacks.asking import viewer
from cockpit.callbacks.case_steps import State, not_of_a_step, steps
from cockpit.callbacks.living import asked_again
from cockpit.callbacks.reckoning import days_to_draw, limit_of, reckoned
from cockpit.components.acts import time_line
from cockpit.components.facts import facts
from cockpit.components.follow_up import case_lines
from cockpit.components.lamps import lamp as lamp_badge
from cockpit.components.panels import panel
from cockpit.components.progress import used_bar
from cockpit.components.states import empty, notice
from cockpit.db.doors import reading_as
from cockpit.domain.following import FollowUp
from cockpit.domain.limit import Limits
from cockpit.domain.refusal import Refusal
from cockpit.domain.strip import due_number, used
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import Channel, EndKind, Mode, Step
from cockpit.queries import alert, case, cases, follow_ups, involved, operations
from cockpit.queries.limits import in_force as limits_of
from cockpit.rules import REGISTRY

ASKED, SHOWN = "case-asked", "case-shown"
TEMPLATE = "/case/<case_no>"

asked_again(ASKED)

Row = Mapping[str, Any]


def check(asking: Viewer, variables: Mapping[str, str], _: Mapping[str, str]) -> None:
    """Raises Refusal (404) for a case that is not there or not in the viewer's area."""
    with reading_as(asking) as conn:
        if not cases.exists(conn, variables["case_no"]):
            raise _unknown(variables["case_no"])


def _unknown(case_no: str) -> Refusal:
    return Refusal(f"没有编号为“{case_no[:40]}”的办件：请核对编号，或在办件列表中查找。", status=404)


@callback(Output(SHOWN, "children"), Input(ASKED, "data"))
def shown(asked: dict[str, str]) -> Any:
    """The whole page below its head."""
    case_no = asked["case_no"]
    with reading_as(viewer()) as conn:
        cities = cases.cities(conn, case_no)
        city = asked["city"] if asked["city"] in cities else cities[0] if len(cities) == 1 else ""
        if not cities:
            return notice(_unknown(case_no).message)
        if not city:
            return _which(case_no, cities)
        head = case.header(conn, city, case_no)
        assert head is not None
        runs, lamps = case.runs(conn, city, case_no), case.lamps(conn, city, case_no)
        of_batches = involved.lamps_on_batches_of(conn, city, case_no)
        acts = operations.of_subject(conn, city, "case", case_no)
        followed = follow_ups.of_case(conn, city, case_no)
        limits = limits_of(conn)
        due = case.days_numbered(conn, filter(None, (_due_number(run, limits) for run in runs)))
        chosen = next((lamp for lamp in lamps if key_of(lamp) == asked["lamp"]), None)
        run = alert.run_of(conn, chosen) if chosen else None
        calendar = alert.calendar(conn, *days_to_draw(chosen, run, head["as_of"])) if chosen and run else []
    state = State(case_no, city, head["as_of_n"], head["as_of"], asked["lamp"], limits)
    due_on = {id(run): due.get(_due_number(run, limits) or 0) for run in runs}
    return [
        _header(head, runs, limits),
        not_of_a_step(lamps, state),
        _on_batches(of_batches),
        steps(runs, due_on, lamps, acts, head, state),
        *(
            [_chosen(chosen, reckoned(chosen, run, calendar, head["as_of"], limits), case_no, city, limits)]
            if chosen
            else []
        ),
        _followed(followed, head["as_of"]),
        panel(
            "办理记录",
            time_line(acts, chosen["evidence"] if chosen else ()) if acts else empty("本办件尚无办理记录。"),
            note=f"共 {len(acts)} 条，由旧到新；内容不可更改，个人信息加密保存",
        ),
        panel(
            "为什么亮灯，为什么没亮灯",
            [
                explaining.links_of_rules(case_no, city),
                html.P("临期提示（租后与轮候事项，不是监督规则）", className="caption"),
                explaining.links_of_prompts(case_no, city),
            ],
            note="逐条规则说明：读了哪些记录，期限逐日怎么算，差在哪里",
        ),
    ]


def _on_batches(lamps: Sequence[Row]) -> html.Section | None:
    """Lamps of allotment batches that name this case; they burn on the batch, so they are no lamps of the case."""
    if not lamps:
        return None
    lines = [
        html.Li(
            dcc.Link(
                [
                    html.Div(
                        [lamp_badge(lamp["level"], plain=True), html.Span(f"{lamp['since']} 起")], className="caption"
                    ),
                    lamp["sentence"],
                ],
                href=f"/alert/{lamp['alert_no']}" if lamp["alert_no"] else f"/rules/{lamp['rule']}",
            )
        )
        for lamp in lamps
    ]
    return panel("所在批次的预警", html.Ul(lines, className="news"), note="灯亮在配租批次上，涉及本办件")


def _followed(rows: Sequence[FollowUp], today: date) -> html.Section | None:
    """Where the work on this case's alerts stands."""
    if not rows:
        return None
    return panel("预警跟进", case_lines(rows, REGISTRY, today), note=f"{len(rows)} 条，有期限的在前；点击办理")


def key_of(lamp: Row) -> str:
    """What names a lamp within its case, in the address."""
    return f"{lamp['finding']}/{lamp['instance']}/{lamp['since']}"


def _due_number(run: Row, limits: Limits) -> int | None:
    limit = limits.in_force(run["clock"], run["area_code"], run["start_on"], run["instance"])
    if limit is None or limit.calendar:
        return None
    return due_number(run["start_n"], limit.days, [(part.lower, part.upper) for part in run["stopped"]])


def _which(case_no: str, cities: Sequence[str]) -> html.Div:
    lines = [html.Li(dcc.Link(f"{city} 的 {case_no}", href=f"/case/{case_no}?city={city}")) for city in cities]
    return html.Div([notice("不止一个设区市有这个编号的办件：请选择其中一个。"), html.Ul(lines)])


def _state(head: Row) -> str:
    if head["state"] is None:
        return "尚无办理记录"
    if head["state"] == "ended":
        return EndKind(head["end_kind"]).label if head["end_kind"] else "已结束"
    return Step(head["state"]).label + ("" if head["state"] == "WAIT" else "中")


def _header(head: Row, runs: Sequence[Row], limits: Limits) -> html.Section:
    total = next((run for run in runs if run["clock"] == "total"), None)
    pairs = [
        ("申请人", head["name_masked"]),
        ("证件号码", head["id_masked"]),
        ("联系电话", head["phone_masked"]),
        ("家庭人数", _with(head["household_size"], "人")),
        ("地区", dcc.Link(head["place"], href=f"/area/{head['area_code']}")),
        ("保障方式", Mode(head["path"] or head["mode"]).label),
        ("申请渠道", Channel(head["channel"]).label),
        ("人均住房面积", _with(head["floor_area_per_head_m2"], "m²")),
        ("人均年收入", _with(head["income_per_head_yuan"], "元")),
        ("家庭资产", _with(head["assets_yuan"], "元")),
        ("申请日", _text(head["submitted_on"])),
        ("结束日", _text(head["ended_on"])),
    ]
    return panel("办件", [_total(head, total, limits), facts(pairs)], className="case-head")


def _total(head: Row, run: Row | None, limits: Limits) -> html.Div:
    badge = html.Span(_state(head), className="state-badge")
    if run is None or head["as_of_n"] is None:
        return html.Div(badge, className="case-total")
    counted, stopped = used(run["start_n"], run["done_n"] or head["as_of_n"], _ranges(run))
    limit = limits.in_force("total", run["area_code"], run["start_on"])
    days = limit.days if limit else 60
    left = [badge, used_bar(counted, days)]
    if stopped:
        left.append(html.Span(f"停表及轮候 {stopped} 个工作日不计", className="caption"))
    return html.Div(left, className="case-total")


def _ranges(run: Row) -> list[tuple[int, int]]:
    return [(part.lower, part.upper) for part in run["stopped"]]


def _with(value: Any, unit: str) -> str | None:
    return None if value is None else f"{value:,} {unit}"


def _text(day: date | None) -> str | None:
    return f"{day}" if day else None


def _chosen(lamp: Row, arithmetic: html.Section | None, case_no: str, city: str, limits: Limits) -> html.Div:
    rule, limit = REGISTRY[lamp["rule"]], limit_of(lamp, limits)
    pairs = [
        ("规则", dcc.Link(f"{rule.code} {rule.name}", href=f"/rules/{rule.code}")),
        ("期限来源", limit.cited if limit else None),
        ("规则依据", rule.basis),
        ("应答单位", lamp["office"] or "未登记"),
    ]
    more = dcc.Link("查看预警详情", href=f"/alert/{lamp['alert_no']}") if lamp["alert_no"] else None
    close = dcc.Link("收起", href=f"/case/{case_no}?city={city}")
    said = panel(
        "选中的预警",
        [lamp_badge(lamp["level"]), html.P(lamp["sentence"], className="said"), facts(pairs)],
        tools=html.Div([more, close], className="links"),
    )
    return html.Div([html.Div(said), html.Div(arithmetic)], className="two-columns even", id="lamp")
