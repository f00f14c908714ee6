"""Label and value, in two columns: what a page states of one thing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from dash import html


def facts(pairs: Iterable[tuple[str, Any]]) -> html.Dl:
    """Pairs without a value are left out."""
    shown = [(label, value) for label, value in pairs if value not in (None, "")]
    return html.Dl([html.Div([html.Dt(label), html.Dd(value)]) for label, value in shown], className="facts")


def interval(start: date, since: date, until: date | None, as_of: date, *, open_: bool, level: str) -> html.Div:
    """When the lamp burned, on a line from ``start`` (of the clock, or the lamp itself) to the as-of day."""
    whole = max((as_of - start).days + 1, 1)
    end = until or (as_of if open_ else since)
    before = 100 * max((since - start).days, 0) / whole
    burning = max(100 * ((end - since).days + (until is None)) / whole, 1.5)
    marks = [html.Span(className="before", style={"width": f"{before:.2f}%"})]
    marks.append(html.Span(className=f"burning {level}", style={"width": f"{min(burning, 100 - before):.2f}%"}))
    lit = f"亮灯 {since}" + (f"，熄灯 {until}" if until else "")
    ends = [f"起算 {start}", lit, f"截至 {as_of}"] if start < since else [lit, f"截至 {as_of}"]
    said = "仍亮" if open_ else f"{until} 起不再亮" if until else "已由红灯接替"
    return html.Div(
        [
            html.Div(marks, className="interval", role="img", **{"aria-label": f"亮灯自 {since}，{said}"}),
            html.Div([html.Span(words) for words in ends], className="interval-ends caption"),
        ]
    )
