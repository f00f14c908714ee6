"""Folded by several processes, the facts are the same, and they come with their transaction or not at all."""

from __future__ import annotations

import pytest

from cockpit import facts
from cockpit.db.doors import writing_as_engine
from cockpit.facts import keeping, passing
from tests.build import clean_case, tenancy, unit, world_of
from tests.facts.reading import CIPHER, fact_rows, know, record


@pytest.fixture(autouse=True)
def two_cities(database: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger of two cities, committed: other processes see nothing else."""
    monkeypatch.setattr(keeping, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(passing, "BATCH", 2)
    cases = [
        clean_case(f"{area[:6]}-2026-{number:05}", area=area)
        for area in ("350102001", "350203001")
        for number in range(1, 6)
    ]
    homes = unit(), tenancy().moved_in("2025-03-03"), tenancy("T2")
    with writing_as_engine() as connection:
        world = world_of(*cases, *homes)
        facts.mark(connection, know(connection, world) | record(connection, world.operations))


def folded(processes: int) -> dict[str, set[str]]:
    with writing_as_engine() as connection:
        facts.rebuild(connection, CIPHER, None, processes)
        return fact_rows(connection)


def test_several_processes_make_the_facts_that_one_makes() -> None:
    alone = folded(1)
    assert len(alone["case_fact"]) == 10 and len(alone["tenancy_fact"]) == 2 and alone["pending"]
    assert folded(2) == folded(3) == alone


def test_stale_facts_are_settled_side_by_side_and_only_once() -> None:
    heard: list[int] = []
    with writing_as_engine() as connection:
        assert facts.settle(connection, CIPHER, heard.append, 2)
        assert len(fact_rows(connection)["case_fact"]) == heard[-1] == 10
    with writing_as_engine() as connection:
        assert not facts.settle(connection, CIPHER, heard.append, 2)


def test_facts_come_with_their_transaction_or_not_at_all() -> None:
    with writing_as_engine() as connection:
        facts.rebuild(connection, CIPHER, None, 2)
        connection.rollback()
    with writing_as_engine() as connection:
        assert not any(fact_rows(connection).values())


def test_a_fold_that_fails_in_another_process_fails_the_rebuild(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise ValueError("this case cannot be folded")

    monkeypatch.setattr("cockpit.facts.reading.fold_case", failing)
    with pytest.raises(ValueError, match="cannot be folded"), writing_as_engine() as connection:
        facts.settle(connection, CIPHER, None, 2)
    with writing_as_engine() as connection:
        assert not any(fact_rows(connection).values())
        monkeypatch.undo()
        assert facts.settle(connection, CIPHER)  # the note of what is stale has not gone


def test_a_small_ledger_is_folded_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a process was started for a handful of operations")

    monkeypatch.setattr(keeping, "WORTH_A_PROCESS", 50_000)
    monkeypatch.setattr("cockpit.facts.reading.city_by_city", never)
    assert folded(2)["case_fact"]
