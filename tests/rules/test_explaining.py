"""What `explain` says of a finding is what the evaluation found, on generated histories; and every row has a reason.

The verdict comes from the finding's own SELECT; what is proved here is that nothing is lost or added on the way to the
page, that each lamp has its ground, and that no row that lit nothing is left without a reason its columns bear out.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Text, insert, text

from cockpit.db import tables
from cockpit.db.limits import known
from cockpit.domain.explanation import Explanation
from cockpit.domain.limit import SHIPPED, Limit, Limits
from cockpit.domain.workday import calendar
from cockpit.facts.keeping import end_of
from cockpit.jobs.evaluate import find
from cockpit.queries import explain
from cockpit.rules import PROMPTS, REGISTRY
from cockpit.rules.grounds import UNEXPLAINED
from tests import reference
from tests.build import case, tenancy
from tests.examples import examples
from tests.histories import world as made_up
from tests.reference import World
from tests.rules.blocks import rounds
from tests.rules.overrides import LIGHTS, limits
from tests.rules.twins import bring_facts, moved, operation_of, product_limits, province_of
from tests.tenancies import FIRST, occupied_worlds


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """The calendar from memory: the database is asked a hundred thousand times otherwise."""
    monkeypatch.setattr(explain, "calendar", lambda _, first, last: DAYS[_place(first) : _place(last) + 1])


DAYS = calendar()


def _place(day: date) -> int:
    return (day - DAYS[0].day).days


Burnt = tuple[str, str, str, str, date, date | None]
"""finding, subject_kind, subject_id, instance, since, until"""


def disagreements(
    connection: Connection,
    histories: list[World],
    as_of: date,
    asked: date | None = None,
    codes: Collection[str] = tuple(REGISTRY),
    rules: int | None = None,
    own: Limits = SHIPPED,
) -> list[str]:
    """What the explanations, as of ``asked``, say otherwise than one evaluation; leaves the database as it found it.

    Of each case so many ``rules`` of the ``codes`` are asked, drawn by lot: an explanation takes several milliseconds,
    and a rule asked of many cases shows more than many rules asked of a few.
    """
    transaction = connection.begin_nested()
    try:
        _bring(connection, histories, as_of)
        _set(connection, own)
        find(connection, as_of, known(connection, as_of))
        return list(_disagreeing(connection, histories, as_of, asked or as_of, sorted(codes), rules or len(codes)))
    finally:
        transaction.rollback()


def _disagreeing(
    connection: Connection, histories: list[World], as_of: date, asked: date, codes: list[str], rules: int
) -> Iterator[str]:
    evaluated = _evaluated(connection)
    for number, world in enumerate(histories):
        for city, case_no in [*world.cases, *((city, _case_of(tenant)) for city, tenant in world.tenancies)]:
            for rule in Random(f"{number} {city} {case_no}").sample(codes, rules):
                told = explain.explain(connection, moved(city, province_of(number)), case_no, rule, asked)
                for difference in _differences(told, _of_case(connection, told, evaluated)):
                    yield f"world {number} as of {as_of}: {difference}"


def _case_of(tenancy_id: str) -> str:
    """The worlds' tenancies come of no case; here each gets one, by which to ask for it."""
    return f"case-of-{tenancy_id}"


def _bring(connection: Connection, histories: list[World], as_of: date) -> None:
    bring_facts(connection, histories, as_of)
    for number, world in enumerate(histories):
        acts = [
            operation_of(row, province_of(number)) for row in world.operations if row["occurred_at"] < end_of(as_of)
        ]
        rows = [_row(act, seq) for seq, act in enumerate(acts, start=1)]
        if rows:
            connection.execute(insert(tables.operation), rows)
        for city, tenancy_id in world.tenancies:
            connection.execute(insert(tables.tenancy), _let(world, city, tenancy_id, number))


def _let(world: World, city: str, tenancy_id: str, number: int) -> dict[str, Any]:
    texts = {column.name: "" for column in tables.tenancy.c if isinstance(column.type, Text) and not column.nullable}
    unit_id = world.tenancies[city, tenancy_id]["unit_id"]
    key = {"city_code": moved(city, province_of(number)), "tenancy_id": tenancy_id, "unit_id": unit_id}
    delivered = {"delivered_at": end_of(date(2026, 1, 1)), "delivery_id": "D-0", "line": 1}
    return texts | key | {"case_no": _case_of(tenancy_id)} | delivered


def _set(connection: Connection, own: Limits) -> None:
    """What people set, as the changes in the ledger leave it."""
    shared = {
        "city_code": "3500",
        "grounds": "",
        "changed_by": "林处长",
        "changed_at": datetime(2025, 1, 1, tzinfo=UTC),
    }
    named = {"document_no": "榕建〔2026〕3号", "source": "《福州市细则》第六条"}
    set_here = [line for line in own.lines if line not in SHIPPED.lines]
    for number, line in enumerate(set_here):
        values = {name: getattr(line, name) for name in ("instance", "area_code", "days", "near", "since")}
        change = {"change_no": f"L-{number}", "limit_code": line.code}
        connection.execute(insert(tables.limit_line).values(**shared, **named, **change, **values))
    for number, light in enumerate(own.lights):
        change = {"change_no": f"O-{number}", "light": light.light.value, "since": light.since}
        connection.execute(insert(tables.light_line).values(**shared, **named, **change))


def _row(act: Any, seq: int) -> dict[str, Any]:
    names = ("city_code", "source", "operation_id", "subject_kind", "subject_id", "step", "action", "occurred_at")
    named = {name: getattr(act, name) for name in (*names, "recorded_at", "actor_id", "org_id", "role")}
    nothing = {"content": b"", "leaf": b"", "link": b"", "received_at": act.recorded_at}
    return named | nothing | {"seq": seq, "record": orjson.dumps({"data": act.data})}


def _evaluated(connection: Connection) -> dict[tuple[str, str], set[Burnt]]:
    """Every row of the evaluation, by city and rule."""
    found: dict[tuple[str, str], set[Burnt]] = {}
    names = "city_code, rule, finding, subject_kind, subject_id, instance, since, until"
    for row in connection.execute(text(f"SELECT {names} FROM fresh")):
        found.setdefault((row.city_code, row.rule), set()).add(tuple(row[2:]))  # type: ignore[arg-type]
    return found


def _of_case(connection: Connection, told: Explanation, evaluated: dict[tuple[str, str], set[Burnt]]) -> set[Burnt]:
    """Those that concern the case: its own, its sets', its batches', its home's."""
    ours = {("case", told.case_no)}
    if told.rule in ("R08", "R12", "R13"):
        rows = connection.execute(text(_OTHER_SUBJECTS), {"city": told.city_code, "case_no": told.case_no})
        ours |= {(row.kind, row.id) for row in rows}
    if told.rule in PROMPTS:
        rows = connection.execute(text(_TENANCIES), {"city": told.city_code, "case_no": told.case_no})
        ours |= {(row.kind, row.id) for row in rows}
    cities = (told.city_code, f"{told.city_code[:2]}00")
    return {
        lamp
        for city in dict.fromkeys(cities)
        for lamp in evaluated.get((city, told.rule), ())
        if lamp[1:3] in ours
        and (city == told.city_code or lamp[1] == "criteria")
        and (lamp[1] != "batch" or lamp[3] in ("", told.case_no))
    }


_OTHER_SUBJECTS = """
SELECT 'criteria' AS kind, criteria_set AS id FROM decision WHERE city_code = :city AND case_no = :case_no
UNION SELECT 'batch', batch_id FROM batch_member WHERE city_code = :city AND case_no = :case_no
UNION SELECT 'unit', convert_from(record, 'UTF8')::json -> 'data' ->> 'unit_id' FROM operation
WHERE city_code = :city AND subject_id = :case_no AND action = 'unit_selected'
"""

_TENANCIES = """
SELECT 'tenancy' AS kind, tenancy_id AS id FROM tenancy WHERE city_code = :city AND case_no = :case_no
UNION SELECT 'unit', unit_id FROM tenancy WHERE city_code = :city AND case_no = :case_no
"""


def _differences(told: Explanation, evaluated: set[Burnt]) -> list[str]:
    said = {
        (finding.code, lamp.subject_kind, lamp.subject_id, lamp.instance, lamp.since, lamp.until)
        for finding in told.findings
        for lamp in finding.burning
    }
    found = [f"{told.case_no} {lamp}" for lamp in sorted(said ^ evaluated, key=str)]
    for finding in told.findings:
        where = f"{told.case_no} {finding.code}"
        grounds = finding.grounds
        if finding.lit != any(ground.lit for ground in grounds):
            found.append(f"{where}: lit {finding.lit}, grounds {[ground.follows for ground in grounds]}")
        if finding.lit != finding.verdict.startswith("亮") or not finding.verdict.endswith(("。", "）")):
            found.append(f"{where}: {finding.verdict}")
        for ground in grounds:
            if ground.follows == UNEXPLAINED:
                found.append(f"{where}: no reason for {ground}")
            if isinstance(ground.limit, Limit) and f"{ground.limit.days} " not in dict(ground.compared)["期限"]:
                found.append(f"{where}: another limit {ground}")
            if ground.count is not None and any(day.why.endswith("不计：") for day in ground.count.days):
                found.append(f"{where}: a stopped day without a name {ground}")
    return found


@examples(5)
@given(st.lists(occupied_worlds(), min_size=20, max_size=20), st.dates(FIRST, date(2027, 6, 30)))
def test_explained_prompts_are_those_that_were_evaluated(
    twin_connection: Connection, histories: list[World], as_of: date
) -> None:
    assert disagreements(twin_connection, histories, as_of, codes=PROMPTS) == []


@pytest.mark.parametrize("block", [f"explained-{number}" for number in range(6)])
def test_explained_is_what_was_evaluated(twin_connection: Connection, block: str) -> None:
    for as_of, worlds in rounds(block, cases=120):
        assert disagreements(twin_connection, list(worlds.values()), as_of, rules=4) == []


@pytest.mark.long
@pytest.mark.parametrize("block", range(40))
def test_explained_is_what_was_evaluated_of_every_rule(twin_connection: Connection, block: int) -> None:
    for as_of, worlds in rounds(f"{os.environ['COCKPIT_TEST_SEED']}-explained-{block}", cases=120):
        assert disagreements(twin_connection, list(worlds.values()), as_of) == []


@examples(6)
@given(
    st.integers(0), st.lists(limits(), min_size=8, max_size=8), LIGHTS, st.dates(date(2026, 3, 10), date(2027, 6, 30))
)
def test_it_is_so_under_stricter_limits_from_any_day_and_either_convention(
    twin_connection: Connection, seed: int, set_here: list[reference.Limits], lights: tuple, as_of: date
) -> None:
    histories = [made_up(Random(f"{seed}:{number}")) for number in range(len(set_here))]
    own = product_limits([replace(one, yellow_first=lights) for one in set_here])
    assert disagreements(twin_connection, histories, as_of, rules=4, own=own) == []


# --- negative controls: each of these would be found ------------------------------------------------------------------


def a_visit_that_came_too_late() -> World:
    return tenancy().visit_planned("2026-03-02", on="2026-03-20").visited("2026-03-25").world()


@pytest.mark.parametrize("asked", [None, date(2026, 3, 12)])
def test_a_prompt_explained_as_of_another_day_would_be_found(twin_connection: Connection, asked: date | None) -> None:
    found = disagreements(
        twin_connection, [a_visit_that_came_too_late()], date(2026, 3, 16), asked=asked, codes=["T05"]
    )
    assert (found == []) == (asked is None)


def test_a_prompt_that_no_column_explains_would_be_found(
    twin_connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cockpit.rules.ground_of_pending._why_dark", lambda *_: UNEXPLAINED)
    assert disagreements(twin_connection, [a_visit_that_came_too_late()], date(2026, 3, 12), codes=["T05"]) != []


def overdue_then_decided() -> World:
    return case().submitted("2026-03-02").accepted("2026-03-16").world()


def test_the_control_world_agrees(twin_connection: Connection) -> None:
    assert disagreements(twin_connection, [overdue_then_decided()], date(2026, 3, 20)) == []


def test_an_explanation_as_of_another_day_would_be_found(twin_connection: Connection) -> None:
    day = date(2026, 3, 20)
    assert disagreements(twin_connection, [overdue_then_decided()], day, asked=day - timedelta(days=7)) != []


def test_an_explanation_that_settles_otherwise_would_be_found(
    twin_connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never_cured(*given: Any) -> list[dict[str, Any]]:
        return [{**lamp, "until": None, "open": True} for lamp in honest(*given)]

    honest = explain.settled
    monkeypatch.setattr(explain, "settled", never_cured)
    assert disagreements(twin_connection, [overdue_then_decided()], date(2026, 3, 20)) != []


def test_a_row_that_no_column_explains_would_be_found(
    twin_connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cockpit.rules.ground_of_clock._why_dark", lambda *_: UNEXPLAINED)
    assert disagreements(twin_connection, [overdue_then_decided()], date(2026, 3, 20)) != []


def test_a_stopped_day_without_a_name_would_be_found(
    twin_connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = case().submitted("2026-03-02").clock_suspended("2026-03-03").clock_resumed("2026-03-06").world()
    assert disagreements(twin_connection, [world], date(2026, 3, 20)) == []
    monkeypatch.setattr(explain, "_stoppages", lambda *_: [])
    assert disagreements(twin_connection, [world], date(2026, 3, 20)) != []
