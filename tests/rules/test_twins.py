"""Every built rule, set-based and slow, agrees to the day on generated histories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from cockpit.domain.limit import LIMITS
from cockpit.domain.limit_change import province_line
from cockpit.rules import REGISTRY
from tests.histories import worlds
from tests.reference import Limits, Override, World
from tests.rules.twins import Difference, compare

AS_OF = st.dates(date(2026, 1, 5), date(2027, 3, 31))
BATCH = 60
"""Worlds judged by one evaluation: the set-based pass costs the same for one as for many."""

CODES = sorted({(line.code, line.instance) for line in LIMITS} | {("answer", "tax")})
PLACES = ["3501", "350102", "350128", "3505", "350502"]
CHANGE_DAYS = st.dates(date(2025, 12, 1), date(2026, 12, 31))
LIGHTS = st.lists(st.tuples(CHANGE_DAYS, st.booleans()), max_size=3, unique_by=lambda one: one[0]).map(tuple)


@st.composite
def overrides(draw: st.DrawFn) -> Override:
    """A stricter limit somewhere, from some day in the middle of the cases."""
    code, instance = draw(st.sampled_from(CODES))
    of = province_line(code, instance)
    days = draw(st.integers(1, of.days))
    near = draw(st.integers(1, days)) if of.near else 0
    return Override(code, draw(st.sampled_from(PLACES)), draw(CHANGE_DAYS), days, near, instance)


def limits() -> st.SearchStrategy[Limits]:
    # Of two lines of one limit, place and day the one recorded later counts: the ledger's order, not the rules'.
    found = st.lists(overrides(), max_size=8, unique_by=lambda one: (one.code, one.instance, one.area_code, one.since))
    return found.map(lambda several: Limits(tuple(several)))


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
