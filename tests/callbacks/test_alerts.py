"""/alerts: the grid, the chips and the file say the same, and the address is all they go by."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from dash import no_update
from openpyxl import load_workbook

from cockpit.callbacks import alerts
from cockpit.callbacks.narrowing import orders
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.queries.alerts import AlertFilter
from cockpit.queries.listing import Order
from tests.callbacks.drawn import links, text

COLUMNS: list[dict[str, Any]] = [{"colId": "since", "sort": None}, {"colId": "days", "sort": "desc", "sortIndex": 0}]


def grid_rows(args: dict[str, str], sort: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Everything the grid would show, block by block."""
    found: list[dict[str, Any]] = []
    total = 0
    while True:
        request = {"startRow": len(found), "endRow": len(found) + 50, "sortModel": sort}
        answer, _ = alerts.rows(request, args)
        found += answer["rowData"]
        total = answer.get("rowCount", total)
        if len(found) >= total:
            return found


@pytest.mark.parametrize("args", [{}, {"state": "all", "level": "red", "area": "3501"}, {"rule": "R05,R09"}])
def test_the_file_holds_exactly_the_rows_of_the_grid_in_its_order(asking: Viewer, args: dict[str, str]) -> None:
    shown = grid_rows(args, [{"colId": "days", "sort": "desc"}])
    name, body = alerts.file_of(asking, AlertFilter.read(args), orders(COLUMNS), "csv")
    head, *lines = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    assert name == "预警_截至20261123.csv"
    assert head[:-1] == list(alerts.HEADER)
    assert shown
    assert [(line[1], line[3], line[9], line[11]) for line in lines] == [
        (row["sentence"], row["subject_id"], row["since"], str(row["days"])) for row in shown
    ]


def test_the_workbook_holds_the_rows_of_the_csv(asking: Viewer) -> None:
    asked = AlertFilter.read({"level": "yellow"})
    _, body = alerts.file_of(asking, asked, (), "csv")
    _, book = alerts.file_of(asking, asked, (), "xlsx")
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(book))
    cells = [[_printed(cell) for cell in row] for row in sheet["预警"].iter_rows(values_only=True)]
    assert cells == [line[:-1] for line in lines]
    note = dict(sheet["说明"].iter_rows(values_only=True))
    assert note["筛选条件"] == "状态 open；灯色 yellow"
    assert note["条数"] == f"{len(lines) - 1:,}"


def test_a_file_that_would_be_too_long_is_refused_not_cut(asking: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "LARGEST_EXPORT", 3)
    with pytest.raises(Refusal, match="缩小筛选范围"):
        alerts.file_of(asking, AlertFilter(), (), "csv")


def test_the_list_leads_to_the_prompts_where_it_could_hold_any(asking: Viewer) -> None:
    assert "/alerts?area=3501&prompts=1" in links(alerts.found({"area": "3501"})[0])
    assert "prompts" not in "".join(links(alerts.found({"class": "near_limit"})[0]))
    chips, _ = alerts.found({"prompts": "1"})
    assert "加上临期提示" not in text(chips)
    assert "含临期提示" in text(chips)


def test_every_filter_is_a_chip_whose_link_is_the_list_without_it(asking: Viewer) -> None:
    drawn, _ = alerts.found({"area": "3501", "rule": "R05,R06", "level": "red"})
    assert "福州市" in text(drawn)
    assert links(drawn) == [
        "/alerts?area=3501&rule=R05,R06&level=red&state=all",
        "/alerts?rule=R05,R06&level=red",
        "/alerts?area=3501&rule=R06&level=red",
        "/alerts?area=3501&rule=R05&level=red",
        "/alerts?area=3501&rule=R05,R06",
        "/alerts?state=all",
    ]


def test_asked_for_all_lamps_no_state_stands_among_the_chips(asking: Viewer) -> None:
    drawn, _ = alerts.found({"state": "all"})
    assert links(drawn) == ["/alerts?state=all&prompts=1"]
    assert text(drawn).strip() == "加上临期提示"


def test_a_wrong_filter_gets_a_sentence_and_an_empty_grid(asking: Viewer) -> None:
    drawn, _ = alerts.found({"from": "soon"})
    assert "请写成 2026-11-23 的形式" in text(drawn)
    assert alerts.rows({"startRow": 0, "endRow": 50}, {"from": "soon"}) == ({"rowData": [], "rowCount": 0}, "")


def test_the_exact_total_comes_with_the_first_block_alone(asking: Viewer) -> None:
    first, said = alerts.rows({"startRow": 0, "endRow": 50}, {"state": "all"})
    later, unsaid = alerts.rows({"startRow": 50, "endRow": 100}, {"state": "all"})
    assert said == f"筛选结果 {first['rowCount']:,} 条"
    assert "rowCount" not in later
    assert unsaid is no_update


def test_the_menu_of_areas_leads_one_level_down_and_back(asking: Viewer) -> None:
    _, menu = alerts.found({"area": "3502"})
    assert menu[0] == {"label": "↑ 福建省", "value": "35"}
    assert {"label": "思明区", "value": "350203"} in menu


def test_an_address_with_an_area_that_does_not_exist_is_refused(asking: Viewer) -> None:
    with pytest.raises(Refusal) as refused:
        alerts.check(asking, {}, {"area": "3599"})
    assert refused.value.status == 400


def test_rows_link_to_the_alert_or_where_there_is_none_yet_to_the_case(asking: Viewer) -> None:
    addresses = [row["href"] for row in grid_rows({"state": "all"}, [])]
    assert all(address is None or address.startswith(("/alert/3", "/case/3")) for address in addresses)
    assert any(address and address.startswith("/case/") for address in addresses)


def test_an_order_is_read_from_the_state_of_the_columns() -> None:
    assert orders(COLUMNS) == (Order("days", descending=True),)
    assert orders(None) == ()


def _printed(cell: Any) -> str:
    if cell is None:
        return ""
    return f"{cell.date()}" if hasattr(cell, "date") else str(cell)


def test_prompts_are_offered_among_the_rules_only_once_they_are_asked_for() -> None:
    assert "T01" not in alerts.RULES
    assert alerts.SOURCES["T01"] == "T01 临期提示：房源使用"
    assert "prompt" not in alerts.WARNING_CLASSES
