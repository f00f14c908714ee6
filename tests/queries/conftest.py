"""The made-up province of rows.py, populated once and cloned for each test; its lamps and cases in plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, make_url, select

from cockpit.db import doors, engine, tables
from cockpit.domain.viewer import Viewer
from tests.databases import cloned
from tests.queries import rows


@pytest.fixture(scope="session")
def listed_template(server_url: str, template: str) -> Iterator[str]:
    """Name of a database with the rows in it: populating takes a second, cloning a twentieth."""
    with cloned(server_url, template, "listed") as address:
        engine.connect_to(address)
        with doors.writing_as_engine() as writing:
            rows.populate(writing)
        doors.refresh_statistics()
        engine.current().dispose()  # a database with a connection cannot be cloned
        yield str(make_url(address).database)


@pytest.fixture
def listed_database(server_url: str, listed_template: str) -> Iterator[Engine]:
    """A clone of the test's own, and the doors open to it."""
    with cloned(server_url, listed_template, "list") as address:
        opened = engine.connect_to(address)
        yield opened
        opened.dispose()


@pytest.fixture
def conn(listed_database: Engine, viewer: Viewer) -> Iterator[Connection]:
    """A connection that reads, as pages do."""
    with doors.reading_as(viewer) as reading:
        yield reading


@pytest.fixture
def lamps(conn: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in conn.execute(select(tables.finding)).mappings()]


@pytest.fixture
def cases(conn: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in conn.execute(select(tables.case_fact)).mappings()]
