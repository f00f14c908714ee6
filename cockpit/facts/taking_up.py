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
from cockpit.db.doors import in_one_message, psycopg_of
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
    rented = _homes_written(connection, units, tenancies)
    for subject in sorted({*units, *tenancies}):
        folding.replace(subject)
    return Taken(folding.changes, {"case_fact": folding.cases, "tenancy_fact": rented})


def _homes_written(connection: Connection, units: Collection[Subject], tenancies: Collection[Subject]) -> Counting:
    """Makes unit_fact and tenancy_fact of these anew; the latter before and after."""
    if not units and not tenancies:
        return Counting([], [])
    raw: psycopg.Connection[Any] = psycopg_of(connection)
    keys = [[subject[part] for subject in tenancies] for part in (0, 2)]
    with in_one_message(raw):
        was = raw.execute(_TENANCY_FACTS, keys)
        write_homes(connection, units=units, tenancies=tenancies, over=True)
        now = raw.execute(_TENANCY_FACTS, keys)
    return Counting([row for (row,) in was], [row for (row,) in now])


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
        self._cipher = cipher
        self._rows = no_rows()
        self._known = known
        self._reading = Reading(connection, cipher, few=Few(self._collect, known))

    def know(self, followed: Collection[Subject]) -> None:
        """Of those that were not touched themselves."""
        if unknown := [subject for subject in followed if subject not in self._known.rows]:
            with in_one_message(psycopg_of(self._connection)):
                answered = Known.asked(self._connection, self._cipher, unknown)
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
