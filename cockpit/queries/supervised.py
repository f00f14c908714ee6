"""What /supervision counts: orders, returned feedback, closings without effect, red lamps by office and rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, literal, literal_column, or_, select
from sqlalchemy import true as always

from cockpit.db.lamps import lamp as finding
from cockpit.db.scope import within
from cockpit.db.tables import alert, follow_up, follow_up_act
from cockpit.domain.follow_up import REPEAT_DAYS, REPEATED, TERMINAL, Act, State
from cockpit.domain.vocabulary import Level

EFFECT_DAYS = 90
"""A lamp that burns again for the same subject within so many days of the closing: the closing had no effect."""

SAME = ("city_code", "subject_kind", "subject_id", "finding", "instance", "raising")
"""What an alert and the lamp that it tells of have in common."""

_f = follow_up.c


@dataclass(frozen=True, slots=True)
class Watched:
    """The alerts of an area, and what was done from ``first`` to ``last``, both included, as of ``today``."""

    area_code: str
    first: date
    last: date
    today: date

    @property
    def repeated_from(self) -> date:
        """The first of the days that end with ``last`` in which an office's red lamps are counted."""
        return self.last - timedelta(days=REPEAT_DAYS - 1)


@dataclass(frozen=True, slots=True)
class Pair:
    """An office and a rule. ``org_id`` '' where the office is known by its area alone."""

    office_area: str
    org_id: str
    rule: str


def of_same(act: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(act.c.city_code == other.c.city_code, act.c.alert_no == other.c.alert_no)


def _judged(of: FromClause, *acts: Act) -> ColumnElement[bool]:
    """Written out, because the index of these acts would go unused for a parameter."""
    return of.c.act.in_([literal_column(f"'{act.value}'") for act in acts])


def orders(watched: Watched) -> FromClause:
    """Orders given in the period. The due day is the last one that the order had before it was answered or taken up."""
    given, answer, standing = (follow_up_act.alias(name) for name in ("given", "answer", "standing"))
    answered = (
        select(answer.c.n, answer.c.last_on)
        .where(of_same(answer, given), answer.c.n > given.c.n, answer.c.act == str(Act.FEEDBACK))
        .order_by(answer.c.n)
        .limit(1)
        .lateral("answered")
    )
    by_then = or_(answered.c.n.is_(None), standing.c.n < answered.c.n)
    due = (
        select(standing.c.due_on)
        .where(of_same(standing, given), standing.c.n >= given.c.n, standing.c.state == str(State.SUPERVISED), by_then)
        .order_by(standing.c.n.desc())
        .limit(1)
        .lateral("due")
    )
    how = case(
        (answered.c.last_on <= due.c.due_on, literal("on_time")),
        (answered.c.last_on > due.c.due_on, literal("late")),
        (_f.state.in_([str(state) for state in TERMINAL]), literal("ended")),
        # Until an appeal is decided nobody waits for the office.
        (and_(due.c.due_on < watched.today, _f.state != str(State.APPEALED)), literal("over")),
        else_=literal("waiting"),
    )
    columns = (
        *(_f.city_code, _f.alert_no, given.c.last_on.label("ordered_on"), due.c.due_on.label("order_due_on")),
        *(answered.c.last_on.label("answered_on"), how.label("answer")),
    )
    return (
        select(*columns)
        .join_from(follow_up, given, of_same(given, follow_up))
        .outerjoin(answered, always())
        .join(due, always())
        .where(_f.order_no != "", _judged(given, Act.ORDER, Act.FAIL), within(_f.area_code, watched.area_code))
        .where(given.c.said.has_key("order_no"), given.c.last_on.between(watched.first, watched.last))
        .subquery("orders")
    )


def returned(watched: Watched) -> FromClause:
    act = follow_up_act.c
    times = func.coalesce(func.max(act.returns).filter(act.act == str(Act.RETURN)), 0)
    return (
        select(
            _f.city_code,
            _f.alert_no,
            func.max(act.last_on).label("returned_on"),
            times.label("times"),
            func.bool_or(act.act == str(Act.FAIL)).label("third"),
        )
        .join_from(follow_up, follow_up_act, of_same(follow_up_act, follow_up))
        .where(_f.returns > 0, _judged(follow_up_act, Act.RETURN, Act.FAIL), within(_f.area_code, watched.area_code))
        .where(act.last_on.between(watched.first, watched.last))
        .group_by(_f.city_code, _f.alert_no)
        .subquery("returned")
    )


def ineffective(watched: Watched) -> FromClause:
    """Alerts closed in the period whose lamp burns on, or burned once more for the same subject."""
    own, anew = finding.alias("own"), finding.alias("anew")
    subject = ("city_code", "subject_kind", "subject_id", "finding")
    lit_again = (
        select(anew.c.since, *(anew.c[name] for name in SAME))
        .where(*(anew.c[name] == alert.c[name] for name in subject))
        .where(anew.c.since > _f.last_on, anew.c.since <= _f.last_on + EFFECT_DAYS)
        .order_by(anew.c.since, anew.c.instance, anew.c.raising)
        .limit(1)
        .lateral("again")
    )
    other = alert.alias("other")
    number = select(other.c.alert_no).where(*(other.c[name] == lit_again.c[name] for name in SAME)).scalar_subquery()
    burns = func.coalesce(own.c.open, False)
    return (
        select(
            _f.city_code,
            _f.alert_no,
            _f.last_on.label("closed_on"),
            burns.label("burns"),
            lit_again.c.since.label("again_on"),
            number.label("again_no"),
        )
        .join_from(follow_up, alert, of_same(alert, follow_up))
        .outerjoin(own, and_(*(own.c[name] == alert.c[name] for name in SAME)))
        .outerjoin(lit_again, always())
        .where(_f.state == str(State.CLOSED), within(_f.area_code, watched.area_code))
        .where(_f.last_on.between(watched.first, watched.last), or_(burns, lit_again.c.since.is_not(None)))
        .subquery("ineffective")
    )


def red(watched: Watched) -> ColumnElement[bool]:
    """Red alerts that count against their office, as for `jobs.tick`: not revoked, not undone by a late record."""
    late_record = select(alert.c.late_record).where(of_same(alert, follow_up)).scalar_subquery()
    return and_(
        *(_f.level == str(Level.RED), _f.state != str(State.REVOKED), within(_f.area_code, watched.area_code)),
        *(_f.since.between(watched.repeated_from, watched.last), ~late_record),
    )


def pairs(watched: Watched) -> Select[Any]:
    open_ = _f.state.not_in([str(state) for state in TERMINAL])
    return (
        select(
            _f.office_area,
            _f.org_id,
            _f.rule,
            func.count().label("reds"),
            func.count().filter(open_).label("unclosed"),
            func.max(_f.since).label("last_since"),
            func.bool_or(_f.escalated_on.is_not(None)).label("escalated"),
        )
        .where(red(watched))
        .group_by(_f.office_area, _f.org_id, _f.rule)
        .having(func.count() >= REPEATED)
    )


def in_list(rows: FromClause, name: str) -> ColumnElement[bool]:
    """Whether a row is of the list."""
    c = rows.c
    match name:
        case "on_time" | "late" | "over" | "ended":
            return c.answer == name
        case "open":
            return c.answer.in_(["waiting", "over"])
        case "returned" | "twice":
            return c.times >= (2 if name == "twice" else 1)
        case "failed":
            return cast(ColumnElement[bool], c.third)
        case "again":
            return c.again_on.is_not(None)
        case "burning":
            return cast(ColumnElement[bool], c.burns)
    return always()
