"""Every built rule, set-based and slow, agrees to the day on generated histories."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from cockpit.rules import REGISTRY
from tests.histories import worlds
from tests.reference import World
from tests.rules.twins import Difference, compare

AS_OF = st.dates(date(2026, 1, 5), date(2027, 3, 31))
BATCH = 60
"""Worlds judged by one evaluation: the set-based pass costs the same for one as for many."""


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(worlds(), min_size=BATCH, max_size=BATCH), AS_OF)
def test_product_and_reference_see_the_same_lamps(
    twin_connection: Connection, histories: list[World], as_of: date
) -> None:
    differences = compare(twin_connection, histories, as_of, REGISTRY)
    assert [d for d in differences if d != Difference([], [])] == []
