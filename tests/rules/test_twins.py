"""Every built rule, set-based and slow, agrees to the day on generated histories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from cockpit.rules import REGISTRY
from tests.histories import worlds
from tests.reference import Limits, World
from tests.rules.overrides import LIGHTS, limits
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


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(worlds(), min_size=BATCH, max_size=BATCH),
    st.lists(limits(), min_size=BATCH, max_size=BATCH),
    LIGHTS,
    AS_OF,
)
def test_they_do_so_under_stricter_limits_from_any_day_and_either_convention(
    twin_connection: Connection, histories: list[World], set_here: list[Limits], lights: tuple, as_of: date
) -> None:
    own = [replace(one, yellow_first=lights) for one in set_here]
    differences = compare(twin_connection, histories, as_of, REGISTRY, own)
    assert [d for d in differences if d != Difference([], [])] == []
