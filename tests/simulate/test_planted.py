"""planted.csv is complete in kind, well formed, and agrees with what the files show."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cockpit.simulate import province

RED = {
    "R01": {"accept.over", "step.over"},
    "R02": {"correction.repeated", "reject.reasonless"},
    "R03": {"opinion.missing", "survey.missing"},
    "R04": {"notice.missing", "notice.cut", "notice.withdrawn"},
    "R05": {"answer.over", "step.over"},
    "R06": {"opinion.null", "opinion.missing"},
    "R07": {"override.baseless", "comparison.missing"},
    "R08": {"criteria.unapproved", "criteria.authority", "case.condition", "case.set"},
    "R09": {"decide.over", "step.over"},
    "R10": {"notice.cut", "notice.missing", "registered", "refusal.missing"},
    "R11": {"conclude.over", "publish.over", "advanced", "review.over"},
    "R12": {"plan.missing", "unit.hidden", "unit.secret"},
    "R13": {"skipped", "rank.changed", "lottery.record", "outsider"},
    "R14": {"result.over", "contract"},
    "R15": {"step.over", "total.over", "filing.over"},
    "R16": {"authority", "order", "same_person", "backdated", "suspension.reasonless", "document.missing"},
}
YELLOW = {
    "R01": {"accept.near", "step.near"},
    "R02": {"correction.empty", "reject.code"},
    "R03": {"opinion.vague", "survey.weak"},
    "R04": {"notice.late", "notice.elements", "notice.short"},
    "R05": {"answer.near", "step.near"},
    "R06": {"opinion.vague"},
    "R07": {"override.alone"},
    "R08": {"criteria.unpublished", "criteria.early"},
    "R09": {"decide.near", "step.near"},
    "R10": {"notice.elements", "notice.short", "refusal.late"},
    "R11": {"conclude.near", "publish.late"},
    "R12": {"plan.contents", "unit.unlisted"},
    "R13": {"pass.undocumented"},
    "R14": {"result.late", "result.elements"},
    "R15": {"step.near", "total.near", "filing.near"},
    "R16": {"suspension.long", "document.late"},
}


def _by_rule(rows: list[dict[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        rule, _, finding = row["finding"].partition(".")
        found.setdefault(rule, set()).add(finding)
    return found


def test_a_fiftieth_of_the_province_shows_every_finding(simulated: Any) -> None:
    found = _by_rule(simulated.planted)
    for rule in RED:
        assert found[rule] == RED[rule] | YELLOW[rule]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_hundredth_shows_red_and_yellow_of_all_sixteen_rules(tmp_path: Path, seed: int) -> None:
    province(tmp_path, scale=0.01, seed=seed, as_of=date(2026, 11, 24))
    lines = (tmp_path / "planted.csv").read_text(encoding="utf-8").splitlines()[1:]
    found = _by_rule([{"finding": line.split(",")[0]} for line in lines])
    for rule in RED:
        assert found[rule] & RED[rule], f"no red of {rule}"
        assert found[rule] & YELLOW[rule], f"no yellow of {rule}"


def test_lamps_begin_by_today_and_end_after_they_begin(simulated: Any) -> None:
    for row in simulated.planted:
        assert row["since"] <= "2026-11-24"
        assert row["until"] == "" or row["since"] < row["until"] <= "2026-11-24"


def test_no_lamp_is_planted_twice(simulated: Any) -> None:
    keys = [(row["finding"], row["subject_id"], row["instance"], row["since"]) for row in simulated.planted]
    assert len(keys) == len(set(keys))


def test_a_red_takes_over_where_its_near_limit_ends(simulated: Any) -> None:
    nears = {
        (row["finding"][:-5], row["subject_id"], row["instance"]): row["until"]
        for row in simulated.planted
        if row["finding"].endswith(".near")
    }
    overs = [row for row in simulated.planted if row["finding"].endswith(".over") and row["finding"][:3] != "R14"]
    timed = [row for row in overs if row["finding"].split(".")[1] in ("accept", "step", "answer", "decide", "total")]
    assert timed
    for row in timed:
        assert nears[row["finding"][:-5], row["subject_id"], row["instance"]] == row["since"]


def test_some_lamps_of_every_clock_burn_today(simulated: Any) -> None:
    burning = {row["finding"] for row in simulated.planted if not row["until"]}
    assert any(finding.endswith(".near") for finding in burning)
    assert any(finding.endswith(".over") for finding in burning)


def test_a_vague_opinion_that_is_planted_really_says_nothing(simulated: Any) -> None:
    for row in simulated.planted:
        if row["finding"] == "R03.opinion.vague":
            given = [one for one in simulated.of_case[row["subject_id"]] if one["action"] == "street_opinion_given"]
            first = next(one for one in given if one["occurred_at"][:10] == row["since"])
            assert not any(mark.isdigit() for mark in first["data"]["opinion"])


def test_a_planted_operation_is_the_one_that_breaks_the_rule(simulated: Any) -> None:
    operations = {row["operation_id"]: row for row in simulated.tables["operation"]}
    for row in simulated.planted:
        if row["finding"] == "R16.authority":
            assert operations[row["instance"]]["role"] == "clerk"
            assert operations[row["instance"]]["action"] == "street_opinion_given"
        if row["finding"] == "R16.backdated":
            broken = operations[row["instance"]]
            assert broken["recorded_at"][:10] == row["since"] > broken["occurred_at"][:10]
