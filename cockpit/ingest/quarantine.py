"""Rows that were refused: kept with file, line, reason and raw bytes (as ciphertext); those that wait are tried again.

The one writer of table ``quarantine``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, NamedTuple

from sqlalchemy import Connection

from cockpit.db.cipher import Cipher, Subject, SubjectKey
from cockpit.db.doors import psycopg_of
from cockpit.db.keys import existing_keys, keys_of
from cockpit.ingest.codes import Unfit
from cockpit.ingest.ground import PROVINCE_CITY, Delivery
from cockpit.ingest.records import read_records
from cockpit.ingest.row import DeliveredRow
from cockpit.ingest.sources import COLUMNS

Refused = tuple[DeliveredRow, Unfit]


class Place(NamedTuple):
    """Where a row stands in the order of trying."""

    created_at: datetime
    delivery_id: str
    source: str
    line: int


START = Place(datetime(1, 1, 1, tzinfo=UTC), "", "", 0)


def store(conn: Connection, cipher: Cipher, stem: str, refused: Sequence[Refused]) -> None:
    """Keeps refused rows, sealed under a key of their delivery: of a broken row nobody knows whose it is."""
    if not refused:
        return
    keys = keys_of(conn, cipher, {_subject(row.delivery) for row, _ in refused})
    with (
        psycopg_of(conn)
        .cursor()
        .copy(
            "COPY quarantine (source, delivery_id, file, line, reason, detail, waiting, encoding, raw) FROM STDIN"
        ) as copy
    ):
        for row, unfit in refused:
            sealed = keys[_subject(row.delivery)].seal_bytes(_member(stem, row.line), row.raw)
            reason = unfit.reason
            copy.write_row((*_key(stem, row), reason.value, unfit.detail, reason.waits, row.encoding, sealed))


def waiting(
    conn: Connection, cipher: Cipher, stem: str, most: int, after: Place
) -> tuple[list[DeliveredRow], Place | None]:
    """The next rows of a file that wait, in the order in which their deliveries were made, and the place to go on from.

    They are locked: of two imports at work one tries a row, and the other finds it settled.
    """
    rows: list[tuple[Any, ...]] = (
        psycopg_of(conn)
        .execute(
            """
            SELECT d.created_at, q.delivery_id, q.source, q.line, q.encoding, q.raw
            FROM quarantine q JOIN delivery d USING (source, delivery_id)
            WHERE q.waiting AND q.file = %s AND (d.created_at, q.delivery_id, q.source, q.line) > (%s, %s, %s, %s)
            ORDER BY d.created_at, q.delivery_id, q.source, q.line LIMIT %s FOR UPDATE OF q
            """,
            (f"{stem}.csv", *after, most),
        )
        .fetchall()
    )
    deliveries = {(row[2], row[1]): Delivery(row[2], row[1], row[0]) for row in rows}
    keys = existing_keys(conn, cipher, {_subject(delivery) for delivery in deliveries.values()})
    return list(_opened(rows, stem, deliveries, keys)), Place(*rows[-1][:4]) if rows else None


def settle(conn: Connection, stem: str, released: Iterable[DeliveredRow], final: Iterable[Refused]) -> None:
    """Takes released rows out, and gives those whose refusal has become final their new reason."""
    raw = psycopg_of(conn).cursor()
    key = "source = %s AND delivery_id = %s AND file = %s AND line = %s"
    raw.executemany(f"DELETE FROM quarantine WHERE {key}", [_key(stem, row) for row in released])
    raw.executemany(
        f"UPDATE quarantine SET reason = %s, detail = %s, waiting = %s WHERE {key}",
        [(unfit.reason.value, unfit.detail, unfit.reason.waits, *_key(stem, row)) for row, unfit in final],
    )


def _opened(
    rows: Iterable[tuple[Any, ...]],
    stem: str,
    deliveries: dict[tuple[str, str], Delivery],
    keys: dict[Subject, SubjectKey],
) -> Iterator[DeliveredRow]:
    for _, delivery_id, source, line, encoding, sealed in rows:
        delivery = deliveries[source, delivery_id]
        key = keys.get(_subject(delivery))
        raw = key.open_bytes(_member(stem, line), sealed) if key else None
        if raw is None:  # the delivery's key was destroyed: the row stays where it is
            continue
        yield DeliveredRow(delivery, line, raw, encoding, _fields(raw, stem, encoding))


def _fields(raw: bytes, stem: str, encoding: str) -> list[str] | Unfit:
    lines = [b"header\n", *BytesIO(raw)]
    _, (_, _, fields) = read_records(lines, encoding, len(COLUMNS[stem]))
    return fields


def _key(stem: str, row: DeliveredRow) -> tuple[str, str, str, int]:
    return row.delivery.source, row.delivery.delivery_id, f"{stem}.csv", row.line


def _subject(delivery: Delivery) -> Subject:
    return Subject(PROVINCE_CITY, "delivery", f"{delivery.source}/{delivery.delivery_id}")


def _member(stem: str, line: int) -> str:
    return f"{stem}.csv:{line}"
