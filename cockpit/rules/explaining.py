"""What each row that a finding looked at amounts to, in words; the lamps themselves come from the finding's SELECT.

Nothing here decides whether a lamp burns. A reason is read off the very columns that the SELECT compares, and where
none of them tells why no lamp came of a row, ``UNEXPLAINED`` is said: a test proves that nobody ever reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cockpit.domain.explaining_words import CLOCKS, MATTERS, NONE_WRONG, STATEMENTS
from cockpit.domain.explanation import Burning, Explained, Ground
from cockpit.domain.vocabulary import Level
from cockpit.rules.ground_of_clock import clock_ground
from cockpit.rules.ground_of_order import order_ground, order_kept
from cockpit.rules.ground_of_pending import pending_ground
from cockpit.rules.ground_of_selection import decision_ground, selection_ground
from cockpit.rules.ground_of_statement import statement_ground
from cockpit.rules.grounds import Facts, Row
from cockpit.rules.reads import CLOCKS as CLOCK_SHAPES
from cockpit.rules.reads import PENDING, Shape
from cockpit.rules.rule import Finding
from cockpit.rules.sentences import sentence

TOLD = 3
"""So many lamps or reasons are told in one verdict; the rest is counted."""


def explained(
    finding: Finding, lamps: Sequence[Row], raw: Sequence[Row], rows: Sequence[Row], facts: Facts
) -> Explained:
    """``lamps``: settled, with office and area_name; ``raw``: as selected; ``rows``: what the finding looked at."""
    grounds = list(_grounds(finding, lamps, raw, rows, facts))
    burning = [
        Burning(*(lamp[name] for name in ("subject_kind", "subject_id", "instance", "since", "until", "open")))
        for lamp in lamps
    ]
    verdict = _lit(finding, lamps) if lamps else _dark(finding, grounds)
    return Explained(finding.code, _level(finding, lamps), finding.says, verdict, burning, grounds)


def _grounds(
    finding: Finding, lamps: Sequence[Row], raw: Sequence[Row], rows: Sequence[Row], facts: Facts
) -> Iterable[Ground]:
    reads = finding.reads
    if reads is None:
        return
    for row in rows:
        if reads.shape in CLOCK_SHAPES:
            yield clock_ground(finding, reads, row, lamps, raw, facts)
        elif reads.shape in PENDING:
            yield pending_ground(finding, reads, row, lamps, raw, facts)
        elif reads.shape == Shape.FAULTY:
            yield statement_ground(reads, row, lamps, raw, facts)
        elif reads.shape == Shape.OMITTED:
            yield order_ground(reads, row, lamps, raw, facts)
        elif reads.shape == Shape.DECIDED:
            yield decision_ground(row, lamps, raw, facts)
        else:
            yield selection_ground(reads, row, lamps, raw, facts)
    if not rows and reads.shape == Shape.OMITTED:
        yield order_kept(reads.kind, facts)


def _level(finding: Finding, lamps: Sequence[Row]) -> Level:
    shown = [Level(lamp["level"]) for lamp in lamps if lamp["open"]] or [Level(lamp["level"]) for lamp in lamps]
    return finding.level if not shown or finding.level in shown else shown[0]


def _lit(finding: Finding, lamps: Sequence[Row]) -> str:
    colour = _level(finding, lamps).label
    began = f"亮{colour}：" if any(lamp["open"] for lamp in lamps) else f"亮过{colour}："
    told = "".join(f"{sentence(finding, lamp)}（{_burned(lamp)}）" for lamp in lamps[:TOLD])
    return began + told + (f"另有 {len(lamps) - TOLD} 盏。" if len(lamps) > TOLD else "")


def _burned(lamp: Mapping[str, Any]) -> str:
    return f"{lamp['since']} 起，" + ("仍亮" if lamp["open"] else f"{lamp['until']} 起不再亮")


def _dark(finding: Finding, grounds: Sequence[Ground]) -> str:
    reasons = list(dict.fromkeys(ground.follows for ground in grounds)) or [_nothing(finding)]
    more = f"；另有 {len(reasons) - TOLD} 项" if len(reasons) > TOLD else ""
    return f"未亮灯：因为{'；'.join(reasons[:TOLD])}{more}。"


def _nothing(finding: Finding) -> str:
    """Why there is not a single row to look at."""
    reads = finding.reads
    if reads is None:
        return "没有可判定的事实"
    if reads.shape in CLOCK_SHAPES:
        return f"没有“{CLOCKS[reads.kind].starts}”的记录，期限没有起算"
    if reads.shape in PENDING:
        return MATTERS[reads.kind].none
    if reads.shape == Shape.FAULTY:
        return NONE_WRONG.get(reads.kind) or f"没有{STATEMENTS[reads.kind]}的记录"
    if reads.shape == Shape.DECIDED:
        return "尚未作出资格认定"
    return "本件没有选过房" if reads.kind == "outsider" else "本件在候期间，没有其他办件在同一批次选房"
