"""Prompts burn in the table of the lamps and count nowhere among them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

import cockpit
from cockpit import facts
from cockpit.db import tables
from cockpit.db.cipher import Subject
from cockpit.domain.refusal import Refusal
from cockpit.jobs import evaluate as evaluation
from cockpit.jobs.rollup import rollup
from cockpit.queries import alerts, findings, lamps, rules
from cockpit.queries.alerts import AlertFilter
from cockpit.queries.listing import Window
from tests.build import case, tenancy, unit, world_of
from tests.facts.reading import CIPHER, know, record

Door = Callable[[], AbstractContextManager[Connection]]

AS_OF, NOW = date(2026, 11, 24), datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def province(engine_door: Door) -> Any:
    """A late case, one that waits for five years, a home and a tenancy about which there is something to say."""
    world = world_of(
        case("350102-2026-00001").submitted("2026-03-02"),
        case("350102-2021-00001").submitted("2021-01-04").determined("2021-02-25").registered("2021-03-01"),
        unit("U2").ready("2026-01-05"),
        tenancy(ends_on="2026-12-10").moved_in("2025-03-03").rent_charged("2026-08-01", month="2026-08"),
    )
    with engine_door() as connection:
        know(connection, world)
        facts.refresh(connection, CIPHER, record(connection, world.operations) | {Subject("3501", "tenancy", "T1")})
        yield connection
        connection.rollback()


def everything_shown(connection: Connection, as_of: date) -> dict[str, Any]:
    """What people see unasked, and every count."""
    evaluation.evaluate(connection, CIPHER, as_of, now=NOW)
    rollup(connection, as_of)
    everything = AlertFilter(state="all")
    return {
        "alerts": findings.lamps(connection),
        "open": findings.lamps(connection, open_only=True),
        "list": alerts.window(connection, everything, Window(0, 500, ())),
        "total": alerts.total(connection, everything),
        "by rule": rules.by_rule(connection).to_dict(),
        "heat": lamps.by_rule_and_step(connection, "35").to_dict(),
        "latest": lamps.latest(connection, "35"),
        **{
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in (tables.alert, tables.day_rollup, tables.month_rollup)
        },
    }


def test_everything_shown_and_counted_is_the_same_with_and_without_prompts(
    province: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched, province.begin_nested() as transaction:
        patched.setattr(evaluation, "PROMPTS", {})
        without = everything_shown(province, AS_OF)
        transaction.rollback()
    shown = everything_shown(province, AS_OF)
    assert shown == without
    assert shown["total"] > 0
    assert {row["rule"] for row in findings.lamps(province, prompts=True)} >= {"T01", "T02", "T03", "T04", "T05", "T07"}


def test_no_alert_is_raised_for_a_prompt(province: Connection) -> None:
    evaluation.evaluate(province, CIPHER, AS_OF, now=NOW)
    raised = province.scalars(select(tables.alert.c.finding)).all()
    assert raised
    assert {code for code in raised if code.startswith("T")} == set()


def test_prompts_are_listed_when_asked_for_and_labelled_by_their_class(province: Connection) -> None:
    evaluation.evaluate(province, CIPHER, AS_OF, now=NOW)
    asked = AlertFilter.read({"prompts": "1", "rule": "T02"})
    (row,) = alerts.window(province, asked, Window(0, 50, ()))
    assert (row["finding"], row["lamp_class"]) == ("T02.expiry.second", "prompt")
    assert row["sentence"] == "租赁 T1 合同于 2026-12-10 到期，30 日内到期，尚未续签，请及时处理。"
    assert alerts.total(province, AlertFilter.read({"prompts": "1", "state": "all"})) > alerts.total(
        province, AlertFilter.read({"state": "all"})
    )
    assert asked.search() == "?rule=T02&prompts=1"


def test_a_prompt_is_not_on_the_list_of_rules_unless_prompts_are_asked_for() -> None:
    with pytest.raises(Refusal):
        AlertFilter.read({"rule": "T02"})
    with pytest.raises(Refusal):
        AlertFilter.read({"prompts": "yes"})


def test_prompts_are_judged_as_of_an_earlier_day(province: Connection) -> None:
    evaluation.evaluate(province, CIPHER, date(2026, 9, 30), now=NOW)
    burning = {row["finding"]: str(row["since"]) for row in findings.lamps(province, prompts=True, rule="T07")}
    assert burning == {"T07.arrears.first": "2026-09-01"}
    assert findings.lamps(province, prompts=True, rule="T02")[0]["finding"] == "T02.expiry.first"


def test_only_who_must_reads_the_table_itself() -> None:
    """Whoever reads ``finding`` past db.lamps would count prompts among the lamps of the rules."""
    folder = Path(cockpit.__file__).parent
    found = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if re.search(r"tables import [^\n]*\bfinding\b|tables\.finding\b|(FROM|JOIN|INTO) finding\b", path.read_text())
        or re.search(r"tables import \([^)]*\bfinding\b", path.read_text())
    }
    assert found == {
        "db/lamps.py",
        "jobs/evaluate.py",
        "jobs/raise_alerts.py",
        "jobs/take_up.py",
        "jobs/tick.py",  # by the key of an alert, and prompts raise none
        "queries/alerts.py",
        "queries/findings.py",
    }
