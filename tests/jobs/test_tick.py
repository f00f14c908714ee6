"""What follow-ups do by themselves: once, whenever it is asked and wherever it was killed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text, update

from cockpit.actions.follow_up import act_on
from cockpit.db import tables
from cockpit.domain.follow_up import Act
from cockpit.jobs import tick as ticking
from cockpit.jobs.follow_up import rebuild_follow_ups
from cockpit.jobs.tick import tick
from tests.facts.reading import CIPHER
from tests.offices import CIVIL, MONDAY, at, county, desk, feedback, light, put_out, settle

Door = Callable[[], AbstractContextManager[Connection]]

NEAR, IRREGULAR, RED = "R05.answer.near", "R06.opinion.vague", "R05.answer.over"


def run(engine_door: Door, today: date) -> dict[str, int]:
    """Ticks until nothing is left, a transaction a piece."""
    done: dict[str, int] = defaultdict(int)
    while True:
        with engine_door() as connection:
            part = tick(connection, CIPHER, today, now=at(today, 8))
        if not part:
            return dict(done)
        for act, count in part.items():
            done[act] += count


def told(engine_door: Door, number: str) -> list[tuple[str, str]]:
    """(day, act) of everything after the raising."""
    a = tables.follow_up_act.c
    with engine_door() as connection:
        rows = connection.execute(select(a.last_on, a.act).where(a.alert_no == number, a.n > 0).order_by(a.n)).all()
    return [(f"{day:%m-%d}", act) for day, act in rows]


def state(engine_door: Door, number: str) -> Any:
    with engine_door() as connection:
        f = tables.follow_up
        return connection.execute(select(f).where(f.c.alert_no == number)).mappings().one()


def everything(connection: Connection) -> list[Any]:
    return [
        [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in (tables.follow_up, tables.follow_up_act)
    ]


@pytest.fixture
def offices(engine_door: Door) -> None:
    with engine_door() as connection:
        settle(connection)


def days_on(count: int) -> list[date]:
    return [MONDAY + timedelta(days=offset) for offset in range(count)]


def test_a_near_limit_alert_clears_itself_when_its_lamp_goes_out(engine_door: Door, offices: None) -> None:
    with engine_door() as connection:
        done, burning = light(connection, NEAR), light(connection, NEAR)
        put_out(connection, done, date(2026, 3, 3))
    assert run(engine_door, MONDAY) == {"near_limit_cleared": 1}
    assert state(engine_door, done)["outcome"] == "done"
    assert state(engine_door, burning)["state"] == "raised"


def test_one_that_red_took_over_says_so(engine_door: Door, offices: None) -> None:
    with engine_door() as connection:
        number = light(connection, NEAR, subject="C-X", instance="civil_affairs")
        put_out(connection, number, date(2026, 3, 4))
        light(connection, RED, subject="C-X", instance="civil_affairs", since=date(2026, 3, 4))
    run(engine_door, MONDAY)
    assert (state(engine_door, number)["state"], state(engine_door, number)["outcome"]) == ("auto_cleared", "red")


def test_one_that_a_late_record_took_away_says_so(engine_door: Door, offices: None) -> None:
    with engine_door() as connection:
        number = light(connection, NEAR)
        connection.execute(tables.finding.delete())
        connection.execute(update(tables.alert).values(late_record=True))
    run(engine_door, MONDAY)
    assert state(engine_door, number)["outcome"] == "late_record"


def test_an_irregular_alert_that_nobody_answers_stays_yellow_and_climbs(engine_door: Door, offices: None) -> None:
    with engine_door() as connection:
        number = light(connection, IRREGULAR)
    for day in days_on(20):
        run(engine_door, day)
    assert told(engine_door, number) == [
        ("03-04", "marked_unanswered"),
        ("03-06", "supervision_ordered"),
        ("03-14", "alert_escalated"),
    ]
    row = state(engine_door, number)
    assert (row["level"], row["late"], row["order_no"]) == ("yellow", True, "3501督〔2026〕0001号")
    with engine_door() as connection:
        assert connection.execute(select(tables.alert.c.level)).scalars().all() == ["yellow"]


def test_a_red_one_that_nobody_answers_becomes_an_order_of_the_city(engine_door: Door, offices: None) -> None:
    with engine_door() as connection:
        number = light(connection, RED, org=CIVIL, asked_of="civil_affairs")
    for day in days_on(4):
        run(engine_door, day)
    assert told(engine_door, number) == [("03-04", "supervision_ordered")]
    assert state(engine_door, number)["judge_area"] == "3501"


def test_what_is_answered_in_time_is_left_alone(engine_door: Door, offices: None) -> None:
    with engine_door() as connection:
        number = light(connection, RED)
    act_on(county, desk(date(2026, 3, 3)), number, Act.ACKNOWLEDGE, {}, seen=0)
    run(engine_door, date(2026, 3, 9))
    act_on(county, desk(date(2026, 3, 9), 17), number, Act.FEEDBACK, feedback(), seen=1)
    for day in days_on(60):
        run(engine_door, day)
    assert told(engine_door, number) == [("03-03", "alert_acknowledged"), ("03-09", "feedback_submitted")]


def test_a_tick_after_a_pause_takes_one_step_at_a_time(engine_door: Door, offices: None) -> None:
    # Nobody was told of the first step while the program stood still, so its limit begins when they are.
    with engine_door() as connection:
        number = light(connection, RED)
    assert run(engine_door, date(2026, 6, 1)) == {"supervision_ordered": 1}
    assert told(engine_door, number) == [("06-01", "supervision_ordered")]


def test_the_third_red_of_one_rule_by_one_office_goes_to_the_province(engine_door: Door, offices: None) -> None:
    with engine_door() as connection:
        numbers = [light(connection, RED, since=day, on=date(2026, 3, 30)) for day in days_on(2)]
        light(connection, "R09.decide.over", on=date(2026, 3, 30))
        light(connection, RED, org=CIVIL, on=date(2026, 3, 30))
    assert run(engine_door, date(2026, 3, 30)) == {}
    with engine_door() as connection:
        third = light(connection, RED, since=date(2026, 3, 20), on=date(2026, 3, 30))
    assert run(engine_door, date(2026, 3, 30)) == {"alert_escalated": 1}
    assert [state(engine_door, number)["state"] for number in (*numbers, third)] == ["raised", "raised", "escalated"]
    assert state(engine_door, third)["judge_area"] == "35"


def test_two_more_reds_after_the_province_took_it_up_are_not_three(engine_door: Door, offices: None) -> None:
    with engine_door() as connection:
        for day in days_on(3):
            light(connection, RED, since=day, on=date(2026, 3, 30))
    run(engine_door, date(2026, 3, 30))
    with engine_door() as connection:
        for day in (date(2026, 3, 31), date(2026, 4, 1)):
            light(connection, RED, since=day, on=date(2026, 4, 1))
    assert "alert_escalated" not in run(engine_door, date(2026, 4, 1))
    with engine_door() as connection:
        light(connection, RED, since=date(2026, 4, 2))
    assert run(engine_door, date(2026, 4, 2))["alert_escalated"] == 1


def test_reds_that_a_late_record_took_away_or_the_province_revoked_do_not_count(
    engine_door: Door, offices: None
) -> None:
    with engine_door() as connection:
        numbers = [light(connection, RED, since=day, on=date(2026, 3, 30)) for day in days_on(3)]
        connection.execute(update(tables.alert).where(tables.alert.c.alert_no == numbers[0]).values(late_record=True))
    assert run(engine_door, date(2026, 3, 30)) == {}


def repeated_twin(reds: list[tuple[date, str]], today: date) -> set[str]:
    """Offices whose third red of a rule lies within the 90 days up to today, by looking at every three."""
    by_office = defaultdict(list)
    for since, office in reds:
        by_office[office].append(since)
    first = today - timedelta(days=89)
    return {office for office, days in by_office.items() if sum(first <= day <= today for day in days) >= 3}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 120), st.sampled_from(["O350102", CIVIL])), max_size=8))
def test_repetition_is_what_its_slow_twin_says(engine_door: Door, drawn: list[tuple[int, str]]) -> None:
    today = MONDAY + timedelta(days=120)
    reds = [(MONDAY + timedelta(days=offset), office) for offset, office in drawn]
    with engine_door() as connection, connection.begin_nested() as trial:
        for since, office in reds:
            light(connection, RED, org=office, since=since, on=today)
        tick(connection, CIPHER, today, now=at(today, 8))
        f = tables.follow_up.c
        taken_up = connection.execute(select(f.org_id).where(f.state == "escalated")).scalars().all()
        trial.rollback()
    assert sorted(taken_up) == sorted(repeated_twin(reds, today))


def many(connection: Connection, count: int) -> None:
    settle(connection)
    for number in range(count):
        light(connection, (NEAR, IRREGULAR, RED)[number % 3], area=("350102001", "350203001")[number % 2], org="")
    connection.execute(
        text("UPDATE finding SET until = since + 1, open = false WHERE finding = :near AND subject_id LIKE '%5'"),
        {"near": NEAR},
    )


class Killed(Exception):
    pass


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 20)])
def test_a_tick_killed_anywhere_and_called_again_is_as_if_it_had_been_called_once(
    engine_door: Door, monkeypatch: pytest.MonkeyPatch, day: date
) -> None:
    monkeypatch.setattr(ticking, "PIECE", 4)
    with engine_door() as connection:
        many(connection, 30)
    with engine_door() as connection, connection.begin_nested() as trial:
        while tick(connection, CIPHER, day, now=at(day, 8)):
            pass
        wanted = everything(connection)
        trial.rollback()
    statements = 0
    limit = 1
    while True:  # killed after its first statement, then after its second, until it comes through
        try:
            statements = 0
            with engine_door() as connection:
                execute = connection.execute

                def counted(*given: Any, _execute: Any = execute, _most: int = limit, **named: Any) -> Any:
                    nonlocal statements
                    statements += 1
                    if statements > _most:
                        raise Killed
                    return _execute(*given, **named)

                connection.execute = counted  # type: ignore[method-assign]
                if not tick(connection, CIPHER, day, now=at(day, 8)):
                    break
        except Killed:
            limit += 1
    assert run(engine_door, day) == {}
    with engine_door() as connection:
        assert everything(connection) == wanted
        o = tables.operation.c
        ids = connection.execute(select(o.operation_id).where(o.subject_kind == "alert")).scalars().all()
        assert len(ids) == len(set(ids))
        before = everything(connection)
        rebuild_follow_ups(connection)
        assert everything(connection) == before


def test_a_tick_a_second_time_does_nothing(engine_door: Door) -> None:
    with engine_door() as connection:
        many(connection, 12)
    assert run(engine_door, date(2026, 3, 4))
    with engine_door() as connection:
        before = everything(connection)
    assert run(engine_door, date(2026, 3, 4)) == {}
    with engine_door() as connection:
        assert everything(connection) == before


def test_an_empty_database_has_nothing_to_do(engine_door: Door) -> None:
    assert run(engine_door, MONDAY) == {}
