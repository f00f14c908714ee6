"""What every test may ask for. A test that names `database`, or a door, gets a PostgreSQL database of its own.

The server is the embedded one, started once per pytest process in a temporary folder. Two variables point elsewhere:
``COCKPIT_TEST_POSTGRES_BIN`` to the binaries of another version (CI: Debian's 15), ``COCKPIT_TEST_DATABASE_URL`` to a
running server on which databases may be created.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Connection, Engine, create_engine, make_url

from cockpit.db import doors, engine, schema
from cockpit.db.embedded import EmbeddedServer
from cockpit.domain.viewer import Viewer
from tests.databases import administer, cloned, in_memory
from tests.examples import RANDOM, REPEATABLE

settings.register_profile("repeatable", REPEATABLE)
settings.register_profile("random", RANDOM)
settings.load_profile("repeatable")  # unless --hypothesis-profile says otherwise

_DATABASE_FIXTURES = {"database", "engine_door", "server_url", "template"}


def pytest_configure() -> None:
    # Workers inherit it: all must mean the same histories.
    os.environ.setdefault("COCKPIT_TEST_SEED", str(secrets.randbelow(1_000_000)))


def pytest_report_header() -> str:
    return f"COCKPIT_TEST_SEED={os.environ['COCKPIT_TEST_SEED']} (tests marked long begin with it)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The marker follows from what a test asks for, so nobody can forget it and CI's second run misses nothing.
    for item in items:
        if _DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Address of the server's maintenance database."""
    given = os.environ.get("COCKPIT_TEST_DATABASE_URL")
    if given:
        yield given
        return
    binaries = os.environ.get("COCKPIT_TEST_POSTGRES_BIN")
    folder = Path(tempfile.mkdtemp(prefix="cockpit-test-", dir=in_memory()))
    # The data are thrown away: safety against a power cut would only cost time.
    careless = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "256MB"}
    careless |= {"shared_buffers": "128MB"}
    server = EmbeddedServer(folder, Path(binaries) if binaries else None, careless)
    try:
        server.start()
        yield server.url("postgres")
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """Name of a migrated database; each test clones it, in about 50 ms, instead of migrating anew."""
    name = f"cockpit_template_{os.getpid()}"
    administer(server_url, f"CREATE DATABASE {name}")
    built = create_engine(make_url(server_url).set(database=name))
    schema.migrate(built)
    built.dispose()  # a database with a connection cannot be cloned
    yield name
    administer(server_url, f"DROP DATABASE {name}")


@pytest.fixture
def database(server_url: str, template: str) -> Iterator[Engine]:
    """A fresh migrated database of the test's own, the doors open to it. The engine logs in as administrator."""
    with a_database(server_url, template) as opened:
        yield opened


@contextmanager
def a_database(server_url: str, template: str) -> Iterator[Engine]:
    """A clone of ``template`` and the doors open to it: a module of tests that only read needs one for all."""
    with cloned(server_url, template, "test") as address:
        opened = engine.connect_to(address)
        yield opened
        opened.dispose()


@pytest.fixture
def engine_door(database: Engine) -> Callable[[], AbstractContextManager[Connection]]:
    """`with engine_door() as connection:` writes as import and jobs do; each block is a transaction of its own."""
    return doors.writing_as_engine


@pytest.fixture
def viewer() -> Viewer:
    """The official of the province, who sees everything."""
    return Viewer.parse("province:35")
