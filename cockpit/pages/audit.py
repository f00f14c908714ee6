"""/audit: who looked at and did what."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import audit as ids
from cockpit.callbacks.narrowing import NARROWED, given
from cockpit.components.listing import add_one, grid, narrow_bar, part_of_number, period, state
from cockpit.components.panels import breadcrumb, page, page_head
from cockpit.domain.audit import ACTS

COLUMNS = [
    {"field": "at", "headerName": "时间", "width": 164, "sortable": True},
    {"field": "person", "headerName": "操作人", "width": 148, "cellRenderer": "SubjectLink",
     "tooltipField": "account"},
    {"field": "role", "headerName": "角色", "width": 112, "tooltipField": "role"},
    {"field": "office", "headerName": "单位", "width": 176, "tooltipField": "office"},
    {"field": "act", "headerName": "事项", "width": 104, "tooltipField": "act"},
    {"field": "sentence", "headerName": "对象", "flex": 1, "minWidth": 320, "cellRenderer": "RowLink",
     "tooltipField": "sentence"},
    {"field": "area_code", "headerName": "地区", "width": 136, "tooltipField": "area_code"},
    {"field": "receipt", "headerName": "回执号", "width": 140},
]  # fmt: skip


def layout(**query: Any) -> html.Main:
    args = given(query)
    bar = narrow_bar(
        add_one("area", "地区", {}),
        add_one("act", "事项", ACTS),
        period("操作", args.get("from", ""), args.get("to", "")),
        part_of_number("操作人账号", args.get("text", "")),
    )
    return page(
        page_head(breadcrumb([], "操作留痕")),
        state(ids.ASKED, args),
        dcc.Store(id=NARROWED),
        html.P(
            "登录、账号变动、预警办理、限值调整与导出，均在办理的同时记入台账；浏览页面不逐页记录。",
            className="caption",
        ),
        html.Div(id=ids.CHAIN),
        bar,
        html.Div(
            [html.Div(id=ids.FOUND), html.Span(id=ids.TOTAL, className="caption")], className="found", role="status"
        ),
        grid(ids.GRID, COLUMNS, "操作列表"),
    )


register_page(__name__, path=ids.PATH, title="操作留痕", grid=True, check=ids.check, layout=layout)
