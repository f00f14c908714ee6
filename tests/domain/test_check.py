"""A criterion as it is stored: what it says comes back, and nothing that could be somebody's words goes in."""

from __future__ import annotations

import pytest

from cockpit.domain.check import Check
from cockpit.domain.explaining_words import of_check
from cockpit.domain.opinion import checks, is_specific

GOOD = "经核查该户人口3人，人均住房面积12平方米，收入符合标准"


@pytest.mark.parametrize(
    "check", [Check("length", True, "23"), Check("elements", False, "area/period"), Check("item", True)]
)
def test_what_is_written_is_read_again(check: Check) -> None:
    assert Check.read(str(check)) == check


@pytest.mark.parametrize("value", ["张三", "a,b", 'say "x"', "{}", "a b", "\\"])
def test_what_somebody_wrote_is_never_stored(value: str) -> None:
    assert str(Check("verdict", False, value)) == "-verdict"


def test_an_opinion_is_specific_when_every_criterion_holds() -> None:
    found = checks(GOOD, "pass", None, None)
    assert [check.name for check in found] == ["length", "item", "own_words", "verdict"]
    assert all(check.holds for check in found)
    assert is_specific(GOOD, "pass", None, None)


@pytest.mark.parametrize(
    ("opinion", "verdict", "failing"),
    [
        ("同意", "pass", ["length", "item", "own_words"]),
        ("经审核，情况属实，建议予以通过，请上级核准", "pass", ["item"]),
        (GOOD, "fail", ["reason_code", "basis"]),
        (GOOD, None, ["verdict"]),
    ],
)
def test_each_criterion_fails_by_itself(opinion: str, verdict: str | None, failing: list[str]) -> None:
    assert [check.name for check in checks(opinion, verdict, None, None) if not check.holds] == failing
    assert not is_specific(opinion, verdict, None, None)


def test_the_words_of_a_check_name_the_figure_and_never_the_text() -> None:
    assert of_check(Check("length", False, "2")) == ("不少于 15 个字", "不符合，实有 2 字")
    assert of_check(Check("elements", False, "area/period")) == ("公示要素齐全", "不符合，缺 地区、公示期")
    assert of_check(Check("masked", True)) == ("未公开完整证件号或手机号", "符合")
