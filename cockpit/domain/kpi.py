"""What a headline number is: which counts it is made of, which way is better, and for whom it is meant."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.domain import figure
from cockpit.domain.figure import Figure
from cockpit.domain.vocabulary import Named


class Direction(Named):
    MORE = "more", "越高越好"
    LESS = "less", "越低越好"
    NEITHER = "neither", "无优劣"


class Shape(Named):
    COUNT = "count", "数量"
    SHARE = "share", "比率"
    MEDIAN = "median", "中位数"


@dataclass(frozen=True, slots=True)
class Kpi:
    """``numerator``, ``denominator``: measures of the rollup (db.measures), or ``handled_days`` for the median.

    A share at any level is the sum of the numerator over the sum of the denominator. ``none`` is said where there is
    nothing to divide by. ``public``: whether a citizen may see it. ``rows``: the address of what is counted, with the
    fields {area}, {first}, {last}; lists that know only the present state serve periods that end with it
    (``rows_as_of_only``).
    """

    code: str
    label: str
    why: str
    numerator: str
    direction: Direction
    unit: str
    audience: str
    public: bool
    denominator: str | None = None
    shape: Shape = Shape.COUNT
    none: str = ""
    icon: str = ""
    rows: str = ""
    rows_as_of_only: bool = False

    def figure(self, part: float | None, whole: int | None = None) -> Figure:
        """The number as people read it; ``part`` is None where there is none (no case ended)."""
        if self.shape is Shape.SHARE:
            return figure.share(int(part or 0), whole or 0, none=self.none)
        if self.shape is Shape.MEDIAN:
            return figure.days(part, none=self.none)
        return figure.count(int(part or 0), self.unit)


@dataclass(frozen=True, slots=True)
class Value:
    """A headline number of one area and period, with the one before. ``whole``: what a share or median rests on."""

    kpi: Kpi
    part: float | None
    whole: int | None
    part_before: float | None
    whole_before: int | None

    @property
    def figure(self) -> Figure:
        return self.kpi.figure(self.part, self.whole)

    @property
    def number(self) -> float | None:
        """The count, the share in per cent, or the median; None where there is none."""
        return _number(self.kpi, self.part, self.whole)

    @property
    def number_before(self) -> float | None:
        return _number(self.kpi, self.part_before, self.whole_before)

    @property
    def change(self) -> float | None:
        """Counts: in the unit; shares: in percentage points; medians: in days. None without one of the two."""
        if self.number is None or self.number_before is None:
            return None
        return round(self.number - self.number_before, 1)

    @property
    def better(self) -> bool | None:
        """Whether the change is for the better, by the direction of the KPI and not by its sign; None for neither.

        Nor is a share or median of a few cases judged: one case more or less would turn it round.
        """
        if not self.change or self.rests_on_few or self.kpi.direction is Direction.NEITHER:
            return None
        return (self.change > 0) == (self.kpi.direction is Direction.MORE)

    @property
    def rests_on_few(self) -> bool:
        """A share or median of fewer than ten cases says little: the card says of how many."""
        return self.whole is not None and 0 < self.whole < 10


def _number(kpi: Kpi, part: float | None, whole: int | None) -> float | None:
    if part is None:
        return None
    if kpi.shape is Shape.SHARE:
        return 100 * part / whole if whole else None
    return part
