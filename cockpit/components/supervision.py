"""The page of inspectors: its figures, each a link to what it counts, and the lists of alerts behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from dash import dcc, html

from cockpit.components.follow_up import marks
from cockpit.components.icons import icon
from cockpit.components.lamps import lamp
from cockpit.components.panels import panel
from cockpit.components.states import empty
from cockpit.domain.follow_up import MOST_RETURNS, REPEAT_DAYS, REPEATED, Outcome, State
from cockpit.jobs.follow_up import follow_up_of
from cockpit.queries import supervision as watching
from cockpit.queries.supervised import EFFECT_DAYS, Pair, Watched
from cockpit.queries.supervision import MOST
from cockpit.rules import REGISTRY

Row = Mapping[str, Any]
Address = Callable[..., str]
"""(list, pair of an office and a rule) -> the address of the page that shows it."""

_GROUPS = (watching.ORDERS, watching.RETURNED, watching.REPEATED_BY, watching.WITHOUT_EFFECT)
_CARDS = (
    *(("given", "件"), ("on_time", "件"), ("late", "件"), ("open", "件")),
    *(("returned", "条"), ("twice", "条"), ("repeated", "组"), ("ineffective", "条")),
)
_COUNTED = {
    "given": "期间内发出的督办函。一条预警至多一件。",
    "on_time": "发函后首次反馈不晚于到期日；批准延期的，以延长后的到期日为准。",
    "late": "发函后首次反馈晚于到期日。",
    "open": "尚未反馈，预警也未终结；申诉期间不算逾期。",
    "over": "到期日已过而仍未反馈；其中可能已提级。",
    "ended": "未经反馈，申诉后撤销或移送线索。",
    "returned": "期间内反馈被退回的预警，一条只计一次。",
    "twice": f"期间内被第二次退回的预警；至多退回 {MOST_RETURNS} 次。",
    "failed": "退回两次之后仍不合格，转督办或提级。",
    "repeated": f"截至期末 {REPEAT_DAYS} 天内，同一应答单位在同一规则上亮红灯 {REPEATED} 次及以上；已撤销的不计。",
    "ineffective": f"期间内销号的预警，灯仍亮着，或 {EFFECT_DAYS} 天内同一对象同一判定再次亮灯。",
    "again": f"销号次日起 {EFFECT_DAYS} 天内，同一对象同一判定再次亮灯。",
    "burning": "已销号而灯仍亮着；“客观上无法补正”的也在内，结果见列。",
}
_EMPTY = {
    "orders": "期间内没有这类督办函。",
    "returned": "期间内没有这类退回。",
    "repeated": f"没有单位在 {REPEAT_DAYS} 天内就同一规则亮红灯 {REPEATED} 次。",
    "ineffective": "期间内没有这类销号。",
}
_ANSWERS = {
    "on_time": ("check-lg", "按期答复", "calm"),
    "late": ("exclamation-circle", "逾期答复", "soon"),
    "ended": ("x-lg", "未答复而终结", "calm"),
}


def places(below: Sequence[tuple[str, str]]) -> html.Details | None:
    """``below``: (name, address) of the areas directly below."""
    if not below:
        return None
    links = html.Ul([html.Li(dcc.Link(name, href=address)) for name, address in below])
    summary = html.Summary([icon("geo-alt"), html.Span("下级地区"), icon("chevron-down")])
    return html.Details([summary, html.Div(links, className="menu-body")], className="menu places")


def figures(found: Mapping[str, int], here: str, address: Address, watched: Watched) -> html.Div:
    group = _group(here)
    notes = {
        "given": _share(found),
        "open": f"其中逾期 {found['over']:,} 件",
        "returned": f"三次不合格 {found['failed']:,} 条",
        "repeated": f"{watched.repeated_from:%m-%d} 至 {watched.last:%m-%d}",
        "ineffective": f"再亮 {found['again']:,}，仍亮 {found['burning']:,}",
    }
    cards = []
    for name, unit in _CARDS:
        chosen = name == here or (name == next(iter(group)) and name not in _of_cards(here))
        card = [
            html.Div(html.Span(watching.LISTS[name]), className="kpi-label"),
            html.Div([f"{found[name]:,}", html.Small(unit)], className="kpi-figure"),
            html.Div(notes.get(name, ""), className="kpi-change"),
        ]
        classes = "kpi here" if chosen else "kpi"
        current = {"aria-current": "true"} if chosen else {}
        link = dcc.Link(card, href=address(name), className=classes, title=_COUNTED[name])
        cards.append(html.Div(link, **current))
    return html.Div(cards, className="kpis supervision-figures")


def _of_cards(here: str) -> tuple[str, ...]:
    """The list itself where it has a card of its own."""
    return (here,) if here in {name for name, _ in _CARDS} else ()


def _share(found: Mapping[str, int]) -> str:
    """Answered in time, of the orders whose outcome is known."""
    known = found["on_time"] + found["late"] + found["over"]
    return f"按期率 {found['on_time'] / known:.0%}（{known:,} 件）" if known else ""


def _group(name: str) -> Mapping[str, str]:
    return next(group for group in _GROUPS if name in group)


def listed(
    name: str, found: Mapping[str, int], table: Any, address: Address, note: str, wider: tuple[str, str]
) -> html.Section:
    """The list chosen. ``table``: None where it is empty; ``note``: period and day; ``wider``: (words, address)."""
    group = _group(name)
    chips = [
        dcc.Link(
            [words if each != next(iter(group)) else "全部", html.B(f"{found[each]:,}")],
            href=address(each),
            className="task here" if each == name else "task",
        )
        for each, words in group.items()
    ]
    body: list[Any] = [html.Div(chips, className="tasks")] if len(chips) > 1 else []
    if table is None:
        why = next(iter(_EMPTY.values())) if group is watching.ORDERS else _EMPTY[next(iter(group))]
        body.append(empty(why, "请换一个期间或地区。", link=(wider[1], wider[0])))
    else:
        body += [table, _cut(found[name])]
    told = html.Span([f"{note}。{_COUNTED[name]}"])
    return panel(watching.LISTS[name], body, note=told, className="supervision")


def _cut(number: int) -> html.Div | None:
    more = f"共 {number:,} 行，只列前 {MOST} 行：请选择下级地区或缩短期间。"
    return html.Div(more, className="caption") if number > MOST else None


def orders(rows: Sequence[Row]) -> html.Div | None:
    head = ("督办函", "到期日", "剩余工作日", "状态", "应答单位", "预警")
    return _table(
        head,
        [
            [
                [html.B(row["order_no"]), _caption(f"{row['ordered_on']} 发出")],
                f"{row['order_due_on']}",
                _left(row),
                [State(row["state"]).label, _caption(f"{row['answered_on']} 答复") if row["answered_on"] else None],
                _office(row),
                _alert(row, but=row["order_no"]),
            ]
            for row in rows
        ],
    )


def _left(row: Row) -> html.Span:
    """Icon, word and colour: how an order stands against its due day."""
    if row["answer"] in _ANSWERS:
        picture, words, tone = _ANSWERS[row["answer"]]
    elif row["state"] == State.APPEALED:
        picture, words, tone = "clock-history", "申诉中，暂不计", "calm"
    elif row["answer"] == "over":
        # On a rest day right after the due day no working day has passed yet.
        late = -row["left"]
        picture, words, tone = "circle-fill", f"逾期 {late} 个工作日" if late else "已逾期", "over"
    elif not row["left"]:
        picture, words, tone = "triangle-fill", "今天到期", "soon"
    else:
        near = row["left"] <= 1
        picture, tone = ("triangle-fill", "soon") if near else ("clock-history", "calm")
        words = f"还剩 {row['left']} 个工作日"
    return html.Span([icon(picture), words], className=f"due {tone}")


def returned(rows: Sequence[Row]) -> html.Div | None:
    head = ("最近退回", "次数", "状态", "应答单位", "预警")
    return _table(
        head,
        [
            [
                f"{row['returned_on']}",
                "三次不合格" if row["third"] else f"第 {row['times']} 次",
                State(row["state"]).label,
                _office(row),
                _alert(row),
            ]
            for row in rows
        ],
    )


def ineffective(rows: Sequence[Row]) -> html.Div | None:
    head = ("销号日", "结果", "未见效", "应答单位", "预警")
    return _table(
        head,
        [
            [
                f"{row['closed_on']}",
                Outcome(row["outcome"]).label,
                [_again(row["again_on"], row["again_no"]), lamp(row["level"], text="灯仍亮") if row["burns"] else None],
                _office(row),
                _alert(row),
            ]
            for row in rows
        ],
    )


def _again(on: date | None, alert_no: str | None) -> Any:
    if on is None:
        return None
    words = f"{on} 再次亮灯"
    return html.Div(dcc.Link(words, href=f"/alert/{alert_no}") if alert_no else words)


def repeated(rows: Sequence[Row], address: Address) -> html.Div | None:
    head = ("应答单位", "规则", "红灯（次）", "尚未办结（条）", "最近亮灯", "省级挂牌")
    return _table(
        head,
        [
            [
                row["office"] or row["office_area"],
                dcc.Link(f"{row['rule']} {REGISTRY[row['rule']].name}", href=f"/rules/{row['rule']}"),
                dcc.Link(
                    lamp("red", text=f"{row['reds']:,}", plain=True),
                    href=address("repeated", Pair(row["office_area"], row["org_id"], row["rule"])),
                    title="查看这些预警",
                ),
                f"{row['unclosed']:,}",
                f"{row['last_since']}",
                "已提级" if row["escalated"] else "—",
            ]
            for row in rows
        ],
    )


def reds(rows: Sequence[Row], everyone: str) -> html.Div | None:
    """The red lamps of one office and rule. ``everyone``: the address of all of them."""
    head = ("亮灯日", "状态", "应答单位", "预警")
    table = _table(head, [[f"{row['red_on']}", State(row["state"]).label, _office(row), _alert(row)] for row in rows])
    if table is None:
        return None
    rule = REGISTRY[rows[0]["rule"]]
    back = dcc.Link([icon("arrow-left"), "返回全部单位"], href=everyone)
    return html.Div([html.Div([back, html.B(f"{_office(rows[0])}　{rule.code} {rule.name}")], className="back"), table])


def _caption(words: str) -> html.Div:
    return html.Div(words, className="caption")


def _office(row: Row) -> str:
    return str(row["office"] or row["at"] or "未登记")


def _alert(row: Row, but: str = "") -> list[Any]:
    """The lamp, its sentence as the link to the alert, and what weighs on it. ``but``: a mark said elsewhere."""
    f = follow_up_of(row)
    weighs = [mark for mark in marks(f) if not but or mark.children != but]
    link = dcc.Link(row["sentence"], href=f"/alert/{f.alert_no}")
    return [lamp(f.level), " ", link, html.Div(weighs) if weighs else None]


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> html.Div | None:
    """None for no rows. On a narrow screen each row becomes a card whose cells say their column."""
    if not rows:
        return None
    body = [
        html.Tr([html.Td(cell, **{"data-column": column}) for column, cell in zip(head, row, strict=True)])
        for row in rows
    ]
    titles = html.Thead(html.Tr([html.Th(word) for word in head]))
    return html.Div(html.Table([titles, html.Tbody(body)], className="rows"), className="scroll")
