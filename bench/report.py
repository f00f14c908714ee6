"""The table of speed goals: printed, and written to docs/generated/bench.md with size, date and machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bench.replay import Pair
from cockpit.settings import REPOSITORY

PAGE = REPOSITORY / "docs" / "generated" / "bench.md"

FLOORS = {
    3: "the SQL that the callback sent, the same text and values, through one open psycopg connection without row-level"
    " security, rows fetched; p95 of each callback against its own floor, the worst one shown",
    4: "as line 3, for a first, a later and a deep block of each list, of alerts by both ends of `since` too;"
    " 61 ms is Superset's table page as recorded in an earlier run",
    5: "bytes of Superset's first page as recorded in an earlier run",
    9: "`SELECT count(*) FROM operation` as one sequential scan in one process",
    10: "an index fetch of the case through one open psycopg connection; the operations are of every kind, in turns"
    " with the floor, each in a transaction of its own on one warm connection",
    11: "binary COPY of the ledger's own rows into an empty logged table with the same indexes; ours is"
    " `cockpit import` and `evaluate` whole:"
    " reading, checking, sealing, hashing, facts, rules, alerts, rollups, statistics",
    12: "none: from the commit in this process to the lamp in Chromium, at any moment between two polls",
    13: "the same question to a province of a tenth of the size, both in turns in this process",
    14: "evaluating and rolling up everything once more, row by row; 10,000 operations with corrections in"
    " `make test-long` (tests/jobs/test_take_up.py)",
    15: "none: wall clock from `git clone` to the first page, packages from this machine's cache or mirror",
}
"""What each line is measured against, in one sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    name: str
    floor: str
    ours: str
    ratio: str
    target: str

    def cells(self) -> tuple[str, ...]:
        return (str(self.number), self.name, self.floor, self.ours, self.ratio, self.target)


def milliseconds(values: tuple[float, float]) -> str:
    """p50 and p95."""
    return " / ".join(f"{value:,.1f}" if value < 100 else f"{value:,.0f}" for value in values) + " ms"


def both(pair: Pair) -> tuple[str, str]:
    """Floor and ours, each as p50 / p95."""
    (floor_50, ours_50), (floor_95, ours_95) = pair.p50(), pair.p95()
    return milliseconds((floor_50, floor_95)), milliseconds((ours_50, ours_95))


def write(lines: Iterable[Line], size: str, now: datetime, load: float) -> None:
    """``load``: the machine's load average when the run began: how far its figures can be believed."""
    found = sorted(lines, key=lambda line: line.number)
    head = ("line", "what", "floor (p50 / p95)", "ours (p50 / p95)", "ratio", "target")
    rows = [head, ("---",) * len(head), *(line.cells() for line in found)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    machine = f"{os.cpu_count()} × {platform.machine()}, Python {platform.python_version()}, {platform.system()}"
    floors = "\n".join(f"- **{line.number}**: {FLOORS[line.number]}." for line in found)
    PAGE.write_text(
        "<!-- Written by `make bench`. -->\n\n# Speed\n\n"
        f"{now:%Y-%m-%d}, {size}; {machine}; load average {load:.1f} at the start"
        f"{', so other work shared the machine' if load > 1 else ''}.\n"
        "Floor and ours were measured in one run, in turns, 30 times or more unless said otherwise; answers to the\n"
        "same question were compared.\n\n"
        f"{table}\n\n## Floors\n\n{floors}\n"
    )
    print(table)
