"""The list of lamps answers what slow Python answers, for every filter and every order that the grid offers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from cockpit.db import tables
from cockpit.domain.area import Scope
from cockpit.domain.refusal import Refusal
from cockpit.queries import alerts
from cockpit.queries.alerts import AlertFilter
from cockpit.queries.listing import Order, Window
from tests.queries.rows import AS_OF

Row = dict[str, Any]
KEY = ("city_code", "subject_kind", "subject_id", "finding", "instance")

FILTERS: dict[str, tuple[dict[str, str], Callable[[Row], bool]]] = {
    "burning, unasked": ({}, lambda lamp: lamp["open"]),
    "cured": ({"state": "cured"}, lambda lamp: not lamp["open"]),
    "all": ({"state": "all"}, lambda lamp: True),
    "province": ({"state": "all", "area": "35"}, lambda lamp: True),
    "a city without 平潭": (
        {"state": "all", "area": "3501"},
        lambda lamp: Scope.of("3501").contains(lamp["area_code"]),
    ),
    "平潭": ({"state": "all", "area": "350128"}, lambda lamp: lamp["area_code"].startswith("350128")),
    "a county": ({"area": "350583"}, lambda lamp: lamp["open"] and lamp["area_code"].startswith("350583")),
    "rules": ({"rule": "R05,R10"}, lambda lamp: lamp["open"] and lamp["rule"] in ("R05", "R10")),
    "a finding": (
        {"state": "all", "finding": "R01.step.over"},
        lambda lamp: lamp["finding"] == "R01.step.over",
    ),
    "a level": ({"state": "all", "level": "red"}, lambda lamp: lamp["level"] == "red"),
    "a class": ({"state": "all", "class": "near_limit"}, lambda lamp: lamp["lamp_class"] == "near_limit"),
    "a step": ({"state": "all", "step": "S2"}, lambda lamp: lamp["step"] == "S2"),
    "from": ({"state": "all", "from": "2026-06-01"}, lambda lamp: lamp["since"] >= date(2026, 6, 1)),
    "to": ({"state": "all", "to": "2026-06-01"}, lambda lamp: lamp["since"] <= date(2026, 6, 1)),
    "part of a number": ({"state": "all", "text": "-0001"}, lambda lamp: "-0001" in lamp["subject_id"]),
    "the instance": ({"state": "all", "text": "civil"}, lambda lamp: "civil" in lamp["instance"]),
    "an underscore is no wildcard": ({"state": "all", "text": "350102_2026"}, lambda lamp: False),
    "several at once": (
        {"state": "all", "area": "3505", "level": "red", "from": "2026-03-01", "step": "S1,S3"},
        lambda lamp: (
            lamp["area_code"].startswith("3505")
            and lamp["level"] == "red"
            and lamp["since"] >= date(2026, 3, 1)
            and lamp["step"] in ("S1", "S3")
        ),
    ),
}


@pytest.fixture
def offices(conn: Connection) -> dict[str, str]:
    return {row.org_id: row.name for row in conn.execute(select(tables.organisation))}


def test_every_filter_finds_what_slow_python_finds(conn: Connection, lamps: list[Row]) -> None:
    for name, (args, meant) in FILTERS.items():
        asked = AlertFilter.read(args)
        wanted = {_key(lamp) for lamp in lamps if meant(lamp)}
        found = alerts.window(conn, asked, Window.whole())
        assert {_key(lamp) for lamp in found} == wanted, name
        assert len(found) == len(wanted) == alerts.total(conn, asked), name
    assert sum(any(meant(lamp) for lamp in lamps) for _, meant in FILTERS.values()) == len(FILTERS) - 1


def test_every_order_is_that_of_slow_python_and_pages_join_without_gap(conn: Connection, lamps: list[Row]) -> None:
    whole = AlertFilter(state="all")
    for column in alerts.SORTABLE:
        for descending in (False, True):
            order = (Order(column, descending),)
            pages = [alerts.window(conn, whole, Window(first, first + 40, order)) for first in range(0, len(lamps), 40)]
            assert [_key(lamp) for page in pages for lamp in page] == [
                _key(lamp) for lamp in _sorted(lamps, column, descending)
            ], (column, descending)


def test_unasked_the_latest_lamp_stands_first(conn: Connection) -> None:
    days = [lamp["since"] for lamp in alerts.window(conn, AlertFilter(), Window())]
    assert days == sorted(days, reverse=True)


def test_a_column_that_is_not_offered_is_refused(conn: Connection) -> None:
    for column in ("sentence", "measured", "since; drop table finding", ""):
        with pytest.raises(Refusal) as refused:
            alerts.window(conn, AlertFilter(), Window(0, 50, (Order(column),)))
        assert refused.value.status == 400


def test_a_lamp_is_told_with_its_names(conn: Connection, offices: dict[str, str]) -> None:
    for lamp in alerts.window(conn, AlertFilter(state="all"), Window.whole()):
        assert lamp["office"] == offices.get(lamp["org_id"])
        assert lamp["sentence"].endswith("。")
        assert lamp["days"] == ((lamp["until"] or AS_OF + timedelta(days=1)) - lamp["since"]).days
        if lamp["area_code"].startswith("350128"):
            assert "福州" not in lamp["place"]
        if lamp["subject_kind"] == "case":
            assert lamp["name_masked"].endswith("**")


def test_a_lamp_that_was_not_raised_yet_is_listed_without_a_number(conn: Connection) -> None:
    numbers = [lamp["alert_no"] for lamp in alerts.window(conn, AlertFilter(state="all"), Window.whole())]
    assert None in numbers
    assert all(alerts.exists(conn, number) for number in numbers if number)


@pytest.mark.parametrize("number", ["", "nope", "3501-", "3501-99999999", "3502-00000000x", "'; --"])
def test_a_number_that_nobody_gave_does_not_exist(conn: Connection, number: str) -> None:
    assert not alerts.exists(conn, number)


def _key(lamp: Row) -> tuple[Any, ...]:
    return (*(lamp[name] for name in KEY), lamp["since"])


def _sorted(lamps: list[Row], column: str, descending: bool) -> list[Row]:
    """Asked order, then the latest first, then the key; empty cells last whichever way."""
    ordered = sorted(lamps, key=lambda lamp: tuple(lamp[name] for name in KEY))
    ordered.sort(key=lambda lamp: lamp["since"], reverse=True)

    def value(lamp: Row) -> Any:
        if column == "days":
            return ((lamp["until"] or AS_OF + timedelta(days=1)) - lamp["since"]).days
        return lamp[column]

    filled = [lamp for lamp in ordered if value(lamp) is not None]
    filled.sort(key=value, reverse=descending)
    return filled + [lamp for lamp in ordered if value(lamp) is None]
