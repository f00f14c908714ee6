"""A chart on a page: ECharts in the browser, fed by the option that cockpit.charts drew.

The server's answer goes into a store; our script puts the colours of the theme and the map in (assets/cockpit.js), so a
switch between light and dark asks nobody. A callback writes to ``drawing(name)``; ``canvas(name)`` is what is clicked.
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash_echartsx import DashEChartsX


def drawing(name: Any) -> dict[str, Any]:
    """The id of the store of chart ``name``; its data is ``charts.drawing.Drawing.sent()``. MATCH means any."""
    return {"chart": name, "part": "drawing"}


def canvas(name: Any) -> dict[str, Any]:
    return {"chart": name, "part": "canvas"}


def chart(name: str, says: str) -> html.Div:
    """``says``: what the picture shows, for those who do not see it. Fills the height of its parent."""
    picture: Any = DashEChartsX(id=canvas(name), className="chart", notMerge=True, style={"aspectRatio": "auto"})
    return html.Div([dcc.Store(id=drawing(name)), picture], className="chart", role="img", **{"aria-label": says})
