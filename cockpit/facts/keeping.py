"""Keeping the fact tables: the only writer of case_fact, clock, statement, omission, decision, criteria_period,
unit_fact and tenancy_fact."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from itertools import groupby

from psycopg import sql
from sqlalchemy import Connection, select, text

from cockpit.db import tables
from cockpit.db.calendar import workdays
from cockpit.db.cipher import Cipher
from cockpit.db.doors import psycopg_of
from cockpit.db.ledger import operations
from cockpit.domain.operation import Operation
from cockpit.domain.workday import Workdays
from cockpit.facts.criteria import criteria_changes, criteria_periods
from cockpit.facts.folding import COLUMNS, CaseFile, Row, Rows, fold_case, statement_row
from cockpit.facts.homes import write_homes

Subject = tuple[str, str, str]
"""(city_code, subject_kind, subject_id)"""

FACT_TABLES = (
    tables.case_fact,
    tables.clock,
    tables.statement,
    tables.omission,
    tables.decision,
    tables.criteria_period,
    tables.unit_fact,
    tables.tenancy_fact,
)

SHANGHAI = timezone(timedelta(hours=8))

BATCH = 5_000
"""Cases folded before their rows are written: bounds the memory, not the transaction."""

ALL_AT_ONCE = 50_000
"""So many stale subjects are not folded one by one."""

Progress = Callable[[int], None]


def mark(connection: Connection, touched: Collection[Subject]) -> None:
    """Notes whose facts are stale, in the transaction that appends the operations: a crash loses neither.

    Folding waits until a whole import is in, because a case's operations are spread over many chunks of it.
    """
    cities, kinds, ids = (list(column) for column in zip(*sorted(touched), strict=True))
    connection.execute(
        text(
            "INSERT INTO stale_subject SELECT * FROM unnest("
            "CAST(:cities AS text[]), CAST(:kinds AS text[]), CAST(:ids AS text[])) ON CONFLICT DO NOTHING"
        ),
        {"cities": cities, "kinds": kinds, "ids": ids},
    )


def settle(connection: Connection, cipher: Cipher, progress: Progress | None = None) -> None:
    """Makes the facts of every stale subject anew."""
    stale = {tuple(row) for row in connection.execute(tables.stale_subject.delete().returning(tables.stale_subject))}
    if len(stale) > ALL_AT_ONCE:
        # Beyond that a rebuild is quicker than picking the subjects out one by one.
        rebuild(connection, cipher, progress)
    elif stale:
        refresh(connection, cipher, stale)


def refresh(connection: Connection, cipher: Cipher, touched: Collection[Subject]) -> None:
    """Brings the facts of the touched subjects up to the ledger, in the caller's transaction."""
    cases = {subject for subject in touched if subject[1] == "case"}
    if cases:
        _forget(connection, cases)
        days = workdays(connection)
        _write_cases(connection, cipher, days, operations(connection, cipher, subjects=sorted(cases), until=None))
        _mark_mass_text(connection, cases)
    if any(kind in ("criteria", "organisation") for _, kind, _ in touched):
        _write_criteria(connection, cipher, until=None)
    if any(kind in ("unit", "tenancy", "project") for _, kind, _ in touched):
        write_homes(connection, until=None)


def rebuild(connection: Connection, cipher: Cipher, progress: Progress | None = None) -> None:
    """Makes every fact anew from the ledger."""
    for table in FACT_TABLES:
        connection.execute(table.delete())
    _write_all(connection, cipher, until=None, progress=progress)


def as_of(connection: Connection, cipher: Cipher, day: date) -> None:
    """Facts of what had happened by the end of ``day``, in temporary tables that hide the kept ones until commit.

    A later record can change what an earlier day saw (a re-review takes a case up again), so cutting today's facts
    would not do.
    """
    for table in FACT_TABLES:
        name = sql.Identifier(table.name)
        psycopg_of(connection).execute(
            sql.SQL("CREATE TEMP TABLE {} (LIKE public.{} INCLUDING DEFAULTS INCLUDING INDEXES) ON COMMIT DROP").format(
                name, name
            )
        )
    _write_all(connection, cipher, until=end_of(day))


def end_of(day: date) -> datetime:
    """The first instant after a Shanghai day."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def _write_all(
    connection: Connection, cipher: Cipher, until: datetime | None, progress: Progress | None = None
) -> None:
    days = workdays(connection)
    _write_cases(connection, cipher, days, operations(connection, cipher, subject_kind="case", until=until), progress)
    _mark_mass_text(connection, None)
    _write_criteria(connection, cipher, until)
    write_homes(connection, until)


def _write_cases(
    connection: Connection,
    cipher: Cipher,
    days: Workdays,
    history: Iterable[Operation],
    progress: Progress | None = None,
) -> None:
    files: dict[tuple[str, str], CaseFile] = {
        (row.city_code, row.case_no): CaseFile(row.area_code, row.mode, row.channel)
        for row in connection.execute(
            select(
                tables.case_file.c.city_code,
                tables.case_file.c.case_no,
                tables.case_file.c.area_code,
                tables.case_file.c.mode,
                tables.case_file.c.channel,
            )
        )
    }
    rows = _no_rows()
    pending = done = 0
    for (city, case_no), case_operations in _by_case(history):
        fold_case(case_operations, files[city, case_no], days, _fingerprint(cipher), rows)
        pending += 1
        if pending == BATCH:
            _copy(connection, rows)
            rows, pending, done = _no_rows(), 0, done + pending
            if progress is not None:
                progress(done)
    _copy(connection, rows)


def _by_case(history: Iterable[Operation]) -> Iterator[tuple[tuple[str, str], Iterator[Operation]]]:
    return groupby(history, key=lambda op: (op.city_code, op.subject_id))


def _fingerprint(cipher: Cipher) -> Callable[[str], bytes]:
    return lambda letters: cipher.content_hash(letters.encode())


def _no_rows() -> Rows:
    return {table: [] for table in COLUMNS}


def _copy(connection: Connection, rows: Rows) -> None:
    with psycopg_of(connection).cursor() as cursor:
        for table, table_rows in rows.items():
            if table_rows:
                _copy_table(cursor, table, table_rows)


def _copy_table(cursor: object, table: str, table_rows: Iterable[Row]) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(column) for column in COLUMNS[table])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with cursor.copy(statement) as copy:  # type: ignore[attr-defined]
        for row in table_rows:
            copy.write_row(row)


def _forget(connection: Connection, cases: Collection[Subject]) -> None:
    keys = {"cities": [city for city, _, _ in cases], "ids": [case_no for _, _, case_no in cases]}
    for table, column in (
        ("case_fact", "case_no"),
        ("clock", "case_no"),
        ("omission", "subject_id"),
        ("decision", "case_no"),
    ):
        connection.execute(
            text(
                f"DELETE FROM {table} USING unnest(CAST(:cities AS text[]), CAST(:ids AS text[])) AS gone(city, id)"
                f" WHERE city_code = gone.city AND {column} = gone.id"
            ),
            keys,
        )
    # Opinions that leave may end the mass of equal ones in other cases: judge that before they are gone.
    connection.execute(text(_UNMARK), keys)
    connection.execute(text(_FORGET_STATEMENTS), keys)


_FORGET_STATEMENTS = """
DELETE FROM statement USING unnest(CAST(:cities AS text[]), CAST(:ids AS text[])) AS gone(city, id)
WHERE city_code = gone.city AND subject_kind = 'case' AND subject_id = gone.id
"""

_UNMARK = """
UPDATE statement SET mass = false
FROM (
    SELECT DISTINCT source, actor_id, day, text_key FROM statement
    JOIN unnest(CAST(:cities AS text[]), CAST(:ids AS text[])) AS gone(city, id)
      ON city_code = gone.city AND subject_kind = 'case' AND subject_id = gone.id
    WHERE mass
) AS was
WHERE statement.mass AND (statement.source, statement.actor_id, statement.day, statement.text_key)
    = (was.source, was.actor_id, was.day, was.text_key)
"""

_MARK = """
UPDATE statement SET mass = true
FROM (
    SELECT source, actor_id, day, text_key FROM statement
    WHERE text_key IS NOT NULL {only}
    GROUP BY source, actor_id, day, text_key HAVING count(*) > 20
) AS many
WHERE NOT statement.mass AND (statement.source, statement.actor_id, statement.day, statement.text_key)
    = (many.source, many.actor_id, many.day, many.text_key)
"""

_ONLY_TOUCHED = """
AND (source, actor_id, day) IN (
    SELECT source, actor_id, day FROM statement
    JOIN unnest(CAST(:cities AS text[]), CAST(:ids AS text[])) AS came(city, id)
      ON city_code = came.city AND subject_kind = 'case' AND subject_id = came.id
)
"""


def _mark_mass_text(connection: Connection, cases: Collection[Subject] | None) -> None:
    """An opinion equal to 20 others of the same actor on the same day is mass text (rules.md, Shared definitions)."""
    if cases is None:
        connection.execute(text(_MARK.format(only="")))
        return
    keys = {"cities": [city for city, _, _ in cases], "ids": [case_no for _, _, case_no in cases]}
    connection.execute(text(_MARK.format(only=_ONLY_TOUCHED)), keys)


def _write_criteria(connection: Connection, cipher: Cipher, until: datetime | None) -> None:
    """All of them: they are few, and a change of one moves the periods of the others."""
    connection.execute(tables.statement.delete().where(tables.statement.c.subject_kind == "criteria"))
    connection.execute(tables.criteria_period.delete())
    named = connection.execute(
        select(tables.operation.c.city_code, tables.operation.c.subject_id)
        .where(tables.operation.c.subject_kind == "criteria")
        .distinct()
    )
    subjects = [(row.city_code, "criteria", row.subject_id) for row in named]
    if not subjects:
        return
    kinds = {
        (row.source, row.org_id): row.kind
        for row in connection.execute(
            select(tables.organisation.c.source, tables.organisation.c.org_id, tables.organisation.c.kind)
        )
    }
    changes = list(operations(connection, cipher, subjects=sorted(subjects), until=until))
    rows = _no_rows()
    for statement in criteria_changes(changes, kinds):
        rows["statement"].append(
            statement_row(statement, str(statement.operation.data["area_code"]), _fingerprint(cipher))
        )
    for period in criteria_periods(changes):
        rows["criteria_period"].append(
            (period.area_code, period.from_on, period.to_on, period.city_code, period.criteria_set)
        )
    _copy(connection, rows)
