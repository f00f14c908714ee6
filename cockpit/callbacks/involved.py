"""What a lamp is about where it burns on no case: the cases of a batch or criteria set, the home (alert page)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html

from cockpit.components.acts import time_line
from cockpit.components.facts import facts
from cockpit.components.panels import panel
from cockpit.components.states import empty
from cockpit.domain.vocabulary import SubjectKind
from cockpit.queries import homes, involved, operations

Row = Mapping[str, Any]


def about(conn: Any, lamp: Row) -> list[html.Section]:
    """The cards for the subject of ``lamp``; none for a case, whose own page says all."""
    city, subject = lamp["city_code"], lamp["subject_id"]
    if lamp["subject_kind"] == SubjectKind.CRITERIA:
        return [_decided(involved.decided_by(conn, city, subject))]
    if lamp["subject_kind"] == SubjectKind.BATCH:
        selector = (lamp["measured"] or {}).get("selector", "")
        named = [case_no for case_no in (lamp["instance"], selector) if case_no]
        return [_batch(involved.in_batch(conn, city, subject, named), lamp, selector)]
    if lamp["subject_kind"] == SubjectKind.UNIT:
        home = involved.home(conn, city, subject)
        acts = operations.of_subject(conn, city, SubjectKind.UNIT, subject)
        # The evidence is listed already; the whole history says more only where it is longer.
        longer = len(acts) > len(lamp["evidence"])
        history = [panel("房源的办理记录", time_line(acts, lamp["evidence"]), note="由旧到新")] if longer else []
        return [_home(home, city), *history] if home else []
    return []


def _case(city: str, case_no: str, anchor: str = "") -> dcc.Link:
    return dcc.Link(case_no, href=f"/case/{case_no}?city={city}{anchor}")


def _decided(cases: Sequence[Row]) -> html.Section:
    lines = [html.Li([_case(case["city_code"], case["case_no"]), f"　{case['day']} 认定"]) for case in cases]
    body = html.Ul(lines, className="plain-list") if lines else empty("尚无办件按这套准入条件认定。")
    return panel("受影响的办件", body, note=f"按这套准入条件作出认定的办件，最近 {involved.MOST} 件")


def _batch(cases: Sequence[Row], lamp: Row, selector: str) -> html.Section:
    """By rank; the cases that the lamp names come first and say what they are in it."""
    named = lamp["instance"]
    role = {selector: "先选房", named: _ROLES.get(lamp["finding"], "涉及")} if named else {}
    titles = ("办件", "申请人", *(["本次预警"] if role else []))
    head = html.Tr(
        [
            html.Th("排序", className="number"),
            *(html.Th(title) for title in titles),
            html.Th("选房日", className="wide-only"),
        ]
    )
    body = [
        html.Tr(
            [
                html.Td("未排序" if case["rank_no"] is None else f"{case['rank_no']}", className="number"),
                html.Td(_case(lamp["city_code"], case["case_no"])),
                html.Td(case["name_masked"]),
                *([html.Td(html.Strong(role.get(case["case_no"], "")))] if role else []),
                html.Td(f"{case['selected_on'] or '未选'}", className="wide-only"),
            ]
        )
        for case in cases
    ]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="rows")
    shown = html.Div(table, className="table-window") if cases else empty("尚无办件进入这个批次。")
    return panel("批次中的办件", shown, note="本次预警涉及的在前，其余按现排序号" if role else "按现排序号")


_ROLES = {
    "R13.pass.undocumented": "被越过",
    "R13.skipped": "被越过",
    "R13.rank.changed": "排序被变更",
    "R13.outsider": "未排序而选房",
}


def _home(home: Row, city: str) -> html.Section:
    tenants = [
        html.Div(
            [
                _case(city, one["case_no"]) if one["case_no"] else "—",
                f"　{one['name_masked']}　{one['starts_on'] or ''} 起租",
            ]
        )
        for one in home["tenancies"]
    ]
    rent = home["monthly_rent_yuan"]
    pairs = [
        ("项目", home["project"]),
        ("地区", dcc.Link(home["place"], href=f"/homes?area={home['area_code'][:6]}") if home["area_code"] else None),
        ("户型", home["layout"]),
        ("建筑面积", None if home["floor_area_m2"] is None else f"{home['floor_area_m2']:,} m²"),
        ("月租金", None if rent is None else f"{rent:,} 元"),
        (
            "状态",
            f"{homes.STATES.get(home['state'] or 'unknown', home['state'])}"
            + (f"（{home['since']} 起）" if home["since"] else ""),
        ),
        ("承租", html.Div(tenants) if tenants else "无租约"),
    ]
    return panel("房源", facts(pairs))
