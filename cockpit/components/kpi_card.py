"""A headline number: figure and unit, change against the period before, twelve months, a link to what is counted."""

from __future__ import annotations

from dash import dcc, html

from cockpit.components.icons import icon
from cockpit.components.states import skeleton
from cockpit.domain.kpi import Shape, Value

_LAMPS = {"red": "lamp lamp-red plain", "yellow": "lamp lamp-yellow plain"}


def kpi_card(value: Value, than: str, line: str, href: str | None) -> html.Div | dcc.Link:
    """``than``: 较上月同期. ``line``: the sparkline as a CSS url(), '' for none. ``href``: None where no list fits."""
    kpi, figure = value.kpi, value.figure
    label = html.Span([icon(kpi.icon), kpi.label], className=_LAMPS.get(kpi.code, ""))
    number = [figure.text] if figure.missing else [figure.text, html.Small(figure.unit)]
    children = [
        html.Div(label, className="kpi-label"),
        html.Div(number, className="kpi-figure none" if figure.missing else "kpi-figure"),
        html.Div(_change(value, than), className="kpi-change"),
        html.Div(className="sparkline", style={"maskImage": line} if line else {"visibility": "hidden"}),
    ]
    if href is None:
        return html.Div(children, className="kpi fade-in", title=kpi.why)
    return dcc.Link(children, href=href, className="kpi fade-in", title=kpi.why)


def kpi_skeleton() -> html.Div:
    return html.Div([skeleton(20), html.Div(style={"height": 8}), skeleton(40)], className="kpi")


def _change(value: Value, than: str) -> list[html.Span]:
    """Better or worse by the direction of the KPI, in words; green only for better, since red is for lamps."""
    style = {True: "change-better", False: "change-worse", None: ""}[value.better]
    return [html.Span(part, className=style) for part in _compared(value, than)]


def _compared(value: Value, than: str) -> list[str]:
    before = than.removeprefix("较")
    few = f"（仅 {value.whole} 件）" if value.rests_on_few else ""
    if value.figure.missing:
        return []
    if value.change is None:
        return [f"{before}{value.kpi.none or '无数据'}", few]
    if value.change == 0:
        return [f"与{before}持平", few]
    word = {True: " 好转", False: " 变差", None: ""}[value.better]
    return [f"{'▲' if value.change > 0 else '▼'} {_amount(value)}", f"{than}{word}{few}"]


def _amount(value: Value) -> str:
    size = abs(value.change or 0)
    if value.kpi.shape is Shape.SHARE:
        return f"{size:.1f} 个百分点"
    if value.kpi.shape is Shape.MEDIAN:
        return f"{size:g} 天"
    return str(value.kpi.figure(size))
