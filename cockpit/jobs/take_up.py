"""Taking up a few operations that have just been appended: their facts, lamps, alerts and rollups, in one transaction.

What is stored afterwards is, row by row, what a full evaluation of the same day and a full rollup would store (tests
compare whole histories). It is quick because it follows changes: an operation leaves nearly all facts of its case as
they were, the findings that read only those keep their lamps, and the rollups are moved by the difference.

Not everything can be taken up: a criteria set and an organisation bear on cases of whole areas, a delivered home on
counts that nobody can subtract from, and what happened after the evaluated day is no part of it. Then nothing is done
but a note of the subjects, and the next evaluation takes them with all others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
import psycopg
from psycopg.rows import dict_row
from sqlalchemy import Connection

from cockpit import facts
from cockpit.db import limits as limits_set
from cockpit.db.changes import announce, topic, upward
from cockpit.db.cipher import Cipher
from cockpit.db.doors import in_one_message, psycopg_of
from cockpit.db.ledger import Entry, append
from cockpit.domain.audit import PEOPLE_CHAIN
from cockpit.domain.limit import Limits
from cockpit.domain.vocabulary import LampClass
from cockpit.facts.keeping import end_of
from cockpit.jobs.evaluate import TURN
from cockpit.jobs.raise_alerts import raise_alerts
from cockpit.jobs.shift_rollups import moved_facts, moved_lamps, shift
from cockpit.rules import bearing, version

Subject = tuple[str, str, str]
"""(city_code, kind, id)"""

Lamps = dict[tuple[Any, ...], dict[str, Any]]
"""Rows of ``finding`` by their key."""

FEW = 50
"""Subjects beyond which a full evaluation is the quicker way."""

_KEY = ("city_code", "subject_kind", "subject_id", "finding", "instance", "since")

_PREPARED = 1_000
"""Statements that a connection may keep: one for each group of findings and kind of subject, some hundred in all."""

_STANDING = f"""
SELECT as_of, rules_version, extendable,
    (SELECT coalesce(sum(seq), 0) FROM chain_head WHERE city_code <> '{PEOPLE_CHAIN}')::bigint,
    (
        SELECT max(latest.occurred_at)
        FROM unnest(%s::text[], %s::text[], %s::text[]) AS subject(city, kind, id)
        CROSS JOIN LATERAL (
            SELECT occurred_at FROM operation
            WHERE city_code = city AND subject_kind = kind AND subject_id = id ORDER BY occurred_at DESC LIMIT 1
        ) AS latest
    ),
    ARRAY(SELECT ARRAY[city_code, subject_kind, subject_id] FROM stale_subject LIMIT %s)
FROM evaluation
"""
_SETTLED = """
DELETE FROM stale_subject USING unnest(%s::text[], %s::text[], %s::text[]) AS settled(city, kind, id)
WHERE (city_code, subject_kind, subject_id) = (city, kind, id)
"""
_STORED = "SELECT * FROM finding WHERE city_code = %(city)s AND subject_kind = %(kind)s AND subject_id = %(id)s"
# The lamps of a tenancy name the case that stands in its row, which no fact repeats.
_MISNAMED = """
SELECT finding FROM finding
JOIN tenancy ON tenancy.city_code = finding.city_code AND tenancy_id = subject_id AND tenancy.case_no <> finding.case_no
WHERE finding.city_code = %(city)s AND subject_kind = 'tenancy' AND subject_id = %(id)s
"""
_DELETE = f"""
DELETE FROM finding USING unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::date[])
    AS gone({", ".join(_KEY)})
WHERE {" AND ".join(f"finding.{name} = gone.{name}" for name in _KEY)}
"""
_INSERT = "INSERT INTO finding SELECT * FROM jsonb_populate_recordset(NULL::finding, %s::jsonb)"


@dataclass(frozen=True, slots=True)
class _Standing:
    """The stored evaluation, and what bears on taking up some subjects."""

    as_of: date
    rules_version: str
    extendable: bool
    ledger_size: int
    latest: datetime | None  # last operation of the subjects
    noted: set[Subject]  # stale ones, their own too
    subjects: list[Subject]
    known: facts.Known
    limits: Limits

    def allows(self) -> bool:
        """Whether these subjects can be taken up by themselves."""
        return (
            self.extendable
            and self.rules_version == version(self.limits)
            and {kind for _, kind, _ in self.subjects} <= facts.FOLLOWED
            and (self.latest is None or self.latest < end_of(self.as_of))
        )


def arrive(connection: Connection, cipher: Cipher, entries: Sequence[Entry], *, now: datetime) -> bool:
    """Appends a few operations (``ledger.FEW`` at the most) and takes them up.

    False where that takes a full evaluation: then they are appended all the same. Raises as ``ledger.append`` does.
    """
    raw = psycopg_of(connection)
    with in_one_message(raw):
        raw.execute(TURN)
        append(connection, cipher, entries, now)
        touched = {(entry.city_code, entry.subject_kind, entry.subject_id) for entry in entries}
        return take_up(connection, cipher, touched, now=now)


def take_up(connection: Connection, cipher: Cipher, touched: Collection[Subject], *, now: datetime) -> bool:
    """Brings everything stored up to the operations of ``touched`` and of whatever else was noted as stale.

    False where that takes a full evaluation. Who appends in the same transaction calls ``evaluate.take_turn`` before.
    """
    raw: psycopg.Connection[Any] = psycopg_of(connection)
    raw.prepared_max = _PREPARED
    with in_one_message(raw):
        taken_up = _taken_up(connection, raw, cipher, touched, now)
        if not taken_up and touched:
            facts.mark(connection, touched)
    return taken_up


def _taken_up(
    connection: Connection, raw: psycopg.Connection[Any], cipher: Cipher, touched: Collection[Subject], now: datetime
) -> bool:
    standing = _standing(connection, raw, cipher, touched)
    if standing is not None and len(standing.noted) <= FEW and not standing.noted <= set(touched):
        standing = _standing(connection, raw, cipher, {*touched, *standing.noted})
    if standing is None or not standing.allows():
        return False
    if standing.noted:
        raw.execute(_SETTLED, _columns(standing.noted))

    taken = facts.take_up(connection, cipher, standing.subjects, standing.known)
    moved = moved_facts(connection, taken.counted)
    was, lit = _judged(raw, standing, taken.changes)
    differing = {key for key in was.keys() | lit.keys() if was.get(key) != lit.get(key)}
    changed = sorted({key[:3] for key in differing})
    was, lit = ({key: lamp for key, lamp in lamps.items() if key[:3] in changed} for lamps in (was, lit))
    _write(raw, was, lit)
    raised = 0
    if any((lit.get(key) or was[key])["lamp_class"] != LampClass.PROMPT.value for key in differing):
        moved.measures.update(moved_lamps(connection, list(was.values()), list(lit.values())).measures)
        raised = raise_alerts(
            connection, cipher, standing.as_of, now=now, rules_version=standing.rules_version, subjects=changed
        )
    areas = shift(connection, moved, standing.as_of)
    areas |= {lamp["area_code"] for lamps in (was, lit) for lamp in lamps.values()}
    streets = {row["area_code"] for rows in taken.counted.values() for row in (*rows.was, *rows.now)}
    subjects = {topic(*subject[1:]) for subject in (*standing.subjects, *changed)}
    raw.execute("UPDATE evaluation SET ledger_size = %s", (standing.ledger_size + raised,))
    announce(connection, upward(areas) | streets | subjects)
    return True


def _standing(
    connection: Connection, raw: psycopg.Connection[Any], cipher: Cipher, touched: Collection[Subject]
) -> _Standing | None:
    """None for more than a few, and where nothing is evaluated yet. The turn comes first: what follows sees what the
    last one left."""
    if len(touched) > FEW:
        return None
    subjects = sorted(touched)
    raw.execute(TURN)
    # Planning takes several times longer than running.
    raw.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    found = raw.execute(_STANDING, (*_columns(subjects), FEW + 1))
    limits = limits_set.asked(raw)
    known = facts.Known.asked(connection, cipher, subjects)
    row = found.fetchone()
    if row is None:
        return None
    as_of, rules_version, extendable, ledger_size, latest, noted = row
    stale = {(city, kind, subject) for city, kind, subject in noted}
    return _Standing(as_of, rules_version, extendable, ledger_size, latest, stale, subjects, known(), limits(as_of))


def _judged(raw: psycopg.Connection[Any], standing: _Standing, changes: Iterable[facts.Change]) -> tuple[Lamps, Lamps]:
    """All lamps of the subjects whose facts changed: as stored, and as they burn now."""
    asked: dict[Subject, set[bearing.Group]] = {subject: set() for subject in standing.subjects}
    for change in changes:
        asked.setdefault(change.subject, set()).update(bearing.bearing(change.table, change.kind))
    was: Lamps = {}
    lit: Lamps = {}
    for (city, kind, subject_id), groups in asked.items():
        if not groups and kind != "tenancy":
            continue
        given = {"city": city, "kind": kind, "id": subject_id, "as_of": standing.as_of}
        found = _asked(raw, _STORED, given)
        misnamed = raw.execute(_MISNAMED, given) if kind == "tenancy" else ()
        fresh = [_asked(raw, bearing.statement(group, kind, standing.limits), given) for group in groups]
        stored = _by_key(found)
        if again := {group for (code,) in misnamed for group in bearing.groups_of(code)} - groups:
            groups |= again
            fresh += [_asked(raw, bearing.statement(group, kind, standing.limits), given) for group in again]
        judged = {code for group in groups for code in bearing.codes(group)}
        was |= stored
        lit |= {key: lamp for key, lamp in stored.items() if lamp["finding"] not in judged}
        for lamps in fresh:
            lit |= _by_key(lamps)
    return was, lit


def _asked(raw: psycopg.Connection[Any], statement: str, given: dict[str, object]) -> psycopg.Cursor[dict[str, Any]]:
    return raw.cursor(row_factory=dict_row).execute(statement, given, prepare=True)


def _by_key(rows: Iterable[dict[str, Any]]) -> Lamps:
    return {tuple(row[name] for name in _KEY): row for row in rows}


def _write(raw: psycopg.Connection[Any], was: Lamps, lit: Lamps) -> None:
    gone = [key for key, lamp in was.items() if lit.get(key) != lamp]
    come = [lamp for key, lamp in lit.items() if was.get(key) != lamp]
    if gone:
        raw.execute(_DELETE, [list(part) for part in zip(*gone, strict=True)])
    if come:
        raw.execute(_INSERT, (orjson.dumps(come).decode(),))


def _columns(subjects: Collection[Subject]) -> list[list[str]]:
    return [[subject[part] for subject in subjects] for part in range(3)]
