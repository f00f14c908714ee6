"""/alert/<alert_no>: one lamp, how it was reckoned, and what happens with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import Input, Output, callback, dcc, html

from cockpit.callbacks import explain as explaining
from cockpit.callbacks import follow_up
from cockpit.callbacks.asking import viewer
from cockpit.callbacks.involved import about
from cockpit.callbacks.living import asked_again
from cockpit.callbacks.reckoning import days_to_draw, limit_of, reckoned
from cockpit.components.acts import time_line
from cockpit.components.facts import facts, interval
from cockpit.components.lamps import lamp as lamp_badge
from cockpit.components.panels import panel
from cockpit.components.states import empty, notice
from cockpit.components.watched import watched
from cockpit.db.doors import reading_as
from cockpit.domain.limit import Limit
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import LampClass, Level, Mode, Step, SubjectKind
from cockpit.queries import alert, alerts, asof, operations
from cockpit.queries.limits import in_force as limits_of
from cockpit.rules import FINDINGS, REGISTRY

ASKED, SHOWN = "alert-asked", "alert-shown"
TEMPLATE = "/alert/<alert_no>"

asked_again(ASKED)

Row = Mapping[str, Any]


def check(asking: Viewer, variables: Mapping[str, str], _: Mapping[str, str]) -> None:
    """Raises Refusal (404) for an alert that is not there or not in the viewer's area."""
    with reading_as(asking) as conn:
        if not alerts.exists(conn, variables["alert_no"]):
            raise _unknown(variables["alert_no"], asking.as_of)


def _unknown(alert_no: str, as_of: date | None = None) -> Refusal:
    if as_of is not None:
        return Refusal(
            f"截至 {as_of} 还没有发出编号为“{alert_no[:40]}”的预警：请返回今天查看，或核对网址。", status=404
        )
    return Refusal(f"没有编号为“{alert_no[:40]}”的预警：请核对网址，或从预警列表进入。", status=404)


@callback(Output(SHOWN, "children"), Input(ASKED, "data"))
def shown(alert_no: str) -> Any:
    """The whole page below its head."""
    with reading_as(viewer()) as conn:
        row = alert.detail(conn, alert_no)
        if row is None:
            return notice(_unknown(alert_no).message)
        if row["since"] is None:
            return [_taken_away(row), follow_up.section(alert_no)]
        day = asof.as_of(conn)
        run = alert.run_of(conn, row)
        limits = limits_of(conn)
        calendar = alert.calendar(conn, *days_to_draw(row, run, day)) if run else []
        evidence = operations.numbered(conn, row["city_code"], row["source"], row["evidence"])
        near = alert.neighbours(conn, row)
        cards = about(conn, row)
    left = [_said(row, day), reckoned(row, run, calendar, day, limits), _evidence(evidence), *cards]
    return html.Div(
        [
            html.Div(left),
            html.Div([follow_up.section(alert_no), _rule(row, limit_of(row, limits)), _near(near)]),
            watched(f"{row['subject_kind']}/{row['subject_id']}"),
        ],
        className="two-columns",
    )


def _said(row: Row, as_of: date) -> html.Section:
    started = (row["measured"] or {}).get("start_on")
    start = min(date.fromisoformat(started), row["since"]) if started else row["since"]
    burnt = (row["until"] or as_of).toordinal() - row["since"].toordinal() + (row["until"] is None)
    case = f"/case/{row['case_no']}?city={row['city_code']}#{row['rule']}" if row["case_no"] else None
    subject = f"{SubjectKind(row['subject_kind']).label} {row['subject_id']}"
    pairs = [
        ("对象", dcc.Link(subject, href=case) if case else subject),
        ("申请人", row["name_masked"]),
        ("保障方式", Mode(row["path"]).label if row["path"] else None),
        ("环节", Step(row["step"]).label if row["step"] else None),
        ("地区", dcc.Link(row["place"], href=f"/area/{row['area_code']}")),
        ("应答单位", row["office"] or "未登记"),
        ("亮灯日", f"{row['since']}"),
        ("熄灯", f"{row['until']} 起不再亮" if row["until"] else "仍亮" if row["open"] else "已由红灯接替"),
        ("已亮" if row["open"] else "共亮", f"{burnt:,} 天"),
    ]
    body = [
        html.Div(
            [lamp_badge(row["level"]), html.Span(LampClass(row["lamp_class"]).label, className="caption")],
            className="said-lamp",
        ),
        html.P(row["sentence"], className="said"),
        facts(pairs),
        _why(row),
        interval(start, row["since"], row["until"], as_of, open_=row["open"], level=row["level"]),
    ]
    return panel("预警", body, className="said-panel")


def _why(row: Row) -> html.Div | None:
    # R13 burns on a batch and names the case that was passed over.
    case_no = row["case_no"] or (row["instance"] if row["rule"] == "R13" else "")
    if not case_no:
        return None
    address = explaining.address(case_no, row["rule"], row["city_code"])
    return html.Div(dcc.Link("逐日说明为什么亮灯", href=f"{address}#{row['finding']}"), className="links")


def _evidence(acts: Sequence[operations.Act]) -> html.Section:
    body = time_line(acts) if acts else empty("没有可列出的办理记录。", "本条预警判定的是应办而未办，无对应动作。")
    return panel("证据：办理记录", body, note="亮灯与熄灯所依据的动作，内容不可更改")


def _rule(row: Row, limit: Limit | None) -> html.Section:
    rule = REGISTRY[row["rule"]]
    pairs = [
        ("规则", dcc.Link(f"{rule.code} {rule.name}", href=f"/rules/{rule.code}")),
        ("判定", FINDINGS[row["finding"]].says),
        ("期限", f"{limit.label}：{limit.days} {'天' if limit.calendar else '个工作日'}" if limit else None),
        ("期限来源", limit.cited if limit else None),
        ("规则依据", rule.basis),
        ("判定代码", row["finding"]),
        ("发出时规则版本", row["rules_version"] or None),
        ("预警编号", row["alert_no"]),
    ]
    return panel("规则与依据", facts(pairs), note="示例规则集")


def _near(rows: Sequence[Row]) -> html.Section:
    if not rows:
        return panel("相近的预警", empty("前后 90 天内，同一经办人或单位没有触发同一规则的其他预警。"))
    lines = [
        html.Li(
            dcc.Link(
                [
                    html.Div(
                        [lamp_badge(row["level"], plain=True), html.Span(f"{row['since']}"),
                         html.Span("同一经办人" if row["same_actor"] else "同一单位")],
                        className="caption",
                    ),
                    row["sentence"],
                ],
                href=f"/alert/{row['alert_no']}" if row["alert_no"] else f"/case/{row['case_no']}",
            )
        )
        for row in rows
    ]  # fmt: skip
    total = rows[0]["alike"]
    note = f"同一经办人或单位、同一规则，前后 90 天内 {total:,} 条" + (
        f"，列最近 {len(rows)} 条" if total > len(rows) else ""
    )
    return panel("相近的预警", html.Ul(lines, className="news"), note=note)


def _taken_away(row: Row) -> html.Section:
    pairs = [
        ("预警编号", row["alert_no"]),
        ("对象", f"{SubjectKind(row['subject_kind']).label} {row['subject_id']}"),
        ("灯色", Level(row["level"]).label),
        ("当时的亮灯日", f"{row['first_since']}"),
        ("判定", FINDINGS[row["finding"]].says if row["finding"] in FINDINGS else row["finding"]),
    ]
    said = html.P("迟报：迟到的办理记录使这条预警不再成立。预警本身永久保留，以备追溯。", className="said")
    return panel("预警", [said, facts(pairs)])
