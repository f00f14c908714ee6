"""A request of the province's official in the made-up province of tests/queries/rows.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, g
from sqlalchemy import Engine

from cockpit.domain.viewer import Viewer
from tests.queries.conftest import listed_database, listed_template

__all__ = ["asking", "listed_database", "listed_template"]


@pytest.fixture
def asking(listed_database: Engine, viewer: Viewer) -> Iterator[Viewer]:
    """Who asks, while the callbacks of a request run."""
    with Flask("test").app_context():
        g.viewer = viewer
        yield viewer
