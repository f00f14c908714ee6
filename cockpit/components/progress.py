"""How much of a limit is used: a bar with the due point at its end, and the figures beside it."""

from __future__ import annotations

from dash import html


def used_bar(used: int, limit: int, unit: str = "工作日") -> html.Div:
    """已用 37 / 60 工作日; past the limit the bar is full and says by how much."""
    over = used - limit
    said = f"已用 {used} / {limit} {unit}" + (f"，超 {over}" if over > 0 else "")
    width = f"{min(100.0, 100 * used / limit):.1f}%" if limit else "0%"
    bar = html.Span(html.Span(className="over" if over > 0 else "", style={"width": width}), className="used-bar")
    return html.Div([bar, html.Span(said)], className="used", role="img", **{"aria-label": said})
