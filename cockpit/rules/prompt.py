"""What a family of prompts is: findings by the same machinery as a rule's, but no supervision rule.

Prompts (临期提示) tell who handles a matter that a day comes near or has passed. They count nowhere among the lamps of the
sixteen rules and raise no alerts; what keeps them apart is their class, ``LampClass.PROMPT`` (db.lamps).
"""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.domain.vocabulary import SubjectKind
from cockpit.rules.rule import Finding


@dataclass(frozen=True, slots=True)
class Family:
    """One of the families of domain.md B(d): ``code`` T01…, ``subject`` what its prompts burn on."""

    code: str
    name: str
    identifier: str
    subject: SubjectKind
    basis: str
    findings: tuple[Finding, ...]
