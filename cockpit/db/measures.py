"""The measures: each count that pages show, declared once as rows of a table and the days on which they count.

* A **flow** counts what happened on a day (submitted, ended): it is summed over a period.
* A **stock** counts what there was at the end of a day (in hand, open lamps): it is read at the end of a period. It is
  declared as spans ``[begin, end)``; a span with ``sign`` -1 takes away again (waiting, from what is in hand).

The day rollup is filled from these declarations (jobs.rollup), and a street, which the rollup does not know, is counted
live by the same ones (queries.counts). Only counts are stored, never ratios.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.selectable import CompoundSelect

from cockpit.db.lamps import lamp as finding
from cockpit.db.tables import case_fact, project, tenancy_fact, unit
from cockpit.domain.vocabulary import Channel, LampClass, Level

Column = ColumnElement[Any]
_ALL = true()
LONG_AGO = date(2000, 1, 1)
"""Since when something counts whose begin nobody wrote down."""


@dataclass(frozen=True, slots=True)
class Flow:
    """``day``: the day on which a row counts."""

    name: str
    source: FromClause
    city: Column
    area: Column
    day: Column
    where: ColumnElement[bool] = _ALL


@dataclass(frozen=True, slots=True)
class Span:
    begin: Column
    end: Column | None
    where: ColumnElement[bool] = _ALL
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Stock:
    name: str
    source: FromClause
    city: Column
    area: Column
    spans: tuple[Span, ...]


Measure = Flow | Stock


def _case_flow(name: str, day: Column, where: ColumnElement[bool] = _ALL) -> Flow:
    return Flow(name, case_fact, case_fact.c.city_code, case_fact.c.area_code, day, where)


def _lamps_raised(level: Level) -> Flow:
    where = finding.c.level == level
    return Flow(f"{level}_raised", finding, finding.c.city_code, finding.c.area_code, finding.c.since, where)


def _taken_over() -> ColumnElement[bool]:
    """A yellow that a red of the same subject takes over: its ``until`` is the red's first day, no day after a cure.

    A lamp of an exceeded limit takes over whatever its level is by the province's convention: it is known by its class.
    """
    red = finding.alias("red")
    return exists().where(
        finding.c.level == Level.YELLOW,
        red.c.lamp_class == LampClass.ABNORMAL,
        red.c.city_code == finding.c.city_code,
        red.c.subject_kind == finding.c.subject_kind,
        red.c.subject_id == finding.c.subject_id,
        red.c.rule == finding.c.rule,
        red.c.instance == finding.c.instance,
        red.c.since == finding.c.until,
    )


def _lamps_open(level: Level) -> Stock:
    # [since, until) says when a lamp burned at some time of the day; a lamp cured on the day before ``until`` no longer
    # burns at the end of that day, which is what a stock counts. One taken over burns through its last day.
    end = finding.c.until - case((_taken_over(), 0), else_=1) if level == Level.YELLOW else finding.c.until - 1
    span = Span(finding.c.since, end, finding.c.level == level)
    return Stock(f"{level}_open", finding, finding.c.city_code, finding.c.area_code, (span,))


_waiting = Span(case_fact.c.waiting_from, func.least(case_fact.c.waiting_to, case_fact.c.ended_on))
_home = project.join(unit, and_(unit.c.city_code == project.c.city_code, unit.c.project_id == project.c.project_id))

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        _case_flow("submitted", case_fact.c.submitted_on),
        _case_flow("submitted_online", case_fact.c.submitted_on, case_fact.c.channel != Channel.WINDOW),
        _case_flow("accepted", case_fact.c.accepted_on),
        _case_flow("ended", case_fact.c.ended_on),
        _case_flow("ended_on_time", case_fact.c.ended_on, case_fact.c.on_time),
        Flow(
            "exits",
            tenancy_fact,
            tenancy_fact.c.city_code,
            tenancy_fact.c.area_code,
            tenancy_fact.c.vacated_on,
        ),
        _lamps_raised(Level.RED),
        _lamps_raised(Level.YELLOW),
        Stock(
            "homes",
            _home,
            project.c.city_code,
            project.c.area_code,
            # The register names no day on which a home entered it: it counts from the day its project was built, at the
            # latest from the day on which it was reported to us.
            (
                Span(
                    case(
                        (project.c.built_on.is_(None), literal(LONG_AGO, Date)),
                        else_=func.least(project.c.built_on, cast(unit.c.delivered_at, Date)),
                    ),
                    None,
                ),
            ),
        ),
        Stock(
            "in_hand",
            case_fact,
            case_fact.c.city_code,
            case_fact.c.area_code,
            # Accepted, not ended, not waiting: nobody works on a case that waits for a home.
            (
                Span(case_fact.c.accepted_on, case_fact.c.ended_on),
                Span(
                    func.greatest(_waiting.begin, case_fact.c.accepted_on),
                    _waiting.end,
                    and_(_waiting.begin.is_not(None), case_fact.c.accepted_on.is_not(None)),
                    sign=-1,
                ),
            ),
        ),
        Stock(
            "waiting",
            case_fact,
            case_fact.c.city_code,
            case_fact.c.area_code,
            (_waiting,),
        ),
        Stock(
            "tenancies",
            tenancy_fact,
            tenancy_fact.c.city_code,
            tenancy_fact.c.area_code,
            (Span(tenancy_fact.c.starts_on, tenancy_fact.c.vacated_on),),
        ),
        _lamps_open(Level.RED),
        _lamps_open(Level.YELLOW),
    )
}
"""By the name of the column of ``day_rollup``."""

STOCKS = frozenset(name for name, measure in MEASURES.items() if isinstance(measure, Stock))
FLOWS = frozenset(MEASURES) - STOCKS


def events(
    *,
    cut: Callable[[Column], Column],
    where: Callable[[Column], ColumnElement[bool]] | None = None,
    only: Collection[str] | None = None,
    rows: FromClause | None = None,
) -> CompoundSelect[Any]:
    """What changes a measure, as rows (city_code, area_code, day, measure, n), one per measure, area and day.

    A flow on a day is the n of that day; a stock at the end of a day is the sum of all n up to that day. ``cut`` brings
    an area's code to the wanted level, ``where`` narrows the areas, ``only`` the measures, ``rows`` leaves those that
    count rows of one table.
    """
    wanted = [measure for name, measure in MEASURES.items() if only is None or name in only]
    if rows is not None:
        wanted = [measure for measure in wanted if measure.source is rows]
    return union_all(*(part for measure in wanted for part in _parts(measure, cut, where)))


def _parts(
    measure: Measure, cut: Callable[[Column], Column], where: Callable[[Column], ColumnElement[bool]] | None
) -> Iterator[Select[Any]]:
    def rows(day: Column, condition: ColumnElement[bool], sign: int) -> Select[Any]:
        area = cut(measure.area)
        counted = func.count() if sign > 0 else -func.count()
        statement = (
            select(
                measure.city.label("city_code"),
                area.label("area_code"),
                day.label("day"),
                literal(measure.name, Text).label("measure"),
                counted.label("n"),
            )
            .select_from(measure.source)
            .where(day.is_not(None), condition)
            .group_by(measure.city, area, day)
        )
        return statement if where is None else statement.where(where(measure.area))  # type: ignore[return-value]

    if isinstance(measure, Flow):
        yield rows(measure.day, measure.where, 1)
        return
    for span in measure.spans:
        if span.end is None:
            yield rows(span.begin, span.where, span.sign)
            continue
        lasts = or_(span.end.is_(None), span.end > span.begin)
        yield rows(span.begin, and_(span.where, lasts), span.sign)
        yield rows(span.end, and_(span.where, span.end > span.begin), -span.sign)
