"""Moving the rollups by what a few subjects count now and counted before: the small way of ``rollup``.

What is added is declared once (db.measures); the result is, row by row, that of a full ``rollup`` (a test compares).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import orjson
import psycopg
from sqlalchemy import Column, ColumnElement, CompoundSelect, Connection, Text, bindparam, func, select
from sqlalchemy.sql.selectable import NamedFromClause
from sqlalchemy.sql.visitors import iterate

from cockpit.db.doors import in_one_message, psycopg_of
from cockpit.db.lamps import lamp
from cockpit.db.measures import FLOWS, STOCKS, events
from cockpit.db.tables import case_fact, tenancy_fact
from cockpit.db.written import written_out
from cockpit.facts import Counting
from cockpit.jobs.rollup import first_day, handled

Rows = Sequence[Mapping[str, Any]]
"""Rows of a table, as JSON."""


class Counted(NamedTuple):
    """What some rows count: by (city_code, area_code, day, measure), and by a key of handled_rollup."""

    measures: Counter[tuple[str, str, date, str]]
    handled: Counter[tuple[str, str, date, int]]


def moved_facts(connection: Connection, counted: Mapping[str, Counting]) -> Counted:
    """What rows of facts count now less what they counted before."""
    moved = Counted(Counter(), Counter())
    for name, rows in counted.items():
        source = {"case_fact": case_fact, "tenancy_fact": tenancy_fact}[name]
        if _as_counted(source, rows.was) == _as_counted(source, rows.now):
            continue  # nearly always: what an operation changes of its case is seldom counted
        for sign, told in ((-1, rows.was), (1, rows.now)):
            _add(connection, moved, source, told, sign)
    return moved


def moved_lamps(connection: Connection, was: Rows, now: Rows) -> Counted:
    """The same of all lamps of some subjects: what one counts depends on the others of its subject."""
    moved = Counted(Counter(), Counter())
    for sign, told in ((-1, was), (1, now)):
        _add(connection, moved, lamp, told, sign)
    return moved


def shift(connection: Connection, by: Counted, as_of: date) -> set[str]:
    """Adds the difference ``by`` to the three rollups; the areas (county, or wider) whose figures changed."""
    raw, first = psycopg_of(connection), first_day(as_of)
    moved = {key: n for key, n in by.measures.items() if n}
    if moved:
        areas = sorted({key[:2] for key in moved})
        given = {
            "cities": [city for city, _ in areas],
            "areas": [area for _, area in areas],
            "first": first,
            "as_of": as_of,
        }
        # As in ``rollup``: what changed a stock before the first day is brought forward to it.
        shown = [
            (city, area, max(day, first), measure, n)
            for (city, area, day, measure), n in moved.items()
            if day <= as_of and (measure in STOCKS or day >= first)
        ]
        with in_one_message(raw):
            raw.execute(_EVERY_DAY, given, prepare=True)
            raw.execute(_EVERY_MONTH, given, prepare=True)
            if shown:
                columns = [list(column) for column in zip(*shown, strict=True)]
                given = dict(zip(("cities", "areas", "days", "measures", "ns"), columns, strict=True))
                raw.execute(_DAYS, {**given, "stocks": sorted(STOCKS)}, prepare=True)
                raw.execute(_MONTHS, {**given, "stocks": sorted(STOCKS)}, prepare=True)
        if any(n < 0 for n in moved.values()):
            _forget_empty(connection, areas, as_of)
    _shift_handled(connection, by, first, as_of)
    return {area for _, area, _, _ in moved}


def _as_counted(source: NamedFromClause, rows: Rows) -> list[list[str]]:
    """Of each row the columns that a measure reads."""
    return sorted([str(row[name]) for name in _read(source)] for row in rows)


@cache
def _read(source: NamedFromClause) -> list[str]:
    counting = [_counting(source), *([handled()] if source is case_fact else [])]
    read = {part.name for one in counting for part in iterate(one) if isinstance(part, Column) and part.table is source}
    return sorted(read)


def _add(connection: Connection, to: Counted, source: NamedFromClause, rows: Rows, sign: int) -> None:
    if not rows:
        return
    raw: psycopg.Connection[Any] = psycopg_of(connection)
    given = (orjson.dumps(rows).decode(),)
    for *key, n in raw.execute(_of_rows(source), given, prepare=True):
        to.measures[tuple(key)] += sign * n
    if source is case_fact:
        for *key, n in raw.execute(_handled(), given, prepare=True):
            to.handled[tuple(key)] += sign * n


def _counting(source: NamedFromClause) -> CompoundSelect[Any]:
    return events(cut=lambda area: func.left(area, 6), rows=source)


# The declared measures, of given rows in place of the table.
_GIVEN = "WITH {table} AS (SELECT * FROM jsonb_populate_recordset(NULL::public.{table}, %s::jsonb)) {statement}"


@cache
def _of_rows(source: NamedFromClause) -> str:
    return _GIVEN.format(table=source.name, statement=written_out(_counting(source)))


@cache
def _handled() -> str:
    return _GIVEN.format(table="case_fact", statement=written_out(handled()))


_NAMED = "unnest(%(cities)s::text[], %(areas)s::text[]) AS named(city, area)"

# An area that nothing was counted in yet gets its row on every day.
_EVERY_DAY = f"""
INSERT INTO day_rollup (city_code, area_code, day)
SELECT city, area, day::date FROM {_NAMED}
CROSS JOIN generate_series(%(first)s::date, %(as_of)s::date, interval '1 day') AS day
WHERE NOT EXISTS (SELECT FROM day_rollup WHERE city_code = city AND area_code = area)
"""
_EVERY_MONTH = f"""
INSERT INTO month_rollup (city_code, area_code, month)
SELECT city, area, month::date FROM {_NAMED}
CROSS JOIN generate_series(%(first)s::date, %(as_of)s::date, interval '1 month') AS month
WHERE NOT EXISTS (SELECT FROM month_rollup WHERE city_code = city AND area_code = area)
"""

# A flow moves its own day, a stock that day and every later one.
_MOVE = """
UPDATE {table} SET {changes}
FROM (
    SELECT city_code, area_code, {day} AS moved_day, {sums}
    FROM unnest(%(cities)s::text[], %(areas)s::text[], %(days)s::date[], %(measures)s::text[], %(ns)s::int[])
        AS change(city, area, on_day, measure, n)
    JOIN {table} ON city_code = city AND area_code = area AND {day} >= {from_day}
        AND ({day} = {from_day} OR measure = ANY(%(stocks)s))
    GROUP BY city_code, area_code, {day}
) AS moved
WHERE ({table}.city_code, {table}.area_code, {table}.{day}) = (moved.city_code, moved.area_code, moved_day)
"""


def _move(table: str, day: str, from_day: str) -> str:
    names = sorted(FLOWS | STOCKS)
    return _MOVE.format(
        table=table,
        day=day,
        from_day=from_day,
        changes=", ".join(f"{name} = {table}.{name} + moved.{name}" for name in names),
        sums=", ".join(f"coalesce(sum(n) FILTER (WHERE measure = '{name}'), 0) AS {name}" for name in names),
    )


_DAYS = _move("day_rollup", "day", "on_day")
_MONTHS = _move("month_rollup", "month", "date_trunc('month', on_day)::date")

_ALL_ZERO = f"""
SELECT city_code, area_code FROM day_rollup JOIN {_NAMED} ON city_code = city AND area_code = area
WHERE day = %(as_of)s AND {" AND ".join(f"{name} = 0" for name in sorted(STOCKS))}
"""


def _forget_empty(connection: Connection, areas: list[tuple[str, str]], as_of: date) -> None:
    """An area in which nothing counts any more has no rows, as after a full rollup."""
    raw: psycopg.Connection[Any] = psycopg_of(connection)
    given = {"cities": [city for city, _ in areas], "areas": [area for _, area in areas], "as_of": as_of}
    for city, area in raw.execute(_ALL_ZERO, given).fetchall():
        if raw.execute(_any_counted(area), {"city": city}).fetchone() is None:
            for table in ("day_rollup", "month_rollup"):
                raw.execute(f"DELETE FROM {table} WHERE city_code = %s AND area_code = %s", (city, area))


def _any_counted(area_code: str) -> str:
    """One row where anything is counted in an area of %(city)s, on whatever day."""

    def cut(code: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.left(code, 6)

    own = events(cut=cut, where=lambda code: cut(code) == area_code).subquery("own")
    return written_out(select(own.c.n).where(own.c.city_code == bindparam("city", type_=Text)).limit(1), "city")


_HANDLED = """
INSERT INTO handled_rollup AS held (city_code, area_code, month, handled_days, cases)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (city_code, area_code, month, handled_days) DO UPDATE SET cases = held.cases + excluded.cases
"""


def _shift_handled(connection: Connection, by: Counted, first: date, as_of: date) -> None:
    raw = psycopg_of(connection)
    moved = {key: n for key, n in by.handled.items() if n and first <= key[2] <= as_of}
    for key, n in moved.items():
        raw.execute(_HANDLED, (*key, n))
    if any(n < 0 for n in moved.values()):
        keys = [list(column) for column in zip(*moved, strict=True)]
        raw.execute(
            "DELETE FROM handled_rollup USING unnest(%s::text[], %s::text[], %s::date[], %s::int[])"
            " AS gone(city, area, of_month, of_days) WHERE cases = 0"
            " AND (city_code, area_code, month, handled_days) = (city, area, of_month, of_days)",
            keys,
        )
