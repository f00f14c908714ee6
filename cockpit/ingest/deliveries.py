"""Importing deliveries: inspected as a whole, then loaded in chunks of at most 10,000 rows, each its own transaction.

A chunk carries its operations, its quarantined rows, the counts and the line up to which the file is dealt with, so
an import that was killed goes on where it stood when the delivery is imported again, and ends in the same state. One
transaction for the whole delivery would hold the heads of the chains, and everybody who writes to those cities, for
minutes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from cockpit.db.cipher import Cipher
from cockpit.db.doors import writing_as_engine
from cockpit.db.side_by_side import side_by_side
from cockpit.domain.refusal import Refusal
from cockpit.ingest import bookkeeping
from cockpit.ingest.bookkeeping import Receipt
from cockpit.ingest.ground import Ground
from cockpit.ingest.inspection import Inspected, inspect, read_manifest
from cockpit.ingest.loading import Loader, Touched
from cockpit.ingest.manifest import Manifest
from cockpit.ingest.package import packages

Door = Callable[[], AbstractContextManager[Connection]]
Progress = Callable[[str, int, int], None]
"""What is happening (Chinese), rows done, rows in all."""

WORTH_A_PROCESS = 50_000
"""Rows from which on a second process pays for its start."""


def import_path(
    path: Path,
    *,
    cipher: Cipher,
    received_at: datetime,
    touched: Touched | None = None,
    progress: Progress | None = None,
    door: Door = writing_as_engine,
    processes: int = 1,
) -> list[Receipt]:
    """Imports a delivery folder, a .zip of one, or a folder of these in the order of created_at and delivery_id.

    ``touched`` is called before each commit with the subjects that got something new in that transaction. With more
    than one of ``processes`` large deliveries are loaded side by side after the first of them; ``touched`` then runs in
    each process. Raises Refusal, with nothing loaded, if any of the deliveries is not as its manifest says.
    """
    report = progress or (lambda what, done, total: None)
    found = [(read_manifest(package), package) for package in packages(path)]
    found.sort(key=lambda pair: (pair[0].delivery.created_at, pair[0].delivery.delivery_id, pair[0].delivery.source))
    with door() as conn:
        _check_identities(conn, [manifest for manifest, _ in found])
        ground = Ground.of(conn, cipher, received_at)
    total = sum(file.rows for manifest, _ in found for file in manifest.files)
    inspected: list[Inspected] = []
    for manifest, package in found:
        report(f"核对 {package.where}", 0, total)
        inspected.append(inspect(package, manifest))
    with _without_collector():
        return _import_all(inspected, ground, touched, report, door, processes if total >= WORTH_A_PROCESS else 1)


def _import_all(
    inspected: list[Inspected],
    ground: Ground,
    touched: Touched | None,
    report: Progress,
    door: Door,
    processes: int,
) -> list[Receipt]:
    done, total = 0, sum(delivery.rows for delivery in inspected)

    def advance(what: str, rows: int) -> None:
        nonlocal done
        done += rows
        report(what, done, total)

    def load(delivery: Inspected, advance: Callable[[str, int], None]) -> bool:
        return Loader(ground, door, touched, advance).load(delivery)

    # What is named comes first (simulated: the offices and homes of the province), so that little has to wait.
    repeated = [load(delivery, advance) for delivery in inspected[:1]]
    repeated += side_by_side(load, inspected[1:], processes, advance)
    Loader(ground, door, touched, advance).retry_all()
    with door() as conn:
        return [
            bookkeeping.receipt(conn, delivery.manifest, repeated=before)
            for delivery, before in zip(inspected, repeated, strict=True)
        ]


def _check_identities(conn: Connection, manifests: list[Manifest]) -> None:
    fingerprints: dict[tuple[str, str], str] = {}
    for manifest in manifests:
        bookkeeping.check_new_or_same(conn, manifest)
        delivery = manifest.delivery
        key = delivery.source, delivery.delivery_id
        if fingerprints.setdefault(key, manifest.fingerprint) != manifest.fingerprint:
            raise Refusal(
                f"交付 {delivery.source}/{delivery.delivery_id} 出现两次且内容不同：全部未导入，请改用不同的 delivery_id。"
            )


@contextmanager
def _without_collector() -> Iterator[None]:
    """Rows hold no reference cycles, and looking for some among tens of thousands of them takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
