"""Loading one inspected delivery, chunk by chunk, and trying again what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice

from sqlalchemy import Connection

from cockpit.db.cipher import Subject
from cockpit.db.ledger import CHUNK, Entry
from cockpit.ingest import bookkeeping, load_operations, load_rows, quarantine
from cockpit.ingest.codes import Unfit
from cockpit.ingest.ground import Ground
from cockpit.ingest.inspection import Inspected
from cockpit.ingest.load_rows import ReadRow
from cockpit.ingest.records import read_records
from cockpit.ingest.row import DUPLICATE, LOADED, DeliveredRow, Verdict
from cockpit.ingest.sources import COLUMNS, TABLES

Touched = Callable[[Connection, set[Subject]], None]
Advance = Callable[[str, int], None]
"""What is happening (Chinese), and how many more rows are done."""

Read = Entry | ReadRow | Unfit
"""What a row says, or why it cannot be meant."""


class Loader:
    """Brings deliveries in through ``door``, one transaction a chunk."""

    def __init__(
        self,
        ground: Ground,
        door: Callable[[], AbstractContextManager[Connection]],
        touched: Touched | None,
        advance: Advance,
    ) -> None:
        self._ground = ground
        self._door = door
        self._touched = touched
        self._advance = advance

    def load(self, inspected: Inspected) -> bool:
        """Loads what of a delivery is not loaded yet; whether all of it was here before."""
        manifest = inspected.manifest
        with self._door() as conn:
            repeated = bookkeeping.enter(conn, manifest, self._ground.received_at)
        if not repeated:
            for file in manifest.files:
                self._load_file(inspected, file.stem)
            with self._door() as conn:
                bookkeeping.finish(conn, manifest.delivery)
        # Also after a delivery that was here before: an import may have been killed between its last chunk and this.
        self.retry_all()
        return repeated

    def retry_all(self) -> None:
        """Tries the waiting rows of all files, of all deliveries, again: what is named first, so once is enough."""
        for stem in COLUMNS:
            while self._retry(stem) and stem == "organisation":
                pass  # organisations name each other: until nothing moves any more

    def _load_file(self, inspected: Inspected, stem: str) -> None:
        delivery = inspected.manifest.delivery
        rows = self._rows(inspected, stem)
        while chunk := list(islice(rows, CHUNK)):
            with self._door() as conn:
                settled = bookkeeping.take_turn(conn, delivery, stem)
                fresh = [(row, read) for row, read in chunk if row.line > settled]
                verdicts = self._load(conn, stem, fresh)
                refused = [(row, v) for (row, _), v in zip(fresh, verdicts, strict=True) if isinstance(v, Unfit)]
                quarantine.store(conn, self._ground.cipher, stem, refused)
                bookkeeping.count(conn, delivery, stem, verdicts, chunk[-1][0].line)
            self._advance(f"导入 {inspected.package.where} 的 {stem}.csv", len(chunk))

    def _rows(self, inspected: Inspected, stem: str) -> Iterator[tuple[DeliveredRow, Read]]:
        delivery, encoding = inspected.manifest.delivery, inspected.encodings[stem]
        with inspected.package.open(f"{stem}.csv") as stream:
            records = read_records(stream, encoding, len(COLUMNS[stem]))
            next(records)  # the header
            for line, raw, fields in records:
                row = DeliveredRow(delivery, line, raw, encoding, fields)
                yield row, self._read(stem, row)

    def _retry(self, stem: str) -> bool:
        """Whether any waiting row of a file was released."""
        place: quarantine.Place | None = quarantine.START
        moved = False
        while place is not None:
            with self._door() as conn:
                rows, place = quarantine.waiting(conn, self._ground.cipher, stem, CHUNK, place)
                verdicts = self._load(conn, stem, [(row, self._read(stem, row)) for row in rows])
                moved |= self._settle(conn, stem, list(zip(rows, verdicts, strict=True)))
        return moved

    def _settle(self, conn: Connection, stem: str, judged: Sequence[tuple[DeliveredRow, Verdict]]) -> bool:
        released = [row for row, verdict in judged if not isinstance(verdict, Unfit)]
        final = [(row, verdict) for row, verdict in judged if isinstance(verdict, Unfit)]
        quarantine.settle(conn, stem, released, final)
        # In one order, so that two imports that release rows of the same deliveries never wait for each other.
        for delivery in sorted({row.delivery for row in released}, key=lambda d: (d.source, d.delivery_id)):
            own = [verdict for row, verdict in judged if row.delivery == delivery]
            bookkeeping.release(conn, delivery, stem, own.count(LOADED), own.count(DUPLICATE))
        return bool(released)

    def _read(self, stem: str, row: DeliveredRow) -> Read:
        if stem in TABLES:
            return load_rows.read(row, TABLES[stem], self._ground)
        return load_operations.read(row, self._ground)

    def _load(self, conn: Connection, stem: str, rows: Sequence[tuple[DeliveredRow, Read]]) -> list[Verdict]:
        if not rows:
            return []
        if stem in TABLES:
            verdicts = load_rows.load(conn, self._ground, TABLES[stem], rows)  # type: ignore[arg-type]
        else:
            verdicts = load_operations.load(conn, self._ground, [read for _, read in rows])  # type: ignore[misc]
        touched, self._ground.touched = self._ground.touched, set()
        if self._touched and touched:
            self._touched(conn, touched)
        return verdicts
