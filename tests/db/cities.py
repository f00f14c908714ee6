"""One row of everything in each of some areas, so that every table can be asked who sees what of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ARRAY, Boolean, Connection, Date, DateTime, Integer, LargeBinary, Numeric, Table, insert
from sqlalchemy.dialects.postgresql import INT4MULTIRANGE, JSONB, Range

from cockpit.db import policies
from cockpit.db.tables import metadata

FUZHOU, GULOU, DONGJIE, NANJIE = "3501", "350102", "350102001", "350102002"
XIAMEN, PINGTAN, PROVINCE = "350203001", "350128101", "35"
PLACES = (DONGJIE, NANJIE, XIAMEN, PINGTAN, GULOU, FUZHOU, PROVINCE)
"""Streets of 福州, 厦门 and 平潭, and the levels above the first two."""

SUBJECTS = ("case", "batch", "criteria", "unit", "tenancy")


def city_of(place: str) -> str:
    return f"{place}00" if place == PROVINCE else place[:4]


def fill(connection: Connection, places: tuple[str, ...] = PLACES) -> None:
    """Rows of every table that has any; a row of ``place`` carries its code in every text that it has."""
    for table in metadata.sorted_tables:
        if table.name in policies.OPEN + policies.CLOSED:
            continue
        kinds = SUBJECTS if "subject_kind" in table.c else ("",)
        rows = [row(table, place, kind, number) for number, place in enumerate(places) for kind in kinds]
        connection.execute(insert(table), rows)


def row(table: Table, place: str, kind: str = "", number: int = 0) -> dict[str, Any]:
    made: dict[str, Any] = {column.name: _value(column, place) for column in table.columns}
    made |= {name: value for name, value in _keys(place, kind).items() if name in table.c}
    if table.name == "operation":
        made |= {"seq": number * 10 + SUBJECTS.index(kind), "operation_id": f"{kind}-{place}"}
    if table.name == "alert":
        made["alert_no"] = f"{city_of(place)}-{kind}-{place}"
    return made


def _keys(place: str, kind: str) -> dict[str, str]:
    names = {
        "city_code": city_of(place),
        "area_code": place,
        "source": "made-up",
        "subject_kind": kind,
        **{
            name: f"{name}-{place}" for name in ("org_id", "case_no", "batch_id", "unit_id", "tenancy_id", "project_id")
        },
        "criteria_set": f"criteria-{place}",
    }
    named = {"case": "case_no", "batch": "batch_id", "criteria": "criteria_set", "unit": "unit_id"}
    return names | ({"subject_id": names[named.get(kind, "tenancy_id")]} if kind else {})


def _value(column: Any, place: str) -> Any:
    kind = column.type
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, Date):
        return date(2026, 11, 23)
    if isinstance(kind, DateTime):
        return datetime(2026, 11, 23, tzinfo=UTC)
    if isinstance(kind, ARRAY):
        return [f"canary-{place}"]
    if isinstance(kind, JSONB):
        return {"canary": place}
    if isinstance(kind, INT4MULTIRANGE):
        return [Range(1, 2)]
    if isinstance(kind, LargeBinary):
        return f"canary-{place}".encode()
    if isinstance(kind, Integer | Numeric):
        return 1
    return f"canary-{place}"
