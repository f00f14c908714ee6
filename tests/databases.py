"""Databases of the tests' own: cloned from a migrated one, and thrown away afterwards."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url

_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30
"""Bytes; a server takes some hundred million, and a container may offer 64 million only."""
_numbers = itertools.count(1)


def in_memory() -> Path | None:
    """A folder in memory with room for the servers of the tests: a clone takes half the time there, on a busy disk less
    than a tenth."""
    if not os.access(_MEMORY, os.W_OK) or shutil.disk_usage(_MEMORY).free < _ROOM:
        return None
    return _MEMORY


@contextmanager
def cloned(server_url: str, template: str, purpose: str) -> Iterator[str]:
    """The address of a clone of a database. Whoever is connected to that one is cut off: a server whose test is over
    may still listen there, and a database with a connection cannot be cloned."""
    name = f"cockpit_{purpose}_{os.getpid()}_{next(_numbers)}"
    administer(server_url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{template}'")
    # Copied file by file: PostgreSQL's usual way writes every page to its log too.
    administer(server_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    administer(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def administer(server_url: str, statement: str) -> None:
    """One statement outside of any transaction, in the server's maintenance database."""
    with _administrator(server_url).connect() as connection:
        connection.exec_driver_sql(statement)


@cache
def _administrator(server_url: str) -> Engine:
    # Connecting takes longer than what most statements take.
    return create_engine(server_url, isolation_level="AUTOCOMMIT", pool_size=1)
