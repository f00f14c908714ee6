"""Trying a limit: the province's line is replaced, what is stricter stays, and nonsense is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cockpit.domain.limit import LIMITS, SHIPPED, Limit, Limits
from cockpit.domain.limit_change import Ground, stricter
from cockpit.domain.limit_trial import LONGEST, tried
from cockpit.domain.refusal import Refusal

DAY = date(2026, 3, 2)
GROUND = Ground(DAY, "榕建〔2026〕3号", "《福州市细则》第六条")


def in_force(limits: Limits, area: str, instance: str = "") -> tuple[int, int]:
    line = limits.in_force("answer", area, DAY, instance)
    assert line is not None
    return line.days, line.near


def with_lines(*lines: Limit) -> Limits:
    return replace(SHIPPED, lines=(*SHIPPED.lines, *lines))


def test_the_tried_days_hold_in_every_area_and_other_limits_stay() -> None:
    trial = tried(SHIPPED, "answer", 12)
    assert in_force(trial.limits, "350102") == in_force(trial.limits, "350203") == (12, 2)
    others = [line for line in LIMITS if line.code != "answer" or line.instance]
    assert [line for line in trial.limits.lines if line in others] == others


@pytest.mark.parametrize("line", LIMITS, ids=lambda line: f"{line.code}{line.instance and '.'}{line.instance}")
def test_the_days_in_force_change_nothing_at_all(line: Limit) -> None:
    trial = tried(SHIPPED, line.code, line.days, line.instance)
    assert trial.limits == SHIPPED
    assert not trial.is_looser


def test_what_an_area_has_made_stricter_still_stays_and_what_would_be_looser_does_not() -> None:
    strict = stricter("answer", 2, area_code="3501", ground=GROUND)
    mild = stricter("answer", 4, area_code="3502", ground=GROUND)
    trial = tried(with_lines(strict, mild), "answer", 3)
    assert [in_force(trial.limits, area) for area in ("350102", "350203", "350502")] == [(2, 1), (3, 1), (3, 1)]


def test_a_department_with_a_line_of_its_own_is_tried_by_itself() -> None:
    of_all, own = tried(SHIPPED, "answer", 3), tried(SHIPPED, "answer", 3, "civil_affairs")
    assert in_force(of_all.limits, "350102", "civil_affairs") == (10, 2)
    assert in_force(own.limits, "350102", "civil_affairs") == (3, 1)
    assert in_force(own.limits, "350102", "tax") == (5, 1)


def test_what_an_area_set_for_one_department_is_bounded_by_the_line_that_bounds_that_department() -> None:
    tax = stricter("answer", 4, area_code="3501", ground=GROUND, instance="tax")
    civil = stricter("answer", 6, area_code="3501", ground=GROUND, instance="civil_affairs")
    trial = tried(with_lines(tax, civil), "answer", 3)
    assert in_force(trial.limits, "350102", "tax") == (3, 1)
    assert in_force(trial.limits, "350102", "civil_affairs") == (6, 1)


def test_a_limit_without_a_warning_gets_none() -> None:
    assert tried(SHIPPED, "review", 10).line.near == 0


def test_a_looser_one_is_tried_and_known_as_such() -> None:
    assert tried(SHIPPED, "answer", 6).is_looser


@pytest.mark.parametrize("days", [0, -3, LONGEST + 1])
def test_no_days_and_more_than_a_year_are_refused(days: int) -> None:
    with pytest.raises(Refusal, match=f"收到 {days}"):
        tried(SHIPPED, "answer", days)


@pytest.mark.parametrize(("code", "instance"), [("answr", ""), ("answer", "tax"), ("S1", "civil_affairs")])
def test_an_unknown_limit_or_a_department_without_a_line_is_refused(code: str, instance: str) -> None:
    with pytest.raises(Refusal):
        tried(SHIPPED, code, 3, instance)
