"""Charts: from a frame to an option that carries no script, no colour of its own and a link for every mark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson
import pandas as pd
import pytest

from cockpit.charts import maps
from cockpit.charts.drawing import Drawing
from cockpit.charts.lamp_rate import lamp_bars, lamp_map, per_thousand
from cockpit.charts.rules import hits_by_city
from cockpit.charts.sparkline import sparkline
from cockpit.charts.trend import case_trend
from cockpit.charts.what_if import tried_by_month
from cockpit.charts.work import cases_by_step
from cockpit.settings import REPOSITORY

CITIES = pd.DataFrame(
    {"name": ["福州市", "厦门市", "平潭县"], "red_open": [30, 0, 4], "in_hand": [1000, 500, 0]},
    index=["3501", "3502", "350128"],
)
TOKENS = (REPOSITORY / "assets" / "cockpit.css").read_text()


def address(code: str) -> str:
    return f"/area/{code}"


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def drawings() -> list[Drawing]:
    months = [date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 23)]
    monthly = pd.DataFrame({"accepted": [3, 4, 5], "ended": [1, 2, 3], "exits": [0, 0, 1]}, index=months)
    steps = pd.DataFrame({"cases": [2, 0]}, index=["S1", "WAIT"])
    return [
        lamp_map(CITIES, "35", address),
        lamp_bars(CITIES, address),
        case_trend(monthly),
        cases_by_step(steps, {"S1": "申请受理", "WAIT": "轮候"}, address),
        tried_by_month(pd.DataFrame({"month": ["2026-10", "2026-11"], "now": [3, 0], "then": [5, 1]})),
    ]


@pytest.mark.parametrize("drawing", drawings(), ids=["map", "bars", "trend", "steps", "tried"])
def test_an_option_is_plain_json_without_scripts_and_colours(drawing: Drawing) -> None:
    sent = json.dumps(drawing.sent())
    assert "function" not in sent
    assert "__js_eval__" not in sent
    assert not [text for text in texts(drawing.option) if text.startswith(("#", "rgb"))]


@pytest.mark.parametrize("drawing", drawings(), ids=["map", "bars", "trend", "steps", "tried"])
def test_every_colour_is_a_token_of_the_stylesheet(drawing: Drawing) -> None:
    used = {text for text in texts(drawing.option) if text.startswith("--")}
    assert used
    assert not [token for token in used if f"{token}:" not in TOKENS]


@pytest.mark.parametrize("drawing", [lamp_map(CITIES, "35", address), lamp_bars(CITIES, address)], ids=["map", "bars"])
def test_every_area_can_be_clicked(drawing: Drawing) -> None:
    assert drawing.links == {"福州市": "/area/3501", "厦门市": "/area/3502", "平潭县": "/area/350128"}
    assert {mark["name"] for mark in drawing.option["series"][0]["data"]} == set(drawing.links)


def test_a_rate_of_no_cases_in_hand_is_none_and_said_in_words() -> None:
    assert per_thousand(4, 0) is None
    pingtan = next(m for m in lamp_bars(CITIES, address).option["series"][0]["data"] if m["name"] == "平潭县")
    assert pingtan["label"]["formatter"] == "无在办件，红灯 4 盏"


def test_where_no_lamp_of_a_rule_burns_the_chart_says_so_and_else_is_silent() -> None:
    dark = pd.DataFrame({"area_code": ["3501"], "name": ["福州市"], "red_open": [0], "yellow_open": [0]})
    assert hits_by_city(dark, address).option["title"]["text"] == "截至日没有仍亮的灯"
    lit = dark.assign(yellow_open=[1])
    assert "截至日没有仍亮的灯" not in list(texts(hits_by_city(lit, address).option))


def test_names_cannot_bring_markup_into_a_tooltip() -> None:
    frame = pd.DataFrame({"name": ["<img src=x>"], "red_open": [1], "in_hand": [1]}, index=["3501"])
    assert "<img" not in lamp_map(frame, "35", address).option["series"][0]["data"][0]["tooltip"]["formatter"]


def test_the_classes_of_the_legend_reach_from_nought_to_the_highest_rate() -> None:
    pieces = lamp_map(CITIES, "35", address).option["visualMap"]["pieces"]
    assert len(pieces) == 5
    assert pieces[0]["lte"] >= 30
    assert pieces[-1] == {"value": 0, "label": "0", "color": "--heat-0"}


def test_without_a_single_lamp_the_legend_has_one_class() -> None:
    calm = CITIES.assign(red_open=0)
    assert len(lamp_map(calm, "35", address).option["visualMap"]["pieces"]) == 1


def test_a_map_of_nothing_is_still_a_map() -> None:
    assert lamp_map(CITIES.head(0), "35", address).option["series"][0]["data"] == []


def test_below_the_city_there_is_no_map() -> None:
    assert maps.address("350102") is None
    with pytest.raises(ValueError, match="350102"):
        lamp_map(CITIES, "350102", address)


def test_the_provinces_map_shows_nine_cities_and_pingtan_above_them() -> None:
    features = orjson.loads(maps.files()["map-35.json"])["features"]
    assert [one["properties"]["name"] for one in features][-1] == "350128"
    assert len(features) == 10


def test_the_map_of_fuzhou_leaves_pingtan_out() -> None:
    names = {one["properties"]["name"] for one in orjson.loads(maps.files()["map-3501.json"])["features"]}
    assert "350102" in names
    assert "350128" not in names


def test_a_line_needs_two_months() -> None:
    assert sparkline([None, 3.0]) == ""
    assert sparkline([]) == ""


def test_a_month_without_a_value_leaves_a_gap_in_the_line() -> None:
    assert sparkline([1.0, 2.0, None, 3.0, 4.0]).count("M") == 2


def test_a_flat_line_runs_through_the_middle() -> None:
    assert "12.0" in sparkline([5.0, 5.0])
