"""Rows of the six other files: into the ledger as ``row_received``, and into their tables where they are the latest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import psycopg
from sqlalchemy import Connection

from cockpit.db import ledger
from cockpit.db.cipher import Subject
from cockpit.db.doors import psycopg_of
from cockpit.db.keys import existing_keys
from cockpit.db.ledger import Entry, content_of
from cockpit.domain.action import ROW_ACTIONS, ROW_RECEIVED, ROW_SEEN_AGAIN
from cockpit.domain.vocabulary import Role
from cockpit.ingest.codes import Unfit
from cockpit.ingest.ground import Ground, Reference, unknown
from cockpit.ingest.projections import Stamp, Version, Versions, Winner, upsert, versions_of, winner_of
from cockpit.ingest.row import DUPLICATE, LOADED, DeliveredRow, Verdict
from cockpit.ingest.table import Row, TableSource

_FIND = """
SELECT k.city_code, k.subject_id, found.record
FROM unnest(%s::text[], %s::text[]) AS k (city_code, subject_id)
CROSS JOIN LATERAL (
    SELECT record FROM operation o
    WHERE o.city_code = k.city_code AND o.subject_kind = %s AND o.subject_id = k.subject_id AND o.action = ANY(%s)
    OFFSET 0
) AS found
"""


ReadRow = tuple[Subject, Row]


def load(
    conn: Connection, ground: Ground, source: TableSource, rows: Sequence[tuple[DeliveredRow, ReadRow | Unfit]]
) -> list[Verdict]:
    """Appends new contents and later stamps, then brings the table up to date; one verdict a row."""
    subjects = {found[0] for _, found in rows if not isinstance(found, Unfit)}
    ground.lock_cities(conn, {subject.city_code for subject in subjects})
    histories = _histories(conn, source, subjects)
    chunk = _Chunk(ground, source, histories)
    missing = ground.missing(
        conn,
        {
            name
            for delivered, found in rows
            if not isinstance(found, Unfit)
            for name in source.references(found[1], delivered.delivery.source)
        },
    )
    verdicts: list[Verdict] = []
    for delivered, found in rows:
        verdicts.append(found if isinstance(found, Unfit) else chunk.take(delivered, *found, missing))
    chunk.store(conn)
    return verdicts


def read(delivered: DeliveredRow, source: TableSource, ground: Ground) -> ReadRow | Unfit:
    """What a row says and about whom, or why it cannot be meant."""
    if isinstance(delivered.fields, Unfit):
        return delivered.fields
    try:
        row = source.read(delivered.fields, delivered.delivery.source, ground)
    except Unfit as unfit:
        return unfit
    return Subject(source.city_code(row), source.stem, source.subject_id(row, delivered.delivery.source)), row


class _Chunk:
    """What one chunk adds to the ledger and changes in the table."""

    def __init__(self, ground: Ground, source: TableSource, histories: dict[Subject, Versions]) -> None:
        self._ground = ground
        self._source = source
        self._histories = histories
        self._received: list[tuple[Entry, Version]] = []
        self._again: dict[tuple[Subject, str], Entry] = {}
        self._changed: dict[Subject, None] = {}

    def take(self, delivered: DeliveredRow, subject: Subject, row: Row, missing: set[Reference]) -> Verdict:
        delivery = delivered.delivery
        versions = self._histories.setdefault(subject, {})
        stamp = Stamp(delivery.created_at, delivery.delivery_id, delivered.line, delivery.source)
        if self._source.by_source:
            row = {**row, "source": delivery.source}
        content = content_of(self._ground.cipher, tuple(subject), (), row)
        version = versions.get(content.hex())
        if version is not None:
            if stamp > version.stamp:
                # An equal row came later than the one we have: said once more, so that it wins over rows in between
                # exactly as if it had come first.
                version.stamp = stamp
                again = self._entry(
                    ROW_SEEN_AGAIN, f"again-{content.hex()}-{stamp.line}-{stamp.delivery_id}", subject, stamp
                )
                again.content = content
                self._again[subject, content.hex()] = again
                self._changed[subject] = None
            return DUPLICATE
        references = self._source.references(row, delivery.source)
        lacking = next((name for name in references if name in missing), None)
        if lacking:
            return unknown(lacking)
        entry = self._entry(ROW_RECEIVED, f"row-{content.hex()}", subject, stamp, row)
        entry.content = content
        version = versions[content.hex()] = Version(entry.data, stamp)
        self._received.append((entry, version))
        self._changed[subject] = None
        own = self._own_key(row)
        missing.discard(own)
        self._ground.learn([own])
        return LOADED

    def store(self, conn: Connection) -> None:
        entries = [entry for entry, _ in self._received]
        stored = ledger.append(conn, self._ground.cipher, entries, self._ground.received_at)
        for (_, version), data in zip(self._received, stored, strict=True):
            version.data = data
        ledger.append(conn, self._ground.cipher, self._again.values(), self._ground.received_at)
        keys = existing_keys(conn, self._ground.cipher, self._changed) if self._source.masks else {}
        winners = [Winner(winner_of(self._histories[subject]), keys.get(subject)) for subject in self._changed]
        upsert(conn, self._source, winners)
        self._ground.touched.update(self._changed)
        if self._source.stem == "unit":
            # How many homes there are hangs on these rows, on operations of a home it does not: nobody can tell the two
            # apart by the home alone, so its project stands for the rows.
            homes = [self._histories[subject] for subject in self._changed]
            projects = {
                (version.data["city_code"], version.data["project_id"]) for of in homes for version in of.values()
            }
            self._ground.touched.update(Subject(city, "project", project) for city, project in projects)

    def _entry(
        self, action: str, operation_id: str, subject: Subject, stamp: Stamp, row: dict[str, Any] | None = None
    ) -> Entry:
        data = {**(row or {}), "delivery_id": stamp.delivery_id, "line": stamp.line}
        return Entry(
            subject.city_code, stamp.source, operation_id, subject.kind, subject.id, "", action, stamp.created_at,
            stamp.created_at, "", "", Role.SYSTEM, data, b"",
        )  # fmt: skip

    def _own_key(self, row: Row) -> Reference:
        scope = row["source"] if self._source.by_source else row["city_code"]
        return Reference(self._source.table, scope, row[self._source.key])


def _histories(conn: Connection, source: TableSource, subjects: set[Subject]) -> dict[Subject, Versions]:
    """All contents loaded so far of each subject."""
    if not subjects:
        return {}
    cities, ids = [subject.city_code for subject in subjects], [subject.id for subject in subjects]
    raw: psycopg.Connection[tuple[Any, ...]] = psycopg_of(conn)
    rows = raw.cursor(binary=True).execute(_FIND, (cities, ids, source.stem, sorted(ROW_ACTIONS)))
    records: dict[Subject, list[dict[str, Any]]] = {}
    for city_code, subject_id, record in rows:
        records.setdefault(Subject(city_code, source.stem, subject_id), []).append(orjson.loads(record))
    return {subject: versions_of(found) for subject, found in records.items()}
