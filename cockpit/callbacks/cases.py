"""/cases: the list of cases, narrowed by its address; and what is exported of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, callback, ctx, dcc, no_update
from dash import State as Held
from dash.exceptions import PreventUpdate

from cockpit.actions import recording
from cockpit.actions.desk import Desk
from cockpit.callbacks.asking import desk, viewer
from cockpit.callbacks.narrowing import area_menu, check_area, chips_of, given, orders
from cockpit.components.chips import chips
from cockpit.components.listing import control
from cockpit.components.states import notice
from cockpit.db.doors import reading_as
from cockpit.domain.limit import Limits
from cockpit.domain.refusal import Refusal
from cockpit.domain.strip import used
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import Channel, EndKind, Mode, Step
from cockpit.exports.sheet import Cell, Sheet, csv_bytes, xlsx_bytes
from cockpit.queries import areas, asof, cases
from cockpit.queries.cases import CaseFilter
from cockpit.queries.limits import in_force as limits_of
from cockpit.queries.listing import LARGEST_EXPORT, Order, Window

PATH = "/cases"
ASKED, FOUND, TOTAL, GRID = "cases-asked", "cases-found", "cases-total", "cases-grid"
XLSX, CSV, FILE = "cases-xlsx", "cases-csv", "cases-file"

STATES = cases.STATES
ON_TIME = cases.ON_TIME
MODES = {str(mode): mode.label for mode in Mode}
CHANNELS = {str(channel): channel.label for channel in Channel}
LABELS = {
    "area": "地区",
    "state": "状态",
    "mode": "保障方式",
    "channel": "渠道",
    "on_time": "按期",
    "from": "申请自",
    "to": "申请至",
    "ended_from": "结束自",
    "ended_to": "结束至",
    "text": "编号含",
}
_WORDS = {"state": STATES, "mode": MODES, "channel": CHANNELS, "on_time": ON_TIME}

HEADER = (
    "办件编号",
    "申请人",
    "地区",
    "状态",
    "保障方式",
    "申请渠道",
    "申请日",
    "结束日",
    "已用工作日",
    "期限",
    "红灯",
    "黄灯",
)
_WIDTHS = (24, 10, 32, 16, 12, 16, 12, 12, 12, 8, 8, 8)


def check(asking: Viewer, _: Mapping[str, str], args: Mapping[str, str]) -> None:
    """Raises Refusal (400) before the page is drawn, where its filter cannot be meant."""
    check_area(asking, CaseFilter.read(args).area_code)


@callback(Output(FOUND, "children"), Output(control("area"), "options", allow_duplicate=True), Input(ASKED, "data"),
          prevent_initial_call="initial_duplicate")  # fmt: skip
def found(args: dict[str, str]) -> tuple[Any, Any]:
    """The chips, and the areas to go to from here."""
    asking = viewer()
    try:
        asked = CaseFilter.read(given(args))
        with reading_as(asking) as conn:
            code = asked.area_code or asking.area_code
            path, below = areas.path(conn, code), areas.children(conn, code)
    except Refusal as error:
        return notice(error.message), no_update
    words = {**_WORDS, "area": {asked.area_code: path[-1].name}}
    drawn = chips_of(asked.arguments(), LABELS, words, PATH, asked.arguments())
    return chips(drawn, clear=PATH), area_menu(path, below)


@callback(
    Output(GRID, "getRowsResponse"), Output(TOTAL, "children"), Input(GRID, "getRowsRequest"), Held(ASKED, "data")
)
def rows(request: dict[str, Any] | None, args: dict[str, str]) -> tuple[dict[str, Any], Any]:
    """One window of the grid; with the first one the exact total, which the grid keeps."""
    if not request:
        raise PreventUpdate
    try:
        asked, part = CaseFilter.read(given(args)), Window.asked(request)
        with reading_as(viewer()) as conn:
            limits = limits_of(conn)
            drawn = [_grid_row(case, limits) for case in cases.window(conn, asked, part)]
            total = cases.total(conn, asked) if part.first == 0 else None
    except Refusal:
        return {"rowData": [], "rowCount": 0}, ""  # the chips say why
    if total is None:
        return {"rowData": drawn}, no_update
    return {"rowData": drawn, "rowCount": total}, f"筛选结果 {total:,} 件"


def _grid_row(case: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    counted, limit = _used(case, limits)
    return {
        "row_id": f"{case['city_code']}|{case['case_no']}",
        "href": f"/case/{case['case_no']}?city={case['city_code']}",
        "case_no": case["case_no"],
        "name_masked": case["name_masked"],
        "area_code": case["place"],
        "state": _state(case),
        "path": MODES.get(case["path"], case["path"]),
        "channel": CHANNELS.get(case["channel"], case["channel"]),
        "submitted_on": _text(case["submitted_on"]),
        "ended_on": _text(case["ended_on"]),
        "used": counted,
        "limit": limit,
        "red": case["red"],
        "yellow": case["yellow"],
    }


def _state(case: Mapping[str, Any]) -> str:
    if case["state"] == "ended":
        return EndKind(case["end_kind"]).label if case["end_kind"] else "已结束"
    return Step(case["state"]).label


def _used(case: Mapping[str, Any], limits: Limits) -> tuple[int | None, int]:
    """Working days of the 60 used by the end or the as-of day; None before the clock starts."""
    limit = limits.in_force("total", case["area_code"], case["submitted_on"]) if case["submitted_on"] else None
    days = limit.days if limit else 60
    until = case["done_n"] or case["as_of_n"]
    if case["start_n"] is None or until is None:
        return None, days
    return used(case["start_n"], until, [(part.lower, part.upper) for part in case["stopped"]])[0], days


def _text(day: Any) -> str:
    return f"{day}" if day else ""


@callback(
    Output(FILE, "data"),
    Input(XLSX, "n_clicks"),
    Input(CSV, "n_clicks"),
    Held(ASKED, "data"),
    Held(GRID, "columnState"),
    prevent_initial_call=True,
)
def export(_xlsx: int, _csv: int, args: dict[str, str], columns: list[dict[str, Any]] | None) -> dict[str, Any]:
    """Exactly the rows that are filtered, in the order of the grid; more than a file should hold is refused."""
    kind = "csv" if ctx.triggered_id == CSV else "xlsx"
    name, body = file_of(viewer(), CaseFilter.read(given(args)), orders(columns), kind, desk())
    sent: dict[str, Any] = dcc.send_bytes(body, name)
    return sent


def file_of(
    asking: Viewer, asked: CaseFilter, order: tuple[Order, ...], kind: str, at_desk: Desk | None = None
) -> tuple[str, bytes]:
    """(name, content) of the file that holds what is filtered. Refusal where it would hold more than LARGEST_EXPORT.

    ``at_desk``: where the export is recorded before the file leaves; None on a server that only shows.
    """
    with reading_as(asking) as conn:
        total = cases.total(conn, asked)
        if total > LARGEST_EXPORT:
            raise Refusal(f"筛选结果 {total:,} 件，一次最多导出 {LARGEST_EXPORT:,} 件：请缩小筛选范围后再导出。")
        found_ = cases.window(conn, asked, Window.whole(order))
        limits = limits_of(conn)
        day, simulated = asof.as_of(conn), asof.simulated(conn)
    mark = f"{'模拟数据，' if simulated else ''}截至 {day}"
    words = "；".join(f"{LABELS[name]} {value}" for name, value in asked.arguments().items()) or "无"
    note = [("内容", "办件列表"), ("数据", mark), ("筛选条件", words), ("件数", f"{total:,}")]
    sheet = Sheet("办件", HEADER, (export_row(case, limits) for case in found_), note, mark, _WIDTHS)
    body = csv_bytes(sheet) if kind == "csv" else xlsx_bytes(sheet)
    if at_desk is not None:
        recording.export(asking, at_desk, PATH[1:], asked.search(), total, kind)
    return f"办件_截至{day:%Y%m%d}.{kind}", body


def export_row(case: Mapping[str, Any], limits: Limits) -> tuple[Cell, ...]:
    """One row under HEADER."""
    shown = _grid_row(case, limits)
    members = ("case_no", "name_masked", "area_code", "state", "path", "channel")
    days = (case["submitted_on"], case["ended_on"])
    return (*(shown[name] for name in members), *days, shown["used"], shown["limit"], case["red"], case["yellow"])
