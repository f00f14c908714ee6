"""Records out of the ledger, streamed in order, each with the key of its subject."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from itertools import chain, count
from typing import Any

import psycopg
from sqlalchemy import Connection

from cockpit.db.cipher import Cipher, Subject, SubjectKey
from cockpit.db.doors import psycopg_of
from cockpit.db.sealing import MARK

_ORDER = "ORDER BY o.city_code, o.subject_kind, o.subject_id, o.occurred_at, o.operation_id"
_ALL = f"""
SELECT o.record, o.city_code, o.subject_kind, o.subject_id, s.wrapped
FROM operation o LEFT JOIN subject_key s USING (city_code, subject_kind, subject_id)
WHERE {{}} {_ORDER}
"""
# For a few subjects out of millions: index probes, whatever the planner believes about the number of subjects.
_SOME = f"""
SELECT o.record, o.city_code, o.subject_kind, o.subject_id, s.wrapped
FROM unnest(%(cities)s::text[], %(kinds)s::text[], %(ids)s::text[]) AS k (city_code, subject_kind, subject_id)
LEFT JOIN LATERAL (
    SELECT wrapped FROM subject_key s
    WHERE s.city_code = k.city_code AND s.subject_kind = k.subject_kind AND s.subject_id = k.subject_id LIMIT 1
) AS s ON true
CROSS JOIN LATERAL (
    SELECT * FROM operation o
    WHERE o.city_code = k.city_code AND o.subject_kind = k.subject_kind AND o.subject_id = k.subject_id OFFSET 0
) AS o
WHERE {{}} {_ORDER}
"""
_cursors = count()

FEW = 50
"""Subjects whose records are read at once: declaring, fetching and closing takes three messages more."""


AT_ONCE = 5_000
"""Records that are fetched at a time."""


def _cursor(raw: psycopg.Connection[tuple[Any, ...]], *, few: bool) -> psycopg.Cursor[tuple[Any, ...]]:
    return raw.cursor(binary=True) if few else raw.cursor(name=f"ledger_{next(_cursors)}", binary=True)


def records(
    conn: Connection,
    cipher: Cipher,
    condition: str,
    parameters: dict[str, Any],
    subjects: Collection[tuple[str, str, str]] | None = None,
) -> Iterator[tuple[bytes, Subject, SubjectKey | None]]:
    """Records in order, each with its subject's key, unwrapped once a subject and only if something is sealed.

    Of few subjects they are asked for at once, in the pipeline of ``conn`` where there is one, and read later.
    """
    if subjects is not None:
        cities, kinds, ids = [list(part) for part in zip(*subjects, strict=True)] or ([], [], [])
        parameters = {**parameters, "cities": cities, "kinds": kinds, "ids": ids}
    query = (_ALL if subjects is None else _SOME).format(condition)
    cursor = _cursor(psycopg_of(conn), few=subjects is not None and len(subjects) <= FEW)
    return _with_keys(cursor.execute(query, parameters), cipher)


def _with_keys(
    cursor: psycopg.Cursor[tuple[Any, ...]], cipher: Cipher
) -> Iterator[tuple[bytes, Subject, SubjectKey | None]]:
    subject, key, known = Subject("", "", ""), None, False
    with cursor:
        # Not row by row out of the cursor, which takes a lock for each.
        rows = chain.from_iterable(iter(partial(cursor.fetchmany, AT_ONCE), []))
        for record, city_code, kind, subject_id, wrapped in rows:
            if subject_id != subject.id or kind != subject.kind or city_code != subject.city_code:
                subject, key, known = Subject(city_code, kind, subject_id), None, False
            if not known and MARK in record:
                key, known = cipher.unwrap(subject, wrapped) if wrapped else None, True
            yield record, subject, key
