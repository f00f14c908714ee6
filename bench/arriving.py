"""Operations that arrive one by one: how long until everything is committed, and until an open page shows it."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
import psycopg
from playwright.sync_api import sync_playwright
from sqlalchemy import Connection, select, text

from bench.browsing import served
from bench.province import Built
from bench.replay import Pair
from cockpit.db import doors, tables
from cockpit.db.cipher import Cipher, Subject
from cockpit.db.keys import existing_keys
from cockpit.db.ledger import Entry, content_of
from cockpit.db.sealing import opened
from cockpit.jobs.evaluate import evaluate
from cockpit.jobs.rollup import rollup
from cockpit.jobs.take_up import arrive

OPERATIONS, WARMING = 600, 200
WATCHED = 12

_numbers = itertools.count(1)
_FLOOR = "SELECT * FROM case_file WHERE city_code = %s AND case_no = %s"
_SAMPLE = """
SELECT record, city_code, subject_kind, subject_id FROM operation TABLESAMPLE bernoulli (:percent) REPEATABLE (1)
WHERE subject_kind IN ('case', 'batch', 'unit', 'tenancy') AND action NOT IN ('row_received', 'row_seen_again')
"""
# Running cases on which no lamp of R16 burns.
_QUIET = """
SELECT city_code, case_no FROM case_fact
WHERE state IN ('S1', 'S2', 'S3') AND NOT EXISTS (
    SELECT FROM finding WHERE finding.case_no = case_fact.case_no AND rule = 'R16'
) ORDER BY city_code, case_no LIMIT :n
"""


def take(cipher: Cipher, entry: Entry, now: datetime) -> None:
    """One new operation as it arrives: appended, taken up, committed."""
    with doors.writing_as_engine() as connection:
        if not arrive(connection, cipher, [entry], now=now):
            raise RuntimeError(f"{entry.operation_id} was not taken up")


def one_by_one(built: Built, now: datetime) -> tuple[Pair, bool]:
    """Milliseconds of an index fetch of the case and of one operation; whether what is stored then is what follows.

    The operations are real ones of every kind told again as of now, tenancies' rents fewer than they are.
    """
    built.open()
    pair, cipher = Pair([], []), built.cipher
    with psycopg.connect(built.address, autocommit=True) as bare:
        for number, entry in enumerate(_arriving(built, cipher, now)):
            begun = time.perf_counter()
            bare.execute(_FLOOR, (entry.city_code, entry.subject_id)).fetchall()
            fetched = time.perf_counter()
            take(cipher, entry, now)
            if number >= WARMING:
                pair.floor.append((fetched - begun) * 1000)
                pair.ours.append((time.perf_counter() - fetched) * 1000)
    with doors.writing_as_engine() as connection:
        before = _stored(connection)
        evaluate(connection, cipher, now.date(), now=now)
        rollup(connection, now.date())
        equal = _stored(connection) == before
    return pair, equal


def at_the_browser(built: Built, now: datetime) -> list[float]:
    """Milliseconds from the commit of an operation to its lamp on the open page of its case."""
    built.open()
    cipher = built.cipher
    with doors.writing_as_engine() as connection:
        quiet = connection.execute(text(_QUIET), {"n": WATCHED}).all()
    found = []
    with served(built.settings) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        for city, case_no in quiet:
            with page.expect_response("**/_changed*"):
                page.goto(f"{address}/case/{case_no}?city={city}")
            page.locator("#S1").wait_for()
            page.wait_for_timeout(random.Random(case_no).randrange(1_000))  # anywhere between two questions
            take(cipher, _suspended(cipher, city, case_no, now), now)
            committed = time.perf_counter()
            page.locator("#R16").first.wait_for(timeout=20_000)
            found.append((time.perf_counter() - committed) * 1000)
        browser.close()
    return found


def _arriving(built: Built, cipher: Cipher, now: datetime) -> Iterator[Entry]:
    percent = min(100.0, 300.0 * OPERATIONS / built.operations)
    with doors.writing_as_engine() as connection:
        rows = list(connection.execute(text(_SAMPLE), {"percent": percent}))
        chosen = random.Random(1)
        rows = [row for row in rows if row.subject_kind != "tenancy" or chosen.random() < 0.3]
        chosen.shuffle(rows)
        rows = rows[:OPERATIONS]
        keys = existing_keys(connection, cipher, {Subject(*row[1:]) for row in rows})
    for row in rows:
        said = orjson.loads(bytes(row.record))
        yield _entry(cipher, said, opened(keys.get(Subject(*row[1:])), said["data"]), now)


def _suspended(cipher: Cipher, city: str, case_no: str, now: datetime) -> Entry:
    said = {"city_code": city, "source": "bench", "subject_kind": "case", "subject_id": case_no, "step": "S2"}
    said |= {"action": "clock_suspended", "actor_id": "", "org_id": "", "role": "system"}
    return _entry(cipher, said, {}, now)


def _entry(cipher: Cipher, said: dict[str, Any], data: dict[str, Any], now: datetime) -> Entry:
    at, number = now.astimezone(UTC), next(_numbers)
    content = content_of(cipher, [f"bench {number}"], (at,), {})
    names = ("city_code", "source", "subject_kind", "subject_id", "step", "action", "actor_id", "org_id", "role")
    columns = {name: said[name] for name in names}
    return Entry(**columns, operation_id=f"bench-{number}", occurred_at=at, recorded_at=at, data=data, content=content)


def _stored(connection: Connection) -> list[list[tuple[Any, ...]]]:
    read = (tables.finding, tables.day_rollup, tables.month_rollup, tables.handled_rollup)
    return [[tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))] for table in read]
