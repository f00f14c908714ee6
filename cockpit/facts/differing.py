"""Bringing the fact rows of one subject to what was folded, by differences, and telling which rows differ.

A single operation leaves nearly all rows of its subject as they were. Writing only those that differ is quicker, and
what differs tells which findings can differ: the others need no judgement (jobs.take_up). The rows are compared as
JSON, in the form that PostgreSQL gives them; one that is written otherwise there counts as different, which costs a
write and is never wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import orjson
import psycopg
from sqlalchemy import ARRAY, Connection, Date, DateTime, LargeBinary
from sqlalchemy.types import TypeEngine

from cockpit.db import tables
from cockpit.db.doors import in_one_message, psycopg_of
from cockpit.domain.operation import SHANGHAI
from cockpit.facts.folding import COLUMNS, Row, Rows
from cockpit.facts.writing import OWN_TABLES, Subject

Told = dict[str, Any]
"""A row as JSON."""

TextGroup = tuple[str, str, str, str]
"""Opinions that can be mass text together: source, actor_id, day, text_key (hex)."""


class Change(NamedTuple):
    """A row that came, went or became another. ``kind``: of a clock, statement, omission or pending matter, or ''."""

    table: str
    kind: str
    subject: Subject


class Replaced(NamedTuple):
    """``changes`` made, the ``texts`` among them, and case_fact before and after."""

    changes: set[Change]
    texts: set[TextGroup]
    was: list[Told]
    now: list[Told]


Stored = dict[str, list[Told]]
"""The rows of one subject by their table."""


def stored(raw: psycopg.Connection[Any], subject: Subject) -> Callable[[], Stored]:
    """Asks for the rows of a subject, in the pipeline of ``raw`` where there is one; what is answered reads them."""
    city, kind, subject_id = subject
    asked = raw.execute(_stored(kind), {"city": city, "id": subject_id}, prepare=True)

    def answered() -> Stored:
        found: Stored = {table: [] for table, _ in _owned(kind)}
        for table, told in asked:
            found[table].append(orjson.loads(told))
        return found

    return answered


def replace(connection: Connection, before: Stored, rows: Rows) -> Replaced:
    """Makes the tables hold ``rows`` of a subject in place of those that they hold."""
    raw: psycopg.Connection[Any] = psycopg_of(connection)
    made = Replaced(set(), set(), before.get("case_fact", []), _told("case_fact", rows["case_fact"]))
    writes: list[tuple[str, list[Told]]] = []
    for table, stored_rows in before.items():
        key = _key(table)
        was = {tuple(row[name] for name in key): row for row in stored_rows}
        now = {tuple(row[name] for name in key): row for row in _told(table, rows[table])}
        gone = [row for at, row in was.items() if at not in now]
        come = [row for at, row in now.items() if was.get(at) != row]
        writes += [(_delete(table), gone), (_insert(table), come)]
        _note(made, table, [*gone, *come, *(was[at] for at, row in now.items() if at in was and was[at] != row)])
    if made.changes:
        with in_one_message(raw):
            for statement, told in writes:
                if told:
                    raw.execute(statement, (orjson.dumps(told).decode(),), prepare=True)
    return made


def _note(made: Replaced, table: str, rows: Iterable[Told]) -> None:
    for row in rows:
        made.changes.add(Change(table, *_about(table, row)))
        if row.get("text_key") is not None:
            made.texts.add((row["source"], row["actor_id"], row["day"], row["text_key"]))


def _about(table: str, row: Told) -> tuple[str, Subject]:
    """The kind of a row, and the subject on which lamps of it burn."""
    city = row["city_code"]
    match table:
        case "statement" | "omission" | "pending":
            return row["kind"], (city, row["subject_kind"], row["subject_id"])
        case "plan_unit":
            return "", (city, "unit", row["unit_id"])
        case "batch_member" | "batch_fact" | "standing" | "selection":
            return "", (city, "batch", row["batch_id"])
    return row.get("clock", ""), (city, "case", row["case_no"])


# --- rows as JSON -----------------------------------------------------------------------------------------------------


def _told(table: str, rows: Iterable[Row]) -> list[Told]:
    columns = _columns(table)
    return [
        {
            name: form(value) if form and value is not None else value
            for (name, form), value in zip(columns, row, strict=True)
        }
        for row in rows
    ]


@cache
def _columns(table: str) -> list[tuple[str, Callable[[Any], Any] | None]]:
    found = tables.metadata.tables[table].c
    return [(name, _form(found[name].type)) for name in COLUMNS[table]]


def _form(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(kind, DateTime):
        return _moment
    if isinstance(kind, Date):
        return str
    if isinstance(kind, LargeBinary):
        return _hex
    return _words if isinstance(kind, ARRAY) else None


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat()


def _hex(value: bytes) -> str:
    return "\\x" + value.hex()


def _words(array: str) -> list[str]:
    """From the text form that COPY takes (folding)."""
    return array[1:-1].split(",") if len(array) > 2 else []


# --- statements -------------------------------------------------------------------------------------------------------


@cache
def _owned(kind: str) -> list[tuple[str, str]]:
    """The tables of a kind of subject, each with the condition of its own rows."""
    owned = [
        (table, f"{table}.city_code = %(city)s AND {table}.{column} = %(id)s")
        for table, column in OWN_TABLES[kind]
        if table in COLUMNS  # unit_fact and tenancy_fact are made set-based (facts.homes)
    ]
    of_subject = "{0}.city_code = %(city)s AND {0}.subject_kind = '{1}' AND {0}.subject_id = %(id)s"
    statements = of_subject.format("statement", kind)
    if kind == "batch":
        statements += " AND statement.kind <> 'rank_change'"
    owned += [(table, of_subject.format(table, kind)) for table in ("omission", "pending")]
    owned.append(("statement", statements))
    if kind == "case":
        # Rank changes burn on the batch, but are the case's own; those batches know the case as a member.
        ranks = """statement.city_code = %(city)s AND statement.subject_kind = 'batch' AND statement.subject_id IN (
                SELECT batch_id FROM batch_member WHERE city_code = %(city)s AND case_no = %(id)s
            ) AND statement.kind = 'rank_change' AND statement.instance = %(id)s"""
        owned.append(("statement", ranks))
    return owned


@cache
def _stored(kind: str) -> str:
    parts = []
    for table, condition in _owned(kind):
        names = ", ".join(COLUMNS[table])
        parts.append(
            f"SELECT '{table}', row_to_json(own)::text FROM (SELECT {names} FROM {table} WHERE {condition}) AS own"
        )
    return " UNION ALL ".join(parts)


@cache
def _key(table: str) -> tuple[str, ...]:
    return tuple(column.name for column in tables.metadata.tables[table].primary_key)


@cache
def _delete(table: str) -> str:
    same = " AND ".join(f"{table}.{name} = gone.{name}" for name in _key(table))
    return f"DELETE FROM {table} USING jsonb_populate_recordset(NULL::{table}, %s::jsonb) AS gone WHERE {same}"


@cache
def _insert(table: str) -> str:
    names, key = ", ".join(COLUMNS[table]), ", ".join(_key(table))
    changes = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[table] if name not in _key(table))
    return (
        f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
        f" ON CONFLICT ({key}) DO {f'UPDATE SET {changes}' if changes else 'NOTHING'}"
    )
