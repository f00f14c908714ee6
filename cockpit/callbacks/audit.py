"""/audit: who did what, the latest first, narrowed by its address; on top how the ledger stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Input, Output, State, callback, html, no_update
from dash.exceptions import PreventUpdate

from cockpit.callbacks import alerts, cases
from cockpit.callbacks.asking import viewer
from cockpit.callbacks.narrowing import area_menu, check_area, chips_of, given
from cockpit.components.chips import chips
from cockpit.components.listing import control
from cockpit.components.states import notice
from cockpit.db.doors import reading_as
from cockpit.domain import audit as kinds
from cockpit.domain.access import UserRole
from cockpit.domain.audit import ACTS, OPERATOR
from cockpit.domain.limit import OverdueLight
from cockpit.domain.limit_change import province_line
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.queries import areas, audit, filters
from cockpit.queries.audit import AuditFilter, Head
from cockpit.queries.listing import Window
from cockpit.rules import REGISTRY

PATH = "/audit"
ASKED, FOUND, TOTAL, GRID, CHAIN = "audit-asked", "audit-found", "audit-total", "audit-grid", "audit-chain"

LABELS = {"area": "地区", "act": "事项", "text": "账号含", "from": "自", "to": "至"}
_LISTS = {"alerts": "预警列表", "cases": "办件列表"}
_ASKED_OF = {"alerts": alerts.LABELS, "cases": cases.LABELS}
_WORDS = {"level": alerts.LEVELS, "class": alerts.CLASSES, "step": alerts.STEPS, "mode": cases.MODES}
_WORDS |= {"channel": cases.CHANNELS, "on_time": cases.ON_TIME, "state": alerts.STATES | cases.STATES}
_ROLES = {str(role): role.label for role in UserRole} | {OPERATOR: "服务器命令行", "approver": "限值调整人"}


def check(asking: Viewer, _: Mapping[str, str], args: Mapping[str, str]) -> None:
    """Raises Refusal (400) before the page is drawn, where its filter cannot be meant."""
    check_area(asking, AuditFilter.read(args).area_code)


@callback(
    Output(FOUND, "children"),
    Output(CHAIN, "children"),
    Output(control("area"), "options", allow_duplicate=True),
    Input(ASKED, "data"),
    prevent_initial_call="initial_duplicate",
)
def found(args: dict[str, str]) -> tuple[Any, Any, Any]:
    """The chips, how the ledger stands, and the areas to go to from here."""
    asking = viewer()
    try:
        asked = AuditFilter.read(given(args))
        with reading_as(asking) as conn:
            code = asked.area_code or asking.area_code
            path, below = areas.path(conn, code), areas.children(conn, code)
            heads = audit.heads(conn, asking)
    except Refusal as error:
        return notice(error.message), None, no_update
    words = {"act": ACTS, "area": {asked.area_code: path[-1].name}}
    drawn = chips_of(asked.arguments(), LABELS, words, PATH, asked.arguments())
    return chips(drawn, clear=PATH), chain(heads), area_menu(path, below)


@callback(
    Output(GRID, "getRowsResponse"), Output(TOTAL, "children"), Input(GRID, "getRowsRequest"), State(ASKED, "data")
)
def rows(request: dict[str, Any] | None, args: dict[str, str]) -> tuple[dict[str, Any], Any]:
    """One window of the grid; with the first one the exact total, which the grid keeps."""
    if not request:
        raise PreventUpdate
    try:
        asked, part = AuditFilter.read(given(args)), Window.asked(request)
        with reading_as(viewer()) as conn:
            drawn = [_grid_row(row) for row in audit.window(conn, asked, part)]
            total = audit.total(conn, asked) if part.first == 0 else None
    except Refusal:
        return {"rowData": [], "rowCount": 0}, ""  # the chips say why
    if total is None:
        return {"rowData": drawn}, no_update
    return {"rowData": drawn, "rowCount": total}, f"筛选结果 {total:,} 条操作"


def _grid_row(row: Mapping[str, Any]) -> dict[str, Any]:
    subject, address = _subject(row)
    return {
        "row_id": f"{row['city_code']}|{row['seq']}",
        "href": address,
        "at": f"{row['received_at'].astimezone(audit.SHANGHAI):%Y-%m-%d %H:%M:%S}",
        "person": row["by"],
        "subject_href": PATH + filters.search([("text", row["actor_id"])]) if row["actor_id"] else None,
        "account": row["actor_id"],
        "role": _ROLES.get(row["role"], row["role"]),
        "office": "" if row["role"] == OPERATOR else row["office"],
        "act": ACTS.get(row["action"], row["action"]),
        "sentence": subject,
        "area_code": row["place"] or "福建省",
        "receipt": row["receipt"],
    }


def _subject(row: Mapping[str, Any]) -> tuple[str, str | None]:
    """(on what it was done, where that is to be seen)."""
    said, kind = row["said"], row["subject_kind"]
    if kind == "alert":
        rule = REGISTRY.get(row["rule"] or "")
        return f"预警 {row['subject_id']}" + (
            f"：{rule.code} {rule.name}" if rule else ""
        ), f"/alert/{row['subject_id']}"
    if kind == kinds.EXPORT:
        return _export(said)
    if kind == kinds.ACCOUNT:
        return f"账号 {row['subject_id'].partition(':')[2]}{_moved(said)}", None
    return _limit(said), "/rules"


def _export(said: Mapping[str, Any]) -> tuple[str, str]:
    listed, given_ = _LISTS.get(said["list"], said["list"]), filters.arguments(said["filter"])
    labels = _ASKED_OF.get(said["list"], {})
    asked = [
        f"{labels.get(name, name)} {'、'.join(_WORDS.get(name, {}).get(each, each) for each in value.split(','))}"
        for name, value in given_.items()
    ]
    parts = [said["format"], "，".join(asked) or "未筛选", *([f"截至 {said['day']}"] if said["day"] else [])]
    # What was masked cannot be searched for again.
    again = [(name, value) for name, value in given_.items() if "*" not in value]
    address = f"/{said['list']}" + filters.search([*again, ("as_of", said["day"])])
    return f"{listed} {said['rows']:,} 条（{'；'.join(parts)}）", address


def _moved(said: Mapping[str, Any]) -> str:
    if "new_role" not in said:
        return ""
    after = f"{_ROLES.get(said['new_role'], said['new_role'])} {said['new_area']}"
    if "old_role" not in said:
        return f"：{after}"
    return f"：由 {_ROLES.get(said['old_role'], said['old_role'])} {said['old_area']} 改为 {after}"


def _limit(said: Mapping[str, Any]) -> str:
    since = f"自 {said['since']} 起（{said['document_no']}）"
    if "light" in said:
        return f"逾期亮灯口径改为“{OverdueLight(said['light']).label}”，{since}"
    line = province_line(said["limit"], said["instance"])
    return f"时限“{line.label}”改为 {said['days']} {line.unit}，{since}"


def chain(heads: Sequence[Head]) -> Any:
    """How many operations the ledger holds, and the last link of each chain, to be compared with a copy kept apart."""
    if not heads:
        return html.P("台账中尚无操作：导入数据或有人登录后，这里列出各链的末条。", className="caption")
    total = sum(head.seq for head in heads)
    lines = [
        html.Tr(
            [
                html.Td(head.name),
                html.Td(f"{head.seq:,}", className="number"),
                html.Td(head.link[:32], className="audit-link"),
            ]
        )
        for head in heads
    ]
    titles = html.Thead(
        html.Tr([html.Th("链"), html.Th("操作（条）", className="number"), html.Th("末条链值（前 32 位）")])
    )
    table = html.Div(html.Table([titles, html.Tbody(lines)], className="rows"), className="scroll")
    how = "抄下各链的条数与链值另存；日后同一条的链值若有不同，说明它或之前的记录被改动过。"
    said = f"台账 {len(heads)} 条链，共 {total:,} 条操作，逐条相扣"
    return html.Details([html.Summary(said), html.P(how, className="caption"), table], className="panel audit-chain")
