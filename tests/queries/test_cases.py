"""The list of cases answers what slow Python answers, for every filter and every order that the grid offers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from cockpit.domain.area import Scope
from cockpit.domain.refusal import Refusal
from cockpit.queries import cases as listed
from cockpit.queries.cases import CaseFilter
from cockpit.queries.listing import Order, Window

Row = dict[str, Any]

FILTERS: dict[str, tuple[dict[str, str], Callable[[Row], bool]]] = {
    "unasked": ({}, lambda case: True),
    "a city without 平潭": ({"area": "3501"}, lambda case: Scope.of("3501").contains(case["area_code"])),
    "a street": ({"area": "350203005"}, lambda case: case["area_code"] == "350203005"),
    "in hand": (
        {"state": "in_hand"},
        lambda case: case["accepted_on"] is not None and case["state"] not in ("WAIT", "ended"),
    ),
    "waiting or ended": ({"state": "waiting,ended"}, lambda case: case["state"] in ("WAIT", "ended")),
    "a kind of end": ({"state": "rejected"}, lambda case: case["end_kind"] == "rejected"),
    "a step": ({"state": "S2"}, lambda case: case["state"] == "S2"),
    "a mode": ({"mode": "subsidy"}, lambda case: case["path"] == "subsidy"),
    "channels": ({"channel": "window,rental_app"}, lambda case: case["channel"] in ("window", "rental_app")),
    "on time": ({"on_time": "yes"}, lambda case: case["on_time"] is True),
    "late": ({"on_time": "no"}, lambda case: case["on_time"] is False),
    "submitted": (
        {"from": "2026-05-01", "to": "2026-06-30"},
        lambda case: date(2026, 5, 1) <= case["submitted_on"] <= date(2026, 6, 30),
    ),
    "ended": (
        {"ended_from": "2026-09-01", "ended_to": "2026-10-31"},
        lambda case: case["ended_on"] is not None and date(2026, 9, 1) <= case["ended_on"] <= date(2026, 10, 31),
    ),
    "part of a number": ({"text": "2026-0001"}, lambda case: "2026-0001" in case["case_no"]),
}


def test_every_filter_finds_what_slow_python_finds(conn: Connection, cases: list[Row]) -> None:
    for name, (args, meant) in FILTERS.items():
        asked = CaseFilter.read(args)
        wanted = {case["case_no"] for case in cases if meant(case)}
        found = listed.window(conn, asked, Window.whole())
        assert wanted, name
        assert {case["case_no"] for case in found} == wanted, name
        assert len(found) == listed.total(conn, asked), name


def test_every_order_is_that_of_slow_python_and_pages_join_without_gap(conn: Connection, cases: list[Row]) -> None:
    for column in listed.SORTABLE:
        for descending in (False, True):
            order = (Order(column, descending),)
            pages = [
                listed.window(conn, CaseFilter(), Window(first, first + 50, order))
                for first in range(0, len(cases), 50)
            ]
            assert [case["case_no"] for page in pages for case in page] == [
                case["case_no"] for case in _sorted(cases, column, descending)
            ], (column, descending)


def test_a_column_that_is_not_offered_is_refused(conn: Connection) -> None:
    with pytest.raises(Refusal):
        listed.window(conn, CaseFilter(), Window(0, 50, (Order("applicant_name"),)))


def test_lamps_beside_a_case_are_those_that_burn(conn: Connection, lamps: list[Row]) -> None:
    for case in listed.window(conn, CaseFilter(), Window.whole()):
        burning = [lamp["level"] for lamp in lamps if lamp["case_no"] == case["case_no"] and lamp["open"]]
        assert (case["red"], case["yellow"]) == (burning.count("red"), burning.count("yellow"))


def test_no_row_holds_what_could_name_a_person(conn: Connection) -> None:
    for case in listed.window(conn, CaseFilter(), Window.whole()):
        assert not {"applicant_name", "id_number", "phone"} & set(case)
        assert case["name_masked"].endswith("**")


def test_a_case_exists_by_its_number_alone(conn: Connection, cases: list[Row]) -> None:
    assert listed.cities(conn, cases[0]["case_no"]) == [cases[0]["city_code"]]
    assert not listed.exists(conn, "nope")
    assert not listed.exists(conn, "")


def _sorted(cases: list[Row], column: str, descending: bool) -> list[Row]:
    ordered = sorted(cases, key=lambda case: (case["city_code"], case["case_no"]))
    ordered.sort(key=lambda case: case["submitted_on"], reverse=True)
    filled = [case for case in ordered if case[column] is not None]
    filled.sort(key=lambda case: case[column], reverse=descending)
    return filled + [case for case in ordered if case[column] is None]
