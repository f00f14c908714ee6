"""How an example is judged: `lamp` tells of one lamp on one day, `lit` which findings have begun.

    def test_the_fourth_working_day_comes_near(lamp):
        h = case().submitted("2026-03-02")
        assert lamp(h, "R01.accept.near", "2026-03-05") == DARK
        assert lamp(h, "R01.accept.near", "2026-03-06") == "since 2026-03-06"

Every judgement is made twice, by the product's facts and rules and by tests/reference, and both must agree on every
lamp of the rule whose file the test stands in, whatever the test itself asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from cockpit.jobs import evaluate as evaluation
from cockpit.rules import PROMPT_FINDINGS, REGISTRY
from tests.build import History, world_of
from tests.databases import cloned
from tests.reference import World
from tests.rules.twins import Printed, product_lamps, reference_lamps, reference_prompts


@pytest.fixture
def twin_connection(engine_door: Callable[[], AbstractContextManager[Connection]]) -> Iterator[Connection]:
    """One transaction for all examples of a test; each rolls back to where it began."""
    with engine_door() as connection:
        yield connection


@pytest.fixture(scope="session")
def courtroom(server_url: str, template: str) -> Iterator[Engine]:
    """One database for all examples of a process: a judgement leaves nothing behind."""
    with cloned(server_url, template, "court") as address:
        built = create_engine(address, connect_args={"options": "-c timezone=Asia/Shanghai"})
        yield built
        built.dispose()


def spoken(rows: Iterable[Printed]) -> str:
    """ "dark", "since 2026-03-06" or "2026-03-06 until 2026-03-10", in order where it came back."""
    spans = sorted((since, until) for *_, since, until in rows)
    return ", ".join(f"{since} until {until}" if until else f"since {since}" for since, until in spans) or "dark"


class Court:
    """Judges histories by some rules, once a day asked for."""

    def __init__(self, connection: Connection, rules: set[str]) -> None:
        self.connection = connection
        self.rules = rules
        self._known: dict[tuple[str, date], list[Printed]] = {}

    def rows(self, told: History | World, as_of: str) -> list[Printed]:
        """Every lamp of these rules with since up to that day, cured ones too."""
        world = told if isinstance(told, World) else told.world()
        day = date.fromisoformat(as_of)
        key = repr((world.operations, world.cases)), day
        if key not in self._known:
            found = product_lamps(self.connection, [world], day)[0]
            assert set(found) == reference_lamps(world, day, self.rules), "product (left) and tests/reference differ"
            self._known[key] = sorted(found)
        return self._known[key]

    def lamp(
        self, told: History | World, finding: str, as_of: str, instance: str | None = None, subject: str | None = None
    ) -> str:
        """How one lamp stands at the end of a day, in words (``spoken``)."""
        assert finding in {f.code for code in self.rules for f in REGISTRY[code].findings}
        return spoken(
            row
            for row in self.rows(told, as_of)
            if row[3] == finding and instance in (None, row[4]) and subject in (None, row[1])
        )

    def lit(self, told: History | World, as_of: str) -> list[str]:
        """The findings that have burned up to that day, each as often as it did."""
        return sorted(row[3] for row in self.rows(told, as_of))


@pytest.fixture
def court(courtroom: Engine, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Court]:
    """A judge of the rule that the test's file is named for (test_r05.py: R05), elsewhere of all rules."""
    named = re.search(r"test_r(\d\d)$", request.module.__name__)
    rules = {f"R{named[1]}"} if named else set(REGISTRY)
    monkeypatch.setattr(evaluation, "REGISTRY", {code: REGISTRY[code] for code in sorted(rules)})
    monkeypatch.setattr(evaluation, "PROMPTS", {})
    with courtroom.connect() as connection:
        connection.execute(text("SET LOCAL ROLE cockpit_engine"))
        yield Court(connection, rules)
        connection.rollback()


@pytest.fixture
def lamp(court: Court) -> Callable[..., str]:
    return court.lamp


@pytest.fixture
def lit(court: Court) -> Callable[..., list[str]]:
    return court.lit


@pytest.fixture
def evaluating(courtroom: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """A connection on which prompts alone are evaluated."""
    monkeypatch.setattr(evaluation, "REGISTRY", {})
    with courtroom.connect() as connection:
        connection.execute(text("SET LOCAL ROLE cockpit_engine"))
        yield connection
        connection.rollback()


class Told:
    """Judges one world by both sides: they must agree on every prompt, whatever the test asks."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __call__(self, finding: str, as_of: str, *told: History) -> str:
        world, day = world_of(*told), date.fromisoformat(as_of)
        found = product_lamps(self.connection, [world], day, prompts=True)[0]
        assert set(found) == reference_prompts(world, day), "product (left) and tests/reference differ"
        assert finding in PROMPT_FINDINGS
        return spoken(row for row in found if row[3] == finding)


@pytest.fixture
def prompt(evaluating: Connection) -> Told:
    return Told(evaluating)
