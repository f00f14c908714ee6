"""A threshold in months comes to no fewer days than an index may be asked for."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from cockpit.domain.prompt_limit import PROMPT_LIMITS, PromptLimit, Unit

_BEGINS = [date(2023, 1, 1) + timedelta(days=n) for n in range(4 * 366)]


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def test_no_months_come_to_fewer_days_whenever_they_begin() -> None:
    for months in range(1, 73):
        shortest = min((_months_after(day, months) - day).days for day in _BEGINS)
        assert PromptLimit("m", "", months, Unit.MONTH).fewest_days <= shortest


def test_whole_years_are_told_to_the_day() -> None:
    assert [PromptLimit("y", "", 12 * years, Unit.MONTH).fewest_days for years in (1, 2, 3)] == [365, 730, 1095]


def test_days_and_working_days_come_to_themselves_at_the_least() -> None:
    for limit in PROMPT_LIMITS:
        assert limit.unit is Unit.MONTH or limit.fewest_days == limit.amount
