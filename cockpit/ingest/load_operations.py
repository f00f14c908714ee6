"""Rows of operation.csv into the ledger, a chunk at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection

from cockpit.db import ledger
from cockpit.db.cipher import Subject
from cockpit.db.doors import psycopg_of
from cockpit.db.ledger import Entry
from cockpit.ingest.codes import Reason, Unfit, quoted
from cockpit.ingest.ground import Ground, unknown
from cockpit.ingest.row import DUPLICATE, LOADED, DeliveredRow, Verdict
from cockpit.ingest.sources import operation

Key = tuple[str, str, str]
"""(source, city_code, operation_id)."""

# An index probe for each, whatever the planner believes about a table that is being filled.
_ANY = """
SELECT 1 FROM operation
WHERE city_code = %s AND source = %s AND operation_id BETWEEN %s AND %s LIMIT 1
"""
_FIND = """
SELECT k.operation_id, found.content
FROM unnest(%s::text[]) AS k (operation_id)
CROSS JOIN LATERAL (
    SELECT content FROM operation o
    WHERE o.city_code = %s AND o.source = %s AND o.operation_id = k.operation_id LIMIT 1
) AS found
"""


def load(conn: Connection, ground: Ground, read: Sequence[Entry | Unfit]) -> list[Verdict]:
    """Appends what is new; one verdict a row. Of two contents under one key the one loaded first stays."""
    found = [entry for entry in read if isinstance(entry, Entry)]
    ground.lock_cities(conn, {entry.city_code for entry in found})
    known = _contents(conn, found)
    fresh = [entry for entry in found if _key(entry) not in known] if known else found
    missing = ground.missing(conn, operation.all_references(fresh))
    new: list[Entry] = []
    verdicts: list[Verdict] = []
    for entry in read:
        if isinstance(entry, Unfit):
            verdicts.append(entry)
            continue
        key = _key(entry)
        content = known.get(key)
        if content is not None:
            equal = content == entry.content
            verdicts.append(DUPLICATE if equal else Unfit(Reason.CONFLICT, value=quoted(entry.operation_id)))
            continue
        if missing:
            lacking = next((name for name in operation.references(entry) if name in missing), None)
            if lacking is not None:
                # Its key is not taken: a row that waits is not loaded, and makes nobody a duplicate.
                verdicts.append(unknown(lacking))
                continue
        known[key] = entry.content
        new.append(entry)
        verdicts.append(LOADED)
    ledger.append(conn, ground.cipher, new, ground.received_at)
    ground.touched.update(Subject(entry.city_code, entry.subject_kind, entry.subject_id) for entry in new)
    return verdicts


def read(row: DeliveredRow, ground: Ground) -> Entry | Unfit:
    """What a row says, or why it cannot be meant."""
    if isinstance(row.fields, Unfit):
        return row.fields
    try:
        return operation.read(row.fields, row.delivery, ground)
    except Unfit as unfit:
        return unfit


def _key(entry: Entry) -> Key:
    return entry.source, entry.city_code, entry.operation_id


def _contents(conn: Connection, entries: Sequence[Entry]) -> dict[Key, bytes]:
    """The contents that are loaded already under the keys of these entries."""
    asked: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        asked.setdefault((entry.source, entry.city_code), []).append(entry.operation_id)
    raw: psycopg.Connection[tuple[Any, ...]] = psycopg_of(conn)
    known: dict[Key, bytes] = {}
    for (source, city_code), ids in asked.items():
        # Sources number their operations: of a new chunk usually nothing is known, and one probe says so.
        if raw.execute(_ANY, (city_code, source, min(ids), max(ids))).fetchone() is None:
            continue
        for operation_id, content in raw.cursor(binary=True).execute(_FIND, (ids, city_code, source)):
            known[source, city_code, operation_id] = content
    return known
