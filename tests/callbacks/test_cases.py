"""/cases: the grid, the chips and the file say the same."""

from __future__ import annotations

import csv
import io

from cockpit.callbacks import cases
from cockpit.domain.viewer import Viewer
from cockpit.queries.cases import CaseFilter
from tests.callbacks.drawn import links, text


def test_the_file_holds_exactly_the_rows_of_the_grid(asking: Viewer) -> None:
    args = {"state": "ended", "mode": "unit"}
    shown, _ = cases.rows({"startRow": 0, "endRow": 200, "sortModel": []}, args)
    _, body = cases.file_of(asking, CaseFilter.read(args), (), "csv")
    head, *lines = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    assert head[:-1] == list(cases.HEADER)
    assert [line[0] for line in lines] == [row["case_no"] for row in shown["rowData"]]
    assert len(lines) == shown["rowCount"] > 0


def test_what_a_case_used_is_counted_for_running_and_ended_cases(asking: Viewer) -> None:
    answer, _ = cases.rows({"startRow": 0, "endRow": 200, "sortModel": []}, {})
    assert all(row["used"] is not None and row["limit"] == 60 for row in answer["rowData"])


def test_chips_carry_both_periods(asking: Viewer) -> None:
    drawn, _ = cases.found({"from": "2026-01-01", "ended_to": "2026-11-01"})
    assert links(drawn) == ["/cases?ended_to=2026-11-01", "/cases?from=2026-01-01", "/cases"]


def test_unasked_there_is_no_chip(asking: Viewer) -> None:
    drawn, _ = cases.found({})
    _, total = cases.rows({"startRow": 0, "endRow": 50}, {})
    assert links(drawn) == []
    assert text(drawn).strip() == ""
    assert total == "筛选结果 180 件"
