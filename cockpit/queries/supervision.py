"""What inspectors watch: orders and whether they were answered, returned feedback, offices that do it again, closings
without effect. Every number here counts the rows of a list here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, func, select

from cockpit.db.lamps import lamp as finding
from cockpit.db.reference import workdays
from cockpit.db.tables import alert, area, case_file, follow_up, organisation
from cockpit.queries import supervised
from cockpit.queries.alerts import told
from cockpit.queries.listing import Direction, Window, cut, place, shown
from cockpit.queries.supervised import Pair, Watched

MOST = 200
"""Lines shown of a list."""

ORDERS = {
    "given": "发出督办函",
    "on_time": "按期答复",
    "late": "逾期答复",
    "open": "仍未答复",
    "over": "逾期未答复",
    "ended": "未答复而终结",
}
RETURNED = {"returned": "退回反馈", "twice": "退回两次", "failed": "三次不合格"}
REPEATED_BY = {"repeated": "屡亮红灯"}
WITHOUT_EFFECT = {"ineffective": "销号未见效", "again": "再次亮灯", "burning": "灯仍亮"}
LISTS: Mapping[str, str] = ORDERS | RETURNED | REPEATED_BY | WITHOUT_EFFECT

_f = follow_up.c


def counts(conn: Connection, watched: Watched) -> dict[str, int]:
    """List -> how many alerts it holds; ``repeated``: how many pairs of an office and a rule."""
    orders, returned, closed = supervised.orders(watched), supervised.returned(watched), supervised.ineffective(watched)
    pairs = supervised.pairs(watched).subquery()
    lists = [
        *((orders, name) for name in ORDERS),
        *((returned, name) for name in RETURNED),
        *((closed, name) for name in WITHOUT_EFFECT),
    ]
    found: dict[str, int] = {}
    for rows in (orders, returned, closed):
        numbers = [func.count().filter(supervised.in_list(rows, name)).label(name) for of, name in lists if of is rows]
        found |= dict(conn.execute(select(*numbers).select_from(rows)).mappings().one())
    return found | {"repeated": conn.execute(select(func.count()).select_from(pairs)).scalar_one()}


def orders(conn: Connection, watched: Watched, name: str) -> list[dict[str, Any]]:
    """One of ORDERS, those without an answer first, by their due day; at most MOST.

    Columns: as ``_told`` says; ordered_on, order_due_on (as extended), answered_on (of the first feedback since, None),
    answer (on_time, late, waiting, over, ended), left (working days after today up to the due day, negative: since it).
    """
    rows, days = supervised.orders(watched), workdays(conn)
    unanswered = rows.c.answer.in_(["waiting", "over"])
    order = [(unanswered, True), (rows.c.order_due_on, False), (rows.c.alert_no, False)]
    found = _told(conn, rows, name, order)
    return [row | {"left": days.wd(watched.today, row["order_due_on"])} for row in found]


def returned(conn: Connection, watched: Watched, name: str) -> list[dict[str, Any]]:
    """One of RETURNED, the latest first; at most MOST.

    Columns: as ``_told`` says; returned_on (the last time in the period), times (how often by then, 0 where it only
    failed in the period), third (it failed for the third time in the period).
    """
    rows = supervised.returned(watched)
    return _told(conn, rows, name, [(rows.c.returned_on, True), (rows.c.alert_no, False)])


def ineffective(conn: Connection, watched: Watched, name: str) -> list[dict[str, Any]]:
    """One of WITHOUT_EFFECT, the latest closing first; at most MOST.

    Columns: as ``_told`` says; closed_on, burns (whether the alert's own lamp does), again_on (when it burned again,
    None), again_no (the alert of that).
    """
    rows = supervised.ineffective(watched)
    return _told(conn, rows, name, [(rows.c.closed_on, True), (rows.c.alert_no, False)])


def repeated(conn: Connection, watched: Watched) -> list[dict[str, Any]]:
    """Offices with REPEATED red lamps of one rule or more in the REPEAT_DAYS up to the period's last day, the most
    first; at most MOST.

    Columns: office_area, org_id, rule, reds, unclosed (of these, not yet at an end), last_since, escalated (whether the
    province took one of them up), office (its name).
    """
    pairs = supervised.pairs(watched).subquery("pairs")
    named = func.coalesce(_office(pairs.c.org_id), _area(pairs.c.office_area)).label("office")
    order = (pairs.c.reds.desc(), pairs.c.rule, pairs.c.office_area, pairs.c.org_id)
    return [dict(row) for row in conn.execute(select(pairs, named).order_by(*order).limit(MOST)).mappings()]


def reds_of(conn: Connection, watched: Watched, pair: Pair) -> list[dict[str, Any]]:
    """What ``repeated`` counts for one office and rule, the latest first; at most MOST. Columns: ``_told``, red_on."""
    of_pair = and_(_f.office_area == pair.office_area, _f.org_id == pair.org_id, _f.rule == pair.rule)
    rows = (
        select(_f.city_code, _f.alert_no, _f.since.label("red_on"))
        .where(supervised.red(watched), of_pair)
        .subquery("reds")
    )
    return _told(conn, rows, "", [(rows.c.red_on, True), (rows.c.alert_no, False)])


def _office(org_id: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(organisation.c.name).where(organisation.c.org_id == org_id).limit(1).scalar_subquery()


def _area(code: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(area.c.name).where(area.c.area_code == code).scalar_subquery()


def _told(conn: Connection, rows: FromClause, name: str, order: Sequence[Direction]) -> list[dict[str, Any]]:
    """The rows of one list.

    Columns: of ``follow_up`` and ``finding`` (None where a late record took the lamp away), of ``rows``; office, at
    (the name of the area of the office), area_name, name_masked, sentence.
    """
    county = area.alias("county")
    # Names are joined to the rows that are shown alone.
    cut_out, outer = cut(select(rows).where(supervised.in_list(rows, name)), order)
    own = [column for column in shown(cut_out) if column.name not in ("city_code", "alert_no")]
    lamp = [column for column in finding.c if column.name not in follow_up.c]
    by_case = and_(case_file.c.city_code == finding.c.city_code, case_file.c.case_no == finding.c.case_no)
    statement = (
        select(
            follow_up,
            *lamp,
            *own,
            _office(_f.org_id).label("office"),
            _area(_f.office_area).label("at"),
            county.c.name.label("area_name"),
            case_file.c.name_masked,
        )
        .join_from(cut_out, follow_up, supervised.of_same(follow_up, cut_out))
        .join(alert, supervised.of_same(alert, follow_up))
        .outerjoin(finding, and_(*(finding.c[name] == alert.c[name] for name in supervised.SAME)))
        .outerjoin(county, county.c.area_code == func.left(_f.area_code, 6))
        .outerjoin(case_file, by_case)
        .order_by(*outer)
    )
    found = [dict(row) for row in conn.execute(statement, place(Window(0, MOST))).mappings()]
    gone = {"sentence": "迟报的记录使灯不再成立"}
    return [told(row) if row["measured"] is not None else row | gone for row in found]
