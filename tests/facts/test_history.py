"""A case's operations in order, and what is still heard after it was closed."""

from __future__ import annotations

import pytest

from tests.build import case
from tests.facts.reading import history_of

HEARD = [
    "objection_raised",
    "objection_concluded",
    "objection_published",
    "re_review_requested",
    "re_review_answered",
    "contract_filed",
]


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "terminated"])
@pytest.mark.parametrize("action", HEARD)
def test_objections_re_reviews_and_filings_are_heard_after_the_end(end: str, action: str) -> None:
    members = {"notice": "result"} if action == "objection_raised" else {}
    h = history_of(case().submitted("2026-03-02").did(end, "2026-03-04").did(action, "2026-03-05", **members))
    assert [op.action for op in h.operations] == ["submitted", end, action]


@pytest.mark.parametrize(
    "action", ["accepted", "surveyed", "dispatched", "determined", "registered", "clock_suspended"]
)
def test_everything_else_is_not(action: str) -> None:
    h = history_of(case().submitted("2026-03-02").withdrawn("2026-03-04").did(action, "2026-03-05"))
    assert [op.action for op in h.operations] == ["submitted", "withdrawn"]
    assert [op.action for op in h.ignored] == [action]


def test_at_the_instant_of_the_end_is_not_after_it() -> None:
    h = history_of(case().withdrawn("2026-03-04 10:00").accepted("2026-03-04 10:00"))
    assert h.ignored == []


def test_an_end_by_its_own_steps_closes_nobody_s_ears() -> None:
    h = history_of(case().contract_signed("2026-03-02").terminated("2026-03-09").accepted("2026-03-10"))
    assert [op.action for op in h.operations] == ["contract_signed", "terminated"]
    assert history_of(case().contract_signed("2026-03-02").accepted("2026-03-10")).ignored == []


def test_operations_stand_in_the_order_of_their_instants_then_of_their_numbers() -> None:
    h = case().accepted("2026-03-04 10:00", id="B").submitted("2026-03-02", id="C").surveyed("2026-03-04 10:00", id="A")
    assert [op.operation_id for op in history_of(h).operations] == ["C", "A", "B"]
