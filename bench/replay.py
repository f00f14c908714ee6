"""A callback through the whole program, guard and door included, against its own SQL through one bare connection."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from statistics import median, quantiles
from typing import Any

import psycopg
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.browsing import Asked
from cockpit.app import create
from cockpit.db import doors
from cockpit.domain.viewer import Viewer
from cockpit.settings import Settings

REPETITIONS = 30


@dataclass(frozen=True, slots=True)
class Pair:
    """Milliseconds of the floor and of ours, interleaved."""

    floor: list[float]
    ours: list[float]

    def p50(self) -> tuple[float, float]:
        return median(self.floor), median(self.ours)

    def p95(self) -> tuple[float, float]:
        return p95(self.floor), p95(self.ours)


@cache
def _client(viewer: Viewer) -> FlaskClient:
    """One app for all databases: Dash hands the registered callbacks to the first app of a process."""
    client: FlaskClient = create(viewer).server.test_client()
    client.get("/rules")  # Dash finishes setting itself up with the first request
    return client


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


class Program:
    """The app in this process, on one database."""

    def __init__(self, settings: Settings) -> None:
        assert settings.demo_viewer and settings.database_url
        self._settings = settings
        self._client = _client(settings.demo_viewer)
        self._bare = psycopg.connect(settings.database_url.replace("+psycopg", ""), autocommit=True)
        self._bare.execute("SET timezone = 'Asia/Shanghai'")

    def open(self) -> None:
        """Points the doors of this process at this database."""
        self._engine = doors.open_database(self._settings)

    def ask(self, asked: Asked) -> bytes:
        answer = self._client.post("/_dash-update-component", json=asked.body, headers={"Origin": "http://localhost"})
        if answer.status_code not in (200, 204):
            raise RuntimeError(f"{asked.name}: {answer.status_code}")
        return bytes(answer.get_data())

    def measure(self, asked: Asked, repetitions: int = REPETITIONS) -> Pair:
        """Raises where two answers to the same question differ."""
        statements = self._statements_of(asked)
        pair = Pair([], [])
        first, rows = self.ask(asked), _any_order(self._floor(statements))
        for _ in range(repetitions):
            again: list[list[tuple[Any, ...]]] = []
            pair.floor.append(_milliseconds(lambda: again.extend(self._floor(statements))))  # noqa: B023
            answers: list[bytes] = []
            pair.ours.append(_milliseconds(lambda: answers.append(self.ask(asked))))  # noqa: B023 - called at once
            if answers != [first] or _any_order(again) != rows:
                raise RuntimeError(f"{asked.name} answered differently")
        return pair

    def _statements_of(self, asked: Asked) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []

        def note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
            found.append((statement, parameters))

        event.listen(self._engine, "before_cursor_execute", note)
        try:
            self.ask(asked)
        finally:
            event.remove(self._engine, "before_cursor_execute", note)
        return found

    def _floor(self, statements: list[tuple[str, Any]]) -> list[list[tuple[Any, ...]]]:
        return [self._bare.execute(statement, parameters or None).fetchall() for statement, parameters in statements]


def _any_order(answers: list[list[tuple[Any, ...]]]) -> list[list[str]]:
    """Rows in an order of their own: not every statement has one."""
    return [sorted(map(repr, rows)) for rows in answers]


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def grid_variants(asked: list[Asked]) -> list[Asked]:
    """The grid's own first window, a page further down, a deep page, and each sort by the columns it shows."""
    variants: list[Asked] = []
    for one in asked:
        request = next((part for part in one.body["inputs"] if part.get("property") == "getRowsRequest"), None)
        if request is None or not request.get("value"):
            continue
        sorts: list[list[dict[str, str]]] = [[]]
        sorts += [[{"colId": "since", "sort": way}] for way in ("asc", "desc")] if one.page.startswith("alerts") else []
        for first in (0, 200, 1000):
            for sort in sorts:
                asking = {**request["value"], "startRow": first, "endRow": first + 50, "sortModel": sort}
                inputs = [{**part, "value": asking} if part is request else part for part in one.body["inputs"]]
                by = f" by {sort[0]['colId']} {sort[0]['sort']}" if sort else ""
                variants.append(Asked(one.page, f"rows {first}-{first + 50}{by}", {**one.body, "inputs": inputs}))
    return variants
