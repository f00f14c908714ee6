"""Reading the ledger into facts: what each fold needs beside the operations is looked up here, once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import cached_property, partial
from itertools import groupby
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, select

from cockpit.db import tables
from cockpit.db.cipher import Cipher
from cockpit.db.doors import psycopg_of
from cockpit.db.ledger import operations
from cockpit.db.reference import workdays
from cockpit.domain.operation import Operation
from cockpit.domain.workday import Workdays
from cockpit.facts.criteria import criteria_periods
from cockpit.facts.differing import Stored, stored
from cockpit.facts.folding import CaseFile, Rows, fold_case
from cockpit.facts.occupancy import Lease
from cockpit.facts.others import Named, fold_batch, fold_criteria, fold_tenancy, fold_unit
from cockpit.facts.passing import Fold, Key, Told, city_by_city, in_batches
from cockpit.facts.stock import Published
from cockpit.facts.writing import OWN_TABLES, Subject, copy, narrowed, no_rows


class Known(NamedTuple):
    """What the folds of some subjects need: case files by (city_code, case_no), the kinds and areas of offices by
    (source, org_id), the rows that are stored, the operations, the version of the calendar."""

    files: dict[tuple[str, str], CaseFile]
    kinds: dict[tuple[str, str], str]
    areas: dict[tuple[str, str], str]
    rows: dict[Subject, Stored]
    operations: dict[Subject, list[Operation]]
    calendar: str

    @classmethod
    def asked(cls, connection: Connection, cipher: Cipher, subjects: Collection[Subject]) -> Callable[[], Known]:
        """Asks in the pipeline of ``connection``, where there is one; what is answered then reads the answers."""
        raw: psycopg.Connection[Any] = psycopg_of(connection)
        keys = [[subject[part] for subject in subjects] for part in range(3)]
        files, offices = raw.execute(_FILES, keys), raw.execute(_OFFICES, keys)
        version = raw.execute("SELECT digest FROM workday_version")
        rows = {subject: stored(raw, subject) for subject in subjects if subject[1] in OWN_TABLES}
        told = operations(connection, cipher, subjects=subjects)

        def answered() -> Known:
            found = cls(
                {(row[0], row[1]): CaseFile(*row[2:]) for row in files},
                {},
                {},
                {subject: answer() for subject, answer in rows.items()},
                {subject: list(own) for subject, own in groupby(told, key=_subject_of)},
                *version.fetchone() or ("",),
            )
            for source, org_id, kind, area_code in offices:
                found.kinds[source, org_id], found.areas[source, org_id] = kind, area_code
            return found

        return answered

    def and_of(self, other: Known) -> None:
        for own, others in zip(self[:5], other[:5], strict=True):
            own.update(others)  # type: ignore[attr-defined]


class Few(NamedTuple):
    """A few subjects are folded (facts.taking_up): their rows go to ``write`` instead of into the tables."""

    write: Callable[[Connection, Rows], None]
    known: Known


class Reading:
    """One pass over the ledger up to ``until`` (exclusive; None: to its end).

    With more than one of ``processes`` all cases, and all tenancies, are folded side by side (facts.passing).
    """

    def __init__(
        self,
        connection: Connection,
        cipher: Cipher,
        until: datetime | None = None,
        progress: Callable[[int], None] | None = None,
        few: Few | None = None,
        processes: int = 1,
    ) -> None:
        self.connection = connection
        self.until = until
        self._cipher = cipher
        self._progress = progress
        self._few = few
        self._processes = processes
        self._write = few.write if few else copy

    def write_cases(self, cases: Collection[Subject] | None) -> None:
        """Facts of these cases, of all when None."""
        files, days, kinds = self._files(cases), self._days, self._kinds

        def fold(key: Key, own: list[Operation], rows: Rows) -> None:
            fold_case(own, files[key], days, kinds, self._fingerprint, rows)

        self._fold("case", cases, fold)

    def write_batches(self, batches: Collection[Subject] | None) -> None:
        """Facts of these batches; those that only cases name have no operations of their own."""
        rows, naming = no_rows(), self._naming(batches)
        for key, own in self._subjects("batch", batches):
            fold_batch(key, own, naming.pop(key, None), self._areas, self._kinds, self._days, self._fingerprint, rows)
        for key, named in naming.items():
            fold_batch(key, [], named, self._areas, self._kinds, self._days, self._fingerprint, rows)
        self._write(self.connection, rows)

    def write_units(self, units: Collection[Subject] | None) -> None:
        rows, plans, areas = no_rows(), self._plans(units), self._homes("unit", units)
        for key, own in self._subjects("unit", units):
            fold_unit(own, plans.get(key, []), areas[key], self._days, self._fingerprint, rows)
        self._write(self.connection, rows)

    def write_tenancies(self, tenancies: Collection[Subject] | None) -> None:
        """Facts of these tenancies, of all when None; those that nothing was told of yet have a term all the same."""
        leases, days = self._leases(tenancies), self._days

        def fold(key: Key, own: list[Operation], rows: Rows) -> None:
            fold_tenancy(key, leases[key], own, days, self._fingerprint, rows)

        told = self._fold("tenancy", tenancies, fold)
        rows = no_rows()
        for key in leases:
            if key not in told:
                fold(key, [], rows)
        self._write(self.connection, rows)

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
        self._write(self.connection, rows)

    def _fold(self, kind: str, wanted: Collection[Subject] | None, fold: Fold) -> set[Key]:
        """Folds these subjects, all of a kind when None, and writes their rows; answers which had operations."""
        folded: set[Key] = set()

        def count(keys: list[Key]) -> None:
            folded.update(keys)
            if self._progress is not None and kind == "case":
                self._progress(len(folded))

        if wanted is None and self._processes > 1:
            city_by_city(self.connection, partial(self._subjects, kind, None), fold, self._processes, count)
            return folded
        for rows, keys in in_batches(self._subjects(kind, wanted), fold):
            self._write(self.connection, rows)
            count(keys)
        return folded

    def _subjects(
        self,
        kind: str,
        wanted: Collection[Subject] | None,
        connection: Connection | None = None,
        city_code: str | None = None,
    ) -> Iterator[Told]:
        if self._few is not None and wanted is not None:
            told = self._few.known.operations
            yield from (((subject[0], subject[2]), told[subject]) for subject in wanted if subject in told)
            return
        found = operations(
            connection or self.connection,
            self._cipher,
            subjects=sorted(wanted) if wanted is not None else None,
            subject_kind=kind,
            city_code=city_code,
            until=self.until,
        )
        for key, group in groupby(found, key=lambda op: (op.city_code, op.subject_id)):
            yield key, list(group)

    def _fingerprint(self, letters: str) -> bytes:
        return self._cipher.content_hash(letters.encode())

    @cached_property
    def _days(self) -> Workdays:
        return workdays(self.connection, self._few.known.calendar if self._few else None)

    def _files(self, cases: Collection[Subject] | None) -> dict[tuple[str, str], CaseFile]:
        if self._few:
            return self._few.known.files
        rows = self._of("case_file", "case_no", cases, "area_code, mode, channel")
        return {(row.city_code, row.case_no): CaseFile(row.area_code, row.mode, row.channel) for row in rows}

    @cached_property
    def _kinds(self) -> dict[tuple[str, str], str]:
        if self._few:
            return self._few.known.kinds
        o = tables.organisation.c
        return {
            (row.source, row.org_id): row.kind for row in self.connection.execute(select(o.source, o.org_id, o.kind))
        }

    @cached_property
    def _areas(self) -> dict[tuple[str, str], str]:
        if self._few:
            return self._few.known.areas
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
        rows = self._asked(statement, parameters)
        return {(row[0], row[1]): Lease(row.area_code, row.starts_on, row.ends_on) for row in rows}

    def _naming(self, batches: Collection[Subject] | None) -> dict[tuple[str, str], Named]:
        """Of each batch the first operation of a case that names it."""
        rows = self._of("batch_member", "batch_id", batches, "source, org_id", "ORDER BY at, operation_id")
        found: dict[tuple[str, str], Named] = {}
        for row in rows:
            found.setdefault((row.city_code, row.batch_id), Named(row.source, row.org_id))
        if self._few and (unknown := [named for named in found.values() if tuple(named) not in self._areas]):
            rows = psycopg_of(self.connection).execute(
                _NAMED_OFFICES, [list(part) for part in zip(*unknown, strict=True)]
            )
            self._areas.update({(str(source), str(org_id)): str(area) for source, org_id, area in rows})
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
        return self._asked(f"SELECT city_code, {key}, {columns} FROM {table} {join} {order}", parameters)

    def _asked(self, statement: str, parameters: dict[str, list[str]]) -> Iterator[Any]:
        return iter(psycopg_of(self.connection).cursor(row_factory=namedtuple_row).execute(statement, parameters))


def _subject_of(operation: Operation) -> Subject:
    return operation.city_code, operation.subject_kind, operation.subject_id


_SUBJECT = "unnest(%s::text[], %s::text[], %s::text[]) AS subject(city, kind, id)"
_FILES = f"""
SELECT city_code, case_no, area_code, mode, channel FROM {_SUBJECT}
JOIN case_file ON subject.kind = 'case' AND city_code = city AND case_no = id
"""
# By index, whatever the planner believes about the number of subjects and their operations.
_OFFICES = f"""
SELECT source, org_id, office.kind, area_code
FROM (
    SELECT DISTINCT acts.source, acts.org_id FROM {_SUBJECT}
    CROSS JOIN LATERAL (
        SELECT source, org_id FROM operation
        WHERE city_code = city AND subject_kind = subject.kind AND subject_id = id OFFSET 0
    ) AS acts
) AS named
CROSS JOIN LATERAL (
    SELECT kind, area_code FROM organisation
    WHERE organisation.source = named.source AND organisation.org_id = named.org_id OFFSET 0
) AS office
"""
_NAMED_OFFICES = """
SELECT source, org_id, area_code FROM organisation
JOIN unnest(%s::text[], %s::text[]) AS named(source, org_id) USING (source, org_id)
"""
