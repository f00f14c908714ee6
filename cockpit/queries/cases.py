"""The list of cases: what is asked, one window of it, how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from cockpit.db.lamps import lamp as finding
from cockpit.db.scope import within
from cockpit.db.tables import case_fact, case_file, clock, evaluation, workday
from cockpit.domain.vocabulary import Channel, EndKind, Level, Mode
from cockpit.queries import filters
from cockpit.queries.listing import Order, Window, cut, in_order, place, shown
from cockpit.queries.names import of_area

STATES = {
    "in_hand": "在办",
    "S1": "申请受理中",
    "S2": "多部门联审中",
    "S3": "汇总认定中",
    "waiting": "轮候",
    "S4": "配租中",
    "ended": "已结束",
    **{str(end): end.label for end in EndKind},
}
"""What a case may be doing. ``in_hand`` is the KPI's: accepted, not ended, not waiting."""

ON_TIME = {"yes": "60个工作日内办结", "no": "超过60个工作日"}

SORTABLE: Mapping[str, ColumnElement[Any]] = {
    "case_no": case_fact.c.case_no,
    "area_code": case_fact.c.area_code,
    "path": case_fact.c.path,
    "channel": case_fact.c.channel,
    "state": case_fact.c.state,
    "submitted_on": case_fact.c.submitted_on,
    "ended_on": case_fact.c.ended_on,
    "handled_days": case_fact.c.handled_days,
    "on_time": case_fact.c.on_time,
}
USUAL = (Order("submitted_on", descending=True),)
_KEY = (case_fact.c.city_code, case_fact.c.case_no)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What is asked of the list. Empty members ask nothing; the periods of submission and end include both days."""

    area_code: str = ""
    states: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    on_time: str = ""
    submitted_from: date | None = None
    submitted_to: date | None = None
    ended_from: date | None = None
    ended_to: date | None = None
    text: str = ""

    @classmethod
    def read(cls, args: filters.Arguments) -> CaseFilter:
        """From the query string of /cases. Raises Refusal (400) for anything that is not on the server's lists."""
        submitted_from, submitted_to = filters.period(args, "申请日期")
        ended_from, ended_to = filters.period(args, "结束日期", "ended_")
        return cls(
            area_code=filters.area(args),
            states=filters.chosen(args, "state", STATES, "状态"),
            modes=filters.chosen(args, "mode", list(Mode), "保障方式"),
            channels=filters.chosen(args, "channel", list(Channel), "申请渠道"),
            on_time=filters.one_of(args, "on_time", ON_TIME, "是否按期", ""),
            submitted_from=submitted_from,
            submitted_to=submitted_to,
            ended_from=ended_from,
            ended_to=ended_to,
            text=filters.text(args, "办件编号"),
        )

    def arguments(self) -> dict[str, str]:
        """The query string as name -> value, without what is not asked."""
        given = {
            "area": self.area_code,
            "state": ",".join(self.states),
            "mode": ",".join(self.modes),
            "channel": ",".join(self.channels),
            "on_time": self.on_time,
            "from": _said(self.submitted_from),
            "to": _said(self.submitted_to),
            "ended_from": _said(self.ended_from),
            "ended_to": _said(self.ended_to),
            "text": self.text,
        }
        return {name: value for name, value in given.items() if value}

    def search(self) -> str:
        return filters.search(self.arguments().items())


def window(conn: Connection, asked: CaseFilter, part: Window) -> list[dict[str, Any]]:
    """Rows of the list, one a case, latest submission first where no other order is asked.

    Columns: every column of ``case_fact``; name_masked, place, start_n, stopped, done_n (the 60-day clock, None before
    it starts), red and yellow (lamps burning on the case), as_of_n (number of the as-of day).
    """
    return [dict(row) for row in conn.execute(_listed(asked, part.orders), place(part)).mappings()]


@lru_cache(maxsize=512)
def _listed(asked: CaseFilter, orders: tuple[Order, ...]) -> Select[Any]:
    order = in_order(orders, SORTABLE, USUAL, _KEY)
    rows, outer = cut(select(*case_fact.c).where(_condition(asked)), order)

    def burning(level: Level) -> ColumnElement[int]:
        return (
            select(func.count())
            .select_from(finding)
            .where(
                finding.c.case_no == rows.c.case_no,
                finding.c.city_code == rows.c.city_code,
                finding.c.level == level,
                finding.c.open,
            )
            .scalar_subquery()
        )

    as_of_n = select(workday.c.n).join(evaluation, evaluation.c.as_of == workday.c.day).scalar_subquery()
    return (
        select(
            *shown(rows),
            case_file.c.name_masked,
            of_area(rows.c.area_code).label("place"),
            clock.c.start_n,
            clock.c.stopped,
            clock.c.done_n,
            burning(Level.RED).label("red"),
            burning(Level.YELLOW).label("yellow"),
            as_of_n.label("as_of_n"),
        )
        .outerjoin_from(
            rows,
            clock,
            and_(
                clock.c.city_code == rows.c.city_code,
                clock.c.case_no == rows.c.case_no,
                clock.c.clock == "total",
                clock.c.instance == "",
            ),
        )
        .outerjoin(case_file, and_(case_file.c.city_code == rows.c.city_code, case_file.c.case_no == rows.c.case_no))
        .order_by(*outer)
    )


def total(conn: Connection, asked: CaseFilter) -> int:
    """How many cases the filter finds, exactly."""
    return conn.execute(select(func.count()).select_from(case_fact).where(_condition(asked))).scalar_one()


def cities(conn: Connection, case_no: str) -> list[str]:
    """The cities that have a case of this number and that the viewer may see; more than one is possible in theory."""
    rows = conn.execute(select(case_file.c.city_code).where(case_file.c.case_no == case_no).order_by("city_code"))
    return [city for (city,) in rows]


def exists(conn: Connection, case_no: str) -> bool:
    """Whether the viewer may open /case/<case_no>."""
    return bool(cities(conn, case_no))


def _said(day: date | None) -> str:
    return day.isoformat() if day else ""


def _condition(asked: CaseFilter) -> ColumnElement[bool]:
    fact = case_fact.c
    parts: list[ColumnElement[bool]] = []
    if asked.area_code:
        parts.append(within(fact.area_code, asked.area_code))
    if asked.states:
        parts.append(or_(*(_in_state(state) for state in asked.states)))
    if asked.modes:
        parts.append(fact.path.in_(asked.modes))
    if asked.channels:
        parts.append(fact.channel.in_(asked.channels))
    if asked.on_time:
        parts.append(fact.on_time.is_(asked.on_time == "yes"))
    if asked.submitted_from:
        parts.append(fact.submitted_on >= asked.submitted_from)
    if asked.submitted_to:
        parts.append(fact.submitted_on <= asked.submitted_to)
    if asked.ended_from:
        parts.append(fact.ended_on >= asked.ended_from)
    if asked.ended_to:
        parts.append(fact.ended_on <= asked.ended_to)
    if asked.text:
        parts.append(fact.case_no.icontains(asked.text, autoescape=True))
    return and_(True, *parts)


def _in_state(state: str) -> ColumnElement[bool]:
    fact = case_fact.c
    if state == "in_hand":
        return and_(fact.accepted_on.is_not(None), fact.state.not_in(("WAIT", "ended")))
    if state == "waiting":
        return fact.state == "WAIT"
    if state in set(EndKind):
        return and_(fact.state == "ended", fact.end_kind == state)
    return fact.state == state
