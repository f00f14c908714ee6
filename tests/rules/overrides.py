"""Stricter limits somewhere, from some day in the middle of the cases: strategies for what people may set."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from cockpit.domain.limit import LIMITS
from cockpit.domain.limit_change import province_line
from tests.reference import Limits, Override

CODES = sorted({(line.code, line.instance) for line in LIMITS} | {("answer", "tax")})
PLACES = ["3501", "350102", "350128", "3505", "350502"]
CHANGE_DAYS = st.dates(date(2025, 12, 1), date(2026, 12, 31))
LIGHTS = st.lists(st.tuples(CHANGE_DAYS, st.booleans()), max_size=3, unique_by=lambda one: one[0]).map(tuple)


@st.composite
def overrides(draw: st.DrawFn) -> Override:
    code, instance = draw(st.sampled_from(CODES))
    of = province_line(code, instance)
    days = draw(st.integers(1, of.days))
    near = draw(st.integers(1, days)) if of.near else 0
    return Override(code, draw(st.sampled_from(PLACES)), draw(CHANGE_DAYS), days, near, instance)


def limits() -> st.SearchStrategy[Limits]:
    # Of two lines of one limit, place and day the one recorded later counts: the ledger's order, not the rules'.
    found = st.lists(overrides(), max_size=8, unique_by=lambda one: (one.code, one.instance, one.area_code, one.since))
    return found.map(lambda several: Limits(tuple(several)))
