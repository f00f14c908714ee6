"""The rollup equals a recount of the same rows in slow plain Python, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert, select, update

from cockpit.db.measures import FLOWS, MEASURES, STOCKS
from cockpit.db.tables import case_fact, day_rollup, metadata, month_rollup
from cockpit.jobs.rollup import first_day, rollup
from cockpit.queries import counts
from tests.populate import AS_OF, Row, populate

Door = Callable[[], AbstractContextManager[Connection]]
WATCHED = [AS_OF - timedelta(days=back) for back in (0, 1, 2, 40, 333, 1200)] + [first_day(AS_OF)]


def recount(rows: dict[str, list[Row]], day: date) -> Counter[tuple[str, str]]:
    """(county, measure) -> the number of the day, from the declarations of the KPI page read as plain language."""
    found: Counter[tuple[str, str]] = Counter()
    for case in rows["case_fact"]:
        county = case["area_code"][:6]
        found[county, "submitted"] += case["submitted_on"] == day
        found[county, "submitted_online"] += case["submitted_on"] == day and case["channel"] != "window"
        found[county, "accepted"] += case["accepted_on"] == day
        found[county, "ended"] += case["ended_on"] == day
        found[county, "ended_on_time"] += case["ended_on"] == day and bool(case["on_time"])
        ended = case["ended_on"] is not None and case["ended_on"] <= day
        waits = case["waiting_from"] is not None and case["waiting_from"] <= day and not ended
        waits = waits and (case["waiting_to"] is None or case["waiting_to"] > day)
        found[county, "waiting"] += waits
        found[county, "in_hand"] += (
            case["accepted_on"] is not None and case["accepted_on"] <= day and not ended and not waits
        )
    for tenancy in rows["tenancy_fact"]:
        county, gone = tenancy["area_code"][:6], tenancy["vacated_on"]
        found[county, "exits"] += gone == day
        found[county, "tenancies"] += tenancy["starts_on"] <= day and (gone is None or gone > day)
    built = {(p["city_code"], p["project_id"]): p for p in rows["project"]}
    for unit in rows["unit"]:
        project = built[unit["city_code"], unit["project_id"]]
        reported = unit["delivered_at"].date()
        found[project["area_code"][:6], "homes"] += min(project["built_on"] or date.min, reported) <= day
    reds = {(lamp["subject_id"], lamp["rule"], lamp["since"]) for lamp in rows["finding"] if lamp["level"] == "red"}
    for lamp in rows["finding"]:
        county, level, until = lamp["area_code"][:6], lamp["level"], lamp["until"]
        found[county, f"{level}_raised"] += lamp["since"] == day
        taken_over = level == "yellow" and (lamp["subject_id"], lamp["rule"], until) in reds
        last = until and until - timedelta(days=1 if taken_over else 2)  # a lamp cured today no longer burns tonight
        found[county, f"{level}_open"] += lamp["since"] <= day and (last is None or day <= last)
    return +found


def stored(connection: Connection, day: date) -> Counter[tuple[str, str]]:
    found = connection.execute(select(day_rollup).where(day_rollup.c.day == day)).mappings()
    return +Counter({(row["area_code"], name): row[name] for row in found for name in MEASURES})


def all_rows(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]


@pytest.fixture
def province(engine_door: Door) -> Iterator[tuple[Connection, dict[str, list[Row]]]]:
    with engine_door() as connection:
        yield connection, populate(connection, cases=600)


def test_every_watched_day_equals_the_recount(province: tuple[Connection, dict[str, list[Row]]]) -> None:
    connection, rows = province
    rollup(connection, AS_OF)
    for day in WATCHED:
        assert stored(connection, day) == recount(rows, day), day


def test_the_declared_measures_are_the_columns_of_the_rollups() -> None:
    for table in ("day_rollup", "month_rollup"):
        columns = [column.name for column in metadata.tables[table].columns]
        assert columns[3:] == list(MEASURES)


def test_a_second_rollup_changes_nothing(province: tuple[Connection, dict[str, list[Row]]]) -> None:
    connection, _ = province
    rollup(connection, AS_OF)
    before = all_rows(connection, day_rollup), all_rows(connection, month_rollup)
    rollup(connection, AS_OF)
    assert (all_rows(connection, day_rollup), all_rows(connection, month_rollup)) == before


def test_rolling_up_from_the_first_changed_day_equals_rolling_up_everything(
    province: tuple[Connection, dict[str, list[Row]]],
) -> None:
    connection, _ = province
    rollup(connection, AS_OF)
    changed = AS_OF - timedelta(days=75)
    running = case_fact.c.ended_on.is_(None) & (case_fact.c.submitted_on < changed)
    connection.execute(update(case_fact).where(running).values(ended_on=changed, on_time=False))
    rollup(connection, AS_OF, since=changed)
    incremental = all_rows(connection, day_rollup), all_rows(connection, month_rollup)
    rollup(connection, AS_OF)
    assert (all_rows(connection, day_rollup), all_rows(connection, month_rollup)) == incremental


def test_an_earlier_as_of_day_leaves_no_later_row(province: tuple[Connection, dict[str, list[Row]]]) -> None:
    connection, rows = province
    rollup(connection, AS_OF)
    earlier = AS_OF - timedelta(days=40)
    rollup(connection, earlier)
    assert not stored(connection, AS_OF)
    assert stored(connection, earlier) == recount(rows, earlier)


def test_an_empty_database_rolls_up_to_nothing(engine_door: Door) -> None:
    with engine_door() as connection:
        assert rollup(connection, AS_OF) == 0


def test_months_sum_the_flows_and_end_with_the_stocks(province: tuple[Connection, dict[str, list[Row]]]) -> None:
    connection, _ = province
    rollup(connection, AS_OF)
    monthly = counts.by_month(connection, "35", AS_OF, months=14)
    days = [end.replace(day=1) for end in monthly.index]
    periods = counts.in_periods(connection, "35", list(zip(days, monthly.index, strict=True)))
    assert monthly.reset_index(drop=True)[list(MEASURES)].to_dict("list") == periods.to_dict("list")


def test_a_case_that_waits_is_not_in_hand_and_one_never_accepted_neither(engine_door: Door) -> None:
    blank = {column.name: None for column in case_fact.c} | {
        "city_code": "3501",
        "area_code": "350102001",
        "path": "unit",
        "channel": "window",
        "submitted_on": AS_OF - timedelta(days=90),
    }
    waiting = {"accepted_on": AS_OF - timedelta(days=80), "waiting_from": AS_OF - timedelta(days=3), "state": "WAIT"}
    with engine_door() as connection:
        connection.execute(
            insert(case_fact), [blank | waiting | {"case_no": "1"}, blank | {"case_no": "2", "state": "S1"}]
        )
        rollup(connection, AS_OF)
        today, earlier = stored(connection, AS_OF), stored(connection, AS_OF - timedelta(days=4))
    assert ("350102", "in_hand") not in today
    assert today["350102", "waiting"] == 1
    assert earlier["350102", "in_hand"] == 1


def test_flows_and_stocks_share_no_name() -> None:
    assert not FLOWS & STOCKS
