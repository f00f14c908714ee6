"""A city or county may be stricter than the province, never looser; every change has its day, document and source."""

from __future__ import annotations

from datetime import date

import pytest

from cockpit.domain.limit import LIMITS, Limit, Limits
from cockpit.domain.limit_change import Ground, light_named, province_line, stricter
from cockpit.domain.refusal import Refusal

GROUND = Ground(date(2026, 3, 2), "榕建〔2026〕3号", "《福州市公共租赁住房配租细则》第六条")


@pytest.mark.parametrize("line", LIMITS, ids=lambda line: f"{line.code}{line.instance and '.'}{line.instance}")
def test_a_limit_as_long_as_the_province_s_is_taken_and_one_day_more_is_refused(line: Limit) -> None:
    taken = stricter(line.code, line.days, area_code="3501", ground=GROUND, instance=line.instance)
    assert (taken.days, taken.area_code, taken.document) == (line.days, "3501", "榕建〔2026〕3号")
    with pytest.raises(Refusal, match=f"长于全省的 {line.days}"):
        stricter(line.code, line.days + 1, area_code="350102", ground=GROUND, instance=line.instance)


@pytest.mark.parametrize("days", [0, -1])
def test_a_limit_of_no_days_is_refused(days: int) -> None:
    with pytest.raises(Refusal, match="至少为 1"):
        stricter("answer", days, area_code="3501", ground=GROUND)


@pytest.mark.parametrize(
    ("document", "source"), [("", "细则"), ("  ", "细则"), ("榕建〔2026〕3号", ""), ("x" * 201, "细则")]
)
def test_a_change_without_document_or_source_is_refused(document: str, source: str) -> None:
    with pytest.raises(Refusal):
        Ground(date(2026, 3, 2), document, source)


@pytest.mark.parametrize("area", ["35", "350102001", "36", "abc"])
def test_only_a_city_or_county_changes_a_limit(area: str) -> None:
    with pytest.raises(Refusal):
        stricter("answer", 3, area_code=area, ground=GROUND)


def test_an_unknown_limit_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(Refusal, match="现有 accept、S1"):
        stricter("anwser", 3, area_code="3501", ground=GROUND)


def test_a_department_is_named_for_answers_only_and_civil_affairs_has_its_own_province_limit() -> None:
    assert stricter("answer", 8, area_code="3501", ground=GROUND, instance="civil_affairs").days == 8
    assert stricter("answer", 4, area_code="3501", ground=GROUND, instance="tax").instance == "tax"
    for code, instance in (("S1", "tax"), ("answer", "street")):
        with pytest.raises(Refusal, match="按部门"):
            stricter(code, 3, area_code="3501", ground=GROUND, instance=instance)
    with pytest.raises(Refusal, match="长于全省的 5"):
        stricter("answer", 8, area_code="3501", ground=GROUND, instance="tax")


def test_the_warning_is_a_fifth_of_the_limit_and_cannot_be_taken_away() -> None:
    assert [stricter("total", days, area_code="3501", ground=GROUND).near for days in (60, 10, 4)] == [12, 2, 1]
    assert stricter("review", 10, area_code="3501", ground=GROUND).near == 0
    with pytest.raises(Refusal, match="不得取消"):
        stricter("total", 40, area_code="3501", ground=GROUND, near=0)
    for near in (-1, 41):
        with pytest.raises(Refusal, match="应在 0 与时限 40 之间"):
            stricter("total", 40, area_code="3501", ground=GROUND, near=near)


def test_a_convention_that_is_none_is_refused() -> None:
    assert light_named("yellow_then_red").value == "yellow_then_red"
    with pytest.raises(Refusal, match="超期亮灯方式"):
        light_named("green")


def test_the_most_particular_area_goes_before_the_latest_date() -> None:
    city = stricter("answer", 4, area_code="3501", ground=GROUND)
    county = stricter("answer", 3, area_code="350102", ground=GROUND)
    later = stricter("answer", 2, area_code="3501", ground=Ground(date(2026, 5, 6), "榕建〔2026〕9号", "细则"))
    limits = Limits((*LIMITS, city, county, later))

    def days(area: str, on: date, department: str = "tax") -> int:
        line = limits.in_force("answer", area, on, department)
        assert line is not None
        return line.days

    assert days("350102001", date(2026, 6, 1)) == 3
    assert days("350103001", date(2026, 6, 1)) == 2
    assert days("350103001", date(2026, 5, 5)) == 4
    assert days("350103001", date(2026, 3, 1)) == 5
    assert days("350203001", date(2026, 6, 1)) == 5
    assert days("350103001", date(2026, 6, 1), "civil_affairs") == 10
    assert province_line("answer", "civil_affairs").days == 10
