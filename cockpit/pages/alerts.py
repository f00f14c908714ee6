"""/alerts: every lamp, narrowed by the address."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import alerts as ids
from cockpit.callbacks.narrowing import NARROWED, given
from cockpit.components.listing import add_one, exports, grid, narrow_bar, one_of, part_of_number, period, state
from cockpit.components.panels import breadcrumb, page, page_head
from cockpit.components.watched import MINE, watched

COLUMNS = [
    {"field": "level", "headerName": "灯", "width": 84, "sortable": True, "cellRenderer": "Lamp", "pinned": "left"},
    {"field": "sentence", "headerName": "预警", "flex": 1, "minWidth": 500, "cellRenderer": "RowLink",
     "tooltipField": "sentence"},
    {"field": "subject_id", "headerName": "办件／对象", "width": 170, "sortable": True, "cellRenderer": "SubjectLink"},
    {"field": "since", "headerName": "亮灯日", "width": 104, "sortable": True},
    {"field": "days", "headerName": "亮灯天数", "width": 92, "sortable": True, "type": "rightAligned"},
    {"field": "area_code", "headerName": "地区", "width": 188, "sortable": True, "tooltipField": "area_code"},
    {"field": "finding", "headerName": "规则", "width": 176, "sortable": True, "cellRenderer": "RuleLink",
     "tooltipField": "finding"},
    {"field": "step", "headerName": "环节", "width": 132, "sortable": True},
    {"field": "org_id", "headerName": "应答单位", "width": 168, "sortable": True, "tooltipField": "org_id"},
    {"field": "until", "headerName": "熄灯日", "width": 104, "sortable": True},
]  # fmt: skip


def layout(**query: Any) -> html.Main:
    args = given(query)
    bar = narrow_bar(
        add_one("area", "地区", {}),
        add_one("rule", "规则", ids.SOURCES if args.get("prompts") == "1" else ids.RULES),
        add_one("level", "灯色", ids.LEVELS),
        add_one("class", "类别", ids.WARNING_CLASSES),
        add_one("step", "环节", ids.STEPS),
        one_of("state", "状态", ids.STATES, args.get("state", "open")),
        period("亮灯", args.get("from", ""), args.get("to", "")),
        part_of_number("办件或对象编号", args.get("text", "")),
    )
    return page(
        page_head(breadcrumb([], "预警"), *exports([(ids.XLSX, "导出 xlsx"), (ids.CSV, "导出 csv")])),
        state(ids.ASKED, args),
        watched(args.get("area") or MINE),
        dcc.Store(id=NARROWED),
        dcc.Download(id=ids.FILE),
        bar,
        html.Div(
            [html.Div(id=ids.FOUND), html.Span(id=ids.TOTAL, className="caption")], className="found", role="status"
        ),
        grid(ids.GRID, COLUMNS, "预警列表"),
    )


register_page(__name__, path=ids.PATH, title="预警", grid=True, check=ids.check, layout=layout)
