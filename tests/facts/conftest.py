from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Connection


@pytest.fixture
def ledger(engine_door: Callable[[], AbstractContextManager[Connection]]) -> Iterator[Connection]:
    """A connection that may write, to a database without any operation; what a test writes is never committed."""
    with engine_door() as connection:
        yield connection
        connection.rollback()
