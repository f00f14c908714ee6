"""The homes and tenant households behind the headline numbers: by area, and by project from the county down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Input, Output, callback, dcc, html

from cockpit.callbacks import addresses
from cockpit.callbacks.asking import viewer
from cockpit.components.panels import breadcrumb
from cockpit.components.states import empty
from cockpit.db.doors import reading_as
from cockpit.domain.area import AreaLevel, checked, level_of
from cockpit.domain.viewer import Viewer
from cockpit.queries import areas, asof, counts, filters, homes

SUBJECT, CRUMBS, TABLE, AS_OF = "homes-subject", "homes-crumbs", "homes-table", "homes-as-of"
_BY_AREA = {"homes": "在册房源（套）", "tenancies": "在保家庭（户）"}
_BY_PROJECT = _BY_AREA | homes.STATES


def check(asking: Viewer, path: Mapping[str, str], query: Mapping[str, str]) -> None:
    """Refusal: 400 for what is no code, 404 for an area that is not there."""
    with reading_as(asking) as conn:
        areas.area(conn, filters.area(query) or asking.area_code)


@callback(Output(CRUMBS, "children"), Output(AS_OF, "children"), Output(TABLE, "children"), Input(SUBJECT, "data"))
def listed(code: str) -> tuple[Any, ...]:
    asking = viewer()
    code = checked(str(code or asking.area_code))
    with reading_as(asking) as conn:
        path, day = areas.path(conn, code), asof.as_of(conn)
        if level_of(code) in (AreaLevel.PROVINCE, AreaLevel.CITY):
            frame = counts.by_child(conn, code, (day, day), tuple(_BY_AREA)).to_dict("index")
            rows = [
                ({"name": one.name, **frame.get(one.code, dict.fromkeys(_BY_AREA, 0))}, f"/homes?area={one.code}")
                for one in areas.children(conn, code)
            ]
            table = _table("地区", _BY_AREA, rows)
        else:
            table = _table("项目", _BY_PROJECT, [(row, None) for row in homes.by_project(conn, code, day)])
    above = [(f"/homes?area={one.code}", one.name) for one in path[:-1]]
    back = dcc.Link("返回总览", href=addresses.of_area(code), style={"fontSize": 13})
    return [breadcrumb(above, f"{path[-1].name}房源"), back], f"截至 {day}", table


def _table(first: str, columns: Mapping[str, str], rows: Sequence[tuple[Mapping[Any, Any], str | None]]) -> html.Div:
    """``rows``: name and numbers, and the address below. The last row is the sum."""
    if not rows:
        return empty("本地区没有在册房源。", "房源随项目报送，导入后即显示。")
    head = html.Tr([html.Th(first), *(html.Th(label, className="number") for label in columns.values())])
    body = [
        html.Tr([html.Td(dcc.Link(row["name"], href=href) if href else row["name"]), *_numbers(row, columns)])
        for row, href in rows
    ]
    total = {name: sum(row[name] for row, _ in rows) for name in columns}
    foot = html.Tr([html.Th("合计", scope="row"), *_numbers(total, columns)])
    return html.Div(
        html.Table([html.Thead(head), html.Tbody(body), html.Tfoot(foot)], className="rows"),
        className="fade-in",
        style={"maxWidth": 960},
    )


def _numbers(row: Mapping[Any, Any], columns: Mapping[str, str]) -> list[html.Td]:
    return [html.Td(f"{row[name]:,}", className="number") for name in columns]
