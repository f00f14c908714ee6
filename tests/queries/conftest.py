"""The made-up province of rows.py, populated once and cloned for each test; its lamps and cases in plain Python."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, select

from cockpit.db import doors, engine, tables
from cockpit.domain.viewer import Viewer
from tests.queries import rows

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def listed_template(server_url: str, template: str) -> Iterator[str]:
    """Name of a database with the rows in it: populating takes a second, cloning a twentieth."""
    name = f"cockpit_listed_{os.getpid()}_{next(_numbers)}"
    _administer(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    engine.connect_to(_address(server_url, name))
    with doors.writing_as_engine() as writing:
        rows.populate(writing)
    doors.refresh_statistics()
    engine.current().dispose()  # a database with a connection cannot be cloned
    yield name
    _administer(server_url, f"DROP DATABASE {name}")


@pytest.fixture
def listed_database(server_url: str, listed_template: str) -> Iterator[Engine]:
    """A clone of the test's own, and the doors open to it."""
    name = f"cockpit_list_{os.getpid()}_{next(_numbers)}"
    _administer(server_url, f"CREATE DATABASE {name} TEMPLATE {listed_template}")
    opened = engine.connect_to(_address(server_url, name))
    yield opened
    opened.dispose()
    _administer(server_url, f"DROP DATABASE {name} WITH (FORCE)")


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


def _address(server_url: str, name: str) -> str:
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def _administer(url: str, statement: str) -> None:
    administrator = create_engine(url, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.exec_driver_sql(statement)
    administrator.dispose()
