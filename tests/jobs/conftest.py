"""Building the SQL of seventy findings takes longer than running it on a small ledger: here it is built once."""

from __future__ import annotations

import pytest

from cockpit.jobs import evaluate
from tests.rules.conftest import into_lamp


@pytest.fixture(autouse=True)
def built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "_into_lamp", into_lamp)
