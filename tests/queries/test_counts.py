"""Counts at every level: the parts make the whole, and a street is counted as its county is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from statistics import median

import pytest
from sqlalchemy import Connection

from cockpit.db.measures import MEASURES
from cockpit.db.tables import metadata
from cockpit.domain import period
from cockpit.domain.period import month_to_date
from cockpit.domain.refusal import Refusal
from cockpit.jobs.rollup import rollup
from cockpit.queries import areas, asof, counts, handling, in_hand, kpis, lamps
from tests.populate import AS_OF, Row, populate

Door = Callable[[], AbstractContextManager[Connection]]
PERIODS = [(date(2026, 11, 1), AS_OF), (date(2026, 10, 1), date(2026, 10, 23))]
Province = tuple[Connection, dict[str, list[Row]]]


@pytest.fixture
def province(engine_door: Door) -> Iterator[Province]:
    with engine_door() as connection:
        rows = populate(connection, cases=500)
        rollup(connection, AS_OF)
        yield connection, rows


def totals(connection: Connection, code: str) -> dict[str, list[int]]:
    return {str(name): column for name, column in counts.in_periods(connection, code, PERIODS).to_dict("list").items()}


def test_the_children_of_the_province_make_up_the_province(province: Province) -> None:
    connection, _ = province
    frame = counts.by_child(connection, "35", PERIODS[0])
    whole = totals(connection, "35")
    assert {name: int(frame[name].sum()) for name in counts.RANKED} == {name: whole[name][0] for name in counts.RANKED}


def test_pingtan_is_a_child_of_the_province_and_no_part_of_fuzhou(province: Province) -> None:
    connection, rows = province
    everywhere = sum(1 for unit in rows["unit"] if unit["city_code"] == "3501")
    fuzhou, pingtan = totals(connection, "3501")["homes"][0], totals(connection, "350128")["homes"][0]
    assert fuzhou + pingtan == everywhere
    assert "350128" not in counts.by_child(connection, "3501", PERIODS[0]).index


def test_a_lamp_of_the_province_itself_counts_for_the_province_and_for_no_city(province: Province) -> None:
    connection, _ = province
    assert counts.by_child(connection, "35", PERIODS[0]).at["35", "red_open"] == 1


def test_the_streets_counted_live_make_up_their_county_of_the_rollup(province: Province) -> None:
    connection, rows = province
    for county in sorted({case["area_code"][:6] for case in rows["case_fact"]})[:6]:
        streets = [totals(connection, one.code) for one in areas.children(connection, county)]
        assert {name: [sum(street[name][n] for street in streets) for n in (0, 1)] for name in MEASURES} == totals(
            connection, county
        )


def test_the_months_of_a_street_counted_live_equal_its_periods(province: Province) -> None:
    connection, rows = province
    street = rows["case_fact"][0]["area_code"]
    monthly = counts.by_month(connection, street, AS_OF, months=20)
    days = [(end.replace(day=1), end) for end in monthly.index]
    periods = counts.in_periods(connection, street, days)
    assert monthly.reset_index(drop=True)[list(MEASURES)].to_dict("list") == periods.to_dict("list")


def test_an_area_without_a_row_counts_nought(engine_door: Door) -> None:
    with engine_door() as connection:
        assert set(counts.in_periods(connection, "3507", PERIODS).iloc[0]) == {0}
        assert counts.by_child(connection, "3507", PERIODS[0]).empty
        assert int(counts.by_month(connection, "3507", AS_OF).to_numpy().sum()) == 0


def test_the_median_is_that_of_the_cases_that_ended_in_the_period(province: Province) -> None:
    connection, rows = province
    first, last = PERIODS[1]
    taken = [c["handled_days"] for c in rows["case_fact"] if c["ended_on"] and first <= c["ended_on"] <= last]
    assert handling.medians(connection, "35", PERIODS)[1] == median(taken)


def test_the_medians_by_month_are_the_same_at_every_level(province: Province) -> None:
    connection, rows = province
    ends = period.month_ends(AS_OF, 14)
    for code in ("35", "3501", "350128", "350102", rows["case_fact"][0]["area_code"]):
        days = [(end.replace(day=1), end) for end in ends]
        assert handling.medians_by_month(connection, code, ends) == handling.medians(connection, code, days), code


def test_a_period_in_which_nothing_ended_has_no_median(province: Province) -> None:
    connection, _ = province
    assert handling.medians(connection, "35", [(date(2019, 1, 1), date(2019, 1, 31))]) == [None]


def test_the_headline_numbers_count_what_the_lists_list(province: Province) -> None:
    connection, rows = province
    values = {value.kpi.code: value.part for value in kpis.headline(connection, "35", month_to_date(AS_OF))}
    assert values["red"] == sum(1 for lamp in rows["finding"] if lamp["open"] and lamp["level"] == "red")
    assert values["yellow"] == sum(1 for lamp in rows["finding"] if lamp["open"] and lamp["level"] == "yellow")
    assert values["in_hand"] == sum(
        1 for case in rows["case_fact"] if case["accepted_on"] and case["state"] not in ("ended", "WAIT")
    )
    assert values["homes"] == len(rows["unit"])


def test_a_sparkline_has_twelve_months_and_gaps_where_nothing_is_known(province: Province) -> None:
    connection, rows = province
    street = rows["case_fact"][0]["area_code"]
    lines = kpis.sparklines(connection, street, counts.by_month(connection, street, AS_OF, months=12))
    assert {len(line) for line in lines.values()} == {12}
    assert None in lines["on_time"]


def test_the_heat_counts_only_lamps_that_burn(province: Province) -> None:
    connection, rows = province
    frame = lamps.by_rule_and_step(connection, "35")
    assert int(frame["red"].sum() + frame["yellow"].sum()) == sum(1 for lamp in rows["finding"] if lamp["open"])


def test_the_latest_lamps_come_newest_first_with_their_alert(province: Province) -> None:
    connection, _ = province
    latest = lamps.latest(connection, "3505", 5)
    assert [row["since"] for row in latest] == sorted((row["since"] for row in latest), reverse=True)
    assert all(row["alert_no"] and row["open"] and row["area_name"] for row in latest)


def test_the_longest_cases_of_a_street_have_not_ended(province: Province) -> None:
    connection, rows = province
    street = next(case["area_code"] for case in rows["case_fact"] if case["state"] != "ended")
    longest = in_hand.longest(connection, street)
    assert longest
    assert all(row["state"] != "ended" for row in longest)
    assert int(in_hand.by_step(connection, street)["cases"].sum()) >= len(longest)


def test_the_children_of_the_province_are_nine_cities_and_pingtan(province: Province) -> None:
    connection, _ = province
    cities = [f"350{number}" for number in range(1, 10)]
    assert [one.code for one in areas.children(connection, "35")] == sorted([*cities, "350128"])


@pytest.mark.parametrize("code", ["3599", "350199", "350102999", "9999"])
def test_an_area_that_does_not_exist_is_not_found(province: Province, code: str) -> None:
    connection, _ = province
    with pytest.raises(Refusal) as refusal:
        areas.area(connection, code)
    assert refusal.value.status == 404


def test_made_up_data_are_known_as_such_and_other_data_are_not(province: Province) -> None:
    connection, _ = province
    assert asof.simulated(connection)
    connection.execute(metadata.tables["delivery"].update().values(source="province"))
    assert not asof.simulated(connection)


def test_before_any_evaluation_there_is_no_as_of_day(engine_door: Door) -> None:
    with engine_door() as connection, pytest.raises(Refusal) as refusal:
        asof.as_of(connection)
    assert refusal.value.status == 503
