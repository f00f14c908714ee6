"""Pages that keep up: what they asked is asked again when what they watch has changed."""

from __future__ import annotations

from dash import ClientsideFunction, Input, Output, State, clientside_callback

LIVE = "live"
"""The version of the last change of what the open page watches; set by assets/live.js."""


def asked_again(store: str) -> None:
    """The callbacks that read ``store`` run again after a change."""
    clientside_callback(
        ClientsideFunction("live", "again"),
        Output(store, "data", allow_duplicate=True),
        Input(LIVE, "data"),
        State(store, "data"),
        prevent_initial_call=True,
    )


def rows_again(grid: str) -> None:
    """The grid asks for the rows that it shows once more."""
    clientside_callback(
        ClientsideFunction("live", "rows"),
        Output(grid, "id"),
        Input(LIVE, "data"),
        State(grid, "id"),
        prevent_initial_call=True,
    )
