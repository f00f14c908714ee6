"""The pieces of a list page: what narrows it, the grid, its two exports.

Lists are long, so the grid holds a window and asks for more as it is scrolled (infinite row model).
It sorts nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dash_ag_grid
import dash_bootstrap_components as dbc
from dash import dcc, html

from cockpit.components.dates import date_box
from cockpit.components.icons import icon

BLOCK = 50
"""Rows a grid asks for at a time."""

Choices = Mapping[str, str]
"""Code -> words, in the order of the menu."""

_WORDS = {
    "noRowsToShow": "没有符合筛选条件的记录：请移除上方的部分条件，或放宽日期",
    "loadingOoo": "载入中…",
    "loadingError": "载入失败",
    "ariaSortableColumn": "按回车键排序",
    "ariaRowSelect": "按空格键选择本行",
}


def control(name: str) -> dict[str, str]:
    """The id of a control that narrows the list by ``name``, the name of its argument in the address."""
    return {"narrow": name}


def add_one(name: str, label: str, choices: Choices) -> html.Label:
    """A menu whose choice is added to what the list is narrowed by already; it then stands among the chips."""
    options = [{"label": words, "value": code} for code, words in choices.items()]
    return _labelled(label, dbc.Select(options, "", id=control(name), placeholder=label))


def one_of(name: str, label: str, choices: Choices, value: str) -> html.Label:
    """A menu that always has a value."""
    options = [{"label": f"{label}：{words}", "value": code} for code, words in choices.items()]
    return _labelled(label, dbc.Select(options, value, id=control(name)))


def part_of_number(label: str, value: str) -> html.Label:
    box = dbc.Input(id=control("text"), type="search", placeholder=label, value=value, debounce=True, maxlength=40)
    return _labelled(label, box)


def period(label: str, first: str, last: str) -> html.Div:
    """Two days, each acting by itself."""
    days = [
        _labelled(f"{label}{end}", date_box(value, id=control(name), debounce=True))
        for name, value, end in (("from", first, "起"), ("to", last, "止"))
    ]
    return html.Div([html.Span(label, className="caption"), days[0], html.Span("至"), days[1]], className="between")


def _labelled(label: str, what: Any) -> html.Label:
    # A label around the control, because the components of Bootstrap take no aria-label.
    return html.Label([html.Span(label, className="visually-hidden"), what])


def narrow_bar(*controls: Any) -> html.Div:
    return html.Div([icon("funnel"), *controls], className="narrow", role="search")


def grid(name: str, columns: Sequence[dict[str, Any]], says: str) -> html.Div:
    """``columns``: AG Grid's definitions; those without ``sortable`` cannot be sorted by. Rows bring ``href``."""
    table = dash_ag_grid.AgGrid(
        id=name,
        rowModelType="infinite",
        columnDefs=list(columns),
        defaultColDef={
            "sortable": False,
            "sortingOrder": ["desc", "asc", None],
            "resizable": True,
            "suppressHeaderMenuButton": True,
            "suppressMovable": True,
            "minWidth": 64,
        },
        columnSize=None,
        getRowId="params.data.row_id",
        eventListeners={"rowClicked": ["openRow(params)"], "firstDataRendered": ["fitScreen(params)"]},
        dashGridOptions={
            "rowHeight": 36,
            "headerHeight": 36,
            "cacheBlockSize": BLOCK,
            "rowBuffer": 10,
            # With more than one at a time, blocks hang for ever once a view straddles two of them (design.md 4.9).
            "maxConcurrentDatasourceRequests": 1,
            "maxBlocksInCache": 20,
            "infiniteInitialRowCount": 1,
            "animateRows": False,
            "suppressCellFocus": True,
            "tooltipShowDelay": 600,
            "localeText": _WORDS,
        },
        style={"height": "100%", "width": "100%"},
    )
    return html.Div(table, className="list-grid", role="region", **{"aria-label": says})


def exports(ids: Iterable[tuple[str, str]]) -> list[html.Button]:
    """``ids``: (id, words) of the buttons that hand out what is filtered."""
    return [
        html.Button([icon("download"), words], id=name, className="button-outline", type="button")
        for name, words in ids
    ]


def state(name: str, arguments: Mapping[str, str]) -> dcc.Store:
    """The query string as the page got it: what the callbacks of this page work on. Nothing in it is trusted."""
    return dcc.Store(id=name, data=dict(arguments))
