"""The bar above every page: the day looked at, 模拟数据, who looks, light and dark; and the drawing of all charts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import ALL, MATCH, ClientsideFunction, Input, Output, State, callback, clientside_callback

from cockpit.callbacks.asking import viewer
from cockpit.components.banner import banner
from cockpit.components.chart import canvas, drawing
from cockpit.db.doors import reading_as
from cockpit.queries import areas, asof

LOCATION = "_pages_location"
"""Dash's own location of the pages."""
AS_OF = "shell-as-of"
"""The picker of the day that pages look at."""
AS_OF_BOX = "shell-as-of-box"
AS_OF_LABEL = "shell-as-of-label"
BANNER = "shell-banner"
SIMULATED = "shell-simulated"
VIEWER = "shell-viewer"
NOTICE = "notice"
"""Where a refused callback says why; emptied by going elsewhere."""
THEME = "theme"
THEME_SWITCH = "theme-switch"


def nav(address: str) -> dict[str, str]:
    """The id of an entry of the navigation."""
    return {"nav": address}


@callback(
    Output(AS_OF, "value"),
    Output(AS_OF_BOX, "data-day"),
    Output(AS_OF, "max"),
    Output(SIMULATED, "hidden"),
    Output(VIEWER, "children"),
    Output(BANNER, "children"),
    Input(LOCATION, "id"),
)
def facts(_: str) -> tuple[str, str, str, bool, str, Any]:
    """The day looked at, twice, and the last one there is, whether the badge is hidden, the viewer's area, the banner.

    Once a page load: another day is another page load.
    """
    asking = viewer()
    with reading_as(replace(asking, as_of=None)) as conn:
        last, simulated = asof.as_of(conn), asof.simulated(conn)
        area = areas.area(conn, asking.area_code).name
    if asking.as_of is None:
        return f"{last}", f"{last}", f"{last}", not simulated, area, None
    with reading_as(asking) as conn:
        late = asof.late_since(conn, asking.area_code)
    return f"{asking.as_of}", f"{asking.as_of}", f"{last}", not simulated, area, banner(asking.as_of, late)


clientside_callback(ClientsideFunction("cockpit", "theme"), Output(THEME, "data"), Input(THEME_SWITCH, "n_clicks"))
clientside_callback(
    ClientsideFunction("cockpit", "look"),
    Output(AS_OF_LABEL, "title"),
    Input(AS_OF, "value"),
    State(AS_OF, "max"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("cockpit", "here"),
    Output({"nav": ALL}, "aria-current"),
    Input(LOCATION, "pathname"),
    State({"nav": ALL}, "href"),
)
clientside_callback(
    ClientsideFunction("cockpit", "quiet"),
    Output(NOTICE, "children"),
    Input(LOCATION, "href"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("cockpit", "draw"),
    Output(canvas(MATCH), "option"),
    Output(canvas(MATCH), "maps"),
    Input(drawing(MATCH), "data"),
    Input(THEME, "data"),
)
clientside_callback(
    ClientsideFunction("cockpit", "follow"),
    Output(canvas(MATCH), "click_data"),
    Input(canvas(MATCH), "click_data"),
    State(drawing(MATCH), "data"),
    prevent_initial_call=True,
)
