"""The tables organisation to tenancy: of the rows loaded under a key the latest counts.

Latest by the delivery's created_at, then delivery_id, then line. Loading and ``rebuild`` choose with the same code
from the same records, so the tables follow from the ledger, whatever the order of the deliveries was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from psycopg import sql
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from cockpit.db import ledger
from cockpit.db.cipher import Cipher, SubjectKey
from cockpit.db.doors import psycopg_of
from cockpit.db.sealing import opened
from cockpit.db.tables import metadata
from cockpit.domain.action import ROW_RECEIVED
from cockpit.ingest.sources import TABLES
from cockpit.ingest.table import TableSource

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


class Stamp(NamedTuple):
    """What decides between two rows of one key. The source comes last: it breaks the tie of two equal deliveries."""

    created_at: datetime
    delivery_id: str
    line: int
    source: str


@dataclass(slots=True)
class Version:
    """One content of a row, with tokens, and the latest stamp that it came with."""

    data: dict[str, Any]
    stamp: Stamp


Versions = dict[str, Version]
"""By content (hex)."""


@dataclass(frozen=True, slots=True)
class Winner:
    """The row that counts, and the key to its tokens (for masks)."""

    version: Version
    key: SubjectKey | None


def versions_of(records: Iterable[dict[str, Any]]) -> Versions:
    """The contents among the records of one subject: received rows, moved up by what was seen again."""
    versions: Versions = {}
    seen: list[tuple[str, Stamp]] = []
    for record in records:
        data = record["data"]
        created_at = datetime.fromisoformat(record["occurred_at"])
        stamp = Stamp(created_at, data["delivery_id"], data["line"], record["source"])
        if record["action"] == ROW_RECEIVED:
            versions[record["content"]] = Version(data, stamp)
        else:
            seen.append((record["content"], stamp))
    for content, stamp in seen:
        version = versions[content]
        version.stamp = max(version.stamp, stamp)
    return versions


def winner_of(versions: Versions) -> Version:
    return max(versions.values(), key=lambda version: version.stamp)


def upsert(conn: Connection, source: TableSource, winners: Sequence[Winner]) -> None:
    """Puts the rows that count into the table; one winner a key."""
    if not winners:
        return
    table = metadata.tables[source.table]
    names = [column.name for column in table.columns]
    keys = [column.name for column in table.primary_key.columns]
    types = [column.type.compile(_DIALECT).partition(" COLLATE")[0] for column in table.columns]
    arrays = sql.SQL(", ").join(sql.SQL("%s::{}[]").format(sql.SQL(name)) for name in types)
    changes = [sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in names if name not in keys]
    statement = sql.SQL("INSERT INTO {} ({}) SELECT * FROM unnest({}) ON CONFLICT ({}) DO UPDATE SET {}").format(
        sql.Identifier(source.table),
        sql.SQL(", ").join(map(sql.Identifier, names)),
        arrays,
        sql.SQL(", ").join(map(sql.Identifier, keys)),
        sql.SQL(", ").join(changes),
    )
    rows = [_values(source, names, winner) for winner in winners]
    psycopg_of(conn).execute(statement, [list(column) for column in zip(*rows, strict=True)])


def rebuild(conn: Connection, cipher: Cipher) -> None:
    """Drops all rows of the six tables and makes them again from the ledger."""
    raw = psycopg_of(conn)
    for source in TABLES.values():
        raw.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(source.table)))
        names = [column.name for column in metadata.tables[source.table].columns]
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(source.table), sql.SQL(", ").join(map(sql.Identifier, names))
        )
        # Chosen before COPY begins: a connection cannot read and copy at the same time.
        winners = [_values(source, names, winner) for winner in _winners(conn, cipher, source)]
        with raw.cursor().copy(statement) as copy:
            for row in winners:
                copy.write_row(row)


def _winners(conn: Connection, cipher: Cipher, source: TableSource) -> Iterator[Winner]:
    rows = ledger.received_rows(conn, cipher, source.stem)
    for _, of_subject in groupby(rows, key=lambda row: row[0]):
        found = list(of_subject)
        key = next((key for _, key, _ in found if key is not None), None)
        yield Winner(winner_of(versions_of(record for _, _, record in found)), key)


def _values(source: TableSource, names: Sequence[str], winner: Winner) -> list[str | None]:
    data, stamp = winner.version.data, winner.version.stamp
    row: dict[str, Any] = {**data, "delivered_at": stamp.created_at.isoformat(), **stamp._asdict()}
    if source.masks:
        plain = opened(winner.key, dict(data))
        # Where the key is destroyed there is nothing left to show, not even stars.
        row |= {mask: masked(plain[name]) if winner.key else "" for mask, name, masked in source.masks}
    return [None if row[name] is None else str(row[name]) for name in names]
