"""Rows for people and for other programs: table, CSV, JSON."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum

from rich.console import Console
from rich.table import Table


class Format(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"


def print_rows(rows: Sequence[Mapping[str, object]], columns: Sequence[str], how: Format) -> None:
    """Writes ``columns`` of every row to stdout, in this order. None is empty in CSV and null in JSON; days are ISO."""
    if how is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_plain(row[column]) for column in columns] for row in rows)
    elif how is Format.json:
        json.dump(
            [{column: row[column] for column in columns} for row in rows],
            sys.stdout,
            ensure_ascii=False,
            indent=1,
            default=str,
        )
        sys.stdout.write("\n")
    else:
        table = Table(*columns, show_edge=False, pad_edge=False)
        for row in rows:
            table.add_row(*[_plain(row[column]) for column in columns])
        Console().print(table)
        Console(stderr=True).print(f"共 {len(rows)} 条")


def _plain(value: object) -> str:
    return "" if value is None else str(value)
