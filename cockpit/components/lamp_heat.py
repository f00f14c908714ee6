"""Burning lamps by rule and step: where in the procedure it hurts.

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
    rules: Mapping[str, str],
    steps: Mapping[str, str],
    link: Callable[[str, str], str | None],
) -> html.Div:
    """``cells``: (rule, step) -> lamps. ``rules``, ``steps``: code -> name in their order. The darker, the more lamps.

    ``link``: (rule, step) -> address, None where no list shows just these.
    """
    most = max((sum(cell) for cell in cells.values()), default=0)
    head = [html.Th("规则"), *(html.Th(name) for name in steps.values())]
    rows = []
    for rule, name in rules.items():
        found = [
            _cell(cells.get((rule, step), (0, 0)), most, link(rule, step), f"{rule} {name}，{place}")
            for step, place in steps.items()
        ]
        rows.append(
            html.Tr([html.Th([html.Span(rule, className="tabular"), f" {name}"], title=name, scope="row"), *found])
        )
    return html.Div(
        html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="heat"), className="scroll fade-in"
    )


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
