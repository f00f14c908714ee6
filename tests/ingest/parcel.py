"""Deliveries for tests of the import: a small known world, and any rows put into a folder with a true manifest."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from cockpit.db.cipher import Cipher
from cockpit.ingest.bookkeeping import Receipt
from cockpit.ingest.deliveries import import_path
from cockpit.ingest.sources import COLUMNS

CIPHER = Cipher(bytes(range(32)))
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
CREATED = "2026-11-24T08:00:00+08:00"
STREET = "350102001"

Row = Sequence[str]

WORLD: dict[str, list[Row]] = {
    "organisation": [
        ["O-CITY", "福州市住房保障中心", "city_housing", "3501", ""],
        ["O-STREET", "鼓东街道办事处", "street", STREET, "O-CITY"],
    ],
    "staff": [["A-1", "O-STREET", "林一", "clerk", "13800005678"], ["A-2", "O-CITY", "陈二", "approver", ""]],
    "project": [["3501", "P-1", "鼓东家园", "350102", "2015-06-30", "1", "2021-01-01"]],
    "unit": [["3501", "U-1", "P-1", "45.50", "一室一厅", "320"], ["3501", "U-2", "P-1", "60", "", ""]],
    "case": [
        [
            "3501",
            "C-1",
            "350102001",
            "unit",
            "min_zheng_tong",
            "张三丰",
            "350102189001011234",
            "13800005678",
            "3",
            "9.5",
            "1800",
            "20000",
        ],
        ["3501", "C-2", STREET, "subsidy", "window", "李四", "", "", "", "", "", ""],
    ],
    "tenancy": [
        [
            "3501",
            "T-1",
            "U-1",
            "C-1",
            "张三丰",
            "350102189001011234",
            "13800005678",
            "2024-01-01",
            "2026-12-31",
            "320",
            "1",
        ]
    ],
}
"""One delivery in which everything names something that is there."""


def operation(
    operation_id: str = "OP-1",
    *,
    city: str = "3501",
    kind: str = "case",
    subject: str = "C-1",
    step: str = "S1",
    action: str = "submitted",
    at: str = "2026-03-02T09:00:00+08:00",
    recorded: str | None = None,
    actor: str = "A-1",
    org: str = "O-STREET",
    role: str = "clerk",
    data: object = None,
) -> list[str]:
    """A row of operation.csv that would be loaded; each argument may spoil it. ``data`` as an object, or as text."""
    if data is None:
        data = {"materials": [{"code": "id_card", "how": "certificate"}]} if action == "submitted" else {}
    said = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return [city, operation_id, kind, subject, step, action, at, recorded or at, actor, org, role, said]


OPERATIONS: list[Row] = [
    operation("OP-1"),
    operation("OP-2", action="accepted", at="2026-03-04T10:00:00+08:00", data={"receipt_no": "R-1"}),
    operation(
        "OP-3",
        action="street_opinion_given",
        at="2026-03-09T10:00:00+08:00",
        data={"verdict": "pass", "opinion": "经核查张三丰一家3人，人均住房9.5平方米，符合条件"},
    ),
    operation("OP-4", kind="unit", subject="U-1", step="", action="ready", at="2026-03-01T10:00:00+08:00"),
    operation("OP-5", kind="tenancy", subject="T-1", step="USE", action="moved_in", at="2026-04-01T10:00:00+08:00"),
]


def csv_bytes(stem: str, rows: Iterable[Row], encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS[stem])
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def parcel(
    folder: Path,
    tables: Mapping[str, Iterable[Row] | bytes],
    *,
    delivery_id: str = "D-1",
    created_at: str = CREATED,
    source: str = "national",
    **changes: object,
) -> Path:
    """Writes a delivery and returns its folder. A file given as bytes is written as it is, one row a line.

    ``changes`` overwrite members of the manifest, those named ``operation__rows`` members of a file's entry.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed: list[dict[str, object]] = []
    for stem, rows in tables.items():
        made = rows if isinstance(rows, bytes) else csv_bytes(stem, list(rows))
        lines = made.count(b"\n") - 1 if isinstance(rows, bytes) else len(list(rows))
        (folder / f"{stem}.csv").write_bytes(made)
        entry: dict[str, object] = {"name": f"{stem}.csv", "rows": lines, "sha256": hashlib.sha256(made).hexdigest()}
        for member, value in changes.items():
            if member.startswith(f"{stem}__"):
                entry[member.removeprefix(f"{stem}__")] = value
        listed.append(entry)
    manifest: dict[str, object] = {
        "format": "cockpit-delivery/1",
        "source": source,
        "delivery_id": delivery_id,
        "created_at": created_at,
        "files": listed,
    }
    manifest.update({member: value for member, value in changes.items() if "__" not in member})
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    return folder


def bring(path: Path, **options: object) -> list[Receipt]:
    """Imports as `cockpit import` does, at a fixed hour."""
    return import_path(path, cipher=CIPHER, received_at=NOW, **options)  # type: ignore[arg-type]


def refused(database: Engine) -> dict[tuple[str, int], str]:
    """(file, line) -> reason of every row in quarantine."""
    with database.connect() as conn:
        return {(row.file, row.line): row.reason for row in conn.execute(text("SELECT * FROM quarantine"))}


_STATE = {
    "organisation": "source, org_id, name, kind, area_code, parent_org_id",
    "staff": "source, actor_id, org_id, name, role, phone <> '' AS has_phone",
    "project": "city_code, project_id, name, area_code, built_on, smart_gate, template_contract_from",
    "unit": "city_code, unit_id, project_id, floor_area_m2, layout, monthly_rent_yuan",
    "case_file": "city_code, case_no, area_code, mode, channel, name_masked, id_masked, phone_masked, household_size, "
    "floor_area_per_head_m2, income_per_head_yuan, assets_yuan",
    "tenancy": "city_code, tenancy_id, unit_id, case_no, name_masked, id_masked, phone_masked, starts_on, ends_on, "
    "monthly_rent_yuan, template_contract",
    # content is a keyed hash of everything that the source said
    "operation": "city_code, source, operation_id, subject_kind, subject_id, step, action, occurred_at, recorded_at, "
    "actor_id, org_id, role, content",
}


def state(database: Engine) -> dict[str, list[tuple[object, ...]]]:
    """The final state of delivery.md: projections and loaded operations, without the bookkeeping of deliveries."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with database.connect() as conn:
        for table, columns in _STATE.items():
            # When an equal row came again is bookkeeping of deliveries.
            condition = "WHERE action NOT LIKE 'row_%'" if table == "operation" else ""
            rows = conn.execute(text(f"SELECT {columns} FROM {table} {condition}")).all()
            found[table] = sorted((tuple(row) for row in rows), key=repr)
    return found


def count(database: Engine, table: str) -> int:
    with database.connect() as conn:
        return int(conn.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
