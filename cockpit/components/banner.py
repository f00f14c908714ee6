"""What stands above every page while somebody looks at an earlier day."""

from __future__ import annotations

from datetime import date

from dash import html

from cockpit.components.icons import icon


def banner(day: date, late: int) -> html.Div:
    """``late``: lamps burning at the end of that day that nobody had been alerted of by then."""
    said = f"亮着的灯中有 {late:,} 盏是此后才得知的，当日尚未发出预警。" if late else "亮着的灯当日均已发出预警。"
    return html.Div(
        [
            icon("clock-history"),
            html.Strong(f"您正在查看截至 {day} 的情况"),
            html.Span(said),
            html.A("返回今天", href="/", className="back-to-today"),
        ],
        className="banner",
        role="status",
    )
