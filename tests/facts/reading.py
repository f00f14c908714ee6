"""Facts as tests read them: of one history in plain Python, of a whole world from a ledger in the database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Boolean, Connection, Date, Numeric, Table, Text, func, select
from sqlalchemy.dialects.postgresql import insert

from cockpit.db.cipher import Cipher, Subject
from cockpit.db.ledger import Entry, append, content_of
from cockpit.db.tables import case_file, delivery, organisation, project, tenancy, unit
from cockpit.domain.workday import Workdays, calendar
from cockpit.facts import FACT_TABLES
from cockpit.facts.cases import CaseFact, case_fact
from cockpit.facts.history import History
from cockpit.facts.procedure import Procedure, procedure
from cockpit.facts.suspension import Stretch, merged, suspensions
from tests import build
from tests.reference import World
from tests.reference.model import Row
from tests.rules.twins import operation_of

DAYS = Workdays(calendar())


def history_of(told: build.History) -> History:
    return History(operation_of(row) for row in told.operations)


def procedure_of(told: build.History) -> Procedure:
    return procedure(history_of(told), told.columns.get("mode", "unit"))


def stops_of(told: build.History) -> list[Stretch]:
    return merged(pause.stretch for pause in suspensions(history_of(told), procedure_of(told), DAYS))


def stopped_days(told: build.History, until: str = "2026-12-31") -> list[str]:
    """Every suspended working day up to one, as "03-04"."""
    return days_of(stops_of(told), until)


def days_of(stretches: list[Stretch], until: str = "2026-12-31") -> list[str]:
    first, last = date(2026, 1, 1), date.fromisoformat(until)
    all_days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return [
        f"{day:%m-%d}"
        for day in all_days
        if DAYS.is_working(day) and any(lo <= DAYS.n(day) < hi for lo, hi in stretches)
    ]


def fact_of(told: build.History) -> CaseFact:
    return case_fact(history_of(told), procedure_of(told), stops_of(told), DAYS)


# --- facts in the database --------------------------------------------------------------------------------------------

CIPHER = Cipher(bytes(range(32)))
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_DELIVERED: dict[str, object] = {"delivered_at": NOW, "delivery_id": "D-0", "line": 1}


def know(connection: Connection, world: World) -> set[Subject]:
    """The rows of the six other files that a world's operations name; answers what the import would note as stale."""
    files = [
        {column.name: "" for column in case_file.c if isinstance(column.type, Text)}
        | {name: file[name] for name in ("city_code", "case_no", "area_code", "mode", "channel")}
        | _DELIVERED
        for file in world.cases.values()
    ]
    if files:
        connection.execute(insert(case_file), files)
    for table, known in ((project, world.projects), (unit, world.units), (tenancy, world.tenancies)):
        delivered = [_as_delivered(table, row) | _DELIVERED for row in known.values()]
        if delivered:
            connection.execute(insert(table), delivered)
    offices = [dict(row) | _DELIVERED for row in world.organisations.values()]
    if offices:
        connection.execute(insert(organisation), offices)
    return {
        Subject(row["city_code"], table.name, row[f"{table.name}_id"])
        for table, known in ((project, world.projects), (unit, world.units), (tenancy, world.tenancies))
        for row in known.values()
    }


def _as_delivered(table: Table, row: Row) -> dict[str, object]:
    """A CSV row as the import would store it."""
    stored: dict[str, object] = {}
    for column in table.c:
        value = row.get(column.name, "")
        if isinstance(column.type, Date):
            stored[column.name] = date.fromisoformat(value) if value else None
        elif isinstance(column.type, Boolean):
            stored[column.name] = value == "1"
        elif isinstance(column.type, Numeric):
            stored[column.name] = value or None
        elif isinstance(column.type, Text):
            stored[column.name] = value
    return stored


def record(connection: Connection, rows: list[Row]) -> set[Subject]:
    """Appends operations to the ledger in the order given; returns whose they are."""
    append(connection, CIPHER, [entry_of(row) for row in rows], NOW)
    if rows:
        delivered_after(connection, max(row["occurred_at"] for row in rows))
    return {Subject(row["city_code"], row["subject_kind"], row["subject_id"]) for row in rows}


def entry_of(row: Row) -> Entry:
    data = {key: value for key, value in row["data"].items() if value is not None and value != ""}
    columns = {name: row[name] for name in row if name != "data"}
    content = content_of(CIPHER, [row["operation_id"]], (row["occurred_at"],), {})
    return Entry(**columns, data=data, content=content)


def delivered_after(connection: Connection, last: datetime) -> None:
    """A delivery bounds the operations by its stamp, as of each import."""
    given = (
        insert(delivery)
        .values(source="national", delivery_id="D-0", created_at=last, received_at=NOW, fingerprint="", done=True)
        .values(dict.fromkeys(("loaded", "duplicate", "quarantined"), 0))
    )
    later = func.greatest(delivery.c.created_at, given.excluded.created_at)
    connection.execute(
        given.on_conflict_do_update(index_elements=["source", "delivery_id"], set_={"created_at": later})
    )


def fact_rows(connection: Connection) -> dict[str, set[str]]:
    """Every fact table as a set of rows."""
    found = {}
    for table in FACT_TABLES:
        rows = [repr(tuple(row)) for row in connection.execute(select(table))]
        assert len(set(rows)) == len(rows)
        found[table.name] = set(rows)
    return found
