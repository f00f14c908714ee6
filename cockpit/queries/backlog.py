"""Open cases and how much time is left for them: counted, listed, and set against what is finished a day.

When a case is due comes from the rules: every day here is the ``due_on`` of the rows that a limit's own finding looks
at (Reads.considered), with the limits in force. So days that are stopped do not count, exactly as for the lamps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.sql.selectable import Subquery

from cockpit.db.reference import workdays
from cockpit.db.scope import within
from cockpit.db.tables import case_fact, clock, organisation
from cockpit.db.written import written_out
from cockpit.domain.limit import Limits
from cockpit.queries import asof, filters
from cockpit.queries.in_hand import RUNNING
from cockpit.queries.limits import in_force as limits_of
from cockpit.queries.listing import Order, Window, cut, in_order, place, shown
from cockpit.queries.names import of_area
from cockpit.rules import FINDINGS
from cockpit.rules.judging import judged_by
from cockpit.rules.reads import Shape
from cockpit.rules.rule import Finding

STEPS = ("S1", "S2", "S3", "S4")
SPEED_DAYS = 60
"""Working days over which the speed of a step is measured, the as-of day the last of them."""

SOON, LATER = 3, 10
BANDS = {
    "over": "已逾期",
    "today": "今天到期",
    "soon": f"1–{SOON} 个工作日",
    "later": f"{SOON + 1}–{LATER} 个工作日",
    "ample": f"{LATER} 个工作日以上",
    "none": "暂无到期日",
}
"""By how many working days are left till the due day. ``none``: waiting, stopped without an end, or step finished."""

_OF_CLOCK: Mapping[str, Finding] = {
    finding.limit: finding
    for finding in FINDINGS.values()
    if finding.reads and finding.limit and finding.reads.shape == Shape.OVER and finding.reads.kind == finding.limit
}
"""The finding that says when a clock is over, by the clock."""

RUNS = and_(clock.c.done_on.is_(None), clock.c.cut_on.is_(None))
"""A clock that nothing has ended yet; in the words of its index."""

_KEY = ("city_code", "case_no")
_USUAL = (Order("due_on"), Order("total_due_on"))
SORTABLE = ("case_no", "area_code", "state", "begun_on", "due_on", "total_due_on")

_ASKED = ("as_of", "soon", "later")
_today, _soon, _later = (bindparam(name, type_=Date) for name in _ASKED)


@dataclass(frozen=True, slots=True)
class BacklogFilter:
    """What the list is narrowed to; empty members ask nothing. ``due``, ``total``: members of BANDS."""

    area_code: str = ""
    steps: tuple[str, ...] = ()
    due: str = ""
    total: str = ""

    @classmethod
    def read(cls, args: filters.Arguments) -> BacklogFilter:
        """Raises Refusal (400) for what is not on the lists."""
        return cls(
            area_code=filters.area(args),
            steps=filters.chosen(args, "step", RUNNING, "环节"),
            due=filters.one_of(args, "due", BANDS, "环节期限", ""),
            total=filters.one_of(args, "total", BANDS, "全流程期限", ""),
        )

    def arguments(self) -> dict[str, str]:
        """The query string as name -> value, without what is not asked."""
        given = {"area": self.area_code, "step": ",".join(self.steps), "due": self.due, "total": self.total}
        return {name: value for name, value in given.items() if value}


def counts(conn: Connection, area_code: str) -> dict[tuple[str, str, str], int]:
    """(step of RUNNING, band till the step's due day, band till the total's) -> open cases of the area."""
    rows = conn.exec_driver_sql(_counted(area_code, limits_of(conn)), _days(conn))
    return {(row.state, row.due, row.total): row.cases for row in rows}


def finished(conn: Connection, area_code: str) -> dict[str, int]:
    """Step -> cases that finished it in the last SPEED_DAYS working days, or ended while they were in it."""
    as_of, days = asof.as_of(conn), workdays(conn)
    first = days.nth(days.n(as_of) - SPEED_DAYS) + timedelta(days=1)
    ends = {step: _finished_on(step).between(bindparam("first", type_=Date), _today) for step in STEPS}
    counted = select(*(func.count().filter(end).label(step) for step, end in ends.items()))
    statement = counted.where(within(case_fact.c.area_code, area_code))
    return dict(conn.execute(statement, {"first": first, "as_of": as_of}).mappings().one())


def days_in_hand(cases: int, finished_cases: int) -> float | None:
    """Working days that the open cases of a step are worth at its present speed; None where nothing was finished."""
    return cases / (finished_cases / SPEED_DAYS) if finished_cases else None


def window(conn: Connection, asked: BacklogFilter, part: Window) -> list[dict[str, Any]]:
    """Rows of the list, one an open case, the least time left first where no other order is asked.

    Columns: city_code, case_no, area_code, place, state, begun_on (of the step), due_on and total_due_on (None: none),
    left and total_left (working days till then as lamps reckon them, negative once over), over and total_over (whether
    the due day has passed), stopped (whether the next working day does not count), asked_of (kind of the organisation
    that must act), office (its name, None: not registered), unanswered (departments, None: none), in_all (rows of the
    whole list).
    """
    days, as_of = workdays(conn), asof.as_of(conn)
    statement = _listed(asked, part.orders, limits_of(conn))
    rows = [dict(row) for row in conn.exec_driver_sql(statement, place(part) | _days(conn)).mappings()]
    offices = _offices(conn, rows)
    next_n = days.n(as_of) + 1
    for row in rows:
        for of in ("", "total_"):
            due_on = row[f"{of}due_on"]
            row[f"{of}left"] = None if due_on is None else days.n(due_on) - days.n(as_of)
            row[f"{of}over"] = due_on is not None and due_on < as_of
        row["stopped"] = any(part.lower <= next_n < part.upper for part in row["stopped"] or ())
        places = (row["area_code"], row["area_code"][:6])
        row["office"] = next(
            (offices[key] for code in places if (key := (row["source"], row["asked_of"], code)) in offices), None
        )
    return rows


@lru_cache(maxsize=64)
def _counted(area_code: str, limits: Limits) -> str:
    # Written out, like the list: with a parameter for each limit and clock, the plan that PostgreSQL keeps after a few
    # calls expects as many runs of every clock, and takes several times as long.
    rows = _open(area_code, limits).subquery("open")
    banded = select(rows.c.state, _band(rows.c.due_on).label("due"), _band(rows.c.total_due_on).label("total"))
    told = banded.subquery()
    members = (told.c.state, told.c.due, told.c.total)
    return written_out(select(*members, func.count().label("cases")).group_by(*members), *_ASKED)


@lru_cache(maxsize=256)
def _listed(asked: BacklogFilter, orders: tuple[Order, ...], limits: Limits) -> str:
    found = _open(asked.area_code, limits, asked.steps).subquery("open")
    statement = select(found, func.count().over().label("in_all"))
    if asked.due:
        statement = statement.where(_band(found.c.due_on) == asked.due)
    if asked.total:
        statement = statement.where(_band(found.c.total_due_on) == asked.total)
    # The type written anew: else a due day passes for the calendar's key, which is never empty, and empty ones lead.
    sortable: dict[str, ColumnElement[Any]] = {
        name: type_coerce(found.c[name], found.c[name].type) for name in SORTABLE
    }
    rows, outer = cut(statement, in_order(orders, sortable, _USUAL, [found.c[name] for name in _KEY]))
    a = clock.alias("answer")
    waited_for = (
        select(func.array_agg(a.c.instance.distinct()))
        .where(*(a.c[name] == rows.c[name] for name in _KEY), a.c.clock == "answer", a.c.done_on.is_(None))
        .scalar_subquery()
    )
    told = select(*shown(rows), of_area(rows.c.area_code).label("place"), waited_for.label("unanswered"))
    return written_out(told.order_by(*outer), *_ASKED, *place(Window()))


def _open(area_code: str, limits: Limits, steps: tuple[str, ...] = ()) -> Select[Any]:
    """Every open case of an area ('': all in scope) with the days on which its step and the whole of it are due."""
    fact = case_fact.c
    members = ("city_code", "case_no", "clock", "due_on", "asked_of", "source", "stopped")
    asked = [step for step in STEPS if not steps or step in steps]
    running = [_running(step, area_code, limits) for step in asked] or [_running("S1", area_code, limits)]
    at_step = union_all(*(select(*(rows.c[name] for name in members)) for rows in running)).subquery("at_step")
    whole = _running("total", area_code, limits)

    def either(name: str) -> ColumnElement[Any]:
        return func.coalesce(at_step.c[name], whole.c[name]).label(name)

    statement = (
        select(
            *(fact[name] for name in ("city_code", "case_no", "area_code", "state")),
            case(*((fact.state == step, fact[f"{step.lower()}_begin"]) for step in STEPS), else_=fact.waiting_from)
            .label("begun_on"),
            at_step.c.due_on,
            whole.c.due_on.label("total_due_on"),
            *(either(name) for name in ("asked_of", "source", "stopped")),
        )
        .outerjoin_from(
            case_fact, at_step, and_(*(at_step.c[name] == fact[name] for name in _KEY), at_step.c.clock == fact.state)
        )
        .outerjoin(whole, and_(*(whole.c[name] == fact[name] for name in _KEY)))
        .where(fact.state != literal_column("'ended'"))
    )  # fmt: skip
    if area_code:
        statement = statement.where(within(fact.area_code, area_code))
    return statement.where(or_(*(fact.state == step for step in steps))) if steps else statement


def _running(name: str, area_code: str, limits: Limits) -> Subquery:
    """The runs of a clock that nothing has ended, as its finding considers them."""
    reads = _OF_CLOCK[name].reads
    assert reads is not None
    runs = reads.considered().where(RUNS)
    if area_code:
        runs = runs.where(within(clock.c.area_code, area_code))
    return judged_by(limits, runs).subquery(f"running_{name}")


def _band(due: ColumnElement[Any]) -> ColumnElement[str]:
    return case(
        (due.is_(None), literal("none")),
        (due < _today, literal("over")),
        (due == _today, literal("today")),
        (due <= _soon, literal("soon")),
        (due <= _later, literal("later")),
        else_=literal("ample"),
    )


def _days(conn: Connection) -> dict[str, date]:
    as_of, days = asof.as_of(conn), workdays(conn)
    return {"as_of": as_of, "soon": days.add(as_of, SOON), "later": days.add(as_of, LATER)}


def _finished_on(step: str) -> ColumnElement[Any]:
    begin, end = case_fact.c[f"{step.lower()}_begin"], case_fact.c[f"{step.lower()}_end"]
    return case((begin.is_not(None), func.least(end, case_fact.c.ended_on)))


def _offices(conn: Connection, rows: list[dict[str, Any]]) -> dict[tuple[str, str, str], str]:
    """(source, kind, area) -> name of the office, of several the one that lamps name (the first by its id)."""
    o = organisation.c
    codes = {code for row in rows for code in (row["area_code"], row["area_code"][:6])}
    statement = (
        select(o.source, o.kind, o.area_code, o.name)
        .where(o.area_code.in_(sorted(codes)), o.kind.in_(sorted({row["asked_of"] or "" for row in rows})))
        .order_by(o.org_id.desc())
    )
    return {(row.source, row.kind, row.area_code): row.name for row in conn.execute(statement)}
