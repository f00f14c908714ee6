"""The supervision rules. The folder is the registry: a module ``rNN_name`` that declares ``RULE`` is a rule, a module
``tNN_name`` that declares ``FAMILY`` a family of prompts, which are no rules and count nowhere among their lamps.

示例规则集: only the five kinds that the article names are Fujian's own; conditions, limits and phrases are constructions
(rules.md) until the official annexes replace them.
"""

from __future__ import annotations

import hashlib
import pkgutil
from dataclasses import astuple
from functools import cache
from importlib import import_module
from types import ModuleType

from cockpit.domain.limit import SHIPPED, Limits
from cockpit.domain.prompt_limit import PROMPT_LIMITS
from cockpit.rules.prompt import Family
from cockpit.rules.rule import Finding, Rule
from cockpit.rules.sentences import sentence as _sentence

TOTAL = 16
"""Rules of the province's catalogue; ``REGISTRY`` holds those that are built."""


def _modules(letter: str) -> list[ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [import_module(f"{__name__}.{name}") for name in names if name[0] == letter and name[1:3].isdigit()]


REGISTRY: dict[str, Rule] = {module.RULE.code: module.RULE for module in _modules("r")}
PROMPTS: dict[str, Family] = {module.FAMILY.code: module.FAMILY for module in _modules("t")}

FINDINGS: dict[str, Finding] = {finding.code: finding for rule in REGISTRY.values() for finding in rule.findings}
PROMPT_FINDINGS: dict[str, Finding] = {
    finding.code: finding for family in PROMPTS.values() for finding in family.findings
}


@cache
def version(limits: Limits = SHIPPED) -> str:
    """Names the rules and limits at work: 8 hex digits that change with any of them. Every evaluation cites it."""
    said = [f"{code} {finding.level} {finding.says}" for code, finding in sorted((FINDINGS | PROMPT_FINDINGS).items())]
    said += [str(astuple(limit)) for limit in PROMPT_LIMITS]
    said += [str(astuple(line)) for line in limits.lines] + [str(astuple(light)) for light in limits.lights]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:8]


def sentence(row: dict[str, object]) -> str:
    """What a lamp says, in one Chinese sentence. ``row`` as in ``rules.sentences.sentence``."""
    code = str(row["finding"])
    return _sentence(FINDINGS.get(code) or PROMPT_FINDINGS[code], row)


__all__ = [
    "FINDINGS",
    "PROMPTS",
    "PROMPT_FINDINGS",
    "REGISTRY",
    "TOTAL",
    "Family",
    "Finding",
    "Rule",
    "sentence",
    "version",
]
