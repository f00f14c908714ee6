"""The ledger: append and read. The one writer of ``operation`` and ``chain_head``.

A record is canonical JSON (UTF-8, sorted keys) whose secret members are tokens, kept as bytes: jsonb re-orders keys
and drops duplicates, so hashes over it prove nothing. Columns beside ``record`` repeat what is searched;
``chain.verify`` compares them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import orjson
import psycopg
from psycopg.types.numeric import Int8
from sqlalchemy import Connection

from cockpit.db.chain import GENESIS, leaf_of, link_of
from cockpit.db.cipher import Cipher, Subject, SubjectKey
from cockpit.db.doors import in_one_message, is_in_one_message, psycopg_of
from cockpit.db.reading import records
from cockpit.db.sealing import MARK, opened, seal
from cockpit.domain.action import ROW_ACTIONS
from cockpit.domain.operation import Operation

CHUNK = 10_000
"""Most rows that are linked under the lock of a chain's head at a time."""

FEW = 200
"""Rows up to which one message with INSERTs takes the place of the four of a COPY: it is quicker for a handful, and
COPY is refused to whoever row-level security binds, as it binds people, who sign for two hundred alerts at most."""

_COLUMNS = (
    "city_code, seq, source, operation_id, subject_kind, subject_id, step, action, "
    "occurred_at, recorded_at, received_at, actor_id, org_id, role, content, record, leaf, link"
)


_INSERT = f"INSERT INTO operation ({_COLUMNS}) VALUES ({', '.join(['%s'] * len(_COLUMNS.split(', ')))})"
_LOCK_HEADS = "SELECT city_code, seq, link FROM chain_head WHERE city_code = ANY(%s) ORDER BY city_code FOR UPDATE"
_NEW_HEADS = "INSERT INTO chain_head SELECT code, 0, %s FROM unnest(%s::text[]) AS code ON CONFLICT DO NOTHING"
_MOVE_HEAD = "UPDATE chain_head SET seq = %s, link = %s WHERE city_code = %s"


OWN_SOURCE = "cockpit"
"""The source of what we append ourselves; no delivery may call itself so."""

_SHANGHAI = timedelta(hours=8)


@dataclass(slots=True)
class Entry:
    """One operation to append, in plain text, folded. Times are UTC; ``content`` is made by ``content_of``."""

    city_code: str
    source: str
    operation_id: str
    subject_kind: str
    subject_id: str
    step: str
    action: str
    occurred_at: datetime
    recorded_at: datetime
    actor_id: str
    org_id: str
    role: str
    data: dict[str, Any]
    content: bytes


def content_of(cipher: Cipher, identity: Sequence[str], times: Sequence[datetime], data: dict[str, Any]) -> bytes:
    """The keyed hash that tells a duplicate from a conflict: over everything that a source says of an operation.

    Raises TypeError for data nested deeper than JSON can be written again (254 levels).
    """
    return cipher.content_hash(orjson.dumps([identity, times, data], option=orjson.OPT_SORT_KEYS))


def own_entry(
    cipher: Cipher,
    *,
    city_code: str,
    operation_id: str,
    subject_kind: str,
    subject_id: str,
    action: str,
    at: datetime,
    data: dict[str, Any],
    actor_id: str = "",
    org_id: str = "",
    role: str = "system",
    step: str = "",
    source: str = OWN_SOURCE,
) -> Entry:
    """An operation of our own (an alert raised, a follow-up answered): occurred when it was recorded."""
    at = at.astimezone(UTC)
    identity = (subject_kind, subject_id, step, action, actor_id, org_id, role)
    content = content_of(cipher, identity, (at, at), data)
    return Entry(
        city_code,
        source,
        operation_id,
        subject_kind,
        subject_id,
        step,
        action,
        at,
        at,
        actor_id,
        org_id,
        role,
        data,
        content,
    )


def append(conn: Connection, cipher: Cipher, entries: Iterable[Entry], received_at: datetime) -> list[dict[str, Any]]:
    """Append operations in the order given; returns their data as stored, with tokens for what is secret.

    Raises psycopg.errors.UniqueViolation for an operation that is there already: looking up is the caller's work,
    because only the caller knows what a repetition means.
    """
    raw: psycopg.Connection[Any] = psycopg_of(conn)
    stored: list[dict[str, Any]] = []
    received_at = received_at.astimezone(UTC)
    pending = iter(entries)
    while chunk := list(islice(pending, CHUNK)):
        # Within one message the heads are asked for with the keys: a message less, and of a few entries nobody waits.
        heads = _heads(raw, chunk) if is_in_one_message(raw) else None
        sealed: list[dict[str, Any]] = []
        written: list[bytes] = []
        leaves: list[bytes] = []
        # Sealing and hashing are the slow part: done before the head is locked, so that a city's writers wait for links
        # only. One entry after the other, not step after step: that halves the time, for what it needs is in the cache.
        for entry, data in zip(chunk, seal(conn, cipher, chunk), strict=True):
            record = _record(entry, data, received_at)
            sealed.append(data)
            written.append(record)
            leaves.append(leaf_of(record))
        _link(raw, chunk, written, leaves, received_at, heads or _heads(raw, chunk))
        stored += sealed
    return stored


def _record(entry: Entry, data: dict[str, Any], received_at: datetime) -> bytes:
    record = orjson.dumps(
        {
            "action": entry.action,
            "actor_id": entry.actor_id,
            "city_code": entry.city_code,
            "content": entry.content.hex(),
            "data": data,
            "occurred_at": entry.occurred_at,
            "operation_id": entry.operation_id,
            "org_id": entry.org_id,
            "received_at": received_at,
            "recorded_at": entry.recorded_at,
            "role": entry.role,
            "source": entry.source,
            "step": entry.step,
            "subject_id": entry.subject_id,
            "subject_kind": entry.subject_kind,
        },
        option=orjson.OPT_SORT_KEYS,
    )
    # A copy of its own size: orjson writes into a larger piece of memory and gives the rest back, which costs four
    # times the copy where thousands of records are kept.
    return bytes(memoryview(record))


def _link(
    raw: psycopg.Connection[Any],
    entries: Sequence[Entry],
    records: Sequence[bytes],
    leaves: Sequence[bytes],
    received_at: datetime,
    locked: psycopg.Cursor[tuple[str, int, bytes]],
) -> None:
    heads = {city_code: (seq, link) for city_code, seq, link in locked}

    def linked() -> Iterator[tuple[Any, ...]]:
        for entry, record, leaf in zip(entries, records, leaves, strict=True):
            seq, link = heads[entry.city_code]
            seq, link = heads[entry.city_code] = seq + 1, link_of(link, leaf)
            yield (
                entry.city_code, Int8(seq), entry.source, entry.operation_id, entry.subject_kind, entry.subject_id,
                entry.step, entry.action, entry.occurred_at, entry.recorded_at, received_at, entry.actor_id,
                entry.org_id, entry.role, entry.content, record, leaf, link,
            )  # fmt: skip

    if len(entries) <= FEW or is_in_one_message(raw):
        with in_one_message(raw):
            for row in linked():
                raw.execute(_INSERT, row)
            raw.cursor().executemany(_MOVE_HEAD, _moved(heads))
        return
    # Without set_types: the types of the Python values are right as they are (Int8 apart), and told types go through
    # dumpers written in Python, which take as long as everything else here.
    with raw.cursor().copy(f"COPY operation ({_COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
        for row in linked():
            copy.write_row(row)
    raw.cursor().executemany(_MOVE_HEAD, _moved(heads))


def _moved(heads: dict[str, tuple[int, bytes]]) -> list[tuple[int, bytes, str]]:
    return [(seq, link, city_code) for city_code, (seq, link) in heads.items()]


def _heads(raw: psycopg.Connection[Any], entries: Sequence[Entry]) -> psycopg.Cursor[tuple[str, int, bytes]]:
    """Locks the heads of the chains. In the order of the codes: two writers that touch several cities can wait, but
    never for each other."""
    city_codes = sorted({entry.city_code for entry in entries})
    with in_one_message(raw):
        raw.execute(_NEW_HEADS, (GENESIS, city_codes))
        return raw.execute(_LOCK_HEADS, (city_codes,))


def operations(
    conn: Connection,
    cipher: Cipher,
    *,
    subjects: Collection[tuple[str, str, str]] | None = None,
    subject_kind: str | None = None,
    city_code: str | None = None,
    until: datetime | None = None,
) -> Iterator[Operation]:
    """Delivered operations, data in plain text, by city_code, subject_kind, subject_id, occurred_at, operation_id.

    ``subjects``: (city_code, kind, id) of those wanted, all when None; ``subject_kind`` and ``city_code``: those of one
    kind, of one city. ``until`` is exclusive, of occurred_at. Rows of the six other files and our own operations are
    left out. What was sealed under a destroyed key reads UNREADABLE. When they are asked for: as ``reading.records``.
    """
    condition = "o.source <> %(own)s AND o.action <> ALL(%(rows)s)"
    parameters: dict[str, Any] = {"own": OWN_SOURCE, "rows": sorted(ROW_ACTIONS)}
    if subject_kind is not None:
        condition, parameters["kind"] = condition + " AND o.subject_kind = %(kind)s", subject_kind
    if city_code is not None:
        condition, parameters["city"] = condition + " AND o.city_code = %(city)s", city_code
    if until is not None:
        condition, parameters["until"] = condition + " AND o.occurred_at < %(until)s", until
    return map(_operation, records(conn, cipher, condition, parameters, subjects))


def _operation(said: tuple[bytes, Subject, SubjectKey | None]) -> Operation:
    record, subject, key = said
    made = orjson.loads(record)
    data = made["data"]
    occurred_at = datetime.fromisoformat(made["occurred_at"])
    return Operation(
        subject.city_code,
        made["source"],
        made["operation_id"],
        subject.kind,
        subject.id,
        made["step"],
        made["action"],
        occurred_at,
        datetime.fromisoformat(made["recorded_at"]),
        made["actor_id"],
        made["org_id"],
        made["role"],
        opened(key, data) if MARK in record else data,
        (occurred_at + _SHANGHAI).date(),
    )


def received_rows(
    conn: Connection, cipher: Cipher, subject_kind: str
) -> Iterator[tuple[Subject, SubjectKey | None, dict[str, Any]]]:
    """The records of one file's rows, tokens unopened, by city_code and subject_id: what projections are made of."""
    condition = "o.subject_kind = %(kind)s AND o.action = ANY(%(actions)s)"
    parameters = {"kind": subject_kind, "actions": sorted(ROW_ACTIONS)}
    for record, subject, key in records(conn, cipher, condition, parameters):
        yield subject, key, orjson.loads(record)
