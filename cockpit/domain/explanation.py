"""Why a lamp burns or does not: what an explanation holds, for the page and for the command line alike.

A *ground* is one thing that a finding looked at (a limit that ran, an opinion, an act that had to wait for another, a
selection): the operations read, the values compared, the days counted, and what follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cockpit.domain.check import Check
from cockpit.domain.daycount import Count
from cockpit.domain.limit import Limit
from cockpit.domain.prompt_limit import PromptLimit
from cockpit.domain.vocabulary import Level, SubjectKind


@dataclass(frozen=True, slots=True)
class Burning:
    """One lamp: [since, until), until None while it burns at the end of the as-of day, or later."""

    subject_kind: str
    subject_id: str
    instance: str
    since: date
    until: date | None
    open: bool


@dataclass(slots=True)
class Ground:
    """``follows``: what this one amounts to, in words; ``lit``: whether a lamp comes of it."""

    title: str
    follows: str
    lit: bool
    read: tuple[str, ...] = ()  # operation ids, in the order of the story
    compared: list[tuple[str, str]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    limit: Limit | PromptLimit | None = None
    governed: str = ""  # by which line of the limit, from where and since when, in words
    count: Count | None = None


@dataclass(slots=True)
class Explained:
    """One finding of the rule. ``level``: as it burns, which the province's convention may soften, else as declared.
    ``verdict`` is the whole answer in one sentence."""

    code: str
    level: Level
    says: str
    verdict: str
    burning: list[Burning]
    grounds: list[Ground]

    @property
    def lit(self) -> bool:
        return bool(self.burning)

    @property
    def open(self) -> bool:
        return any(lamp.open for lamp in self.burning)


@dataclass(slots=True)
class Explanation:
    """Why a rule's lamps burn or do not in one case, as of the end of a day. ``acts``: operation id -> operation.

    Prompts are explained of a tenancy or a home too: ``subject`` says of which ``case_no`` is then the number.
    """

    city_code: str
    case_no: str
    rule: str
    as_of: date
    findings: list[Explained]
    acts: dict[str, Any]
    subject: SubjectKind = SubjectKind.CASE

    @property
    def summary(self) -> str:
        red = sum(found.open and found.level == Level.RED for found in self.findings)
        yellow = sum(found.open and found.level == Level.YELLOW for found in self.findings)
        past = sum(found.lit and not found.open for found in self.findings)
        dark = len(self.findings) - red - yellow - past
        parts = (
            f"{red} 项亮红灯" if red else "",
            f"{yellow} 项亮黄灯" if yellow else "",
            f"{past} 项亮过已熄" if past else "",
            f"{dark} 项未亮灯" if dark else "",
        )
        whose = "本类提示" if self.rule.startswith("T") else "本规则"
        return f"截至 {self.as_of}，{whose} {len(self.findings)} 项判定：" + "，".join(filter(None, parts)) + "。"
