"""Numbers as people read them: 32.0 万套, 1,284 件, 92.4 %, 21 天. Never a bare number, never a division by zero."""

from __future__ import annotations

from dataclasses import dataclass

TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as text and its unit; ``missing`` says why there is none (无办结件)."""

    text: str
    unit: str
    missing: bool = False

    def __str__(self) -> str:
        return self.text if self.missing else f"{self.text} {self.unit}"


def count(number: int, unit: str) -> Figure:
    """From 100,000 on in 万 with one decimal, below with separators: 32.0 万套, 98,431 套."""
    if abs(number) >= 10 * TEN_THOUSAND:
        return Figure(f"{number / TEN_THOUSAND:,.1f}", f"万{unit}")
    return Figure(f"{number:,}", unit)


def share(part: int, whole: int, *, none: str) -> Figure:
    """``part`` of ``whole`` in per cent; ``none`` where the whole is empty."""
    if whole == 0:
        return Figure(none, "", missing=True)
    return Figure(f"{100 * part / whole:.1f}", "%")


def days(number: float | None, *, none: str) -> Figure:
    """Days, with half a day where the median falls between two."""
    if number is None:
        return Figure(none, "", missing=True)
    return Figure(f"{number:.0f}" if number == int(number) else f"{number:.1f}", "天")
