"""The shapes of prompts, each one set-based SELECT over what is pending (facts.pending).

* ``ahead``: from so long before the day that the record names, up to that day or to the next warning;
* ``passed``: from the day after it;
* ``lasting``: from so long after the begin, up to the next warning;
* ``counted``: from the n-th time on.

What ends the matter ends the prompt the day after. ``then`` names the threshold whose prompt takes over.
"""

from __future__ import annotations

from typing import Any, NamedTuple

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
    union_all,
)

from cockpit.db import tables
from cockpit.domain.prompt_limit import Unit, prompt_lines
from cockpit.domain.vocabulary import LampClass, Level
from cockpit.rules.reads import Reads, Shape
from cockpit.rules.rule import Finding
from cockpit.rules.shapes import AS_OF, Lamps, evidence

_p = tables.pending.c
_outlasted: ColumnElement[int] = literal_column(tables.OUTLASTED, Integer)
_NEVER = cast(None, Date)
_Day = ColumnElement[Any]


def ahead(code: str, kind: str, limit: str, *, then: str | None = None, says: str, sentence: str) -> Finding:
    """Yellow; what is begun within the time burns from its begin, what is begun after the day not at all."""

    def days() -> _Days:
        joined, near = _before(tables.pending, limit)
        taken: _Day = _p.due_on + 1
        if then is not None:
            joined, taken = _before(joined, then)
        return _Days(joined, near, func.greatest(_p.start_on, near), taken)

    def lamps() -> Lamps:
        of = days()
        lamp = _lamp(kind, of, limit).where(of.since <= _p.due_on)
        if _unit(limit) is not Unit.DAY:
            return lamp
        # What ended sooner before its day never came near.
        return lamp.where(_outlasted >= -max(line.amount for line in prompt_lines(limit)))

    reads = Reads(Shape.AHEAD, kind, lambda: _considered(kind, days()))
    return Finding(code, Level.YELLOW, LampClass.PROMPT, says, sentence, lamps, limit, reads)


def passed(code: str, kind: str, *, says: str, sentence: str) -> Finding:
    """Red."""

    def days() -> _Days:
        return _Days(tables.pending, _p.due_on + 1, func.greatest(_p.start_on, _p.due_on + 1), _NEVER)

    reads = Reads(Shape.PASSED, kind, lambda: _considered(kind, days()))
    return Finding(code, Level.RED, LampClass.PROMPT, says, sentence, lambda: _lamp(kind, days(), None), None, reads)


def lasting(
    code: str, kind: str, level: Level, limit: str | None, *, then: str | None = None, says: str, sentence: str
) -> Finding:
    """From the day after the time is over; without a limit from the first day on. Its matters name no day."""

    def days() -> _Days:
        joined, since = _after(tables.pending, limit) if limit is not None else (tables.pending, _p.start_on)
        taken: _Day = _NEVER
        if then is not None:
            joined, taken = _after(joined, then)
        return _Days(joined, since, since, taken)

    def lamps() -> Lamps:
        lamp = _lamp(kind, days(), limit)
        if limit is None:
            return lamp
        return lamp.where(_outlasted > min(line.fewest_days for line in prompt_lines(limit)))

    reads = Reads(Shape.LASTING, kind, lambda: _considered(kind, days()))
    return Finding(code, level, LampClass.PROMPT, says, sentence, lamps, limit, reads)


def counted(
    code: str, kind: str, level: Level, limit: str, *, then: str | None = None, says: str, sentence: str
) -> Finding:
    """While the count is at the threshold or above, and below that of ``then``; it comes back when it falls below."""

    def taken_after(day: _Day) -> _Day:
        if then is None:
            return _NEVER
        higher = tables.pending.alias("higher")
        return (
            select(func.min(higher.c.start_on))
            .where(_same_matter(higher), higher.c.times == _amount(then), higher.c.start_on >= day)
            .scalar_subquery()
        )

    def reached() -> _Days:
        return _Days(tables.pending, _p.start_on, _p.start_on, taken_after(_p.start_on))

    def lamps() -> Lamps:
        first = _lamp(kind, reached(), limit).where(_p.times == _amount(limit))
        if then is None:
            return first
        fell = tables.pending.alias("fell")
        back: _Day = fell.c.done_on
        falls = and_(
            _same_matter(fell),
            fell.c.times == _amount(then),
            fell.c.start_on >= _p.start_on,
            or_(_p.done_on.is_(None), fell.c.done_on < _p.done_on),
        )
        again = _lamp(kind, _Days(tables.pending.join(fell, falls), back, back, taken_after(back)), limit)
        both = union_all(first, again.where(_p.times == _amount(limit))).subquery("both")
        return select(*both.c)

    def considered() -> Select[Any]:
        return _considered(kind, reached()).where(_p.times == _amount(limit))

    reads = Reads(Shape.COUNTED, kind, considered)
    return Finding(code, level, LampClass.PROMPT, says, sentence, lamps, limit, reads)


def _same_matter(other: FromClause) -> ColumnElement[bool]:
    return and_(*(other.c[name] == _p[name] for name in ("city_code", "subject_kind", "subject_id", "kind")))


class _Days(NamedTuple):
    """``joined``: pending with what the days need; ``near``: the day that the threshold gives; ``since``: on which the
    prompt begins; ``taken``: from which the next one burns in its place."""

    joined: FromClause
    near: _Day
    since: _Day
    taken: _Day


def _considered(kind: str, of: _Days) -> Select[Any]:
    days = (of.near.label("near_on"), of.since.label("since_on"), of.taken.label("taken_on"))
    return select(*_p, literal("").label("instance"), *days).select_from(of.joined).where(_p.kind == kind)


def _lamp(kind: str, of: _Days, limit: str | None) -> Lamps:
    return (
        select(
            _p.city_code,
            _p.subject_kind,
            _p.subject_id,
            literal("").label("instance"),
            of.since.label("since"),
            _p.done_on.label("cured_on"),
            of.taken.label("taken_on"),
            _p.step,
            _p.area_code,
            case((_p.subject_kind == "case", _p.subject_id), else_="").label("case_no"),
            literal("").label("org_id"),
            literal("").label("actor_id"),
            _p.asked_of,
            _p.source,
            evidence(func.nullif(_p.operation_id, ""), _p.done_op),
            func.jsonb_build_object(
                "limit",
                _amount(limit) if limit is not None else None,
                "start_on",
                _p.start_on,
                "due_on",
                _p.due_on,
                "done_on",
                _p.done_on,
            ).label("measured"),
        )
        .select_from(of.joined)
        .where(
            _p.kind == kind,
            # Most matters end in time: left to the settling alone they are nine in ten of all rows that it sorts.
            of.since <= AS_OF,
            or_(_p.done_on.is_(None), _p.done_on >= of.since),
            or_(of.taken.is_(None), of.taken > of.since),
        )
    )


def _before(joined: FromClause, limit: str) -> tuple[FromClause, _Day]:
    """The first day that is no more than the threshold before the due day."""
    amount, unit = _amount(limit), _unit(limit)
    if unit is Unit.WORKDAY:
        due, day = tables.workday.alias(f"due_{_name(limit)}"), tables.workday.alias(f"near_{_name(limit)}")
        joined = joined.outerjoin(due, due.c.day == _p.due_on)
        return joined.outerjoin(day, and_(day.c.n == due.c.n - amount, day.c.working)), day.c.day
    if unit is Unit.MONTH:
        return joined, cast(_p.due_on - func.make_interval(0, amount), Date)
    return joined, _p.due_on - amount


def _after(joined: FromClause, limit: str) -> tuple[FromClause, _Day]:
    """The first day that is more than the threshold after the begin."""
    amount, unit = _amount(limit), _unit(limit)
    if unit is Unit.WORKDAY:
        begin, day = tables.workday.alias(f"begin_{_name(limit)}"), tables.workday.alias(f"last_{_name(limit)}")
        joined = joined.outerjoin(begin, begin.c.day == _p.start_on)
        return joined.outerjoin(day, and_(day.c.n == begin.c.n + amount, day.c.working)), day.c.day + 1
    if unit is Unit.MONTH:
        return joined, cast(_p.start_on + func.make_interval(0, amount), Date) + 1
    return joined, _p.start_on + amount + 1


def _name(limit: str) -> str:
    return limit.replace(".", "_")


def _unit(limit: str) -> Unit:
    return prompt_lines(limit)[0].unit


def _amount(limit: str) -> ColumnElement[int]:
    """The dated lines of a threshold as one CASE over the area and the first day of the matter."""
    branches = []
    for line in prompt_lines(limit):
        conditions: list[ColumnElement[bool]] = [_p.start_on >= line.since]
        if line.area_code != "35":
            conditions.append(_p.area_code.startswith(line.area_code))
        branches.append((and_(*conditions), literal(line.amount, Integer)))
    return case(*branches)
