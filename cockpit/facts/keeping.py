"""Keeping the fact tables: from the ledger to facts, for what is stale, for everything, or as of an earlier day.

This module and those it calls (writing, mass, homes) are the only writers of the tables in ``FACT_TABLES``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta

from psycopg import sql
from sqlalchemy import Connection, func, select, text

from cockpit.db import tables
from cockpit.db.cipher import Cipher
from cockpit.db.doors import psycopg_of
from cockpit.domain.operation import SHANGHAI
from cockpit.facts import mass
from cockpit.facts.homes import write_homes
from cockpit.facts.reading import Reading
from cockpit.facts.writing import Subject, forget

FACT_TABLES = (
    tables.case_fact,
    tables.clock,
    tables.stoppage,
    tables.statement,
    tables.omission,
    tables.decision,
    tables.criteria_period,
    tables.batch_member,
    tables.batch_fact,
    tables.plan_unit,
    tables.standing,
    tables.selection,
    tables.unit_fact,
    tables.tenancy_fact,
    tables.pending,
)

ALL_AT_ONCE = 50_000
"""So many stale subjects are not folded one by one: a rebuild is quicker."""

WORTH_A_PROCESS = 50_000
"""Operations from which on a second process pays for its start."""

Progress = Callable[[int], None]


def mark(connection: Connection, touched: Collection[Subject]) -> None:
    """Notes whose facts are stale, in the transaction that appends the operations: a crash loses neither.

    Folding waits until a whole import is in, because a case's operations are spread over many chunks of it.
    """
    psycopg_of(connection).execute(
        "INSERT INTO stale_subject SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) ON CONFLICT DO NOTHING",
        [list(column) for column in zip(*sorted(touched), strict=True)],
    )


def settle(connection: Connection, cipher: Cipher, progress: Progress | None = None, processes: int = 1) -> bool:
    """Makes the facts of every stale subject anew; whether there were any."""
    stale = {tuple(row) for row in connection.execute(tables.stale_subject.delete().returning(tables.stale_subject))}
    if len(stale) > ALL_AT_ONCE or (stale and _nothing_kept(connection)):
        rebuild(connection, cipher, progress, processes)
    elif stale:
        refresh(connection, cipher, stale)
    return bool(stale)


def refresh(connection: Connection, cipher: Cipher, touched: Collection[Subject]) -> None:
    """Brings the facts of the touched subjects, and of those that hang on them, up to the ledger."""
    by_kind = _by_kind(touched)
    _add(by_kind, connection, _ACTED_FOR, by_kind.get("organisation", set()))
    cases = by_kind.get("case", set())
    _add(by_kind, connection, _BATCHES_OF_CASES, cases)
    _add(by_kind, connection, _UNITS_OF_PLANS, by_kind.get("batch", set()))
    _add(by_kind, connection, _UNITS_OF_PROJECTS, by_kind.get("project", set()))
    _add(by_kind, connection, _TENANCIES_OF_UNITS, by_kind.get("unit", set()))

    reading = Reading(connection, cipher)
    if cases:
        mass.unmark(connection, cases)
        forget(connection, cases)
        reading.write_cases(cases)
        mass.mark(connection, cases)
        _add(by_kind, connection, _BATCHES_OF_CASES, cases)
    if batches := by_kind.get("batch"):
        forget(connection, batches)
        reading.write_batches(batches)
        _add(by_kind, connection, _UNITS_OF_PLANS, batches)
    units, tenancies = by_kind.get("unit", set()), by_kind.get("tenancy", set())
    for gone in (units, tenancies):
        if gone:
            forget(connection, gone)
    write_homes(connection, units=units, tenancies=tenancies)
    if units:
        reading.write_units(units)
    if tenancies:
        reading.write_tenancies(tenancies)
    if {"criteria", "organisation"} & by_kind.keys():
        reading.write_criteria()


def rebuild(connection: Connection, cipher: Cipher, progress: Progress | None = None, processes: int = 1) -> None:
    """Makes every fact anew from the ledger; with several ``processes`` from what of it is committed."""
    operations = connection.execute(select(func.sum(tables.chain_head.c.seq))).scalar() or 0
    if operations < WORTH_A_PROCESS:
        processes = 1
    for table in FACT_TABLES:
        connection.execute(table.delete())
    _write_all(connection, Reading(connection, cipher, progress=progress, processes=processes))


def as_of(connection: Connection, cipher: Cipher, day: date) -> None:
    """Facts of what had happened by the end of ``day``, in temporary tables that hide the kept ones until commit.

    A later record can change what an earlier day saw (a re-review takes a case up again), so cutting today's facts
    would not do.
    """
    for table in FACT_TABLES:
        name = sql.Identifier(table.name)
        hidden = sql.Identifier("pg_temp", table.name)  # of another day, looked at earlier in this transaction
        psycopg_of(connection).execute(sql.SQL("DROP TABLE IF EXISTS {}").format(hidden))
        psycopg_of(connection).execute(
            sql.SQL("CREATE TEMP TABLE {} (LIKE public.{} INCLUDING DEFAULTS INCLUDING INDEXES) ON COMMIT DROP").format(
                name, name
            )
        )
    _write_all(connection, Reading(connection, cipher, until=end_of(day)))
    # Nobody else analyzes temporary tables, and the rules' joins over tables believed empty take minutes.
    names = sql.SQL(", ").join(sql.Identifier("pg_temp", table.name) for table in FACT_TABLES)
    psycopg_of(connection).execute(sql.SQL("ANALYZE {}").format(names))


def end_of(day: date) -> datetime:
    """The first instant after a Shanghai day."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def _write_all(connection: Connection, reading: Reading) -> None:
    reading.write_cases(None)
    mass.mark(connection, None)
    reading.write_batches(None)
    write_homes(connection, reading.until)
    reading.write_units(None)
    reading.write_tenancies(None)
    reading.write_criteria()


def _nothing_kept(connection: Connection) -> bool:
    return all(connection.execute(select(1).select_from(table).limit(1)).first() is None for table in FACT_TABLES)


def _by_kind(touched: Collection[Subject]) -> dict[str, set[Subject]]:
    found: dict[str, set[Subject]] = {}
    for subject in touched:
        found.setdefault(subject[1], set()).add(subject)
    return found


# What hangs on a touched subject: each query names the subjects whose facts it can change.
_ACTED_FOR = """
SELECT DISTINCT city_code, subject_kind, subject_id FROM operation
JOIN organisation USING (source, org_id) JOIN touched ON organisation.org_id = touched.id
WHERE subject_kind IN ('case', 'batch')
"""
_BATCHES_OF_CASES = """
SELECT city_code, 'batch', batch_id FROM batch_member JOIN touched ON city_code = city AND case_no = id
"""
_UNITS_OF_PLANS = """
SELECT city_code, 'unit', unit_id FROM plan_unit JOIN touched ON city_code = city AND batch_id = id
"""
_UNITS_OF_PROJECTS = """
SELECT city_code, 'unit', unit_id FROM unit JOIN touched ON city_code = city AND project_id = id
"""
_TENANCIES_OF_UNITS = """
SELECT city_code, 'tenancy', tenancy_id FROM tenancy JOIN touched ON city_code = city AND unit_id = id
"""


def _add(by_kind: dict[str, set[Subject]], connection: Connection, query: str, touched: Collection[Subject]) -> None:
    if not touched:
        return
    keys = {"cities": [city for city, _, _ in touched], "ids": [subject_id for _, _, subject_id in touched]}
    unnested = "WITH touched(city, id) AS (SELECT * FROM unnest(CAST(:cities AS text[]), CAST(:ids AS text[]))) "
    for row in connection.execute(text(unnested + query), keys):
        by_kind.setdefault(row[1], set()).add((row[0], row[1], row[2]))
