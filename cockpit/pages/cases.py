"""/cases: every case, narrowed by the address."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import cases as ids
from cockpit.callbacks.narrowing import NARROWED, given
from cockpit.components.listing import add_one, exports, grid, narrow_bar, part_of_number, period, state
from cockpit.components.panels import breadcrumb, page, page_head

COLUMNS = [
    {"field": "lamps", "headerName": "亮灯", "width": 104, "cellRenderer": "Lamps", "pinned": "left"},
    {"field": "case_no", "headerName": "办件编号", "width": 188, "sortable": True, "cellRenderer": "RowLink"},
    {"field": "name_masked", "headerName": "申请人", "width": 84},
    {"field": "area_code", "headerName": "地区", "flex": 1, "minWidth": 200, "sortable": True},
    {"field": "state", "headerName": "状态", "width": 136, "sortable": True},
    {"field": "used", "headerName": "已用工作日", "width": 176, "cellRenderer": "Used"},
    {"field": "path", "headerName": "保障方式", "width": 104, "sortable": True},
    {"field": "channel", "headerName": "申请渠道", "width": 136, "sortable": True},
    {"field": "submitted_on", "headerName": "申请日", "width": 112, "sortable": True},
    {"field": "ended_on", "headerName": "结束日", "width": 112, "sortable": True},
]


def layout(**query: Any) -> html.Main:
    args = given(query)
    bar = narrow_bar(
        part_of_number("办件编号", args.get("text", "")),
        add_one("area", "地区", {}),
        add_one("state", "状态", ids.STATES),
        add_one("mode", "保障方式", ids.MODES),
        add_one("channel", "申请渠道", ids.CHANNELS),
        add_one("on_time", "是否按期", ids.ON_TIME),
        period("申请", args.get("from", ""), args.get("to", "")),
    )
    return page(
        page_head(breadcrumb([], "办件"), *exports([(ids.XLSX, "导出 xlsx"), (ids.CSV, "导出 csv")])),
        state(ids.ASKED, args),
        dcc.Store(id=NARROWED),
        dcc.Download(id=ids.FILE),
        bar,
        html.Div(
            [html.Div(id=ids.FOUND), html.Span(id=ids.TOTAL, className="caption")], className="found", role="status"
        ),
        grid(ids.GRID, COLUMNS, "办件列表"),
    )


register_page(__name__, path=ids.PATH, title="办件", grid=True, check=ids.check, layout=layout)
