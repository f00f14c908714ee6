"""Headline numbers: never bare, never divided by nothing, better or worse by their own direction."""

from __future__ import annotations

import pytest

from cockpit.db.measures import MEASURES
from cockpit.domain.figure import count, days, share
from cockpit.domain.kpi import Kpi, Shape, Value
from cockpit.domain.kpis import HEADLINE

BY_CODE = {kpi.code: kpi for kpi in HEADLINE}


def value(code: str, part: float | None, whole: int | None, before: float | None, whole_before: int | None) -> Value:
    return Value(BY_CODE[code], part, whole, before, whole_before)


def test_large_counts_are_said_in_ten_thousands_and_small_ones_in_full() -> None:
    assert str(count(320_000, "套")) == "32.0 万套"
    assert str(count(98_431, "套")) == "98,431 套"


def test_a_share_of_nothing_is_a_word_and_no_number() -> None:
    assert str(share(0, 0, none="无办结件")) == "无办结件"


def test_no_median_is_a_word_and_half_a_day_is_said() -> None:
    assert str(days(None, none="无办结件")) == "无办结件"
    assert str(days(43.5, none="")) == "43.5 天"


def test_a_share_rises_for_the_better_and_open_lamps_rise_for_the_worse() -> None:
    assert value("on_time", 90, 100, 80, 100).better is True
    assert value("red", 12, None, 10, None).better is False


def test_fewer_days_are_better() -> None:
    assert value("handling", 40, 19, 43, 20).better is True


def test_more_homes_are_neither_better_nor_worse() -> None:
    assert value("homes", 12, None, 10, None).better is None


def test_a_few_cases_are_not_judged() -> None:
    assert value("handling", 40, 9, 43, 20).better is None


def test_no_change_is_neither() -> None:
    assert value("red", 10, None, 10, None).better is None


def test_the_change_of_a_share_is_in_percentage_points() -> None:
    assert value("on_time", 924, 1000, 893, 1000).change == pytest.approx(3.1)


def test_there_is_no_change_against_a_period_without_any_case() -> None:
    assert value("on_time", 9, 10, 0, 0).change is None
    assert value("handling", 40, 3, None, 0).change is None


def test_a_share_of_few_cases_says_so_and_one_of_many_does_not() -> None:
    assert value("on_time", 3, 3, 9, 10).rests_on_few
    assert not value("on_time", 10, 10, 9, 10).rests_on_few
    assert not value("homes", 3, None, 3, None).rests_on_few


@pytest.mark.parametrize("kpi", HEADLINE, ids=lambda kpi: kpi.code)
def test_every_kpi_rests_on_declared_measures_and_says_why_it_matters(kpi: Kpi) -> None:
    assert kpi.numerator in MEASURES or kpi.shape is Shape.MEDIAN
    assert kpi.denominator is None or kpi.denominator in MEASURES
    assert kpi.why.endswith("。")
    assert (kpi.denominator is None) == (kpi.shape is Shape.COUNT)
    assert bool(kpi.none) == (kpi.shape is not Shape.COUNT)
    assert kpi.rows.format(area="35", first="2026-11-01", last="2026-11-23").startswith("/")
