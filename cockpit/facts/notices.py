"""Public notices: their elements, their masking and their length (R04, R10, R14)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from cockpit.domain.check import Check, all_hold
from cockpit.domain.operation import Operation
from cockpit.domain.vocabulary import Mode
from cockpit.domain.workday import Workdays
from cockpit.facts.history import History, first_since
from cockpit.facts.statements import Statement

FULL_LENGTH, SHORT_LENGTH = 5, 3
"""Working days: a notice stands at least five; three or four are short, fewer is cut."""

NOTICE_STEP = {"acceptance": "S1", "eligibility": "S3", "ranking": "S4", "result": "S4"}

REQUIRED = {
    "acceptance": frozenset({"applicant_name", "area", "result", "period", "objection_channel", "publisher"}),
    "eligibility": frozenset(
        {"applicant_name", "area", "result", "period", "objection_channel", "publisher", "category"}
    ),
    "ranking": frozenset({"applicant_name", "area", "period", "objection_channel", "publisher"}),
    "result": frozenset({"applicant_name", "area", "result", "publisher"}),
}

_UNMASKED = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])|(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


def notices(history: History, path: str, days: Workdays) -> Iterator[Statement]:
    """Each notice at its opening, and again at a closing before its announced end."""
    for kind, step in (("acceptance", "S1"), ("eligibility", "S3")):
        opened = history.with_data("notice_opened", notice=kind)
        closed = history.with_data("notice_closed", notice=kind)
        closings: dict[str, Statement] = {}
        for op, following in pairwise([*opened, None]):
            assert op is not None  # only the last of a pair can be missing
            yield _opening(op, kind, step, path, days)
            closing = first_since(closed, op.occurred_at)
            if closing is None or (following is not None and closing.occurred_at > following.occurred_at):
                continue
            faults, checks = _closing_faults(closing, op, days)
            if faults:
                # At the instant of the next opening one closing can close both: it is still one statement.
                earlier = closings.get(closing.operation_id)
                closings[closing.operation_id] = Statement(
                    f"{kind}_notice",
                    "",
                    closing,
                    step,
                    faults=(*(earlier.faults if earlier is not None else ()), *faults),
                    takes_over=("short",) if "cut" in faults else (),
                    checks=(*(earlier.checks if earlier is not None else ()), *checks),
                    closes=op.operation_id,
                )
        yield from closings.values()
    # How long a result stays up is not judged, and before the selection there is no result.
    selected = selection(history, path)
    if selected is not None:
        for op in history.with_data("notice_opened", notice="result"):
            if op.occurred_at >= selected.occurred_at:
                yield _opening(op, "result", "S4", path, days)


def selection(history: History, path: str) -> Operation | None:
    """From when the result of the allotment is due: the first home selected, on the subsidy path the first rank."""
    return history.first("ranked" if path == Mode.SUBSIDY else "unit_selected")


def _opening(op: Operation, kind: str, step: str, path: str, days: Workdays) -> Statement:
    checks = _completeness(op, kind, path)
    faults = [] if all_hold(checks) else ["elements"]
    if kind != "result":
        length = announced(op, days)
        faults += _length_fault(length)
        checks = (*checks, _length_check(length))
    full = not faults
    return Statement(
        f"{kind}_notice",
        "",
        op,
        step,
        faults=tuple(faults),
        cures=("elements", "short", "cut", "withdrawn") if full else (),
        takes_over=("short",) if "cut" in faults else (),
        checks=checks,
    )


def _closing_faults(closing: Operation, op: Operation, days: Workdays) -> tuple[list[str], tuple[Check, ...]]:
    ends_on = date.fromisoformat(str(op.data["ends_on"]))
    faults: list[str] = []
    checks: list[Check] = []
    if closing.day < ends_on:
        length = _days_between(op, closing.day, days)
        faults += _length_fault(length)
        checks.append(_length_check(length))
    if closing.data.get("withdrawn") in (1, True) and closing.day <= ends_on:
        faults.append("withdrawn")
    checks.append(Check("stood", "withdrawn" not in faults))
    return faults, tuple(checks)


def announced(op: Operation, days: Workdays) -> int:
    """Working days a notice announces, both ends included."""
    return _days_between(op, date.fromisoformat(str(op.data["ends_on"])), days)


def _days_between(op: Operation, last: date, days: Workdays) -> int:
    first = date.fromisoformat(str(op.data["starts_on"]))
    return max(0, days.n(last) - days.n(first) + days.is_working(first))


def _length_fault(length: int) -> list[str]:
    if length < SHORT_LENGTH:
        return ["cut"]
    return ["short"] if length < FULL_LENGTH else []


def _length_check(length: int) -> Check:
    return Check("notice_days", not _length_fault(length), str(length))


def is_full(op: Operation, path: str, days: Workdays | None) -> bool:
    """Whether a notice cures: all required elements, nothing unmasked and, where days are given, long enough."""
    kind = str(op.data["notice"])
    return _is_complete(op, kind, path) and (days is None or announced(op, days) >= FULL_LENGTH)


def _is_complete(op: Operation, kind: str, path: str) -> bool:
    return all_hold(_completeness(op, kind, path))


def _completeness(op: Operation, kind: str, path: str) -> tuple[Check, ...]:
    required = REQUIRED[kind]
    if kind == "result" and path == Mode.UNIT:
        required = required | {"unit"}
    elements = [str(element) for element in op.data.get("elements") or ()]
    missing = sorted(required - set(elements))
    return (
        Check("elements", not missing, "/".join(missing)),
        Check("masked", not is_unmasked([str(op.data.get("text") or ""), *elements])),
    )


def is_unmasked(texts: list[str]) -> bool:
    """Whether an ID or mobile number stands in the open (rules.md, "Unmasked")."""
    return any(_UNMASKED.search(unicodedata.normalize("NFKC", text)) for text in texts if text)
