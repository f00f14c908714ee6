"""Opinions of the street and of the departments asked, and the home survey behind them (R03, R06)."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.domain import opinion
from cockpit.domain.check import Check, all_hold
from cockpit.domain.operation import Operation
from cockpit.domain.opinion import letters
from cockpit.facts.history import History, is_empty
from cockpit.facts.statements import Statement

SURVEYORS = 2
"""A survey is made by at least two persons."""


def opinions(history: History) -> Iterator[Statement]:
    """Each opinion and survey of a case; those after its end are kept for mass text only."""
    for op in history.all("street_opinion_given"):
        yield street_opinion(op)
    for op in history.all("answered"):
        yield answer(op)
    for op in history.all("surveyed"):
        yield survey(op)
    for op in history.ignored:
        if op.action in ("street_opinion_given", "answered"):
            statement = street_opinion(op) if op.action == "street_opinion_given" else answer(op)
            statement.counts = False
            yield statement


def street_opinion(op: Operation) -> Statement:
    checks = _checks(op)
    good = all_hold(checks)
    return Statement(
        "street_opinion",
        "",
        op,
        "S1",
        faults=() if good else ("vague",),
        cures=("vague",) if good else (),
        checks=checks,
        letters=_letters(op),
    )


def answer(op: Operation) -> Statement:
    """A department's answer: without a verdict it is null, with one it must be specific."""
    checks = _checks(op)
    good = all_hold(checks)
    fault = "vague" if op.data.get("verdict") in ("pass", "fail") else "no_verdict"
    return Statement(
        "answer",
        str(op.data["department"]),
        op,
        "S2",
        faults=() if good else (fault,),
        cures=("vague", "no_verdict") if good else (),
        checks=checks,
        letters=_letters(op),
    )


def survey(op: Operation) -> Statement:
    surveyors = {str(person).strip() for person in op.data.get("surveyors") or ()} - {""}
    checks = (
        Check("surveyors", len(surveyors) >= SURVEYORS, str(len(surveyors))),
        Check("place", not is_empty(op.data.get("place"))),
        Check("photos", not is_empty(op.data.get("photos"))),
    )
    good = all_hold(checks)
    return Statement(
        "survey", "", op, "S1", faults=() if good else ("weak",), cures=("weak",) if good else (), checks=checks
    )


def _checks(op: Operation) -> tuple[Check, ...]:
    said = op.data
    return opinion.checks(
        str(said.get("opinion") or ""), said.get("verdict"), said.get("reason_code"), said.get("basis")
    )


def _letters(op: Operation) -> str | None:
    """What mass text is compared by; of an unknown actor nothing is."""
    if not op.actor_id:
        return None
    return letters(str(op.data.get("opinion") or ""))
