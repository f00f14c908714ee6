"""Writes one delivery folder in the format cockpit-delivery/1 (delivery.md): CSV files and their manifest."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from types import TracebackType

import orjson

SOURCE = "simulated"
COLUMNS = {
    "organisation": "org_id,name,kind,area_code,parent_org_id",
    "staff": "actor_id,org_id,name,role,phone",
    "project": "city_code,project_id,name,area_code,built_on,smart_gate,template_contract_from",
    "unit": "city_code,unit_id,project_id,floor_area_m2,layout,monthly_rent_yuan",
    "case": "city_code,case_no,area_code,mode,channel,applicant_name,id_number,phone,household_size,"
    "floor_area_per_head_m2,income_per_head_yuan,assets_yuan",
    "tenancy": "city_code,tenancy_id,unit_id,case_no,tenant_name,id_number,phone,starts_on,ends_on,"
    "monthly_rent_yuan,template_contract",
    "operation": "city_code,operation_id,subject_kind,subject_id,step,action,occurred_at,recorded_at,actor_id,org_id,"
    "role,data",
}
_FLUSH = 2_000
"""Lines held back before they are hashed and written: one system call for half a megabyte."""


class _Table:
    def __init__(self, path: Path, columns: str) -> None:
        self.path = path
        self.rows = 0
        self._file = path.open("wb")
        self._sha = hashlib.sha256()
        self._lines = [columns + "\r\n"]

    def line(self, text: str) -> None:
        self._lines.append(text)
        self.rows += 1
        if len(self._lines) >= _FLUSH:
            self._flush()

    def close(self) -> dict[str, str | int]:
        self._flush()
        self._file.close()
        return {"name": self.path.name, "rows": self.rows, "sha256": self._sha.hexdigest()}

    def _flush(self) -> None:
        block = "".join(self._lines).encode()
        self._sha.update(block)
        self._file.write(block)
        self._lines.clear()


class Delivery:
    """A delivery being written; leaving the `with` block writes its manifest."""

    def __init__(self, folder: Path, as_of: date) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.as_of = as_of
        self._tables: dict[str, _Table] = {}

    def row(self, table: str, *fields: object) -> None:
        """Append a record, quoted where RFC 4180 asks for it."""
        self.line(table, ",".join([_field(value) for value in fields]) + "\r\n")

    def line(self, table: str, text: str) -> None:
        """Append a record that is quoted already: the fast way for the millions of operations."""
        found = self._tables.get(table)
        if found is None:
            found = self._tables[table] = _Table(self.folder / f"{table}.csv", COLUMNS[table])
        found.line(text)

    def __enter__(self) -> Delivery:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        files = [self._tables[table].close() for table in COLUMNS if table in self._tables]
        if kind is not None:
            return  # without a manifest nobody takes half a delivery for a whole one
        manifest = {
            "format": "cockpit-delivery/1",
            "source": SOURCE,
            "delivery_id": f"{self.folder.name}-{self.as_of.isoformat()}",
            "created_at": f"{self.as_of.isoformat()}T08:00:00+08:00",
            "files": files,
        }
        (self.folder / "manifest.json").write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))


def _field(value: object) -> str:
    text = str(value)
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
