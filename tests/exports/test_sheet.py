"""What leaves the house as a file opens as a table, says what it is, and runs nothing."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from cockpit.exports.sheet import Cell, Sheet, csv_bytes, harmless, xlsx_bytes

DANGEROUS = ("=1+1", "+86", "-2", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")')
NOTE = [("数据", "模拟数据，截至 2026-11-23"), ("筛选条件", "=cmd|'/c calc'!A1")]


def sheet(*rows: tuple[Cell, ...]) -> Sheet:
    return Sheet("预警", ("编号", "天数", "亮灯日"), list(rows), NOTE, "模拟数据，截至 2026-11-23", (20, 8, 12))


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_a_spreadsheet_would_run_is_neutralised_in_csv(text: str) -> None:
    (_, row) = csv.reader(io.StringIO(csv_bytes(sheet((text, 1, None))).decode("utf-8-sig"), newline=""))
    assert row[0] == "'" + text


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_a_spreadsheet_would_run_is_text_in_xlsx(text: str) -> None:
    cell = load_workbook(io.BytesIO(xlsx_bytes(sheet((text, 1, None)))))["预警"]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith(text[0]) or text[0] == "\r"


@pytest.mark.parametrize("text", ["350102-2026-00001", "鼓楼区民政局", "", "a=b", "1-2"])
def test_harmless_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text


def test_csv_begins_with_the_mark_that_excel_needs_and_the_header() -> None:
    body = csv_bytes(sheet(("A", 3, date(2026, 11, 2))))
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig").splitlines() == [
        "编号,天数,亮灯日,数据说明",
        "A,3,2026-11-02,模拟数据，截至 2026-11-23",
    ]


def test_negative_numbers_stay_numbers() -> None:
    assert csv_bytes(sheet(("A", -3, None))).decode("utf-8-sig").splitlines()[1].startswith("A,-3,,")


def test_xlsx_has_a_frozen_header_a_filter_and_a_note() -> None:
    book = load_workbook(io.BytesIO(xlsx_bytes(sheet(("A", 3, date(2026, 11, 2)), ("B", None, None)))))
    table = book["预警"]
    assert table.freeze_panes == "A2"
    assert table.auto_filter.ref == "A1:C3"
    assert [cell.value for cell in table[1]] == ["编号", "天数", "亮灯日"]
    assert table["C2"].value.date() == date(2026, 11, 2)
    assert [(row[0].value, row[1].value) for row in book["说明"].rows] == NOTE
    assert book["说明"]["B2"].data_type == "s"


def test_a_control_character_does_not_break_the_file() -> None:
    table = load_workbook(io.BytesIO(xlsx_bytes(sheet(("a\x00b\x0b", 1, None)))))["预警"]
    assert table["A2"].value == "ab"
