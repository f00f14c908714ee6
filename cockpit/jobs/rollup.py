"""Filling the rollups: one row per county and day (and month), a column per measure, from the facts and the findings.

Overviews read this instead of the facts: 36 months of the province are 3,000 narrow rows whatever the number of cases.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Insert,
    Integer,
    Select,
    cast,
    delete,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from cockpit.db.measures import MEASURES, STOCKS, events
from cockpit.db.scope import within
from cockpit.db.tables import case_fact, day_rollup, handled_rollup, month_rollup
from cockpit.domain.area import ZONE

YEARS = 5
"""How far back the rollup reaches, to the 1 January; what happened earlier is in the opening stocks only."""


def rollup(conn: Connection, as_of: date, *, since: date | None = None) -> int:
    """Writes the days ``since`` … ``as_of`` anew and answers how many rows; None means from the first day on.

    ``since`` is the first day on which anything changed: days before it are left as they are, days after ``as_of`` go.
    """
    first = since or first_day(as_of)
    days, months = delete(day_rollup), delete(month_rollup)
    if since is not None:
        days, months = days.where(day_rollup.c.day >= first), months.where(month_rollup.c.month >= first.replace(day=1))
    conn.execute(days)
    conn.execute(months)
    conn.execute(_days(first, as_of))
    conn.execute(_months(first.replace(day=1), as_of))
    conn.execute(delete(handled_rollup).where(handled_rollup.c.month >= first.replace(day=1)))
    conn.execute(_handled(first.replace(day=1), as_of))
    return conn.scalars(select(func.count()).select_from(day_rollup).where(day_rollup.c.day >= first)).one()


def first_day(as_of: date) -> date:
    return date(as_of.year - YEARS, 1, 1)


def _days(first: date, as_of: date) -> Insert:
    changes = events(cut=lambda area: func.left(area, 6)).cte("changes")
    # What changed a stock before the first day is brought forward to it; a flow of an earlier day has no row any more.
    forward = select(
        changes.c.city_code,
        changes.c.area_code,
        func.greatest(changes.c.day, literal(first, Date)).label("day"),
        changes.c.measure,
        changes.c.n,
    ).where(changes.c.day <= as_of, or_(changes.c.measure.in_(sorted(STOCKS)), changes.c.day >= first))
    counties = select(changes.c.city_code, changes.c.area_code).distinct().subquery("counties")
    series = func.generate_series(literal(first, Date), literal(as_of, Date), timedelta(days=1))
    every_day = select(cast(series, Date).label("day")).subquery("every_day")
    # Every county has a row on every day. The empty days are added and summed away rather than joined: the planner
    # knows nothing of the sizes here and would loop (14 s against 5 s for 12,000 cases on a busy machine).
    empty = select(counties.c.city_code, counties.c.area_code, every_day.c.day, literal(""), literal(0)).select_from(
        counties.join(every_day, literal(True))
    )
    rows = union_all(forward, empty).subquery("rows")
    key = (rows.c.city_code, rows.c.area_code, rows.c.day)
    columns = []
    for name in MEASURES:
        changed = func.coalesce(func.sum(rows.c.n).filter(rows.c.measure == name), 0)
        columns.append(
            cast(
                func.sum(changed).over(partition_by=key[:2], order_by=rows.c.day) if name in STOCKS else changed,
                Integer,
            ).label(name)
        )
    return insert(day_rollup).from_select(
        ["city_code", "area_code", "day", *MEASURES], select(*key, *columns).group_by(*key)
    )


def _months(first: date, as_of: date) -> Insert:
    of = day_rollup.c
    month = cast(func.date_trunc("month", of.day), Date)
    last = or_(of.day == as_of, func.extract("day", of.day + 1) == 1)
    columns = [
        (func.coalesce(func.sum(of[name]).filter(last), 0) if name in STOCKS else func.sum(of[name])).label(name)
        for name in MEASURES
    ]
    rows = select(of.city_code, of.area_code, month.label("month"), *columns).where(of.day >= first)
    return insert(month_rollup).from_select(
        ["city_code", "area_code", "month", *MEASURES], rows.group_by(of.city_code, of.area_code, month)
    )


def _handled(first: date, as_of: date) -> Insert:
    rows = handled().where(case_fact.c.ended_on.between(first, as_of))
    return insert(handled_rollup).from_select(["city_code", "area_code", "month", "handled_days", "cases"], rows)


def handled() -> Select[Any]:
    """Ended cases by the working days they took: rows of ``handled_rollup``."""
    of = case_fact.c
    month = cast(func.date_trunc("month", of.ended_on), Date)
    digits = func.unnest(array([2, 4, 6])).table_valued("digits").render_derived()
    area = func.left(of.area_code, digits.c.digits)
    return (
        select(func.left(area, 4).label("city_code"), area.label("area_code"), month.label("month"))
        .add_columns(of.handled_days, func.count())
        .select_from(case_fact.join(digits, literal(True)))
        .where(of.ended_on.is_not(None), of.handled_days.is_not(None))
        # 平潭 reports to the province: it is no part of the city whose code it carries.
        .where(or_(digits.c.digits != 4, not_(within(of.area_code, ZONE))))
        .group_by(area, month, of.handled_days)
    )
