"""The supervision rules. The folder is the registry: a module ``rNN_name`` that declares ``RULE`` is a rule.

示例规则集: only the five kinds that the article names are Fujian's own; conditions, limits and phrases are constructions
(rules.md) until the official annexes replace them.
"""

from __future__ import annotations

import hashlib
import pkgutil
from dataclasses import astuple
from functools import cache
from importlib import import_module

from cockpit.domain.limit import SHIPPED, Limits
from cockpit.rules.rule import Finding, Rule
from cockpit.rules.sentences import sentence as _sentence

TOTAL = 16
"""Rules of the province's catalogue; ``REGISTRY`` holds those that are built."""

REGISTRY: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        import_module(f"{__name__}.{module.name}").RULE
        for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name)
        if module.name[0] == "r" and module.name[1:3].isdigit()
    )
}

FINDINGS: dict[str, Finding] = {finding.code: finding for rule in REGISTRY.values() for finding in rule.findings}


@cache
def version(limits: Limits = SHIPPED) -> str:
    """Names the rules and limits at work: 8 hex digits that change with any of them. Every evaluation cites it."""
    said = [f"{code} {finding.level} {finding.says}" for code, finding in sorted(FINDINGS.items())]
    said += [str(astuple(line)) for line in limits.lines] + [str(astuple(light)) for light in limits.lights]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:8]


def sentence(row: dict[str, object]) -> str:
    """What a lamp says, in one Chinese sentence. ``row`` as in ``rules.sentences.sentence``."""
    return _sentence(FINDINGS[str(row["finding"])], row)


__all__ = ["FINDINGS", "REGISTRY", "TOTAL", "Finding", "Rule", "sentence", "version"]
