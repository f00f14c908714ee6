"""The bar above every page: as-of day, 模拟数据, who looks, light and dark; and the drawing of all charts."""

from __future__ import annotations

from dash import ALL, MATCH, ClientsideFunction, Input, Output, State, callback, clientside_callback

from cockpit.callbacks.asking import viewer
from cockpit.components.chart import canvas, drawing
from cockpit.db.doors import reading_as
from cockpit.queries import asof

LOCATION = "_pages_location"
"""Dash's own location of the pages."""
AS_OF = "shell-as-of"
SIMULATED = "shell-simulated"
VIEWER = "shell-viewer"
NOTICE = "notice"
"""Where a refused callback says why; emptied by going elsewhere."""
THEME = "theme"
THEME_SWITCH = "theme-switch"


def nav(address: str) -> dict[str, str]:
    """The id of an entry of the navigation."""
    return {"nav": address}


@callback(Output(AS_OF, "children"), Output(SIMULATED, "hidden"), Output(VIEWER, "children"), Input(LOCATION, "id"))
def facts(_: str) -> tuple[str, bool, str]:
    """截至 2026-11-23, whether the badge is hidden, the viewer's name: once a page load."""
    asking = viewer()
    with reading_as(asking) as conn:
        return f"截至 {asof.as_of(conn):%Y-%m-%d}", not asof.simulated(conn), asking.name


clientside_callback(ClientsideFunction("cockpit", "theme"), Output(THEME, "data"), Input(THEME_SWITCH, "n_clicks"))
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
