"""What all list pages share in the browser: a choice in a menu becomes an address, and the address the new page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, clientside_callback

from cockpit.db.doors import reading_as
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.queries import areas, filters
from cockpit.queries.listing import Order

NARROWED = "narrowed"

clientside_callback(
    ClientsideFunction("lists", "narrow"),
    Output(NARROWED, "data"),
    Input({"narrow": ALL}, "value"),
    prevent_initial_call=True,
)


def given(query: Mapping[str, Any]) -> dict[str, str]:
    """A page's query parameters as dash hands them over: a name given twice comes as a list."""
    return {name: ",".join(value) if isinstance(value, list) else str(value) for name, value in query.items()}


def check_area(viewer: Viewer, code: str) -> None:
    """Raises Refusal where the list is narrowed by an area that does not exist (400) or is not the viewer's (403)."""
    if code:
        with reading_as(viewer) as conn:
            try:
                areas.area(conn, code)
            except Refusal as error:
                if error.status == 403:
                    raise
                raise Refusal(f"筛选条件“地区”不正确：{error.message}", status=400) from error


def area_menu(path: Sequence[areas.Area], children: Sequence[areas.Area]) -> list[dict[str, str]]:
    """The menu of areas: back to the one above, or down into one below."""
    above = [{"label": f"↑ {path[-2].name}", "value": path[-2].code}] if len(path) > 1 else []
    below = [{"label": child.name, "value": child.code} for child in children]
    return [*above, *below]


def orders(column_state: Sequence[Mapping[str, Any]] | None) -> tuple[Order, ...]:
    """The order in which a grid stands, from its column state."""
    sorted_by = [column for column in column_state or () if column.get("sort")]
    sorted_by.sort(key=lambda column: column.get("sortIndex") or 0)
    return tuple(Order(str(column["colId"]), column["sort"] == "desc") for column in sorted_by)


def chips_of(
    shown: Mapping[str, str],
    labels: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
    page: str,
    arguments: Mapping[str, str],
) -> list[tuple[str, str, str]]:
    """(label, value, address without it) of every value in ``shown``; ``arguments``: all of the list's."""
    drawn = []
    for name, joined in shown.items():
        values = joined.split(",")
        for value in values:
            rest = {**arguments, name: ",".join(each for each in values if each != value)}
            drawn.append((labels[name], words.get(name, {}).get(value, value), page + filters.search(rest.items())))
    return drawn
