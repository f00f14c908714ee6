"""The limits that a finding is judged by: named in its SELECT, filled in by each evaluation.

A shape writes ``limit_of("answer", "days")``; ``judged_by`` puts the dated lines in force in its place, as one CASE
over the instance, area and start day of the clock. A SELECT that was not filled in fails in the database: nothing is
judged by limits that nobody gave.
"""

from __future__ import annotations

from typing import Any
from typing import cast as cast_to

from sqlalchemy import (
    Alias,
    ColumnElement,
    Date,
    Function,
    Integer,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
)
from sqlalchemy.sql import visitors

from cockpit.db import tables
from cockpit.domain.area import PROVINCE
from cockpit.domain.limit import YELLOW_DAYS, Limits, OverdueLight
from cockpit.domain.vocabulary import Level
from cockpit.rules.rule import Finding

_NAME = "limit_of"
_TYPES: dict[str, Any] = {"days": Integer, "near": Integer, "change_no": Text, "fewest": Integer, "soonest": Integer}

Lamps = Select[tuple[object, ...]]


def limit_of(code: str, member: str) -> ColumnElement[Any]:
    """``days``, ``near`` or ``change_no`` of the line of this limit that governs a row of ``clock``.

    ``fewest`` and ``soonest`` are the days of its shortest line, and those until its earliest warning: one number for
    all rows, which an index can seek.
    """
    return Function(_NAME, literal(code), literal(member), type_=_TYPES[member])


def judged_by(limits: Limits, lamps: Lamps) -> Lamps:
    """The SELECT with the lines of ``limits`` wherever it names a limit; itself where it names none."""
    if not any(isinstance(part, Function) and part.name == _NAME for part in visitors.iterate(lamps)):
        return lamps

    def fill(element: Any, **_: Any) -> Any:
        if isinstance(element, Table | Alias):
            return element  # a copy of a table's alias would be a second table
        if isinstance(element, Function) and element.name == _NAME:
            code, member = (part.value for part in element.clauses)
            return _chosen(limits, code, member)
        return None

    return cast_to(Lamps, visitors.replacement_traverse(lamps, {}, fill))


def level_of(finding: Finding, limits: Limits, lamps: Any) -> ColumnElement[str]:
    """The level of a lamp of ``lamps`` (the finding's SELECT as a subquery) at the end of the day of evaluation.

    Where the province shows what is overdue in yellow first, a lamp of an exceeded limit is yellow as long as it has
    burned for three working days at the most, and keeps its level once it is cured. The convention is that of the
    clock's start day, like the limit itself.
    """
    red = literal(finding.level.value)
    if not finding.graded or not limits.lights:
        return red
    started = _day_of(lamps, "start_on")
    convention = case(*((started >= light.since, literal(light.light.value)) for light in limits.lights), else_="")
    as_of: ColumnElement[Any] = bindparam("as_of", type_=Date)
    age = _number(func.least(lamps.c.cured_on, as_of)) - _number(_day_of(lamps, "due_on"))
    yellow = and_(convention == OverdueLight.YELLOW_THEN_RED.value, age <= YELLOW_DAYS)
    return case((yellow, literal(Level.YELLOW.value)), else_=red)


def _day_of(lamps: Any, member: str) -> ColumnElement[Any]:
    return cast(func.jsonb_extract_path_text(lamps.c.measured, member), Date)


def _number(day: ColumnElement[Any]) -> ColumnElement[int]:
    return (
        select(tables.workday.c.n).where(tables.workday.c.day == day).correlate_except(tables.workday).scalar_subquery()
    )


def _chosen(limits: Limits, code: str, member: str) -> ColumnElement[Any]:
    if member == "fewest":
        return literal(min(line.days for line in limits.of(code)), Integer)
    if member == "soonest":
        return literal(min(line.days - line.near for line in limits.of(code)), Integer)
    c = tables.clock.c
    branches = []
    for line in limits.of(code):
        conditions: list[ColumnElement[bool]] = [c.start_on >= line.since]
        if line.area_code != PROVINCE:
            conditions.append(c.area_code.startswith(line.area_code))
        if line.instance:
            conditions.append(c.instance == line.instance)
        value = getattr(line, member)
        branches.append((and_(*conditions), literal(value, _TYPES[member]) if value != "" else null()))
    return cast(case(*branches), _TYPES[member])
