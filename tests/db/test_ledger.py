"""The ledger: append-only, gapless, chained over ciphertext; what is read is what was written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import psycopg
import pytest
from cryptography.hazmat.primitives.hashes import SM3, Hash
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from cockpit.db import ledger
from cockpit.db.chain import verify_chain
from cockpit.db.cipher import UNREADABLE, Cipher, Subject
from cockpit.db.doors import as_owner, writing_as_engine
from cockpit.db.keys import destroy
from cockpit.db.ledger import Entry, append, content_of, operations

CIPHER = Cipher(b"\1" * 32)
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SPOKEN = "经核查张三丰一家符合条件"


def entry(
    number: int, city: str = "3501", subject: str = "C-1", action: str = "street_opinion_given", **data: object
) -> Entry:
    at = START + timedelta(hours=number)
    said = data or {"verdict": "pass", "opinion": SPOKEN}
    content = content_of(CIPHER, ("case", subject, "S1", action), (at, at), said)
    return Entry(
        city, "national", f"OP-{number}", "case", subject, "S1", action, at, at, "A-1", "O-1", "clerk", said, content
    )


def written(*entries: Entry) -> None:
    with writing_as_engine() as conn:
        append(conn, CIPHER, entries, NOW)


def breaks(city: str = "3501") -> list[tuple[int, str]]:
    with writing_as_engine() as conn:
        return [(found.seq, found.what) for found in verify_chain(conn, city)]


def tamper(database: Engine, statement: str) -> None:
    """What somebody with all power over the database can do."""
    with database.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE operation DISABLE TRIGGER append_only")
        conn.exec_driver_sql(statement)


def test_numbers_are_gapless_per_city_over_chunks_and_transactions(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "CHUNK", 3)
    written(*(entry(number, city="3502" if number % 3 else "3501") for number in range(20)))
    written(*(entry(number) for number in range(20, 25)))
    with database.connect() as conn:
        for city in ("3501", "3502"):
            rows = conn.execute(text("SELECT seq FROM operation WHERE city_code = :c ORDER BY seq"), {"c": city})
            seqs = list(rows.scalars())
            assert seqs == list(range(1, len(seqs) + 1))
    assert breaks("3501") == breaks("3502") == []


def test_a_rolled_back_append_leaves_no_gap(database: Engine) -> None:
    written(entry(1))
    with pytest.raises(RuntimeError), writing_as_engine() as conn:
        append(conn, CIPHER, [entry(2)], NOW)
        raise RuntimeError
    written(entry(3))
    assert breaks() == []


def test_leaf_and_link_are_sm3_over_the_stored_bytes(database: Engine) -> None:
    def sm3(content: bytes) -> bytes:
        digest = Hash(SM3())
        digest.update(content)
        return digest.finalize()

    written(entry(1), entry(2))
    link = bytes(32)
    with database.connect() as conn:
        for record, leaf, stored in conn.execute(text("SELECT record, leaf, link FROM operation ORDER BY seq")):
            assert leaf == sm3(b"\0" + record)
            link = sm3(b"\1" + link + leaf)
            assert stored == link


def test_a_record_is_canonical_json_without_a_secret_word(database: Engine) -> None:
    written(entry(1))
    with database.connect() as conn:
        record = conn.execute(text("SELECT record FROM operation")).scalar_one()
    assert orjson.dumps(orjson.loads(record), option=orjson.OPT_SORT_KEYS) == record
    assert SPOKEN.encode() not in record
    assert orjson.loads(record)["data"]["verdict"] == "pass"


def test_what_is_read_is_what_was_written(database: Engine) -> None:
    said: list[dict[str, Any]] = [
        {"verdict": "fail", "opinion": SPOKEN, "basis": "第九条", "unheard_of": {"name": "张三丰"}},
        {"opinion": "", "reason_code": "R1"},
        {"opinion": "enc:1:AAAA", "reason_code": "enc:1:AAAA"},
    ]
    written(*(entry(number, **data) for number, data in enumerate(said)))
    written(entry(9, action="notice_opened", elements=["area", "张三丰，13800005678", "enc:1:x"], text="公示"))
    with writing_as_engine() as conn:
        found = list(operations(conn, CIPHER))
    assert [op.data for op in found[:3]] == said
    assert found[3].data == {"elements": ["area", "张三丰，13800005678", "enc:1:x"], "text": "公示"}
    first = found[0]
    assert (first.city_code, first.source, first.operation_id) == ("3501", "national", "OP-0")
    assert (first.occurred_at, first.recorded_at, str(first.day)) == (START, START, "2026-03-02")


def test_the_day_of_an_operation_is_that_of_shanghai(database: Engine) -> None:
    late = entry(1)
    late.occurred_at = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    written(late)
    with writing_as_engine() as conn:
        assert [str(op.day) for op in operations(conn, CIPHER)] == ["2026-03-03"]


def test_reading_is_ordered_and_bounded(database: Engine) -> None:
    written(
        *(entry(number, subject=f"C-{number % 3}") for number in (5, 3, 9, 1, 7)), entry(2, city="3502", subject="C-2")
    )
    with writing_as_engine() as conn:
        everything = [(op.city_code, op.subject_id, op.operation_id) for op in operations(conn, CIPHER)]
        assert everything == sorted(everything)
        until = START + timedelta(hours=5)
        assert {op.operation_id for op in operations(conn, CIPHER, until=until)} == {"OP-3", "OP-1", "OP-2"}
        wanted = [("3501", "case", "C-1"), ("3502", "case", "C-2"), ("3509", "case", "C-1")]
        assert [op.operation_id for op in operations(conn, CIPHER, subjects=wanted)] == ["OP-1", "OP-7", "OP-2"]
        assert list(operations(conn, CIPHER, subjects=[])) == []


def test_our_own_operations_are_not_read_as_delivered_ones(database: Engine) -> None:
    with writing_as_engine() as conn:
        own = ledger.own_entry(
            CIPHER, city_code="3501", operation_id="1", subject_kind="case", subject_id="C-1", action="alert_raised",
            at=NOW, data={"finding": "R05.answer.over"},
        )  # fmt: skip
        append(conn, CIPHER, [own], NOW)
        assert list(operations(conn, CIPHER)) == []


def test_an_operation_id_cannot_be_appended_twice(database: Engine) -> None:
    written(entry(1))
    with pytest.raises(psycopg.errors.UniqueViolation):
        written(entry(1))
    written(entry(1, city="3502"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE operation SET role = 'x'",
        "UPDATE operation SET role = 'x' WHERE false",
        "DELETE FROM operation",
        "TRUNCATE operation",
    ],
)
def test_nobody_rewrites_the_ledger(database: Engine, statement: str) -> None:
    written(entry(1))
    for door in (writing_as_engine, as_owner):
        with pytest.raises(ProgrammingError), door() as conn:
            conn.execute(text(statement))
    assert breaks() == []


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE operation SET record = record || ' ' WHERE seq = 3", 3),
        ("UPDATE operation SET record = overlay(record placing 'X' from 20) WHERE seq = 3", 3),
        ("UPDATE operation SET leaf = sha256(leaf) WHERE seq = 3", 3),
        ("UPDATE operation SET link = sha256(link) WHERE seq = 3", 3),
        ("UPDATE operation SET occurred_at = occurred_at - interval '1 day' WHERE seq = 3", 3),
        ("UPDATE operation SET received_at = received_at - interval '1 day' WHERE seq = 3", 3),
        ("UPDATE operation SET actor_id = 'A-2' WHERE seq = 3", 3),
        ("UPDATE operation SET subject_id = 'C-9' WHERE seq = 3", 3),
        ("UPDATE operation SET content = sha256(content) WHERE seq = 3", 3),
        ("DELETE FROM operation WHERE seq = 3", 3),
        ("DELETE FROM operation WHERE seq = 5", 5),
        ("DELETE FROM operation", 1),
        ("UPDATE operation SET seq = seq + 100 WHERE seq >= 3", 3),
        ("UPDATE chain_head SET seq = 4", 6),
    ],
)
def test_tampering_is_seen_and_its_place_named(database: Engine, statement: str, where: int) -> None:
    written(*(entry(number) for number in range(5)))
    assert breaks() == []
    tamper(database, statement)
    assert breaks()[0][0] == where


def test_an_untouched_city_stays_whole_when_another_is_tampered_with(database: Engine) -> None:
    written(entry(1), entry(2, city="3502"))
    tamper(database, "DELETE FROM operation WHERE city_code = '3501'")
    assert breaks("3502") == []


def test_when_a_key_is_destroyed_the_words_are_gone_and_the_chain_holds(database: Engine) -> None:
    written(entry(1), entry(2, subject="C-2"))
    with writing_as_engine() as conn:
        destroy(conn, Subject("3501", "case", "C-1"))
    with writing_as_engine() as conn:
        found = {op.subject_id: op.data for op in operations(conn, CIPHER)}
    assert found["C-1"] == {"verdict": "pass", "opinion": UNREADABLE}
    assert found["C-2"]["opinion"] == SPOKEN
    assert breaks() == []


def test_a_city_without_operations_has_a_whole_chain(database: Engine) -> None:
    assert breaks("3507") == []
