"""Another limit, tried out and never stored: what would burn if every area had so many days."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cockpit.domain.area import PROVINCE
from cockpit.domain.limit import Limit, Limits
from cockpit.domain.limit_change import province_line
from cockpit.domain.refusal import Refusal

LONGEST = 366
"""Days beyond which a number is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Trial:
    """``line``: the province's own as it would read; ``of``: as it reads now; ``limits``: with ``line`` everywhere."""

    line: Limit
    of: Limit
    limits: Limits

    @property
    def is_looser(self) -> bool:
        return self.line.days > self.of.days


def tried(limits: Limits, code: str, days: int, instance: str = "") -> Trial:
    """A limit (of one department) with ``days`` in the whole province; what an area has made stricter still stays.

    The yellow lamp comes a fifth of the limit before it, as where an area sets one. Refusal: an unknown limit or
    department, no days, or more than a year.
    """
    of = province_line(code, instance)
    if instance and of.instance != instance:
        raise Refusal(f"“{of.label}”没有部门“{instance[:40]}”单独的时限，不能单独试算。")
    if not 1 <= days <= LONGEST:
        raise Refusal(f"试算的“{of.label}”时限应在 1 至 {LONGEST} {of.unit}之间：收到 {days}。")
    lines = tuple(_as_tried(line, days) if _is_meant(line, of) else line for line in limits.lines)
    return Trial(_as_tried(of, days), of, replace(limits, lines=lines))


def _is_meant(line: Limit, of: Limit) -> bool:
    return line.code == of.code and province_line(line.code, line.instance).instance == of.instance


def _as_tried(line: Limit, days: int) -> Limit:
    if line.days == days or (line.area_code != PROVINCE and line.days < days):
        return line
    return replace(line, days=days, near=max(1, days // 5) if line.near else 0)
