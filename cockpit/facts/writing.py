"""Writing fact rows: copied in bulk, forgotten by subject."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from io import BytesIO
from operator import itemgetter

from psycopg import sql
from psycopg.copy import Copy, FileWriter
from sqlalchemy import Connection, text

from cockpit.db.doors import psycopg_of
from cockpit.facts.folding import COLUMNS, Row, Rows

Subject = tuple[str, str, str]
"""(city_code, subject_kind, subject_id)"""

_OF_CASES = (
    ("case_fact", "case_no"),
    ("clock", "case_no"),
    ("stoppage", "case_no"),
    ("decision", "case_no"),
    ("standing", "case_no"),
    ("selection", "case_no"),
    ("batch_member", "case_no"),
)
_OF_BATCHES = (("batch_fact", "batch_id"), ("plan_unit", "batch_id"))
OWN_TABLES = {
    "case": _OF_CASES,
    "batch": _OF_BATCHES,
    "unit": (("unit_fact", "unit_id"),),
    "tenancy": (("tenancy_fact", "tenancy_id"),),
}


def no_rows() -> Rows:
    return {table: [] for table in COLUMNS}


_KIND = {"clock": "clock", "statement": "kind", "pending": "kind"}


def copy(connection: Connection, rows: Rows) -> None:
    """Appends rows to their tables, in the order of COLUMNS."""
    for table, table_rows in _kinds_together(rows):
        _copy_table(connection, table, table_rows)


def packed(connection: Connection, rows: Rows) -> dict[str, bytes]:
    """Rows as COPY takes them, by table: made in the process that folds, so that the one that writes passes them on."""
    return {table: _packed(connection, table_rows) for table, table_rows in _kinds_together(rows)}


def _kinds_together(rows: Rows) -> Iterator[tuple[str, list[Row]]]:
    """The tables that got rows; those of one kind together, as the rules read them."""
    for table, table_rows in rows.items():
        if table in _KIND:
            table_rows.sort(key=itemgetter(COLUMNS[table].index(_KIND[table])))
        if table_rows:
            yield table, table_rows


def copy_packed(connection: Connection, rows: Mapping[str, bytes]) -> None:
    for table, table_rows in rows.items():
        with psycopg_of(connection).cursor() as cursor, cursor.copy(_into(table)) as copying:
            copying.write(table_rows)


def _packed(connection: Connection, table_rows: Iterable[Row]) -> bytes:
    file = BytesIO()
    with psycopg_of(connection).cursor() as cursor, Copy(cursor, binary=False, writer=FileWriter(file)) as copying:
        for row in table_rows:
            copying.write_row(row)
    return file.getvalue()


def _copy_table(connection: Connection, table: str, table_rows: Iterable[Row]) -> None:
    with psycopg_of(connection).cursor() as cursor, cursor.copy(_into(table)) as copying:
        for row in table_rows:
            copying.write_row(row)


def _into(table: str) -> sql.Composed:
    columns = sql.SQL(", ").join(sql.Identifier(column) for column in COLUMNS[table])
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)


def narrowed(column: str, wanted: Collection[Subject] | None) -> tuple[str, dict[str, list[str]]]:
    """A JOIN that leaves the rows of these subjects, and its parameters (psycopg); nothing where all (None) are wanted.

    ``column`` holds the subject's id, beside a column city_code. Of few subjects it makes index probes, of many a hash.
    """
    if wanted is None:
        return "", {}
    table = column.rpartition(".")[0]
    city = f"{table}.city_code" if table else "city_code"
    cities, ids = [city_code for city_code, _, _ in wanted], [subject_id for _, _, subject_id in wanted]
    unnested = "unnest(%(cities)s::text[], %(ids)s::text[]) AS wanted(city, id)"
    return f"JOIN {unnested} ON {city} = wanted.city AND {column} = wanted.id", {"cities": cities, "ids": ids}


def forget(connection: Connection, subjects: Collection[Subject]) -> None:
    """Deletes what the tables hold of some subjects, all of one kind."""
    kind = next(iter(subjects))[1]
    cities, _, ids = (list(column) for column in zip(*subjects, strict=True))
    keys = {"kind": kind, "cities": cities, "ids": ids}
    for table, column in OWN_TABLES.get(kind, ()):
        connection.execute(text(f"DELETE FROM {table} USING {_GONE} WHERE city_code = city AND {column} = id"), keys)
    for table in ("omission", "statement", "pending"):
        # Rank changes burn on the batch, but are the case's own.
        ranks = "AND kind <> 'rank_change'" if table == "statement" else ""
        connection.execute(
            text(
                f"DELETE FROM {table} USING {_GONE}"
                f" WHERE city_code = city AND subject_kind = :kind AND subject_id = id {ranks}"
            ),
            keys,
        )
    if kind == "case":
        connection.execute(
            text(
                f"DELETE FROM statement USING {_GONE} WHERE city_code = city AND subject_kind = 'batch'"
                " AND kind = 'rank_change' AND instance = id"
            ),
            keys,
        )


_GONE = "unnest(CAST(:cities AS text[]), CAST(:ids AS text[])) AS gone(city, id)"
