"""One small province for all tests of the simulator, read back from its files."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cockpit.simulate import province

SCALE = 0.02
AS_OF = date(2026, 11, 24)

Row = dict[str, Any]


@dataclass
class Province:
    """The files of a simulated province, as dictionaries."""

    out: Path
    folders: list[Path]
    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    of_case: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    planted: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        for folder in self.folders:
            for path in sorted(folder.glob("*.csv")):
                self.tables[path.stem].extend(_rows(path))
        for row in self.tables["operation"]:
            row["data"] = json.loads(row["data"])
            row["at"] = datetime.fromisoformat(row["occurred_at"])
            if row["subject_kind"] == "case":
                self.of_case[row["subject_id"]].append(row)
        for operations in self.of_case.values():
            operations.sort(key=lambda row: (row["at"], row["operation_id"]))
        self.planted.extend(_rows(self.out / "planted.csv"))

    def operations(self, action: str) -> list[Row]:
        """All operations with that action."""
        return [row for row in self.tables["operation"] if row["action"] == action]

    def clean_cases(self) -> Iterator[list[Row]]:
        """The operations of every case without a lamp, in order of time."""
        lit = {row["subject_id"] for row in self.planted if row["subject_kind"] == "case"}
        return (operations for case_no, operations in self.of_case.items() if case_no not in lit)


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Province:
    """A fiftieth of the province."""
    out = tmp_path_factory.mktemp("province")
    return Province(out, province(out, scale=SCALE, seed=20, as_of=AS_OF))
