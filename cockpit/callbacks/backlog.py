"""/backlog: how many cases are open and how much time is left, what lights up tomorrow, and the list of the cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update
from dash.exceptions import PreventUpdate

from cockpit.callbacks import addresses
from cockpit.callbacks.asking import viewer
from cockpit.callbacks.narrowing import area_menu, check_area, chips_of, given
from cockpit.components.chips import chips
from cockpit.components.listing import control
from cockpit.components.news import news
from cockpit.components.panels import panel
from cockpit.components.states import empty, notice
from cockpit.db.doors import reading_as
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import Level, OrganisationKind, Step
from cockpit.queries import areas, asof, backlog, filters
from cockpit.queries.backlog import SPEED_DAYS, BacklogFilter
from cockpit.queries.in_hand import RUNNING
from cockpit.queries.listing import Window
from cockpit.queries.tomorrow import MOST, Tomorrow, tomorrow

PATH = "/backlog"
ASKED, SUMMARY, FOUND, TOTAL, GRID = (f"backlog-{name}" for name in ("asked", "summary", "found", "total", "grid"))
AS_OF = "backlog-as-of"

BANDS = backlog.BANDS
STEPS = {step: Step(step).label for step in RUNNING}
LABELS = {"area": "地区", "step": "环节", "due": "环节期限", "total": "全流程期限"}
_KINDS = {str(kind): kind.label for kind in OrganisationKind}

Counts = Mapping[tuple[str, str, str], int]


def check(asking: Viewer, _: Mapping[str, str], args: Mapping[str, str]) -> None:
    """Raises Refusal (400) before the page is drawn, where its filter cannot be meant."""
    check_area(asking, BacklogFilter.read(args).area_code)


@callback(
    Output(SUMMARY, "children"),
    Output(AS_OF, "children"),
    Output(FOUND, "children"),
    Output(control("area"), "options", allow_duplicate=True),
    Input(ASKED, "data"),
    prevent_initial_call="initial_duplicate",
)
def summed(args: dict[str, str]) -> tuple[Any, Any, Any, Any]:
    """What stands above the list: the counts, tomorrow, the chips, and the areas to go to from here."""
    asking = viewer()
    try:
        asked = BacklogFilter.read(given(args))
        with reading_as(asking) as conn:
            code = asked.area_code or asking.area_code
            path, below = areas.path(conn, code), areas.children(conn, code)
            counted, finished = backlog.counts(conn, code), backlog.finished(conn, code)
            coming, day = tomorrow(conn, code), asof.as_of(conn)
    except Refusal as error:
        return notice(error.message), "", None, no_update
    name = path[-1].name
    words = {"step": STEPS, "due": BANDS, "total": BANDS, "area": {asked.area_code: name}}
    drawn = chips_of(asked.arguments(), LABELS, words, PATH, asked.arguments())
    panels = [_standing(counted, finished, name, asked.area_code), _coming(coming)]
    return (
        html.Div(panels, className="backlog-summary fade-in"),
        f"{name}，截至 {day}",
        chips(drawn, clear=PATH),
        area_menu(path, below),
    )


@callback(
    Output(GRID, "getRowsResponse"), Output(TOTAL, "children"), Input(GRID, "getRowsRequest"), State(ASKED, "data")
)
def rows(request: dict[str, Any] | None, args: dict[str, str]) -> tuple[dict[str, Any], Any]:
    """One window of the grid; with the first one the exact total, which the grid keeps."""
    if not request:
        raise PreventUpdate
    try:
        asked, part = BacklogFilter.read(given(args)), Window.asked(request)
        with reading_as(viewer()) as conn:
            found = backlog.window(conn, asked, part)
    except Refusal:
        return {"rowData": [], "rowCount": 0}, ""  # the chips say why
    drawn = [_grid_row(case) for case in found]
    if part.first:
        return {"rowData": drawn}, no_update
    total = found[0]["in_all"] if found else 0
    return {"rowData": drawn, "rowCount": total}, f"筛选结果 {total:,} 件"


def _grid_row(case: Mapping[str, Any]) -> dict[str, Any]:
    kind = _KINDS.get(case["asked_of"] or "", "")
    return {
        "row_id": f"{case['city_code']}|{case['case_no']}",
        "href": f"{addresses.of_case(case['case_no'])}?city={case['city_code']}",
        "case_no": case["case_no"],
        "state": STEPS[case["state"]],
        "begun_on": f"{case['begun_on'] or ''}",
        "due_on": _time_left(case, ""),
        "total_due_on": _time_left(case, "total_"),
        "office": case["office"] or (f"{kind}（未登记）" if kind else "未登记"),
        "unanswered": "、".join(_KINDS.get(each, each) for each in case["unanswered"] or ()),
        "area_code": case["place"],
    }


def _time_left(case: Mapping[str, Any], of: str) -> str:
    """剩 7（2026-12-02）, 逾期 3（…）, or why there is no due day. ``of``: '' for the step, total_ for the whole."""
    due_on, left = case[f"{of}due_on"], case[f"{of}left"]
    if due_on is None:
        return "轮候，不计时" if case["state"] == Step.WAIT else "停表中" if case["stopped"] else "本环节已办结"
    said = f"逾期 {-left}" if case[f"{of}over"] else f"剩 {left}" if left else "今天到期"
    return f"{said}（{due_on}）" + ("，停表中" if case["stopped"] else "")


def _standing(counted: Counts, finished: Mapping[str, int], area_name: str, area_code: str) -> html.Section:
    """Steps by the time that is left, each number a link to the cases that it counts."""
    if not counted:
        ended = "/cases" + filters.search([("area", area_code), ("state", "ended")])
        todo = "新的申请导入后即显示；也可查看已结束的办件。"
        body: Any = empty(f"{area_name}没有在办件。", todo, link=(ended, "查看已结束的办件"))
        return panel("各环节在办件与剩余工作日", body)

    def number(count: int, **narrowed: str) -> html.Td:
        href = PATH + filters.search({"area": area_code, **narrowed}.items())
        over = "over" in narrowed.values()
        classes = "number late" if over and count else "number"
        return html.Td(dcc.Link(f"{count:,}", href=href) if count else "0", className=classes)

    def total(step: str = "", due: str = "", whole: str = "") -> int:
        return sum(
            cases
            for (state, by_step, by_whole), cases in counted.items()
            if step in ("", state) and due in ("", by_step) and whole in ("", by_whole)
        )

    titles = ["环节", "在办件", *BANDS.values(), f"近 {SPEED_DAYS} 个工作日办结", "在手工作日"]
    body = []
    for step, label in STEPS.items():
        cells = [number(total(step), step=step), *(number(total(step, due), step=step, due=due) for due in BANDS)]
        body.append(html.Tr([html.Th(label, scope="row"), *cells, *_speed(step, total(step), finished)]))
    cells = [number(total()), *(number(total(due=due), due=due) for due in BANDS)]
    whole = [number(total()), *(number(total(whole=due), total=due) for due in BANDS)]
    nothing = html.Td("", colSpan=2)
    foot = [
        html.Tr([html.Th("合计", scope="row"), *cells, nothing]),
        html.Tr([html.Th("按全流程期限", scope="row"), *whole, nothing]),
    ]
    head = html.Tr([html.Th(title, className="number" if n else "") for n, title in enumerate(titles)])
    table = html.Table([html.Thead(head), html.Tbody(body), html.Tfoot(foot)], className="rows")
    formula = html.P(
        f"在手工作日 = 在办件 ÷（近 {SPEED_DAYS} 个工作日办结件数 ÷ {SPEED_DAYS}）：按近期速度办完现有办件还要几个工作日；"
        "在该环节终结的办件计入办结。停表与轮候的工作日不计入期限。",
        className="caption",
    )
    return panel(
        "各环节在办件与剩余工作日",
        [html.Div(table, className="scroll"), formula],
        note="已提交、尚未结束的办件，按距环节到期日的工作日分档；点数字看办件",
    )


def _speed(step: str, cases: int, finished: Mapping[str, int]) -> list[html.Td]:
    """What was finished of a step, and the days of work in hand with the figures that they come from."""
    if step not in finished:
        return [html.Td("—", className="number"), html.Td("轮候不计", className="number")]
    days = backlog.days_in_hand(cases, finished[step])
    said = "无办结，无法估算" if days is None else f"{days:,.1f}"
    how = f"{cases:,} ÷（{finished[step]:,} ÷ {SPEED_DAYS}）"
    return [html.Td(f"{finished[step]:,}", className="number"), html.Td(said, className="number", title=how)]


def _coming(coming: Tomorrow) -> html.Section:
    """The lamps of tomorrow, each a link to its case."""
    title = "明天将亮灯"
    if not coming.lamps:
        return panel(title, empty(f"{coming.day} 没有办件将转黄灯或红灯。", "到期日与临界日由规则推算，每天更新。"))
    more = f"，此处列出前 {MOST} 项" if coming.coming > MOST else ""
    lines = news(
        (
            lamp["level"],
            lamp["sentence"],
            lamp["since"],
            f"{addresses.of_case(lamp['case_no'])}?city={lamp['city_code']}",
        )
        for lamp in coming.lamps
    )
    said = (
        f"{coming.day} 起：转红 {coming.of(Level.RED):,} 项，转黄 {coming.of(Level.YELLOW):,} 项{more}；当天办结即不亮"
    )
    return panel(title, lines, note=said)
