"""The arithmetic of a limit as a small calendar: one square a day, seven a row where there is room for no more."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from cockpit.domain.strip import Kind, StripDay

_WORDS = {
    Kind.START: "起算日，不计",
    Kind.COUNTED: "第 {n} 个{unit}",
    Kind.OVER: "第 {n} 个{unit}，已超期",
    Kind.REST: "休息日，不计",
    Kind.SUSPENDED: "停表，不计",
    Kind.IDLE: "已完成，不再计",
    Kind.AHEAD: "将为第 {n} 个{unit}，尚未到",
}
_LEGEND = (
    (Kind.START, "起算日"),
    (Kind.COUNTED, "计入的{unit}"),
    (Kind.OVER, "超期的{unit}"),
    (Kind.REST, "休息日"),
    (Kind.SUSPENDED, "停表"),
    (Kind.AHEAD, "尚未到的{unit}"),
)
_WEEKDAYS = "一二三四五六日"


def calendar_strip(days: Sequence[StripDay], rest: str = "", *, calendar_days: bool = False) -> html.Div:
    """``rest``: what is told in words behind the last square; ``calendar_days``: the limit counts days of rest too."""
    unit = "日" if calendar_days else "工作日"
    kinds = {day.kind for day in days}
    legend = [
        html.Span([html.I(className=f"day-key {kind}"), words.format(unit=unit)])
        for kind, words in _LEGEND
        if kind in kinds
    ]
    legend.append(html.Span([html.I(className="day-key due"), "到期日"]))
    if any(day.done for day in days):
        legend.append(html.Span([html.I(className="day-key done"), "完成日"]))
    if any(day.projected for day in days):
        legend.append(html.Span("带“预”字的日子按周一至周五推定：国务院办公厅尚未公布该年放假安排"))
    # Weeks begin on Monday: empty squares before the first day keep the columns.
    blanks = [html.Li(className="day blank", **{"aria-hidden": "true"}) for _ in range(days[0].day.weekday())]
    squares = [_square(day, unit, first=number == 0) for number, day in enumerate(days)]
    return html.Div(
        [
            html.Ol([*blanks, *squares], className="strip"),
            html.P(rest, className="caption") if rest else None,
            html.Div(legend, className="strip-legend caption"),
        ]
    )


def _square(day: StripDay, unit: str, *, first: bool) -> html.Li:
    classes = f"day {day.kind}{' due' if day.due else ''}{' done' if day.done else ''}"
    name = f"{day.day.month}/{day.day.day}" if first or day.day.day == 1 else f"{day.day.day}"
    said = _WORDS[day.kind].format(n=day.number, unit=unit)
    facts = [f"{day.day} 星期{_WEEKDAYS[day.day.weekday()]}", day.name, said]
    facts += ["到期日"] if day.due else []
    facts += ["完成日"] if day.done else []
    mark = (
        f"{day.number}"
        if day.number
        else "停"
        if day.kind == Kind.SUSPENDED
        else "起"
        if day.kind == Kind.START
        else ""
    )
    title = "，".join(part for part in facts if part)
    return html.Li(
        [
            html.Span(name, className="day-name"),
            html.B(mark),
            html.Span("预", className="day-note") if day.projected else None,
        ],
        className=classes,
        title=title,
        **{"aria-label": title},
    )
