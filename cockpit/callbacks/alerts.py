"""/alerts: the list of lamps, narrowed by its address; and what is exported of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dash import Input, Output, State, callback, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from cockpit.actions import recording
from cockpit.actions.desk import Desk
from cockpit.callbacks.asking import desk, viewer
from cockpit.callbacks.living import rows_again
from cockpit.callbacks.narrowing import area_menu, check_area, chips_of, given, orders
from cockpit.components.chips import chips
from cockpit.components.listing import control
from cockpit.components.states import notice
from cockpit.db.doors import reading_as
from cockpit.domain import vocabulary
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import LampClass, Level, Step, SubjectKind
from cockpit.exports.sheet import Cell, Sheet, csv_bytes, xlsx_bytes
from cockpit.queries import alerts, areas, asof
from cockpit.queries.alerts import AlertFilter
from cockpit.queries.listing import LARGEST_EXPORT, Order, Window
from cockpit.rules import FINDINGS as RULE_FINDINGS
from cockpit.rules import PROMPT_FINDINGS, PROMPTS, REGISTRY

PATH = "/alerts"
PROMPTS_OF_RULES = "prompts"
"""The section of /rules that lists the prompts."""
ASKED, FOUND, TOTAL, GRID = "alerts-asked", "alerts-found", "alerts-total", "alerts-grid"
XLSX, CSV, FILE = "alerts-xlsx", "alerts-csv", "alerts-file"

rows_again(GRID)

RULES = {rule.code: f"{rule.code} {rule.name}" for rule in REGISTRY.values()}
FAMILIES = {family.code: f"{family.code} {LampClass.PROMPT.label}：{family.name}" for family in PROMPTS.values()}
SOURCES = RULES | FAMILIES
FINDINGS = {code: finding.says for code, finding in (RULE_FINDINGS | PROMPT_FINDINGS).items()}
LEVELS = {str(level): level.label for level in Level}
CLASSES = {str(each): each.label for each in LampClass}
WARNING_CLASSES = {str(each): each.label for each in vocabulary.WARNING_CLASSES}
STEPS = {str(step): step.label for step in alerts.STEPS}
STATES = alerts.STATES
LABELS = {
    "area": "地区",
    "rule": "规则",
    "finding": "判定",
    "level": "灯色",
    "class": "类别",
    "step": "环节",
    "state": "状态",
    "from": "亮灯自",
    "to": "亮灯至",
    "text": "编号含",
    "prompts": "范围",
}

HEADER = (
    "灯",
    "预警",
    "对象",
    "编号",
    "环节",
    "规则",
    "判定",
    "类别",
    "地区",
    "亮灯日",
    "熄灯日",
    "亮灯天数",
    "应答单位",
    "预警编号",
)
_WIDTHS = (8, 80, 10, 24, 16, 28, 22, 10, 32, 12, 12, 10, 30, 18)


def check(asking: Viewer, _: Mapping[str, str], args: Mapping[str, str]) -> None:
    """Raises Refusal (400) before the page is drawn, where its filter cannot be meant."""
    check_area(asking, AlertFilter.read(args).area_code)


@callback(Output(FOUND, "children"), Output(control("area"), "options"), Input(ASKED, "data"))
def found(args: dict[str, str]) -> tuple[Any, Any]:
    """The chips, and the areas to go to from here."""
    asking = viewer()
    try:
        asked = AlertFilter.read(given(args))
        with reading_as(asking) as conn:
            code = asked.area_code or asking.area_code
            path, below = areas.path(conn, code), areas.children(conn, code)
    except Refusal as error:
        return notice(error.message), no_update
    return _chips(asked, path[-1].name), area_menu(path, below)


def _chips(asked: AlertFilter, area_name: str) -> Any:
    words = {"area": {asked.area_code: area_name}, "rule": SOURCES, "finding": FINDINGS, "level": LEVELS}
    words |= {"class": CLASSES, "step": STEPS, "prompts": alerts.WITH_PROMPTS}
    arguments = asked.arguments()
    drawn = chips_of(
        {name: value for name, value in arguments.items() if name != "state"}, LABELS, words, PATH, arguments
    )
    if asked.state != "all":
        # Burning lamps are what the list shows unasked, so "without" is said by asking for all of them.
        drawn.insert(0, (LABELS["state"], STATES[asked.state], PATH + replace(asked, state="all").search()))
    narrowed = chips(drawn, clear=f"{PATH}?state=all")
    if asked.prompts or asked.rules or asked.findings or asked.classes:
        return narrowed  # prompts are there, or what is asked leaves none of them
    more = dcc.Link("加上临期提示", href=PATH + replace(asked, prompts=True).search())
    return html.Div([narrowed, more], className="chips")


@callback(
    Output(GRID, "getRowsResponse"), Output(TOTAL, "children"), Input(GRID, "getRowsRequest"), State(ASKED, "data")
)
def rows(request: dict[str, Any] | None, args: dict[str, str]) -> tuple[dict[str, Any], Any]:
    """One window of the grid; with the first one the exact total, which the grid keeps."""
    if not request:
        raise PreventUpdate
    try:
        asked, part = AlertFilter.read(given(args)), Window.asked(request)
        with reading_as(viewer()) as conn:
            drawn = [_grid_row(lamp) for lamp in alerts.window(conn, asked, part)]
            total = alerts.total(conn, asked) if part.first == 0 else None
    except Refusal:
        return {"rowData": [], "rowCount": 0}, ""  # the chips say why
    if total is None:
        return {"rowData": drawn}, no_update
    return {"rowData": drawn, "rowCount": total}, f"筛选结果 {total:,} 条"


def _grid_row(lamp: Mapping[str, Any]) -> dict[str, Any]:
    members = ("city_code", "subject_kind", "subject_id", "finding", "instance", "since")
    case_no = lamp["case_no"]
    return {
        "row_id": "|".join(str(lamp[name]) for name in members),
        "href": _address(lamp),
        "level": lamp["level"],
        "sentence": f"提示：{lamp['sentence']}" if lamp["rule"] in PROMPTS else lamp["sentence"],
        "subject_id": lamp["subject_id"],
        "subject_href": f"/case/{case_no}?city={lamp['city_code']}#{lamp['rule']}" if case_no else None,
        "step": _step(lamp["step"]),
        "finding": SOURCES.get(lamp["rule"], lamp["rule"]),
        "rule_href": f"/rules#{PROMPTS_OF_RULES}" if lamp["rule"] in PROMPTS else f"/rules/{lamp['rule']}",
        "area_code": lamp["place"],
        "since": f"{lamp['since']}",
        "until": f"{lamp['until']}" if lamp["until"] else "仍亮" if lamp["open"] else "已熄",
        "days": lamp["days"],
        "org_id": lamp["office"] or "",
    }


def _address(lamp: Mapping[str, Any]) -> str | None:
    """The alert, the case of a lamp without one; a prompt raises none, so its row leads to why it burns."""
    if lamp["rule"] in PROMPTS:
        asked = {lamp["subject_kind"]: lamp["subject_id"], "rule": lamp["rule"], "city": lamp["city_code"]}
        return f"/explain?{urlencode(asked)}"
    if lamp["alert_no"]:
        return f"/alert/{lamp['alert_no']}"
    return f"/case/{lamp['case_no']}#{lamp['rule']}" if lamp["case_no"] else None


def _step(code: str) -> str:
    return Step(code).label if code else "—"


@callback(
    Output(FILE, "data"),
    Input(XLSX, "n_clicks"),
    Input(CSV, "n_clicks"),
    State(ASKED, "data"),
    State(GRID, "columnState"),
    prevent_initial_call=True,
)
def export(_xlsx: int, _csv: int, args: dict[str, str], columns: list[dict[str, Any]] | None) -> dict[str, Any]:
    """Exactly the rows that are filtered, in the order of the grid; more than a file should hold is refused."""
    kind = "csv" if ctx.triggered_id == CSV else "xlsx"
    name, body = file_of(viewer(), AlertFilter.read(given(args)), orders(columns), kind, desk())
    sent: dict[str, Any] = dcc.send_bytes(body, name)
    return sent


def file_of(
    asking: Viewer, asked: AlertFilter, order: tuple[Order, ...], kind: str, at_desk: Desk | None = None
) -> tuple[str, bytes]:
    """(name, content) of the file that holds what is filtered. Refusal where it would hold more than LARGEST_EXPORT.

    ``at_desk``: where the export is recorded before the file leaves; None on a server that only shows.
    """
    with reading_as(asking) as conn:
        total = alerts.total(conn, asked)
        if total > LARGEST_EXPORT:
            raise Refusal(f"筛选结果 {total:,} 条，一次最多导出 {LARGEST_EXPORT:,} 条：请缩小筛选范围后再导出。")
        lamps = alerts.window(conn, asked, Window.whole(order))
        day, simulated = asof.as_of(conn), asof.simulated(conn)
    mark = f"{'模拟数据，' if simulated else ''}截至 {day}"
    words = "；".join(f"{LABELS[name]} {value}" for name, value in {"state": asked.state, **asked.arguments()}.items())
    note = [("内容", "预警列表"), ("数据", mark), ("筛选条件", words), ("条数", f"{total:,}"), ("规则", "示例规则集")]
    sheet = Sheet("预警", HEADER, (export_row(lamp) for lamp in lamps), note, mark, _WIDTHS)
    body = csv_bytes(sheet) if kind == "csv" else xlsx_bytes(sheet)
    if at_desk is not None:
        recording.export(asking, at_desk, PATH[1:], asked.search(), total, kind)
    return f"预警_截至{day:%Y%m%d}.{kind}", body


def export_row(lamp: Mapping[str, Any]) -> tuple[Cell, ...]:
    """One row under HEADER."""
    return (
        LEVELS[lamp["level"]],
        lamp["sentence"],
        SubjectKind(lamp["subject_kind"]).label,
        lamp["subject_id"],
        _step(lamp["step"]),
        SOURCES.get(lamp["rule"], lamp["rule"]),
        lamp["finding"],
        CLASSES[lamp["lamp_class"]],
        lamp["place"],
        lamp["since"],
        lamp["until"] or ("仍亮" if lamp["open"] else ""),
        lamp["days"],
        lamp["office"],
        lamp["alert_no"],
    )
