"""What comes in by an address is taken as it is meant, or refused in one sentence."""

from __future__ import annotations

from datetime import date

import pytest

from cockpit.domain.refusal import Refusal
from cockpit.queries import filters
from cockpit.queries.alerts import AlertFilter
from cockpit.queries.cases import CaseFilter
from cockpit.queries.listing import Order, Window


def test_a_name_given_twice_and_a_list_mean_the_same() -> None:
    assert filters.arguments("?rule=R05&rule=R06") == filters.arguments("rule=R05,R06") == {"rule": "R05,R06"}


def test_blank_values_ask_nothing() -> None:
    assert filters.arguments("?rule=&text=%20") == {}


def test_an_address_survives_reading_and_writing() -> None:
    search = "?area=3501&rule=R05,R06&level=red&state=all&from=2026-01-01&to=2026-02-01&text=350102-2026"
    assert AlertFilter.read(filters.arguments(search)).search() == search


def test_what_is_usual_is_not_written_into_the_address() -> None:
    assert AlertFilter.read({"state": "open"}).search() == ""


def test_a_case_filter_keeps_both_its_periods() -> None:
    asked = CaseFilter.read({"from": "2026-01-01", "ended_to": "2026-02-01"})
    assert (asked.submitted_from, asked.ended_to) == (date(2026, 1, 1), date(2026, 2, 1))
    assert CaseFilter.read(asked.arguments()) == asked


def test_full_width_digits_are_meant_as_digits() -> None:
    assert filters.text({"text": "３５０１０２－２０２６"}) == "350102-2026"


@pytest.mark.parametrize(
    "args",
    [
        {"from": "yesterday"},
        {"from": "2026-02-30"},
        {"from": "20260201"},
        {"from": "2026-03-01", "to": "2026-02-01"},
        {"area": "9999"},
        {"area": "3501021"},
        {"area": "３５"},
        {"rule": "R99"},
        {"rule": "R05,R99"},
        {"finding": "R05"},
        {"level": "blue"},
        {"class": "red"},
        {"step": "S5"},
        {"state": "open,all"},
        {"text": "' or 1=1"},
        {"text": "%"},
        {"text": "9" * 41},
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused_with_status_400(args: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        AlertFilter.read(args)
    assert refused.value.status == 400
    assert refused.value.message.endswith("。")


@pytest.mark.parametrize("args", [{"state": "burning"}, {"mode": "house"}, {"channel": "fax"}, {"on_time": "maybe"}])
def test_cases_know_their_own_lists(args: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        CaseFilter.read(args)


def test_a_refusal_does_not_repeat_a_long_answer() -> None:
    with pytest.raises(Refusal) as refused:
        AlertFilter.read({"level": "x" * 5000})
    assert len(refused.value.message) < 200


@pytest.mark.parametrize("rows", [(None, None), (0, 0), (-1, 50), (0, 100_000), ("0", "50")])
def test_a_window_is_small_and_forward(rows: tuple[object, object]) -> None:
    with pytest.raises(Refusal):
        Window.asked({"startRow": rows[0], "endRow": rows[1]})


@pytest.mark.parametrize("order", ["days", ["days"], {"days": "desc"}, 7])
def test_an_order_that_no_grid_sends_is_refused(order: object) -> None:
    with pytest.raises(Refusal):
        Window.asked({"startRow": 0, "endRow": 50, "sortModel": order})


def test_a_grid_says_its_order_itself() -> None:
    asked = Window.asked({"startRow": 50, "endRow": 100, "sortModel": [{"colId": "days", "sort": "desc"}]})
    assert asked == Window(50, 100, (Order("days", descending=True),))
