"""Reference data from ``seed_data/`` into ``area`` and ``workday``. The one writer of these tables.

Loading is idempotent and replaces: a corrected file, or a new year's holiday notice, comes in with the next `cockpit
migrate`.
"""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Table, delete, insert, select

from cockpit.db.doors import psycopg_of
from cockpit.db.tables import area, workday, workday_version
from cockpit.domain.refusal import Refusal
from cockpit.domain.workday import FIRST_DAY, LAST_DAY, Day, Workdays, calendar
from cockpit.settings import SEED_DATA


def load(connection: Connection, folder: Path = SEED_DATA) -> None:
    """Makes both tables equal to the files of ``folder``. Raises Refusal naming the line that cannot be read."""
    _replace(connection, area, _areas(folder / "areas.csv"))
    rows = _calendar_rows(folder / "workdays_override.csv")
    _replace(connection, workday, rows)
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    _replace(connection, workday_version, [{"only": True, "digest": digest}])


_kept: dict[str, Workdays] = {}


def workdays(connection: Connection, digest: str | None = None) -> Workdays:
    """The calendar as loaded, for whoever counts in Python: the same numbers ``n`` that SQL reads from the table.

    Kept by its version (``digest``, read where it is not given): reading 11,700 days takes longer than everything else
    that one operation changes.
    """
    digest = digest or connection.execute(select(workday_version.c.digest)).scalar_one()
    if digest not in _kept:
        raw: psycopg.Connection[Any] = psycopg_of(connection)
        found = raw.execute("SELECT day, n, working, name, projected FROM workday ORDER BY day")
        _kept.clear()
        _kept[digest] = Workdays([Day(*row) for row in found])
    return _kept[digest]


def _replace(connection: Connection, table: Table, wanted: list[dict[str, object]]) -> None:
    key = next(iter(table.primary_key.columns)).name
    present = {row[key]: dict(row) for row in connection.execute(select(table)).mappings()}
    # Almost always nothing has changed: then nothing is written, and a second start waits for no lock.
    changed = [row for row in wanted if present.get(row[key]) != row]
    gone = present.keys() - {row[key] for row in wanted}
    stale = [row[key] for row in changed] + list(gone)
    if stale and present:
        connection.execute(delete(table).where(table.c[key].in_(stale)))
    if changed:
        connection.execute(insert(table), changed)


def _areas(path: Path) -> list[dict[str, object]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [{**row, "parent_code": row["parent_code"] or None} for row in csv.DictReader(lines)]


def _calendar_rows(path: Path) -> list[dict[str, object]]:
    days = calendar(FIRST_DAY, LAST_DAY, _by_hand(path))
    return [
        {"day": day.day, "n": day.n, "working": day.working, "name": day.name, "projected": day.projected}
        for day in days
    ]


def _by_hand(path: Path) -> dict[date, tuple[bool, str]]:
    """Days settled by hand: columns day, working (0/1), name. They win over the packaged notices."""
    if not path.exists():
        return {}
    settled: dict[date, tuple[bool, str]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            try:
                settled[date.fromisoformat(row["day"])] = (bool(["0", "1"].index(row["working"])), row["name"] or "")
            except (KeyError, TypeError, ValueError) as error:
                raise Refusal(
                    f"{path} 第 {reader.line_num} 行不正确：应为“日期,是否工作日(0/1),名称”，例如 2027-02-08,0,春节。"
                ) from error
    return settled
