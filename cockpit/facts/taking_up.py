"""Bringing the facts of a few subjects up to the ledger, and telling what changed: the small way of ``refresh``.

``refresh`` makes everything anew that hangs on what was touched; here a change is followed only where one was made: a
batch is folded again when its members changed, a home when the plans that name it did. The folding is the same, and so
are the facts (a test compares).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Connection

from cockpit.db.cipher import Cipher
from cockpit.db.doors import psycopg_of
from cockpit.facts import mass
from cockpit.facts.differing import Change, TextGroup, replace
from cockpit.facts.folding import Rows
from cockpit.facts.homes import write_homes
from cockpit.facts.reading import Few, Known, Reading
from cockpit.facts.writing import Subject, no_rows

FOLLOWED = frozenset({"case", "batch", "unit", "tenancy", "staff", "alert"})
"""Kinds of subjects that can be taken up by themselves; no fact speaks of the last two. On a criteria set or an
organisation hang the cases of a whole area, and homes are counted from the rows of projects themselves."""


class Counting(NamedTuple):
    """Rows of a table that is counted (db.measures), as JSON, before and after."""

    was: list[dict[str, Any]]
    now: list[dict[str, Any]]


class Taken(NamedTuple):
    """What changed, and by the name of their table the rows that are counted."""

    changes: set[Change]
    counted: dict[str, Counting]


def take_up(connection: Connection, cipher: Cipher, touched: Collection[Subject], known: Known) -> Taken:
    """The facts of the touched subjects and of those that hang on them. All of ``FOLLOWED`` kinds.

    ``known``: what was asked of the touched ones (``Known.asked``).
    """
    folding = _Folding(connection, cipher, known)
    for subject in _of("case", touched):
        folding.replace(subject)
    folding.changes |= mass.judge_again(connection, folding.texts)
    members = {change.subject for change in folding.changes if change.table == "batch_member"}
    folding.know(members)
    for subject in sorted({*_of("batch", touched), *members}):
        folding.replace(subject)
    units = {*_of("unit", touched), *(change.subject for change in folding.changes if change.table == "plan_unit")}
    tenancies = _of("tenancy", touched)
    folding.know(units)
    rented = [_tenancy_facts(connection, tenancies)]
    write_homes(connection, units=units, tenancies=tenancies, over=True)
    rented.append(_tenancy_facts(connection, tenancies))
    for subject in sorted({*units, *tenancies}):
        folding.replace(subject)
    return Taken(folding.changes, {"case_fact": folding.cases, "tenancy_fact": Counting(*rented)})


def _tenancy_facts(connection: Connection, tenancies: Collection[Subject]) -> list[dict[str, Any]]:
    if not tenancies:
        return []
    cities, _, ids = (list(part) for part in zip(*tenancies, strict=True))
    raw: psycopg.Connection[Any] = psycopg_of(connection)
    return [row for (row,) in raw.execute(_TENANCY_FACTS, (cities, ids))]


_TENANCY_FACTS = """
SELECT to_jsonb(tenancy_fact) FROM tenancy_fact
JOIN unnest(%s::text[], %s::text[]) AS wanted(city, id) ON city_code = city AND tenancy_id = id
"""


def _of(kind: str, subjects: Collection[Subject]) -> list[Subject]:
    return sorted(subject for subject in subjects if subject[1] == kind)


class _Folding:
    """Folds subject after subject; what changed collects here."""

    def __init__(self, connection: Connection, cipher: Cipher, known: Known) -> None:
        self.changes: set[Change] = set()
        self.texts: set[TextGroup] = set()
        self.cases = Counting([], [])
        self._connection = connection
        self._rows = no_rows()
        self._known = known
        self._reading = Reading(connection, cipher, few=Few(self._collect, known))

    def know(self, followed: Collection[Subject]) -> None:
        """Of those that were not touched themselves."""
        if unknown := [subject for subject in followed if subject not in self._known.rows]:
            raw = psycopg_of(self._connection)
            with raw.pipeline():
                answered = Known.asked(raw, unknown)
            self._known.and_of(answered())

    def replace(self, subject: Subject) -> None:
        self._rows = no_rows()
        writes = {
            "case": self._reading.write_cases,
            "batch": self._reading.write_batches,
            "unit": self._reading.write_units,
            "tenancy": self._reading.write_tenancies,
        }
        writes[subject[1]]({subject})
        replaced = replace(self._connection, self._known.rows[subject], self._rows)
        self.changes |= replaced.changes
        self.texts |= replaced.texts
        self.cases.was.extend(replaced.was)
        self.cases.now.extend(replaced.now)

    def _collect(self, _: Connection, rows: Rows) -> None:
        for table, found in rows.items():
            self._rows[table] += found
