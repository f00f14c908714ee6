"""What an import stands on: the areas, the key, the hour, and which keys of others are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from cockpit.db.cipher import Cipher, Subject
from cockpit.db.doors import psycopg_of
from cockpit.domain.operation import CLOCK_TOLERANCE
from cockpit.ingest.codes import Reason, Unfit, quoted

PROVINCE_CITY = "3500"
"""The city_code of what belongs to the province itself."""

IMPORT_LOCK = 0x696D70
"""The class of our advisory locks: "imp"."""


class Reference(NamedTuple):
    """A key that a row names: of ``table``, within ``scope`` (a source, or a city_code)."""

    table: str
    scope: str
    key: str


_UNKNOWN = {
    "organisation": Reason.UNKNOWN_ORGANISATION,
    "staff": Reason.UNKNOWN_STAFF,
    "project": Reason.UNKNOWN_PROJECT,
    "unit": Reason.UNKNOWN_UNIT,
    "case_file": Reason.UNKNOWN_CASE,
    "tenancy": Reason.UNKNOWN_TENANCY,
}
_KEYS = {
    "organisation": ("source", "org_id"),
    "staff": ("source", "actor_id"),
    "project": ("city_code", "project_id"),
    "unit": ("city_code", "unit_id"),
    "case_file": ("city_code", "case_no"),
    "tenancy": ("city_code", "tenancy_id"),
}


def unknown(reference: Reference) -> Unfit:
    return Unfit(_UNKNOWN[reference.table], value=quoted(reference.key))


@dataclass(frozen=True, slots=True)
class Delivery:
    """Which delivery a row came with."""

    source: str
    delivery_id: str
    created_at: datetime

    @property
    def latest(self) -> datetime:
        """No row may say that it happened later."""
        return self.created_at + CLOCK_TOLERANCE


@dataclass(slots=True)
class Ground:
    """One import's surroundings. ``touched`` collects the subjects that got something new."""

    cipher: Cipher
    areas: frozenset[str]
    cities: frozenset[str]
    received_at: datetime
    touched: set[Subject] = field(default_factory=set)
    _known: set[Reference] = field(default_factory=set)

    @classmethod
    def of(cls, conn: Connection, cipher: Cipher, received_at: datetime) -> Ground:
        areas = frozenset(str(row[0]) for row in psycopg_of(conn).execute("SELECT area_code FROM area"))
        return cls(cipher, areas, frozenset(area for area in areas if len(area) == 4), received_at)

    def missing(self, conn: Connection, references: Iterable[Reference]) -> set[Reference]:
        """Those that nobody delivered yet. What is known stays known, so only new names cost a query."""
        asked = set(references) - self._known
        for table in {reference.table for reference in asked}:
            self._known |= _present(conn, table, [reference for reference in asked if reference.table == table])
        return asked - self._known

    def lock_cities(self, conn: Connection, city_codes: Collection[str]) -> None:
        """Until the transaction ends no other import writes these cities: looking up and appending are one.

        Not the heads of the chains: those are also wanted by people at work, and are locked for milliseconds only.
        """
        for city_code in sorted(city_codes):
            psycopg_of(conn).execute("SELECT pg_advisory_xact_lock(%s, %s)", (IMPORT_LOCK, int(city_code)))

    def learn(self, references: Iterable[Reference]) -> None:
        """Rows of these keys were loaded just now."""
        self._known.update(references)

    def forget(self) -> None:
        """After a rolled back transaction nothing is certain."""
        self._known.clear()
        self.touched.clear()


def _present(conn: Connection, table: str, references: Collection[Reference]) -> set[Reference]:
    scope, key = _KEYS[table]
    # An index probe for each key, whatever the planner believes about a table that is being filled.
    rows = psycopg_of(conn).execute(
        f"""
        SELECT k.scope, k.key FROM unnest(%s::text[], %s::text[]) AS k (scope, key)
        CROSS JOIN LATERAL (SELECT FROM {table} t WHERE t.{scope} = k.scope AND t.{key} = k.key LIMIT 1) AS found
        """,
        ([reference.scope for reference in references], [reference.key for reference in references]),
    )
    return {Reference(table, str(scope), str(key)) for scope, key in rows}
