"""The shapes of findings on clocks; each compiles to one set-based SELECT over the facts.

* ``near_limit`` and ``overdue``: a clock and its limit, in working days that are not stopped;
* ``late``: not within n working days, until a second limit turns it red;
* ``came_late``: done after all, but after the limit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from cockpit.db import tables
from cockpit.domain.limit import lines
from cockpit.domain.vocabulary import LampClass, Level
from cockpit.rules.judging import limit_of
from cockpit.rules.reads import Reads, Shape
from cockpit.rules.rule import Finding
from cockpit.rules.shapes import AS_OF, Lamps, evidence


def near_limit(code: str, clock: str, *, says: str, sentence: str) -> Finding:
    """Yellow from the day on which only ``near`` unstopped working days are left, at most until the limit passes."""

    def lamps() -> Lamps:
        c = tables.clock
        days, near = limit_of(clock, "days"), limit_of(clock, "near")
        near_day, due_day = _day("near_day"), _day("due_day")
        return (
            # A limit as long as its warning comes near at once, on a rest day too.
            _clock_lamp(clock, clock, func.greatest(near_day.c.day, c.c.start_on), due_day.c.day + 1, due_day)
            .select_from(
                c.join(near_day, _falls_on(near_day, clock, days - near)).outerjoin(
                    due_day, _falls_on(due_day, clock, days)
                )
            )
            .where(
                c.c.clock == clock,
                _old_enough(clock, days - near, limit_of(clock, "soonest")),
                or_(c.c.done_on.is_(None), c.c.done_on >= near_day.c.day),
                or_(c.c.cut_on.is_(None), near_day.c.day <= c.c.cut_on),
            )
        )

    reads = Reads(Shape.NEAR, clock, _clocks(clock, clock))
    return Finding(code, Level.YELLOW, LampClass.NEAR_LIMIT, says, sentence, lamps, clock, reads)


def overdue(code: str, clock: str, *, limit: str | None = None, says: str, sentence: str) -> Finding:
    """Red from the day after the due day, if not done by then."""
    name = limit or clock

    def lamps() -> Lamps:
        c = tables.clock
        due_day = _day("due_day")
        days = limit_of(name, "days")
        return _not_by(clock, name, due_day, days, taken_on=cast(None, Date)).where(
            or_(c.c.cut_on.is_(None), due_day.c.day + 1 <= c.c.cut_on)
        )

    reads = Reads(Shape.OVER, clock, _clocks(clock, name))
    # Where a yellow lamp of a shorter limit precedes it, it is red at once: it has had its yellow days.
    graded = code.endswith(".over") and limit is None
    return Finding(code, Level.RED, LampClass.ABNORMAL, says, sentence, lamps, name, reads, graded)


def late(code: str, clock: str, *, limit: str, then: str, says: str, sentence: str) -> Finding:
    """Yellow when not done within ``limit``, until cured or until the red lamp of the longer limit ``then`` burns."""

    def lamps() -> Lamps:
        c = tables.clock
        due_day, red_day = _day("due_day"), _day("red_day")
        days, red_days = limit_of(limit, "days"), limit_of(then, "days")
        red_since = red_day.c.day + 1
        red_burns = and_(
            or_(c.c.done_on.is_(None), c.c.done_on > red_day.c.day),
            or_(c.c.cut_on.is_(None), red_since <= c.c.cut_on),
        )
        selected = _not_by(clock, limit, due_day, days, taken_on=case((red_burns, red_since)))
        return selected.join(red_day, _falls_on(red_day, then, red_days), isouter=True).where(
            or_(c.c.cut_on.is_(None), due_day.c.day + 1 <= c.c.cut_on)
        )

    reads = Reads(Shape.LATE, clock, _clocks(clock, limit))
    return Finding(code, Level.YELLOW, LampClass.IRREGULAR, says, sentence, lamps, limit, reads)


def came_late(code: str, clock: str, *, says: str, sentence: str) -> Finding:
    """Yellow for ever, from the day on which it was done after all, later than the limit."""

    def lamps() -> Lamps:
        c = tables.clock
        due_day, days = _day("due_day"), limit_of(clock, "days")
        selected = _not_by(clock, clock, due_day, days, taken_on=cast(None, Date), since=c.c.done_on)
        return selected.where(c.c.done_on.is_not(None))

    reads = Reads(Shape.CAME_LATE, clock, _clocks(clock, clock))
    return Finding(code, Level.YELLOW, LampClass.IRREGULAR, says, sentence, lamps, clock, reads)


def _clocks(clock: str, limit: str) -> Callable[[], Select[Any]]:
    """Every clock that a finding looks at, with the limit in force and the days on which it comes near and is due."""

    def considered() -> Select[Any]:
        c = tables.clock
        days, near = limit_of(limit, "days"), limit_of(limit, "near")
        near_day, due_day = _day("near_day"), _day("due_day")
        reckoned = c.join(near_day, _falls_on(near_day, limit, days - near), isouter=True).join(
            due_day, _falls_on(due_day, limit, days), isouter=True
        )
        return (
            select(
                literal("case").label("subject_kind"),
                c.c.case_no.label("subject_id"),
                *c.c,
                days.label("days"),
                near.label("near"),
                case((near_day.c.day.is_not(None), func.greatest(near_day.c.day, c.c.start_on))).label("near_on"),
                due_day.c.day.label("due_on"),
            )
            .select_from(reckoned)
            .where(c.c.clock == clock)
        )

    return considered


def _not_by(
    clock: str,
    limit: str,
    due_day: FromClause,
    days: ColumnElement[int],
    taken_on: ColumnElement[object],
    since: ColumnElement[object] | None = None,
) -> Lamps:
    """Clocks not done by their due day; the lamp burns from the day after it, unless told otherwise."""
    c = tables.clock
    return (
        _clock_lamp(clock, limit, due_day.c.day + 1 if since is None else since, taken_on, due_day)
        .select_from(c.join(due_day, _falls_on(due_day, limit, days)))
        .where(
            c.c.clock == clock,
            _old_enough(limit, days, limit_of(limit, "fewest")),
            or_(c.c.done_on.is_(None), c.c.done_on > due_day.c.day),
        )
    )


def _clock_lamp(
    clock: str,
    limit: str,
    since: ColumnElement[object],
    taken_on: ColumnElement[object],
    due_day: FromClause,
) -> Lamps:
    c = tables.clock
    return select(
        c.c.city_code,
        literal("case").label("subject_kind"),
        c.c.case_no.label("subject_id"),
        c.c.instance,
        since.label("since"),
        c.c.cured_on,
        taken_on.label("taken_on"),
        c.c.step,
        c.c.area_code,
        c.c.case_no,
        literal("").label("org_id"),
        literal("").label("actor_id"),
        c.c.asked_of,
        c.c.source,
        evidence(c.c.start_op, c.c.done_op),
        func.jsonb_build_object(
            "clock",
            c.c.clock,
            "limit",
            limit_of(limit, "days"),
            "limit_by",
            limit_of(limit, "change_no"),
            "start_on",
            c.c.start_on,
            "due_on",
            due_day.c.day,
            "done_on",
            c.c.done_on,
            "over_days",
            func.greatest(0, func.coalesce(c.c.done_on, AS_OF) - due_day.c.day)
            if _in_calendar_days(clock)
            else func.greatest(0, func.coalesce(c.c.done_n, _n_of_as_of()) - due_day.c.n),
            "left_days",
            func.greatest(0, due_day.c.day - AS_OF)
            if _in_calendar_days(clock)
            else func.greatest(0, due_day.c.n - _n_of_as_of()),
        ).label("measured"),
    )


def _day(name: str) -> FromClause:
    return tables.workday.alias(name)


def _n_of_as_of() -> ColumnElement[int]:
    return select(tables.workday.c.n).where(tables.workday.c.day == AS_OF).scalar_subquery()


def _falls_on(day: FromClause, limit: str, days: ColumnElement[int]) -> ColumnElement[bool]:
    """Joins the day on which the days of a limit are over: working days that are not stopped, or calendar days."""
    c = tables.clock
    if _in_calendar_days(limit):
        return day.c.day == c.c.start_on + days
    return and_(day.c.n == _number_after(days), day.c.working)


def _number_after(days: ColumnElement[int]) -> ColumnElement[int]:
    """Of the working day on which so many that are not stopped are over."""
    c = tables.clock
    # Most clocks are never stopped; the function is called for the others alone.
    return case(
        (func.isempty(c.c.stopped), c.c.start_n + days),
        else_=func.unstopped_day(c.c.start_n, days, c.c.stopped, type_=Integer),
    )


def _old_enough(limit: str, days: ColumnElement[int], least: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether so many days have passed before it was done: spares most clocks the search for the day.

    ``least``: the fewest that it may be of any clock, so that the index spares most the reading too. Days that are
    stopped are looked at last, for that takes longest.
    """
    c = tables.clock
    if _in_calendar_days(limit):
        return func.coalesce(c.c.done_on, AS_OF) >= c.c.start_on + days
    lasted: ColumnElement[int] = literal_column(tables.LASTED, Integer)
    until = func.coalesce(c.c.done_n, _n_of_as_of())
    return and_(lasted >= least, until >= c.c.start_n + days, until >= _number_after(days))


def _in_calendar_days(limit: str) -> bool:
    return any(line.calendar for line in lines(limit))
