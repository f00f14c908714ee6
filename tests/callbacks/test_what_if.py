"""试算另一时限 on /rules/<code>: what is offered, what is said of it, and what cannot be meant."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from cockpit.callbacks import rule, what_if
from cockpit.db import doors, tables
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.rules import REGISTRY
from tests.callbacks.drawn import ids, parts, text

OVER = "R05.answer.over"


def asked(days: str, finding: str = OVER, code: str = "R05") -> dict[str, str]:
    return {"code": code, what_if.FINDING: finding, what_if.TRY: days}


def rows(asking: Viewer) -> list[int]:
    with doors.reading_as(asking) as conn:
        counted = (tables.finding, tables.operation, tables.limit_line, tables.evaluation)
        return [conn.scalar(select(func.count()).select_from(table)) or 0 for table in counted]


def test_every_finding_with_a_limit_can_be_tried_and_no_other() -> None:
    for code, declared in REGISTRY.items():
        limited = {finding.code for finding in declared.findings if finding.limit}
        card = what_if.asked_for(code, {})
        offered = [part.options for part in parts(card) if getattr(part, "options", None)]
        assert {option["value"].partition(":")[0] for options in offered for option in options} == limited
    assert what_if.asked_for("R13", {}) is None
    assert what_if.asked_for("R99", {}) is None


def test_a_department_with_its_own_limit_is_offered_by_itself() -> None:
    (options,) = [part.options for part in parts(what_if.asked_for("R05", {})) if getattr(part, "options", None)]
    (own,) = [option["label"] for option in options if option["value"] == f"{OVER}:civil_affairs"]
    assert "民政部门" in own
    assert "现行 10 个工作日" in own


def test_nothing_is_computed_before_it_is_asked() -> None:
    assert what_if.ASKED not in ids(what_if.asked_for("R05", {}))
    assert what_if.ASKED in ids(what_if.asked_for("R05", asked("3")))


def test_the_day_looked_at_is_carried_along_by_both_forms() -> None:
    dated = {"as_of": "2026-03-01"}
    drawn = rule.said("R05", dated, what_if.asked_for("R05", dated))
    carried = [part for part in parts(drawn) if getattr(part, "name", "") == "as_of"]
    assert [part.value for part in carried] == ["2026-03-01", "2026-03-01"]


def test_a_stricter_limit_is_told_with_its_numbers_and_stores_nothing(asking: Viewer) -> None:
    before = rows(asking)
    said, drawing, numbers = what_if.shown(asked("3"))
    assert "联审部门反馈由 5 个工作日改为 3 个工作日" in text(said)
    assert "可凭文号从严设定" in text(said)
    assert [series["name"] for series in drawing["option"]["series"]] == ["现行", "试算"]
    assert len(drawing["option"]["xAxis"]["data"]) == 24
    assert "福州市" in text(numbers)
    assert "合计" in text(numbers)
    assert rows(asking) == before


def test_a_looser_one_is_told_too_and_that_nobody_could_sign_it(asking: Viewer) -> None:
    said, _, _ = what_if.shown(asked("12"))
    assert "只供测算，地方只可从严，不得据此签发" in text(said)


def test_the_limit_in_force_changes_nothing(asking: Viewer) -> None:
    said, _, _ = what_if.shown(asked("5"))
    assert "不增不减" in text(said)
    assert "与全省现行规定相同" in text(said)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (asked("0"), "应在 1 至 366 个工作日之间：收到 0"),
        (asked("367"), "收到 367"),
        (asked("-3"), "天数不正确：收到“-3”"),
        (asked("3.5"), "天数不正确"),
        (asked("三"), "天数不正确"),
        (asked(""), "天数不正确：收到“”"),
        (asked("3", "R06.opinion.vague"), "R05 没有依时限的判定"),
        (asked("3", ""), "R05 没有依时限的判定"),
        (asked("3", f"{OVER}:tax"), "没有部门“tax”单独的时限"),
        (asked("3", "R13.skipped", "R13"), "没有可试算的时限"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence_by_the_address_and_by_the_callback(
    asking: Viewer, given: dict[str, str], why: str
) -> None:
    with pytest.raises(Refusal, match=why) as refused:
        what_if.check(asking, {"code": given["code"]}, given)
    assert refused.value.status == 400
    assert why in text(what_if.shown(given)[0])


def test_full_width_digits_are_digits(asking: Viewer) -> None:
    assert what_if.read(REGISTRY["R05"], asked("１２")).days == 12


def test_a_rule_that_does_not_exist_is_404(asking: Viewer) -> None:
    with pytest.raises(Refusal) as refused:
        what_if.check(asking, {"code": "R99"}, asked("3"))
    assert refused.value.status == 404
