"""The areas below, the one with the most red lamps per 1,000 cases in hand first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html

from cockpit.components.lamps import lamp
from cockpit.domain.figure import share

FEW = 10


@dataclass(frozen=True, slots=True)
class Ranked:
    name: str
    href: str
    red_open: int
    yellow_open: int
    in_hand: int
    ended: int
    ended_on_time: int

    @property
    def rate(self) -> float | None:
        """Red lamps per 1,000 cases in hand; None where nothing is in hand."""
        return 1000 * self.red_open / self.in_hand if self.in_hand else None


def ranking(rows: Sequence[Ranked]) -> html.Div:
    """A table of links. Areas without a case in hand have no rate and come last."""
    ordered = sorted(rows, key=lambda row: (row.rate is None, -(row.rate or 0), -row.red_open, -row.yellow_open))
    most = max((row.rate or 0 for row in ordered), default=0)
    titles = ("每千件红灯", "红灯", "黄灯", "在办", "按期办结率")
    head = [
        html.Th("地区"),
        html.Th("", className="wide-only"),
        *(html.Th(title, className="number") for title in titles),
    ]
    body = html.Tbody([_row(row, most) for row in ordered])
    return html.Div(html.Table([html.Thead(html.Tr(head)), body], className="rows"), className="scroll fade-in")


def _row(row: Ranked, most: float) -> html.Tr:
    on_time = share(row.ended_on_time, row.ended, none="无办结件")
    length = f"{100 * (row.rate or 0) / most:.1f}%" if most else "0"
    bar = html.Div(html.Span(style={"width": length}), className="bar", **{"aria-hidden": "true"})
    numbers = (
        _rate(row),
        lamp("red", text=f"{row.red_open:,}", plain=True) if row.red_open else "0",
        lamp("yellow", text=f"{row.yellow_open:,}", plain=True) if row.yellow_open else "0",
        f"{row.in_hand:,}",
        html.Span(str(on_time), className="caption" if on_time.missing else ""),
    )
    return html.Tr(
        [
            html.Td(dcc.Link(row.name, href=row.href)),
            html.Td(bar if row.rate else None, className="wide-only", style={"width": "26%"}),
            *(html.Td(number, className="number") for number in numbers),
        ]
    )


def _rate(row: Ranked) -> html.Span:
    """Grey where it rests on few cases: one lamp more or less would change it a lot."""
    if row.rate is None:
        return html.Span("无在办件", className="caption")
    if row.in_hand < FEW:
        return html.Span(f"{row.rate:,.0f}", className="muted", title=f"在办不足 {FEW} 件，比率仅供参考")
    return html.Span(f"{row.rate:,.0f}")
