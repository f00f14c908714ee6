"""What a rule is: its place in the regulation and its findings.

A finding is an interval [since, until) of the days on which its condition holds. Its ``lamps`` is one SELECT over the
fact tables with the columns of ``LAMP_COLUMNS``; who reads it is ``jobs.evaluate``. The same declaration prints the
rule on screen and in docs/generated/rules.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Select

from cockpit.domain.vocabulary import Category, LampClass, Level, Step
from cockpit.rules.reads import Reads

LAMP_COLUMNS = (
    "city_code",
    "subject_kind",
    "subject_id",
    "instance",
    "since",  # first day on which it burns
    "cured_on",  # day of the operation that cures it: it still burns that day
    "taken_on",  # day from which a red lamp burns in its place
    "step",
    "area_code",
    "case_no",
    "org_id",  # who acted, '' for an omission
    "actor_id",
    "asked_of",  # kind of organisation that must act, '' where org_id answers
    "source",
    "evidence",
    "measured",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a rule. ``says`` is its condition, ``sentence`` what it tells of one subject (rules.sentences)."""

    code: str  # R05.answer.over
    level: Level
    lamp_class: LampClass
    says: str
    sentence: str
    lamps: Callable[[], Select[tuple[object, ...]]]
    limit: str | None = None  # code of the limit in domain.limit
    reads: Reads | None = None  # the fact rows that it judges
    graded: bool = False  # an exceeded limit whose level the province's convention may grade (judging.level_of)


@dataclass(frozen=True, slots=True)
class Rule:
    """One of the sixteen supervision rules; ``named`` marks those that the article names."""

    code: str
    name: str
    identifier: str
    step: Step | None  # None: all steps
    risk_point: str
    category: Category
    basis: str
    named: bool
    findings: tuple[Finding, ...]
