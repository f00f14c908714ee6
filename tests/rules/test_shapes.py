"""The shapes that findings are made of, tried with limits of our own, and the catalogue that they make up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from cockpit.domain.limit import LIMITS, SHIPPED, Limit, Limits
from cockpit.domain.vocabulary import LampClass, Level
from cockpit.jobs import evaluate as evaluation
from cockpit.rules import FINDINGS, REGISTRY, Finding, shapes, timing, version
from cockpit.rules.rule import LAMP_COLUMNS
from tests.build import History, case
from tests.reference.lamps import LEVEL, class_of
from tests.rules.conftest import Court, spoken
from tests.rules.twins import product_lamps

Judge = Callable[..., str]

SAID = {"says": "试", "sentence": "{subject}。"}
PROVINCE = "Aa"
"""The code under which a single world is judged (twins.py)."""


@pytest.fixture
def judged(court: Court, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """judged(history, finding, as_of): what one finding says of a history, under limits of our own where given."""
    # A finding's SQL is built once; ours changes with its limits.
    monkeypatch.setattr(evaluation, "_into_lamp", evaluation._into_lamp.__wrapped__)

    def judge(told: History, finding: Finding, as_of: str, *limits: Limit) -> str:
        given = Limits(limits) if limits else SHIPPED
        rule = replace(REGISTRY["R01"], findings=(finding,))
        monkeypatch.setattr(evaluation, "REGISTRY", {"R01": rule})
        return spoken(product_lamps(court.connection, [told.world()], date.fromisoformat(as_of), given)[0])

    return judge


NEAR = timing.near_limit("X.near", "accept", **SAID)
OVER = timing.overdue("X.over", "accept", **SAID)


def days(number: int, near: int = 1, **line: object) -> Limit:
    return Limit("accept", "", number, near, "试", **line)


def submitted(on: str = "2026-03-02") -> History:
    return case().submitted(on)


# --- limits are data --------------------------------------------------------------------------------------------------


def test_a_limit_of_three_days_with_two_days_warning(judged: Judge) -> None:
    h = submitted()
    assert judged(h, NEAR, "2026-03-05", days(3, 2)) == "since 2026-03-03"
    assert judged(h, OVER, "2026-03-05", days(3, 2)) == "dark"
    assert judged(h, OVER, "2026-03-06", days(3, 2)) == "since 2026-03-06"


def test_a_limit_with_a_warning_of_no_days_is_near_on_the_due_day_only(judged: Judge) -> None:
    assert judged(submitted(), NEAR, "2026-03-31", days(3, 0)) == "2026-03-05 until 2026-03-06"


def test_a_stricter_line_of_the_area_wins_and_one_of_another_area_does_not(judged: Judge) -> None:
    h, of_the_province = submitted(), days(5)
    of_the_city = days(3, area_code=f"{PROVINCE}01")
    of_the_county = days(2, area_code=f"{PROVINCE}0102")
    elsewhere = days(1, area_code=f"{PROVINCE}02")
    assert judged(h, OVER, "2026-03-31", of_the_province, elsewhere) == "since 2026-03-10"
    assert judged(h, OVER, "2026-03-31", of_the_province, of_the_city) == "since 2026-03-06"
    assert judged(h, OVER, "2026-03-31", of_the_province, of_the_city, of_the_county) == "since 2026-03-05"


def test_a_line_of_one_instance_wins_over_that_of_a_smaller_area(judged: Judge) -> None:
    first, second = days(4, instance="1"), days(2, area_code=f"{PROVINCE}0102")
    assert judged(submitted(), OVER, "2026-03-31", first, second) == "since 2026-03-07"


def test_a_clock_runs_by_the_line_in_force_on_the_day_it_starts(judged: Judge) -> None:
    new = days(3, since=date(2026, 3, 3))
    assert judged(submitted("2026-03-02"), OVER, "2026-03-31", days(5), new) == "since 2026-03-10"
    assert judged(submitted("2026-03-03"), OVER, "2026-03-31", days(5), new) == "since 2026-03-07"


def test_where_no_line_is_in_force_yet_nothing_burns(judged: Judge) -> None:
    assert judged(submitted(), OVER, "2026-12-31", days(3, since=date(2026, 4, 1))) == "dark"
    assert judged(submitted(), NEAR, "2026-12-31", days(3, since=date(2026, 4, 1))) == "dark"


def test_near_is_the_first_day_on_which_so_few_are_left_although_it_is_past_when_a_suspension_ends(
    judged: Judge,
) -> None:
    # 3 and 4 March count, then 5, 6, 9 are stopped: the third counted day is the 10th.
    h = case().dispatched("2026-03-02").clock_suspended("2026-03-04").clock_resumed("2026-03-09")
    answer = timing.near_limit("X.near", "answer", **SAID)
    assert judged(h, answer, "2026-03-31", Limit("answer", "", 4, 1, "试")) == "2026-03-10 until 2026-03-12"
    assert judged(h, answer, "2026-03-31", Limit("answer", "", 4, 2, "试")) == "2026-03-04 until 2026-03-12"


# --- late, until a longer limit turns it red --------------------------------------------------------------------------

LATE = timing.late("X.late", "result", limit="result.late", then="result.over", **SAID)


def test_late_ends_where_the_red_begins_and_only_if_it_begins(judged: Judge) -> None:
    h = case().unit_selected("2026-03-02")
    assert judged(h, LATE, "2026-03-09") == "since 2026-03-05"
    assert judged(h, LATE, "2026-03-10") == "2026-03-05 until 2026-03-10"
    ended_before = case().unit_selected("2026-03-02").withdrawn("2026-03-06")
    assert judged(ended_before, LATE, "2026-12-31") == "since 2026-03-05"


# --- faulty: one run from the first fault to the next cure ------------------------------------------------------------

VAGUE = shapes.faulty("X.vague", "street_opinion", "vague", Level.YELLOW, **SAID)


def opinions(*told: tuple[str, str]) -> History:
    h = case()
    for on, text in told:
        h.street_opinion_given(on, opinion=text)
    return h


GOOD = "经核查,该户人口3人,人均住房面积12平方米"


def test_a_fault_repeated_while_it_burns_is_the_same_lamp(judged: Judge) -> None:
    h = opinions(("2026-03-02", "同意"), ("2026-03-03", "已阅"), ("2026-03-05", GOOD), ("2026-03-06", GOOD))
    assert judged(h, VAGUE, "2026-03-31") == "2026-03-02 until 2026-03-06"


def test_each_run_is_a_row_of_its_own(judged: Judge) -> None:
    h = opinions(("2026-03-02", "同意"), ("2026-03-03", GOOD), ("2026-03-04", "已阅"), ("2026-03-06", GOOD))
    assert judged(h, VAGUE, "2026-03-31") == "2026-03-02 until 2026-03-04, 2026-03-04 until 2026-03-07"


def test_a_fault_that_comes_back_on_the_day_of_its_cure_burns_on_from_the_first(judged: Judge) -> None:
    h = opinions(("2026-03-02 09:00", "同意"), ("2026-03-02 10:00", GOOD), ("2026-03-02 11:00", "已阅"))
    assert judged(h, VAGUE, "2026-03-31") == "since 2026-03-02"


def test_what_cures_at_the_very_instant_counts_as_later_whatever_its_number(judged: Judge) -> None:
    for first, second in (("同意", GOOD), (GOOD, "同意")):
        h = opinions(("2026-03-02 09:00", first), ("2026-03-02 09:00", second))
        assert judged(h, VAGUE, "2026-03-31") == "2026-03-02 until 2026-03-03"


def test_a_cure_before_the_fault_is_none(judged: Judge) -> None:
    assert judged(opinions(("2026-03-02", GOOD), ("2026-03-03", "同意")), VAGUE, "2026-03-31") == "since 2026-03-03"


# --- the catalogue ----------------------------------------------------------------------------------------------------


def test_the_nine_rules_have_exactly_the_findings_of_the_rule_page() -> None:
    assert set(REGISTRY) >= {"R01", "R03", "R05", "R06", "R08", "R09", "R10", "R11", "R14"}
    assert set(FINDINGS) == {code for code in LEVEL if code[:3] in REGISTRY}


def test_every_finding_stands_under_its_rule_s_code() -> None:
    assert [f.code for rule in REGISTRY.values() for f in rule.findings if not f.code.startswith(f"{rule.code}.")] == []


@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_every_finding_has_level_class_words_and_the_columns_of_a_lamp(code: str) -> None:
    finding = FINDINGS[code]
    assert (finding.level, finding.lamp_class) == (LEVEL[code], class_of(code))
    assert finding.says and finding.sentence.endswith("。")
    assert set(finding.lamps().subquery().c.keys()) == set(LAMP_COLUMNS)


@pytest.mark.parametrize("code", sorted(code for code, finding in FINDINGS.items() if finding.limit))
def test_a_limit_s_days_stand_in_the_words_of_its_finding(code: str) -> None:
    finding = FINDINGS[code]
    lines = [limit for limit in LIMITS if limit.code == finding.limit]
    assert lines
    spoken = {int(number) for number in re.findall(r"\d+", finding.says)}
    assert spoken >= {limit.days for limit in lines}
    if finding.lamp_class == LampClass.NEAR_LIMIT:
        assert spoken >= {limit.near for limit in lines}


def test_the_version_of_the_rules_changes_with_any_word_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    before = version()
    code, finding = next(iter(FINDINGS.items()))
    monkeypatch.setitem(FINDINGS, code, replace(finding, says=finding.says + "。"))
    assert re.fullmatch(r"[0-9a-f]{8}", before)
    assert version.__wrapped__() != before
