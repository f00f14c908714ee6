"""/backlog: every number leads to as many rows, and only those who may see it are led there."""

from __future__ import annotations

import pytest
from dash import html
from flask import g
from sqlalchemy import Engine

from cockpit.app import rights
from cockpit.app.layout import shell
from cockpit.callbacks import backlog
from cockpit.domain.access import Permission
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.queries import filters
from tests.callbacks.drawn import links, parts, text

_WINDOW = {"startRow": 0, "endRow": 200, "sortModel": []}


def rows_behind(address: str) -> int:
    answer, _ = backlog.rows(_WINDOW, filters.arguments(address.partition("?")[2]))
    assert len(answer["rowData"]) == answer["rowCount"]
    return int(answer["rowCount"])


def test_every_number_is_that_of_the_rows_behind_it(asking: Viewer) -> None:
    for args in ({}, {"area": "3501"}, {"area": "350203"}):
        summary, *_ = backlog.summed(args)
        numbers = [part for part in parts(summary) if getattr(part, "href", "").startswith("/backlog")]
        assert len(numbers) > 10
        for number in numbers:
            assert rows_behind(number.href) == int(number.children.replace(",", "")), number.href
            assert (("area=" + args["area"]) in number.href) if args else ("area=" not in number.href)


def test_nought_is_no_link_and_the_formula_stands_below(asking: Viewer) -> None:
    summary, as_of, *_ = backlog.summed({})
    assert [part for part in parts(summary) if isinstance(part, html.Td) and part.children == "0"]
    assert "在手工作日 = 在办件 ÷（近 60 个工作日办结件数 ÷ 60）" in text(summary)
    assert as_of == "福建省，截至 2026-11-23"


def test_rows_say_the_time_left_and_lead_to_the_case(asking: Viewer) -> None:
    answer, total = backlog.rows(_WINDOW, {})
    for row in answer["rowData"]:
        assert row["href"] == f"/case/{row['case_no']}?city={row['case_no'][:4]}"
        assert row["due_on"].startswith(("逾期 ", "剩 ", "今天到期（", "轮候", "停表中", "本环节已办结"))
        assert row["office"]
    assert total == f"筛选结果 {len(answer['rowData'])} 件"
    assert {row["due_on"] for row in answer["rowData"] if row["state"] == "轮候"} == {"轮候，不计时"}


def test_a_later_window_brings_no_total(asking: Viewer) -> None:
    first, _ = backlog.rows({"startRow": 0, "endRow": 20}, {})
    second, _ = backlog.rows({"startRow": 20, "endRow": 40}, {})
    assert "rowCount" not in second
    assert not {row["row_id"] for row in first["rowData"]} & {row["row_id"] for row in second["rowData"]}


def test_chips_can_be_taken_off_one_by_one(asking: Viewer) -> None:
    _, _, chips, _ = backlog.summed({"step": "S1,S2", "due": "over"})
    assert links(chips) == [
        "/backlog?step=S2&due=over",
        "/backlog?step=S1&due=over",
        "/backlog?step=S1,S2",
        "/backlog",
    ]


def test_an_area_without_open_cases_says_so_and_what_else_there_is(asking: Viewer) -> None:
    summary, *_ = backlog.summed({"area": "350481"})
    assert "没有在办件" in text(summary)
    assert "没有办件将转黄灯或红灯" in text(summary)
    assert links(summary) == ["/cases?area=350481&state=ended"]


def test_another_citys_area_is_refused(listed_database: Engine, asking: Viewer) -> None:
    city = Viewer.parse("city:3501")
    with pytest.raises(Refusal) as refused:
        backlog.check(city, {}, {"area": "3502"})
    assert refused.value.status == 403
    g.viewer = city
    summary, *_ = backlog.summed({"area": "3502"})
    assert "不在您的查看范围内" in text(summary)
    answer, _ = backlog.rows(_WINDOW, {"area": "3502"})
    assert answer == {"rowData": [], "rowCount": 0}


@pytest.mark.parametrize("who", ["street:350102001", "department:350102", "public:35"])
def test_who_may_not_see_it_is_refused_and_not_led_there(who: str) -> None:
    viewer = Viewer.parse(who)
    for check, name in (
        (rights.check_page, "/backlog"),
        (rights.check_callback, "backlog.summed"),
        (rights.check_callback, "backlog.rows"),
    ):
        with pytest.raises(Refusal) as refused:
            check(viewer, name)
        assert refused.value.status == 403
    assert "/backlog" not in links(shell(viewer))
    assert ("/cases" in links(shell(viewer))) == viewer.may(Permission.SEE_ROWS)


@pytest.mark.parametrize(
    "who", ["province:35", "province_inspector:35", "city:3501", "city_inspector:3501", "county:350102"]
)
def test_bureaus_and_inspectors_are_led_there(who: str) -> None:
    viewer = Viewer.parse(who)
    rights.check_page(viewer, "/backlog")
    assert links(shell(viewer)).count("/backlog") == 1
