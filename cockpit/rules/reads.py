"""Which fact rows a finding judges: what an explanation lays open, whether its lamp burns or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select


class Shape(StrEnum):
    """How the rows are judged (rules.timing and rules.shapes; DECIDED and SELECTED belong to R08 and R13 alone)."""

    NEAR = "near"
    OVER = "over"
    LATE = "late"
    CAME_LATE = "came_late"
    FAULTY = "faulty"
    OMITTED = "omitted"
    DECIDED = "decided"
    SELECTED = "selected"
    AHEAD = "ahead"  # these four: the prompts (rules.prompting)
    PASSED = "passed"
    LASTING = "lasting"
    COUNTED = "counted"


CLOCKS = frozenset({Shape.NEAR, Shape.OVER, Shape.LATE, Shape.CAME_LATE})
PENDING = frozenset({Shape.AHEAD, Shape.PASSED, Shape.LASTING, Shape.COUNTED})


@dataclass(frozen=True, slots=True)
class Reads:
    """``kind``: of the clock, statement, omission or matter pending.

    ``considered`` selects every row that the finding looks at, before its condition.
    """

    shape: Shape
    kind: str
    considered: Callable[[], Select[Any]]
    fault: str = ""
