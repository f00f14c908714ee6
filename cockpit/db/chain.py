"""The chain of hashes over the ledger, one per city.

leaf = SM3(0x00 || record), link = SM3(0x01 || previous link || leaf); the first link follows 32 zero bytes. The leaf
covers ciphertext, so the chain holds when a key is destroyed. What a chain inside the database cannot show (a
recomputed tail) is the work of seals and outside anchors.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import psycopg
from cryptography.hazmat.primitives.hashes import SM3, Hash
from sqlalchemy import Connection

from cockpit.db.doors import psycopg_of

GENESIS = bytes(32)
"""What the first link of a city is chained to."""

_SM3 = SM3()
_TEXTS = (
    "city_code",
    "source",
    "operation_id",
    "subject_kind",
    "subject_id",
    "step",
    "action",
    "actor_id",
    "org_id",
    "role",
)
_TIMES = ("occurred_at", "recorded_at", "received_at")


def leaf_of(record: bytes) -> bytes:
    digest = Hash(_SM3)
    digest.update(b"\0" + record)
    return digest.finalize()


def link_of(previous: bytes, leaf: bytes) -> bytes:
    digest = Hash(_SM3)
    digest.update(b"\1" + previous + leaf)
    return digest.finalize()


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold: ``seq`` is the first number concerned, ``what`` says it in Chinese."""

    city_code: str
    seq: int
    what: str


def verify_chain(conn: Connection, city_code: str) -> list[Break]:
    """Every break in a city's chain, in order; [] when all of it holds and ends at the head."""
    raw: psycopg.Connection[tuple[Any, ...]] = psycopg_of(conn)
    head = raw.execute("SELECT seq, link FROM chain_head WHERE city_code = %s", (city_code,)).fetchone() or (0, GENESIS)
    breaks: list[Break] = []
    expected, link = 1, GENESIS
    columns = ", ".join((*_TEXTS, *_TIMES))
    with raw.cursor(name=f"verify_{city_code}", binary=True) as rows:
        rows.itersize = 5_000
        rows.execute(
            f"SELECT seq, record, leaf, link, content, {columns} FROM operation WHERE city_code = %s ORDER BY seq",
            (city_code,),
        )
        for seq, record, leaf, stored_link, content, *repeated in rows:
            if seq != expected:
                breaks.append(Break(city_code, expected, f"缺少第 {expected} 至 {seq - 1} 号操作"))
            if leaf_of(record) != leaf:
                breaks.append(Break(city_code, seq, "记录内容与其杂凑值不符"))
            elif (odd := _unlike(record, content, repeated)) is not None:
                breaks.append(Break(city_code, seq, f"列 {odd} 与记录内容不符"))
            if seq == expected and link_of(link, leaf) != stored_link:
                breaks.append(Break(city_code, seq, "与前一条操作的链接不符"))
            expected, link = seq + 1, stored_link
    if head != (expected - 1, link):
        breaks.append(Break(city_code, expected, f"链尾不符：链头记录为第 {head[0]} 号，实有至第 {expected - 1} 号"))
    return breaks


def _unlike(record: bytes, content: bytes, repeated: list[Any]) -> str | None:
    """The first column that says something else than the record."""
    made = orjson.loads(record)
    if made["content"] != content.hex():
        return "content"
    texts, times = repeated[: len(_TEXTS)], repeated[len(_TEXTS) :]
    for name, value in zip(_TEXTS, texts, strict=True):
        if made[name] != value:
            return name
    for name, value in zip(_TIMES, times, strict=True):
        if datetime.fromisoformat(made[name]) != value:
            return name
    return None
