"""A table as bytes: what a person takes away from a list, with the note that says what it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Cell = str | int | float | date | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet reads a cell that begins with one of these as a formula (OWASP: CSV injection)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """``note``: (what, value) lines: as-of day, filter, source. ``mark``: what every copy must say (模拟数据，截至 …).
    ``widths``: characters, one a column.
    """

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    note: Sequence[tuple[str, str]]
    mark: str
    widths: Sequence[int]


def csv_bytes(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark, because Excel else takes it for GBK. The mark goes in a column, so that the header
    stays the first line and a row keeps the mark wherever it is pasted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*sheet.header, "数据说明"])
    for row in sheet.rows:
        writer.writerow([*("" if c is None else harmless(c) if isinstance(c, str) else c for c in row), sheet.mark])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(sheet: Sheet) -> bytes:
    """Two sheets: the table with a frozen header and a filter, and the note."""
    book = Workbook(write_only=True)  # row by row: 100,000 rows fit in little memory
    table = book.create_sheet(sheet.title)
    table.freeze_panes = "A2"
    for number, width in enumerate(sheet.widths, start=1):
        table.column_dimensions[get_column_letter(number)].width = width
    table.append([_bold(table, text) for text in sheet.header])
    count = 0
    for row in sheet.rows:
        table.append([_typed(table, cell) for cell in row])
        count += 1
    table.auto_filter.ref = f"A1:{get_column_letter(len(sheet.header))}{count + 1}"
    note = book.create_sheet("说明")
    note.column_dimensions["A"].width = 16
    note.column_dimensions["B"].width = 80
    for what, value in sheet.note:
        text = WriteOnlyCell(note, value=value)
        text.alignment = Alignment(wrap_text=True, vertical="top")
        text.data_type = "s"
        note.append([_bold(note, what), text])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it as a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


def _typed(table: object, cell: Cell) -> object:
    if not isinstance(cell, str):
        return cell
    # openpyxl takes text that begins with = for a formula unless the cell says that it is text.
    text = WriteOnlyCell(table, value=_printable(cell))
    text.data_type = "s"
    return text


def _printable(text: str) -> str:
    # Control characters are not XML; a name from a foreign system may hold one, and the whole export would fail.
    return "".join(character for character in text if character >= " " or character in "\t\n")


def _bold(table: object, text: str) -> object:
    cell = WriteOnlyCell(table, value=text)
    cell.font = Font(bold=True)
    return cell
