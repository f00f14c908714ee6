"""The measures of an area: in some periods, by what lies directly below it, by month.

A county and above read the rollups; a street, and the streets below a county, are counted live from the facts by the
same declarations (db.measures). Every answer has a column per measure: flows summed over the period, stocks at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Date, Select, Subquery, Text, bindparam, cast, func, or_, select

from cockpit.db.measures import FLOWS, MEASURES, STOCKS, events
from cockpit.db.scope import child_of, within
from cockpit.db.tables import day_rollup, month_rollup
from cockpit.domain.area import AreaLevel, Scope, level_of
from cockpit.domain.period import month_ends

Days = tuple[date, date]
"""The first and the last day, both included."""

RANKED = ("red_open", "yellow_open", "in_hand", "ended", "ended_on_time")
"""What the areas below are compared by."""


def in_periods(conn: Connection, code: str, periods: Sequence[Days]) -> pd.DataFrame:
    """One row per period, in their order; a column per measure. An area without any row counts 0 throughout."""
    live = level_of(code) is AreaLevel.STREET
    statement = _live_in_periods(len(periods)) if live else _stored_in_periods(code, len(periods))
    given = {name: day for n, days in enumerate(periods) for name, day in _named(n, days).items()}
    row = conn.execute(statement, given | (_scope(code) if live else {})).one()._mapping
    counted = [{name: int(row[f"{name}_{n}"] or 0) for name in MEASURES} for n in range(len(periods))]
    return pd.DataFrame(counted, columns=list(MEASURES))


def by_child(conn: Connection, code: str, days: Days, measures: tuple[str, ...] = RANKED) -> pd.DataFrame:
    """Indexed by the code of the child area (and ``code`` itself for its own lamps); a column per measure.

    A child where nothing is and nothing happened may be missing.
    """
    live = level_of(code) is AreaLevel.COUNTY
    statement = _live_by_child(measures) if live else _stored_by_child(code, measures)
    given: dict[str, Any] = {**_named(0, days), **(_scope(code) if live else {})}
    frame = pd.DataFrame(conn.execute(statement, given).mappings().all(), columns=["child", *measures])
    return frame.set_index("child").fillna(0).astype(int)


def by_month(conn: Connection, code: str, last: date, months: int = 36) -> pd.DataFrame:
    """Indexed by the last day of each month; ``last`` closes the list: the end of a month, or the as-of day.

    A column per measure; of the running month what happened so far.
    """
    ends = month_ends(last, months)
    firsts = [end.replace(day=1) for end in ends]
    if level_of(code) is AreaLevel.STREET:
        rows = conn.execute(_live_by_month(), {"opening": firsts[0], "last": last} | _scope(code))
    else:
        of = month_rollup.c
        statement = select(of.month, *(func.sum(of[name]).label(name) for name in MEASURES))
        rows = conn.execute(
            statement.where(within(of.area_code, code), of.month.between(firsts[0], firsts[-1])).group_by(of.month)
        )
    frame = pd.DataFrame(rows.mappings().all(), columns=["month", *MEASURES]).set_index("month")
    frame = frame.reindex(firsts).fillna(0).astype(int)
    if level_of(code) is AreaLevel.STREET:
        frame[sorted(STOCKS)] = frame[sorted(STOCKS)].cumsum()
    frame.index = pd.Index(ends, name="month")
    return frame


def _named(n: int, days: Days) -> dict[str, date]:
    return {f"first_{n}": days[0], f"last_{n}": days[1]}


def _first_and_last(n: int) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return bindparam(f"first_{n}", type_=Date), bindparam(f"last_{n}", type_=Date)


def _stored(name: str, n: int) -> ColumnElement[Any]:
    column, (first, last) = day_rollup.c[name], _first_and_last(n)
    counts = day_rollup.c.day == last if name in STOCKS else day_rollup.c.day.between(first, last)
    return func.sum(column).filter(counts)


def _stored_in_periods(code: str, periods: int) -> Select[Any]:
    sums = [_stored(name, n).label(f"{name}_{n}") for n in range(periods) for name in MEASURES]
    reach = or_(*(day_rollup.c.day.between(*_first_and_last(n)) for n in range(periods)))
    return select(*sums).where(within(day_rollup.c.area_code, code), reach)


def _stored_by_child(code: str, measures: tuple[str, ...]) -> Select[Any]:
    child = child_of(day_rollup.c.area_code, code)
    sums = [_stored(name, 0).label(name) for name in measures]
    reach = day_rollup.c.day.between(*_first_and_last(0))
    return select(child.label("child"), *sums).where(within(day_rollup.c.area_code, code), reach).group_by(child)


# The statements over the facts have some twenty branches: they are built once and not for every page.


@cache
def _changes(only: tuple[str, ...] = tuple(MEASURES)) -> Subquery:
    """What changes a measure in a street or in the streets of a county: area_code, day, measure, n."""
    low, high = bindparam("low", type_=Text), bindparam("high", type_=Text)
    return events(cut=lambda area: area, where=lambda area: (area >= low) & (area < high), only=only).subquery(
        "changes"
    )


def _scope(code: str) -> dict[str, str]:
    scope = Scope.of(code)
    return {"low": scope.low, "high": scope.high}


def _live(changes: Subquery, name: str, n: int) -> ColumnElement[Any]:
    first, last = _first_and_last(n)
    counts = changes.c.day <= last if name in STOCKS else changes.c.day.between(first, last)
    return func.sum(changes.c.n).filter(changes.c.measure == name, counts)


@cache
def _live_in_periods(periods: int) -> Select[Any]:
    return select(*(_live(_changes(), name, n).label(f"{name}_{n}") for n in range(periods) for name in MEASURES))


@cache
def _live_by_child(measures: tuple[str, ...]) -> Select[Any]:
    changes = _changes(measures)
    sums = [_live(changes, name, 0).label(name) for name in measures]
    return select(changes.c.area_code.label("child"), *sums).group_by(changes.c.area_code)


@cache
def _live_by_month() -> Select[Any]:
    changes, opening = _changes(), bindparam("opening", type_=Date)
    # What changed a stock before the first month is brought forward to it.
    month = func.greatest(cast(func.date_trunc("month", changes.c.day), Date), opening)
    sums = [func.sum(changes.c.n).filter(changes.c.measure == name).label(name) for name in MEASURES]
    known = or_(changes.c.measure.not_in(sorted(FLOWS)), changes.c.day >= opening)
    return (
        select(month.label("month"), *sums).where(changes.c.day <= bindparam("last", type_=Date), known).group_by(month)
    )
