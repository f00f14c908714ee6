"""What people did here: logins, exports, changes of accounts and limits, acts about alerts. And how the ledger stands.

The ledger itself, with nothing between: operations of our own that a person did, as row-level security shows them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, text

from cockpit.db.limits import PROVINCE_CITY, SUBJECT
from cockpit.db.scope import within
from cockpit.db.tables import area, follow_up, operation, organisation
from cockpit.domain.area import PROVINCE
from cockpit.domain.audit import ACCOUNT, ACTS, EXPORT, PEOPLE_CHAIN
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.queries import filters
from cockpit.queries.listing import Order, Window, cut, in_order, place, shown
from cockpit.queries.names import of_area

SHANGHAI = timezone(timedelta(hours=8))

_o = operation.c
# In the words of the partial index, so that the planner finds it: what was delivered is never looked at.
_OF_PEOPLE = text("operation.source = 'cockpit' AND operation.role NOT IN ('system', 'engine')")
_ALERTS_AREA = (
    select(follow_up.c.area_code)
    .where(follow_up.c.city_code == _o.city_code, follow_up.c.alert_no == _o.subject_id)
    .scalar_subquery()
)
_LIMITS_AREA = func.coalesce(func.nullif(func.split_part(_o.subject_id, ":", 2), ""), PROVINCE)
_AREA: ColumnElement[str] = case(
    (_o.subject_kind == "alert", _ALERTS_AREA),
    (_o.subject_kind.in_((ACCOUNT, EXPORT)), func.split_part(_o.subject_id, ":", 1)),
    (_o.subject_kind == SUBJECT, _LIMITS_AREA),
)
"""Where it was done: of the alert, the account, the limit."""

SORTABLE: Mapping[str, ColumnElement[Any]] = {"at": _o.received_at}
USUAL = (Order("at", descending=True),)
_KEY = (_o.city_code, _o.seq)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is asked of the list. Empty members ask nothing; both days are included; ``person``: part of an account."""

    area_code: str = ""
    acts: tuple[str, ...] = ()
    person: str = ""
    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, args: filters.Arguments) -> AuditFilter:
        """From the query string of /audit. Raises Refusal (400) for what cannot be asked."""
        first, last = filters.period(args, "日期")
        person = unicodedata.normalize("NFKC", args.get("text", "")).strip()
        if len(person) > filters.LONGEST_TEXT or not person.isprintable():
            raise Refusal(f"筛选条件“账号”不正确：请填写不超过 {filters.LONGEST_TEXT} 个字符的账号。", status=400)
        return cls(filters.area(args), filters.chosen(args, "act", ACTS, "事项"), person, first, last)

    def arguments(self) -> dict[str, str]:
        """The query string as name -> value, without what is not asked."""
        given = {
            "area": self.area_code,
            "act": ",".join(self.acts),
            "text": self.person,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
        }
        return {name: value for name, value in given.items() if value}


class Head(NamedTuple):
    """The last operation of a chain: its number is how many there are. ``link``: what seals all of them, in hex."""

    chain: str
    name: str
    seq: int
    link: str


def window(conn: Connection, asked: AuditFilter, part: Window) -> list[dict[str, Any]]:
    """Rows of the list, one an operation, the latest first.

    Columns: city_code, seq, subject_kind, subject_id, action, received_at, actor_id, role, area_code (where it was
    done), place (its names), rule (of the alert, None for others), by (name of the person), office (organisation, else
    the area they are of; '' where neither is known here), said (what the record says, no personal data), receipt.
    """
    rows = [dict(row) for row in conn.execute(_listed(asked, part.orders), place(part)).mappings()]
    for row in rows:
        row["said"] = said = orjson.loads(row.pop("record"))["data"]
        row["by"] = said.pop("by", "") or row["actor_id"]
        row["of"] = said.pop("of", "")
        leaf = row.pop("leaf").hex().upper()
        row["receipt"] = "-".join(leaf[at : at + 4] for at in (0, 4, 8))
    codes = {row["of"] for row in rows if row["of"]}
    named = conn.execute(select(area.c.area_code, area.c.name).where(area.c.area_code.in_(codes))).all()
    names = {found.area_code: found.name for found in named}
    return [row | {"office": row["office"] or names.get(row["of"], "")} for row in rows]


@lru_cache(maxsize=256)
def _listed(asked: AuditFilter, orders: tuple[Order, ...]) -> Select[Any]:
    names = ("city_code", "seq", "subject_kind", "subject_id", "action", "received_at", "actor_id", "org_id", "role")
    columns = [_o[name] for name in names]
    order = in_order(orders, SORTABLE, USUAL, _KEY)
    found = select(*columns, _o.record, _o.leaf, _AREA.label("area_code")).where(_condition(asked))
    rows, outer = cut(found, order)
    office = (
        select(func.min(organisation.c.name))
        .where(organisation.c.org_id == rows.c.org_id, rows.c.org_id != "")
        .scalar_subquery()
    )
    rule = (
        select(follow_up.c.rule)
        .where(
            rows.c.subject_kind == "alert",
            follow_up.c.city_code == rows.c.city_code,
            follow_up.c.alert_no == rows.c.subject_id,
        )
        .scalar_subquery()
    )
    return select(
        *shown(rows), of_area(rows.c.area_code).label("place"), office.label("office"), rule.label("rule")
    ).order_by(*outer)


def total(conn: Connection, asked: AuditFilter) -> int:
    """How many operations the filter finds, exactly."""
    return conn.execute(select(func.count()).select_from(operation).where(_condition(asked))).scalar_one()


def heads(conn: Connection, viewer: Viewer) -> list[Head]:
    """The last operation, as far as the viewer sees, of each chain of theirs: for the province all, else their city's.

    Chains without an operation are left out.
    """
    cities = select(area.c.area_code, area.c.name).where(area.c.level == "city", func.length(area.c.area_code) == 4)
    known: dict[str, str] = {city.area_code: city.name for city in conn.execute(cities)}
    if viewer.area_code == PROVINCE:
        known |= {PROVINCE_CITY: "省本级", PEOPLE_CHAIN: "登录、账号与导出"}
    else:
        known = {code: name for code, name in known.items() if code == viewer.area_code[:4]}
    last = text("SELECT seq, link FROM operation WHERE city_code = :chain ORDER BY seq DESC LIMIT 1")
    found = []
    for code in sorted(known):
        row = conn.execute(last, {"chain": code}).first()
        if row is not None:
            found.append(Head(code, known[code], row.seq, bytes(row.link).hex()))
    return found


def _condition(asked: AuditFilter) -> ColumnElement[bool]:
    parts: list[Any] = [_OF_PEOPLE]
    if asked.area_code:
        parts.append(within(_AREA, asked.area_code))
    if asked.acts:
        parts.append(_o.action.in_(asked.acts))
    if asked.person:
        # What was done to an account is found by its name too.
        named = and_(_o.subject_kind == ACCOUNT, func.split_part(_o.subject_id, ":", 2) == asked.person)
        parts.append(or_(_o.actor_id.icontains(asked.person, autoescape=True), named))
    if asked.first:
        parts.append(_o.received_at >= _midnight(asked.first))
    if asked.last:
        parts.append(_o.received_at < _midnight(asked.last + timedelta(days=1)))
    return and_(*parts)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
