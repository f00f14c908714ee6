"""Another limit tried out: the numbers are those of judging everything by it, and nothing of it stays."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from cockpit.actions.change_limit import set_limit
from cockpit.domain.limit import ALWAYS, LIMITS, SHIPPED, Limits
from cockpit.domain.limit_change import Ground, province_line
from cockpit.domain.limit_trial import tried
from cockpit.queries.limits import in_force
from cockpit.queries.what_if import Compared, compared
from cockpit.rules import FINDINGS
from tests import reference
from tests.build import case
from tests.examples import examples
from tests.facts.reading import CIPHER
from tests.histories import worlds
from tests.jobs.test_evaluate import Office, office
from tests.reference import Override, World
from tests.rules.conftest import twin_connection
from tests.rules.overrides import limits as set_somewhere
from tests.rules.twins import bring_facts, product_limits

__all__ = ["office", "twin_connection"]

DAY = date(2026, 3, 31)
AS_OF = st.dates(date(2026, 4, 1), date(2027, 3, 31))
TRIED = [
    (finding.code, line.instance) for finding in FINDINGS.values() for line in LIMITS if line.code == finding.limit
]
"""Every finding with each line of its limit."""


def told(found: Compared) -> dict[str, tuple[dict[str, int], dict[str, int]]]:
    """now and then: months and cities with a lamp, and how many."""
    return {
        name: (_some(found.by_month, "month", name), _some(found.by_city, "area_code", name))
        for name in ("now", "then")
    }


def _some(frame: Any, key: str, column: str) -> dict[str, int]:
    return {str(row[key]): int(row[column]) for row in frame.to_dict("records") if row[column]}


def recounted(world: World, finding: str, as_of: date, limits: reference.Limits) -> tuple[dict[str, int], ...]:
    """The same by the slow twin: month and city of each lamp of the last 24 months."""
    first = date(as_of.year - 2 + (as_of.month == 12), as_of.month % 12 + 1, 1)
    lamps = [
        lamp for lamp in reference.evaluate(world, as_of, [finding[:3]], limits)
        if lamp.finding == finding and lamp.since >= first
    ]  # fmt: skip
    cities = ["350128" if lamp.area_code.startswith("350128") else lamp.area_code[:4] for lamp in lamps]
    return dict(Counter(f"{lamp.since:%Y-%m}" for lamp in lamps)), dict(Counter(cities))


def as_tried(limits: reference.Limits, code: str, days: int, instance: str) -> reference.Limits:
    """The twin's limits with ``days`` in the province, nowhere looser."""
    of = province_line(code, instance)

    def bounded(one: Override) -> Override:
        meant = one.code == code and province_line(code, one.instance) == of and one.days > days
        return replace(one, days=days, near=near) if meant else one

    near = of.near if days == of.days else max(1, days // 5) if of.near else 0
    everywhere = Override(code, "35", ALWAYS, days, near, instance)
    return replace(limits, overrides=(*map(bounded, limits.overrides), everywhere))


@examples(10)
@given(worlds(), set_somewhere(), st.integers(1, 10), AS_OF)
def test_both_counts_are_those_of_judging_by_these_limits(
    twin_connection: Connection, world: World, set_here: reference.Limits, eighths: int, as_of: date
) -> None:
    transaction = twin_connection.begin_nested()
    bring_facts(twin_connection, [world], as_of, lambda _: "35")
    current = _at_home(set_here)
    for code, instance in TRIED:
        finding, limit = FINDINGS[code], str(FINDINGS[code].limit)
        days = max(1, province_line(limit, instance).days * eighths // 8)
        trial = tried(current, limit, days, instance)
        found = told(compared(twin_connection, code[:3], finding, current, trial.limits, as_of))
        assert found["now"] == recounted(world, code, as_of, set_here)
        assert found["then"] == recounted(world, code, as_of, as_tried(set_here, limit, days, instance))
    transaction.rollback()


def _at_home(limits: reference.Limits) -> Limits:
    """As the product knows them; the twins' provinces are made up, this one is ours."""
    lines = product_limits([limits]).lines
    return replace(SHIPPED, lines=tuple(replace(line, area_code="35" + line.area_code[2:]) for line in lines))


def test_a_trial_counts_what_evaluating_under_such_limits_stores(office: Office) -> None:
    office.bring(
        *(
            case(f"350102-2026-0000{n}").submitted("2026-03-02").accepted(f"2026-03-{day:02}")
            for n, day in enumerate((4, 6, 10))
        ),
        case("350502-2026-00001", area="350502001").submitted("2026-02-25"),
    )
    stored = {}
    for name in ("now", "then"):
        office.evaluate("2026-03-31")
        rows = office.read("SELECT since, area_code FROM finding WHERE finding = 'R01.accept.over'")
        months, cities = ((str(row["since"])[:7] for row in rows), (str(row["area_code"])[:4] for row in rows))
        stored[name] = (dict(Counter(months)), dict(Counter(cities)))
        if name == "now":
            with office.door() as connection:
                current = in_force(connection)
                trial = tried(current, "accept", 3)
                found = compared(connection, "R01", FINDINGS["R01.accept.over"], current, trial.limits, DAY)
        for city in ("3501", "3505"):
            with office.door() as connection:
                ground = Ground(date(2025, 1, 1), "某建〔2026〕1号", "某市细则")
                moment = datetime(2026, 3, 2, 1, tzinfo=UTC)
                set_limit(connection, CIPHER, "accept", 3, area_code=city, ground=ground, by="某处长", now=moment)
    assert told(found) == stored
    assert stored["now"] == ({"2026-03": 2}, {"3501": 1, "3505": 1})
    assert stored["then"] == ({"2026-03": 3}, {"3501": 2, "3505": 1})


def test_months_and_cities_without_a_lamp_are_there_with_noughts(office: Office) -> None:
    office.bring(case().submitted("2026-03-02"))
    office.evaluate("2026-03-31")
    with office.door() as connection:
        found = compared(connection, "R01", FINDINGS["R01.accept.near"], SHIPPED, SHIPPED, DAY)
    assert [len(found.by_month), found.by_month["month"].iloc[0], found.by_month["month"].iloc[-1]] == [
        24, "2024-04", "2026-03",
    ]  # fmt: skip
    assert len(found.by_city) == 10
    assert "平潭" in "".join(found.by_city["name"])
    assert found.by_city["now"].sum() == found.by_month["now"].sum() == 1


def test_where_nothing_ever_ran_both_are_nought(office: Office) -> None:
    office.evaluate("2026-03-31")
    with office.door() as connection:
        found = compared(connection, "R15", FINDINGS["R15.total.over"], SHIPPED, SHIPPED, DAY)
    assert not found.by_month[["now", "then"]].to_numpy().any()
    assert not found.by_city[["now", "then"]].to_numpy().any()
