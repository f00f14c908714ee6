"""Reading delivery folders without the product: the good rows of folders written as delivery.md says."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from .model import Row, World

KEYS = {
    "organisation.csv": ("source", "org_id"),
    "staff.csv": ("source", "actor_id"),
    "project.csv": ("city_code", "project_id"),
    "unit.csv": ("city_code", "unit_id"),
    "case.csv": ("city_code", "case_no"),
    "tenancy.csv": ("city_code", "tenancy_id"),
}
# Full-width digits and letters are folded in codes, numbers and dates, never in names.
NAMES = {"name", "applicant_name", "tenant_name"}


def rows_of(folder: Path, name: str, source: str, encoding: str | None) -> Iterator[Row]:
    """The rows of one CSV file that have as many columns as its header, blanks cut, codes folded."""
    raw = (folder / name).read_bytes()
    for attempt in [encoding] if encoding else ["utf-8", "gb18030"]:
        try:
            text = raw.decode("utf-8-sig" if attempt == "utf-8" else attempt)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError(f"{folder / name}: neither UTF-8 nor GB18030")
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader)
    for cells in reader:
        if len(cells) != len(header):
            continue
        row: Row = {"source": source}
        for column, cell in zip(header, cells, strict=True):
            cell = cell.strip()
            folded = column not in NAMES and column != "data"
            row[column] = unicodedata.normalize("NFKC", cell) if folded else cell
        yield row


def read_deliveries(folders: Iterable[Path]) -> World:
    """The world that these deliveries hold.

    Of the other files "the row of the delivery with the later created_at (then the later delivery_id, then the later
    line) counts"; of two operations under one key the one loaded first stays, that is the one in the earlier folder
    of the list. A row whose times or JSON cannot be read is no good row.
    """
    world = World()
    tables = {
        "organisation.csv": world.organisations,
        "staff.csv": world.staff,
        "project.csv": world.projects,
        "unit.csv": world.units,
        "case.csv": world.cases,
        "tenancy.csv": world.tenancies,
    }
    written: dict[tuple[str, tuple[str, ...]], tuple[datetime, str, int]] = {}
    operations: dict[tuple[str, str, str], Row] = {}
    for folder in folders:
        manifest = json.loads((Path(folder) / "manifest.json").read_text("utf-8"))
        source, delivery_id = manifest["source"], manifest["delivery_id"]
        created_at = datetime.fromisoformat(manifest["created_at"])
        for entry in manifest["files"]:
            name = entry["name"]
            for line, row in enumerate(rows_of(Path(folder), name, source, entry.get("encoding"))):
                if name == "operation.csv":
                    try:
                        row["occurred_at"] = datetime.fromisoformat(row["occurred_at"])
                        row["recorded_at"] = datetime.fromisoformat(row["recorded_at"])
                        row["data"] = json.loads(row["data"] or "{}")
                    except ValueError:
                        continue
                    if row["occurred_at"].tzinfo is None or row["recorded_at"].tzinfo is None:
                        continue
                    operations.setdefault((source, row["city_code"], row["operation_id"]), row)
                    continue
                key = tuple(row[column] for column in KEYS[name])
                stamp = (created_at, delivery_id, line)
                if (name, key) not in written or written[name, key] < stamp:
                    written[name, key] = stamp
                    tables[name][key] = row
    world.operations = list(operations.values())
    return world
