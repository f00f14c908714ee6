"""The whole way on a made-up province: what the simulator planted burns, to the day, and nothing else does."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from cockpit import facts
from cockpit.db.cipher import Cipher
from cockpit.db.doors import writing_as_engine
from cockpit.ingest.deliveries import import_path
from cockpit.jobs.evaluate import evaluate
from cockpit.simulate import province

AS_OF = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
CIPHER = Cipher(bytes(range(32)))

Lamp = tuple[str, ...]
"""finding, subject_kind, subject_id, instance, since, until"""


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province")
    province(folder, scale=0.006, seed=7, as_of=AS_OF)
    return folder


def planted(folder: Path) -> set[Lamp]:
    with (folder / "planted.csv").open(encoding="utf-8", newline="") as lines:
        return {
            tuple(row[name] for name in ("finding", "subject_kind", "subject_id", "instance", "since", "until"))
            for row in csv.DictReader(lines)
        }


def found(connection: Connection) -> set[Lamp]:
    rows = connection.execute(
        text(
            "SELECT finding, subject_kind, subject_id, instance, since, coalesce(until::text, '') FROM finding"
            " WHERE lamp_class <> 'prompt'"  # planted.csv tells of the sixteen rules
        )
    )
    return {tuple(str(value) for value in row) for row in rows}


def test_what_was_planted_is_found_and_nothing_else_burns(database: Engine, delivered: Path) -> None:
    receipts = import_path(delivered, cipher=CIPHER, received_at=NOW, touched=facts.mark)
    assert sum(receipt.quarantined for receipt in receipts) == 0
    with writing_as_engine() as connection:
        evaluate(connection, CIPHER, AS_OF, now=NOW)
        lamps = found(connection)
    expected = planted(delivered)
    assert {lamp[0][:3] for lamp in expected} == {f"R{number:02}" for number in range(1, 17)}
    assert lamps - expected == set()
    assert expected - lamps == set()


def test_city_after_city_in_any_order_ends_in_the_same_lamps(database: Engine, delivered: Path) -> None:
    cities = sorted((path for path in delivered.iterdir() if path.is_dir()), reverse=True)
    offices = cities.pop()
    # Two cities come before the offices they name: their rows wait until those are known.
    for folder in (*cities[:2], offices, *cities[2:]):
        import_path(folder, cipher=CIPHER, received_at=NOW, touched=facts.mark)
        with writing_as_engine() as connection:
            facts.settle(connection, CIPHER)
    with writing_as_engine() as connection:
        evaluate(connection, CIPHER, AS_OF, now=NOW)
        assert found(connection) == planted(delivered)
