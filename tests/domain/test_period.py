"""Periods and what they are compared with."""

from __future__ import annotations

from datetime import date

import pytest

from cockpit.domain.period import asked, month_ends, month_to_date
from cockpit.domain.refusal import Refusal

AS_OF = date(2026, 11, 23)


def test_without_a_word_it_is_the_month_to_date_against_the_same_days_of_the_month_before() -> None:
    period = asked({}, AS_OF)
    assert period == month_to_date(AS_OF)
    assert (period.first, period.last) == (date(2026, 11, 1), AS_OF)
    assert period.before == (date(2026, 10, 1), date(2026, 10, 23))
    assert period.than == "较上月同期"


def test_the_last_days_of_a_long_month_are_compared_with_the_whole_shorter_one() -> None:
    assert month_to_date(date(2026, 3, 30)).before == (date(2026, 2, 1), date(2026, 2, 28))


def test_a_month_that_is_over_is_compared_with_the_whole_month_before() -> None:
    period = asked({"period": "2026-10"}, AS_OF)
    assert (period.first, period.last) == (date(2026, 10, 1), date(2026, 10, 31))
    assert period.before == (date(2026, 9, 1), date(2026, 9, 30))
    assert period.than == "较上月"


def test_january_looks_back_into_december() -> None:
    assert asked({"period": "2026-01"}, AS_OF).before == (date(2025, 12, 1), date(2025, 12, 31))


def test_the_last_day_of_a_month_makes_it_whole() -> None:
    assert month_to_date(date(2026, 2, 28)).before == (date(2026, 1, 1), date(2026, 1, 31))


def test_the_running_year_is_compared_with_the_same_days_of_the_year_before() -> None:
    period = asked({"period": "2026"}, AS_OF)
    assert (period.first, period.last) == (date(2026, 1, 1), AS_OF)
    assert period.before == (date(2025, 1, 1), date(2025, 11, 23))


def test_a_leap_day_is_compared_with_the_28th() -> None:
    assert asked({"period": "2024"}, date(2024, 2, 29)).before == (date(2023, 1, 1), date(2023, 2, 28))


def test_any_two_days_are_compared_with_as_many_days_before_them() -> None:
    period = asked({"from": "2026-10-11", "to": "2026-10-20"}, AS_OF)
    assert period.before == (date(2026, 10, 1), date(2026, 10, 10))


def test_days_after_the_as_of_day_are_not_counted() -> None:
    assert asked({"from": "2026-11-01", "to": "2026-12-31"}, AS_OF).last == AS_OF


@pytest.mark.parametrize(
    "arguments",
    [
        {"from": "abc"},
        {"to": "2026-02-30"},
        {"from": "20261101"},
        {"from": "2026-10-02", "to": "2026-10-01"},
        {"from": "2026-11-24"},
        {"period": "2026-13"},
        {"period": "2026-12"},
        {"period": "2027"},
        {"period": "yesterday"},
        {"period": "0000-01"},
    ],
)
def test_what_is_no_period_is_refused_in_a_sentence(arguments: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refusal:
        asked(arguments, AS_OF)
    assert refusal.value.status == 400
    assert "：" in refusal.value.message


def test_the_months_end_on_their_last_days_and_the_running_one_on_the_as_of_day() -> None:
    assert month_ends(AS_OF, 3) == [date(2026, 9, 30), date(2026, 10, 31), AS_OF]
