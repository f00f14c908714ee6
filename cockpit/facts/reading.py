"""Reading the ledger into facts: what each fold needs beside the operations is looked up here, once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select, text

from cockpit.db import tables
from cockpit.db.cipher import Cipher
from cockpit.db.ledger import operations
from cockpit.db.reference import workdays
from cockpit.domain.operation import Operation
from cockpit.domain.workday import Workdays
from cockpit.facts.criteria import criteria_periods
from cockpit.facts.folding import CaseFile, fold_case
from cockpit.facts.occupancy import Lease
from cockpit.facts.others import Named, fold_batch, fold_criteria, fold_tenancy, fold_unit
from cockpit.facts.stock import Published
from cockpit.facts.writing import Subject, copy, narrowed, no_rows

BATCH = 5_000
"""Subjects folded before their rows are written: bounds the memory, not the transaction."""


class Reading:
    """One pass over the ledger up to ``until`` (exclusive; None: to its end)."""

    def __init__(
        self,
        connection: Connection,
        cipher: Cipher,
        until: datetime | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.connection = connection
        self.until = until
        self._cipher = cipher
        self._progress = progress

    def write_cases(self, cases: Collection[Subject] | None) -> None:
        """Facts of these cases, of all when None."""
        rows, files = no_rows(), self._files(cases)
        for done, (key, history) in enumerate(self._subjects("case", cases), start=1):
            fold_case(history, files[key], self._days, self._kinds, self._fingerprint, rows)
            if done % BATCH == 0:
                copy(self.connection, rows)
                rows = no_rows()
                if self._progress is not None:
                    self._progress(done)
        copy(self.connection, rows)

    def write_batches(self, batches: Collection[Subject] | None) -> None:
        """Facts of these batches; those that only cases name have no operations of their own."""
        rows, naming = no_rows(), self._naming(batches)
        for key, own in self._subjects("batch", batches):
            fold_batch(key, own, naming.pop(key, None), self._areas, self._kinds, self._days, self._fingerprint, rows)
        for key, named in naming.items():
            fold_batch(key, [], named, self._areas, self._kinds, self._days, self._fingerprint, rows)
        copy(self.connection, rows)

    def write_units(self, units: Collection[Subject] | None) -> None:
        rows, plans, areas = no_rows(), self._plans(units), self._homes("unit", units)
        for key, own in self._subjects("unit", units):
            fold_unit(own, plans.get(key, []), areas[key], self._days, self._fingerprint, rows)
        copy(self.connection, rows)

    def write_tenancies(self, tenancies: Collection[Subject] | None) -> None:
        """Facts of these tenancies, of all when None; those that nothing was told of yet have a term all the same."""
        rows, leases = no_rows(), self._leases(tenancies)
        for done, (key, own) in enumerate(self._subjects("tenancy", tenancies), start=1):
            fold_tenancy(key, leases.pop(key), own, self._days, self._fingerprint, rows)
            if done % BATCH == 0:
                copy(self.connection, rows)
                rows = no_rows()
        for key, lease in leases.items():
            fold_tenancy(key, lease, [], self._days, self._fingerprint, rows)
        copy(self.connection, rows)

    def write_criteria(self) -> None:
        """All of them: they are few, and a change of one moves the periods of the others."""
        self.connection.execute(tables.statement.delete().where(tables.statement.c.subject_kind == "criteria"))
        self.connection.execute(tables.criteria_period.delete())
        rows, changes = no_rows(), []
        for _, own in self._subjects("criteria", None):
            changes += own
            fold_criteria(own, self._kinds, self._days, self._fingerprint, rows)
        for period in criteria_periods(changes):
            rows["criteria_period"].append(
                (period.area_code, period.from_on, period.to_on, period.city_code, period.criteria_set)
            )
        copy(self.connection, rows)

    def _subjects(
        self, kind: str, wanted: Collection[Subject] | None
    ) -> Iterator[tuple[tuple[str, str], list[Operation]]]:
        found = operations(
            self.connection,
            self._cipher,
            subjects=sorted(wanted) if wanted is not None else None,
            subject_kind=kind,
            until=self.until,
        )
        for key, group in groupby(found, key=lambda op: (op.city_code, op.subject_id)):
            yield key, list(group)

    def _fingerprint(self, letters: str) -> bytes:
        return self._cipher.content_hash(letters.encode())

    @cached_property
    def _days(self) -> Workdays:
        return workdays(self.connection)

    def _files(self, cases: Collection[Subject] | None) -> dict[tuple[str, str], CaseFile]:
        rows = self._of("case_file", "case_no", cases, "area_code, mode, channel")
        return {(row.city_code, row.case_no): CaseFile(row.area_code, row.mode, row.channel) for row in rows}

    @cached_property
    def _kinds(self) -> dict[tuple[str, str], str]:
        o = tables.organisation.c
        return {
            (row.source, row.org_id): row.kind for row in self.connection.execute(select(o.source, o.org_id, o.kind))
        }

    @cached_property
    def _areas(self) -> dict[tuple[str, str], str]:
        o = tables.organisation.c
        rows = self.connection.execute(select(o.source, o.org_id, o.area_code))
        return {(row.source, row.org_id): row.area_code for row in rows}

    def _homes(self, kind: str, wanted: Collection[Subject] | None) -> dict[tuple[str, str], str]:
        rows = self._of(f"{kind}_fact", f"{kind}_id", wanted, "area_code")
        return {(row[0], row[1]): row.area_code for row in rows}

    def _leases(self, tenancies: Collection[Subject] | None) -> dict[tuple[str, str], Lease]:
        join, parameters = narrowed("tenancy.tenancy_id", tenancies)
        statement = f"""
            SELECT tenancy.city_code, tenancy.tenancy_id, tenancy_fact.area_code, tenancy.starts_on, tenancy.ends_on
            FROM tenancy JOIN tenancy_fact USING (city_code, tenancy_id) {join}
        """
        rows = self.connection.execute(text(statement), parameters)
        return {(row[0], row[1]): Lease(row.area_code, row.starts_on, row.ends_on) for row in rows}

    def _naming(self, batches: Collection[Subject] | None) -> dict[tuple[str, str], Named]:
        """Of each batch the first operation of a case that names it."""
        rows = self._of("batch_member", "batch_id", batches, "source, org_id", "ORDER BY at, operation_id")
        found: dict[tuple[str, str], Named] = {}
        for row in rows:
            found.setdefault((row.city_code, row.batch_id), Named(row.source, row.org_id))
        return found

    def _plans(self, units: Collection[Subject] | None) -> dict[tuple[str, str], list[Published]]:
        found: dict[tuple[str, str], list[Published]] = {}
        for row in self._of("plan_unit", "unit_id", units, "at, day"):
            found.setdefault((row.city_code, row.unit_id), []).append(Published(row.at, row.day))
        return found

    def _of(
        self, table: str, key: str, wanted: Collection[Subject] | None, columns: str, order: str = ""
    ) -> Iterator[Any]:
        """Rows (city_code, key, columns) of some subjects, of all when None."""
        join, parameters = narrowed(key, wanted)
        statement = text(f"SELECT city_code, {key}, {columns} FROM {table} {join} {order}")
        return iter(self.connection.execute(statement, parameters))
