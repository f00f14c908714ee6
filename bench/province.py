"""Two simulated provinces in one embedded server, the asked scale and a tenth of it, built by the real import."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from cockpit import facts
from cockpit.cli.stages import Report
from cockpit.cli.working import PROCESSES, evaluate_to, settle
from cockpit.db import doors, schema
from cockpit.db.cipher import Cipher
from cockpit.db.embedded import EmbeddedServer
from cockpit.ingest.deliveries import import_path
from cockpit.settings import Settings
from cockpit.simulate import province


@dataclass(frozen=True, slots=True)
class Built:
    """One province: where it is, how large, and how long each part of building it took, in seconds."""

    settings: Settings
    rows: int
    operations: int
    importing: float
    facts: float
    evaluating: float
    copying: float  # plain COPY of the ledger's rows into a table like it

    @property
    def address(self) -> str:
        """For psycopg itself."""
        assert self.settings.database_url
        return self.settings.database_url.replace("+psycopg", "")

    @property
    def cipher(self) -> Cipher:
        return Cipher(self.settings.house_key())

    def open(self) -> None:
        doors.open_database(self.settings)


def build(server: EmbeddedServer, folder: Path, name: str, scale: float, now: datetime) -> Built:
    """Drops what was there under this name: a figure of an import is only of use for an import into nothing."""
    with psycopg.connect(server.url("postgres").replace("+psycopg", ""), autocommit=True) as administrator:
        administrator.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        administrator.execute(f"CREATE DATABASE {name}")
    data = folder / name
    shutil.rmtree(data, ignore_errors=True)
    settings = Settings.from_environment(
        {
            "COCKPIT_DATABASE_URL": server.url(name),
            "COCKPIT_DATA_DIR": str(data),
            "COCKPIT_DEMO_VIEWER": "province:35",
        }
    )
    schema.migrate(doors.open_database(settings))
    cipher = Cipher(settings.house_key())
    province(data / "delivery", scale=scale, seed=1, as_of=now.date())
    silent = Report(lambda *_: None)
    begun = time.perf_counter()
    receipts = import_path(data / "delivery", cipher=cipher, received_at=now, touched=facts.mark, processes=PROCESSES)
    imported = time.perf_counter()
    settle(cipher, silent)
    kept = time.perf_counter()
    evaluate_to(cipher, now.date(), now, silent)
    evaluated = time.perf_counter()
    rows = sum(receipt.rows for receipt in receipts)
    operations, copying = _plain_copy(server.url(name).replace("+psycopg", ""))
    return Built(settings, rows, operations, imported - begun, kept - imported, evaluated - kept, copying)


def _plain_copy(address: str) -> tuple[int, float]:
    """Operations in the ledger, and the seconds that COPY takes for them into an empty table with the same indexes."""
    with psycopg.connect(address) as connection:
        parts = []
        with connection.cursor().copy("COPY operation TO STDOUT (FORMAT binary)") as out:
            parts = [bytes(part) for part in out]
        connection.execute("CREATE TABLE operation_again (LIKE operation INCLUDING ALL)")
        connection.commit()  # else COPY into a table made in the same transaction skips the write-ahead log
        begun = time.perf_counter()
        with connection.cursor().copy("COPY operation_again FROM STDIN (FORMAT binary)") as into:
            for part in parts:
                into.write(part)
        connection.commit()
        took = time.perf_counter() - begun
        count = connection.execute("SELECT count(*) FROM operation_again").fetchone()
        connection.execute("DROP TABLE operation_again")
        assert count
        return count[0], took
