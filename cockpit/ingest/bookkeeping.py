"""Which deliveries came, how far each is loaded, and what became of its rows.

The one writer of delivery and delivery_file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from cockpit.db.doors import psycopg_of
from cockpit.domain.refusal import Refusal
from cockpit.ingest.ground import IMPORT_LOCK, Delivery
from cockpit.ingest.manifest import Manifest
from cockpit.ingest.row import DUPLICATE, LOADED, Verdict

_COUNTED = ("loaded", "duplicate", "quarantined")


@dataclass(frozen=True, slots=True)
class FileReceipt:
    """What became of one file's rows; the three add up to ``rows``."""

    file: str
    rows: int
    loaded: int
    duplicate: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a delivery. ``repeated``: it was here before, and nothing changed."""

    source: str
    delivery_id: str
    created_at: datetime
    repeated: bool
    files: tuple[FileReceipt, ...]

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def loaded(self) -> int:
        return sum(file.loaded for file in self.files)

    @property
    def duplicate(self) -> int:
        return sum(file.duplicate for file in self.files)

    @property
    def quarantined(self) -> int:
        return sum(file.quarantined for file in self.files)


def check_new_or_same(conn: Connection, manifest: Manifest) -> None:
    """Raises Refusal for a delivery_id that came before with other files."""
    delivery = manifest.delivery
    found = psycopg_of(conn).execute(
        "SELECT fingerprint FROM delivery WHERE source = %s AND delivery_id = %s",
        (delivery.source, delivery.delivery_id),
    )
    row = found.fetchone()
    if row and row[0] != manifest.fingerprint:
        raise Refusal(
            f"交付 {delivery.source}/{delivery.delivery_id} 此前已以不同内容报送过：整个交付未导入，"
            "更正后的数据请使用新的 delivery_id。"
        )


def enter(conn: Connection, manifest: Manifest, received_at: datetime) -> bool:
    """Books a delivery in where it is new; whether it is loaded completely already."""
    delivery, raw = manifest.delivery, psycopg_of(conn)
    raw.execute(
        "INSERT INTO delivery VALUES (%s, %s, %s, %s, %s, 0, 0, 0, false) ON CONFLICT DO NOTHING",
        (delivery.source, delivery.delivery_id, delivery.created_at, received_at, manifest.fingerprint),
    )
    check_new_or_same(conn, manifest)
    raw.cursor().executemany(
        "INSERT INTO delivery_file VALUES (%s, %s, %s, %s, 1, 0, 0, 0) ON CONFLICT DO NOTHING",
        [(delivery.source, delivery.delivery_id, file.name, file.rows) for file in manifest.files],
    )
    return bool(_one(conn, "SELECT done FROM delivery WHERE source = %s AND delivery_id = %s", delivery))


def take_turn(conn: Connection, delivery: Delivery, stem: str) -> int:
    """The line up to which a file is dealt with. Until the transaction ends nobody else loads this delivery."""
    psycopg_of(conn).execute(
        "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (IMPORT_LOCK, f"{delivery.source}/{delivery.delivery_id}")
    )
    query = "SELECT line FROM delivery_file WHERE source = %s AND delivery_id = %s AND file = %s"
    return int(_one(conn, query, delivery, f"{stem}.csv"))


def count(conn: Connection, delivery: Delivery, stem: str, verdicts: Iterable[Verdict], line: int) -> None:
    """Adds a chunk's verdicts and moves the line that is dealt with, in the chunk's own transaction."""
    found = Counter(v if v in (LOADED, DUPLICATE) else "quarantined" for v in verdicts)
    _add(conn, delivery, stem, *(found[name] for name in _COUNTED), line=line)


def release(conn: Connection, delivery: Delivery, stem: str, loaded: int, duplicate: int) -> None:
    """Rows that waited have come to another end."""
    _add(conn, delivery, stem, loaded, duplicate, -loaded - duplicate, line=0)


def finish(conn: Connection, delivery: Delivery) -> None:
    psycopg_of(conn).execute(
        "UPDATE delivery SET done = true WHERE source = %s AND delivery_id = %s",
        (delivery.source, delivery.delivery_id),
    )


def receipt(conn: Connection, manifest: Manifest, *, repeated: bool) -> Receipt:
    delivery = manifest.delivery
    rows: list[tuple[Any, ...]] = (
        psycopg_of(conn)
        .execute(
            "SELECT file, rows, loaded, duplicate, quarantined FROM delivery_file "
            "WHERE source = %s AND delivery_id = %s",
            (delivery.source, delivery.delivery_id),
        )
        .fetchall()
    )
    found = {row[0]: FileReceipt(*row) for row in rows}
    files = tuple(found[file.name] for file in manifest.files)
    return Receipt(delivery.source, delivery.delivery_id, delivery.created_at, repeated, files)


def _add(
    conn: Connection, delivery: Delivery, stem: str, loaded: int, duplicate: int, quarantined: int, *, line: int
) -> None:
    raw, change = psycopg_of(conn), (loaded, duplicate, quarantined)
    adding = "loaded = loaded + %s, duplicate = duplicate + %s, quarantined = quarantined + %s"
    which = "source = %s AND delivery_id = %s"
    raw.execute(
        f"UPDATE delivery_file SET {adding}, line = greatest(line, %s) WHERE {which} AND file = %s",
        (*change, line, delivery.source, delivery.delivery_id, f"{stem}.csv"),
    )
    raw.execute(f"UPDATE delivery SET {adding} WHERE {which}", (*change, delivery.source, delivery.delivery_id))


def _one(conn: Connection, query: str, delivery: Delivery, *more: str) -> Any:
    row = psycopg_of(conn).execute(query, (delivery.source, delivery.delivery_id, *more)).fetchone()
    assert row is not None
    return row[0]
