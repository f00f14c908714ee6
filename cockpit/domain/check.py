"""One criterion that a statement was held against: whether it holds, and the figure or code that was compared.

Facts keep checks beside the faults that follow from them, so that a page can say what was right and what was wrong
with an opinion or a notice without ever seeing its text. Values are figures, days and codes, never what somebody wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HARMLESS = re.compile(r"[A-Za-z0-9_./:-]*")


@dataclass(frozen=True, slots=True)
class Check:
    """As text: ``+length=23``, ``-elements=area/period``, ``+place``."""

    name: str
    holds: bool
    value: str = ""

    def __str__(self) -> str:
        # What needs quoting in an array of PostgreSQL is nothing that we compare by: left out rather than escaped.
        value = self.value if _HARMLESS.fullmatch(self.value) else ""
        return f"{'+' if self.holds else '-'}{self.name}" + (f"={value}" if value else "")

    @classmethod
    def read(cls, text: str) -> Check:
        name, _, value = text[1:].partition("=")
        return cls(name, text.startswith("+"), value)


def all_hold(checks: tuple[Check, ...]) -> bool:
    return all(check.holds for check in checks)
