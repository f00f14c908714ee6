"""/backlog: the open cases of an area, the time left for them, and what lights up tomorrow."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import backlog as ids
from cockpit.callbacks.narrowing import NARROWED, given
from cockpit.components.listing import add_one, grid, narrow_bar, state
from cockpit.components.panels import breadcrumb, page, page_head
from cockpit.components.states import skeleton

COLUMNS = [
    {"field": "case_no", "headerName": "办件编号", "width": 176, "sortable": True, "cellRenderer": "RowLink",
     "pinned": "left"},
    {"field": "state", "headerName": "环节", "width": 152, "sortable": True},
    {"field": "due_on", "headerName": "环节剩余工作日", "width": 176, "sortable": True},
    {"field": "total_due_on", "headerName": "全流程剩余工作日", "width": 168, "sortable": True},
    {"field": "begun_on", "headerName": "环节起始日", "width": 112, "sortable": True},
    {"field": "office", "headerName": "应办单位", "flex": 1, "minWidth": 180, "tooltipField": "office"},
    {"field": "unanswered", "headerName": "尚未反馈的联审部门", "flex": 1, "minWidth": 180, "tooltipField": "unanswered"},
    {"field": "area_code", "headerName": "地区", "width": 220, "sortable": True, "tooltipField": "area_code"},
]  # fmt: skip


def layout(**query: Any) -> html.Main:
    args = given(query)
    bar = narrow_bar(
        add_one("area", "地区", {}),
        add_one("step", "环节", ids.STEPS),
        add_one("due", "环节期限", ids.BANDS),
        add_one("total", "全流程期限", ids.BANDS),
    )
    return page(
        page_head(breadcrumb([], "在办"), html.Span(id=ids.AS_OF, className="caption")),
        state(ids.ASKED, args),
        dcc.Store(id=NARROWED),
        html.Div(skeleton(420), id=ids.SUMMARY),
        bar,
        html.Div(
            [html.Div(id=ids.FOUND), html.Span(id=ids.TOTAL, className="caption")], className="found", role="status"
        ),
        html.Div(grid(ids.GRID, COLUMNS, "在办件列表"), className="backlog-list"),
    )


register_page(__name__, path=ids.PATH, title="在办", grid=True, check=ids.check, layout=layout)
