"""Burning lamps by rule and step, or by area and risk point: where it hurts.

A table and no chart: the ECharts build of dash-echartsx has no heatmap series, and cells that are links can be reached
by keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dash import dcc, html

from cockpit.components.lamps import lamp

Cell = tuple[int, int]
"""Red and yellow lamps."""


def lamp_heat(
    cells: Mapping[tuple[str, str], Cell],
    rows: Mapping[str, str],
    columns: Mapping[str, str],
    link: Callable[[str, str], str | None],
    *,
    corner: str = "规则",
    row_link: Callable[[str], str | None] | None = None,
    column_link: Callable[[str], str | None] | None = None,
    column_titles: Mapping[str, str] | None = None,
) -> html.Div:
    """``cells``: (row, column) -> lamps. ``rows``, ``columns``: code -> name in their order. The darker, the more.

    ``link``: (row, column) -> address, None where no list shows just these; ``row_link`` and ``column_link`` likewise
    for the heads. ``column_titles``: what a short head means.
    """
    most = max((sum(cell) for cell in cells.values()), default=0)
    long = column_titles or columns
    head = [
        html.Th(corner),
        *(_head(name, long[code], column_link and column_link(code)) for code, name in columns.items()),
    ]
    body = []
    for row, name in rows.items():
        found = [
            _cell(cells.get((row, column), (0, 0)), most, link(row, column), f"{name}，{long[column]}")
            for column in columns
        ]
        body.append(html.Tr([_head(name, name, row_link and row_link(row), scope="row"), *found]))
    return html.Div(
        html.Table(
            [html.Thead(html.Tr(head)), html.Tbody(body)], className="heat" if corner == "规则" else "heat by-area"
        ),
        className="scroll fade-in",
    )


def _head(name: str, title: str, href: str | None, **given: str) -> html.Th:
    return html.Th(dcc.Link(name, href=href) if href else name, title=title, **given)


def _cell(cell: Cell, most: int, href: str | None, where: str) -> html.Td:
    red, yellow = cell
    if not red and not yellow:
        return html.Td()
    said = [lamp("red", text=f"{red:,}", plain=True)] if red else []
    if yellow:
        said.append(lamp("yellow", text=f"{yellow:,}", plain=True))
    depth = f"{15 + 85 * (red + yellow) / most:.0f}%"
    colour = "" if red else "only-yellow"
    title = f"{where}：红灯 {red:,} 盏，黄灯 {yellow:,} 盏"
    if href is None:
        return html.Td(html.Span(said, title=title, className=colour, style={"--depth": depth}))
    return html.Td(dcc.Link(said, href=href, title=title, className=colour, style={"--depth": depth}))
