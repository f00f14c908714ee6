"""S2 多部门联审: departments are asked in parallel, answer, and the county compares and collates."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.simulate.expected import S2, S3
from cockpit.simulate.mishaps import Mishap
from cockpit.simulate.opinions import department_opinion, vague_opinion
from cockpit.simulate.plan import Fate
from cockpit.simulate.story import Story
from cockpit.simulate.workdays import NEVER

_ALWAYS = ("civil_affairs", "real_estate", "human_resources")
_SOMETIMES = (("provident_fund", 0.3), ("tax", 0.2), ("market_supervision", 0.2), ("public_security", 0.1),
              ("veterans", 0.04), ("disabled_federation", 0.04))  # fmt: skip
_PAUSED = 0.008
"""Share of cases whose clock is stopped, with a reason, during the joint review."""
_OVERRIDDEN = 0.004
_CHANGED = 0.003
_FAULTY_ANSWERS = (Mishap.ANSWER_NEAR, Mishap.ANSWER_OVER, Mishap.ANSWER_VAGUE, Mishap.ANSWER_NULL,
                   Mishap.ANSWER_MISSING)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    departments: list[str]
    failing: str
    faulty: str


def tell_joint_review(story: Story, handed: int) -> int:
    """Tell S2; returns the day the county collates the answers, when S3 begins."""
    world, office, history = story.world, story.office, story.history
    asked = _choose(story)
    for number, department in enumerate(asked.departments):
        at = world.at(handed, 10) + number
        actor = office.clerk if handed % 3 else office.system
        story.write("S2", "dispatched", at, actor, {"department": department})
    resumed = _pause(story, handed)
    complete = max(resumed, *(_answer(story, department, handed, asked) for department in asked.departments))
    compared = world.workdays.after(complete, 1)
    collated = story.dragged(S2, compared)
    history.ends[S2] = history.begins[S3] = collated
    if story.has(Mishap.ANSWER_MISSING):
        _straggle(story, handed, collated, asked.faulty)
    _compare(story, compared, collated)
    if world.rng.random() < 0.08:
        story.write("S2", "step_ended", world.at(collated, 13), office.clerk)
    return collated


def _choose(story: Story) -> _Asked:
    rng = story.world.rng
    departments = [*_ALWAYS, *(name for name, share in _SOMETIMES if rng.random() < share)]
    failing = rng.choice(departments) if story.plan.fate is Fate.UNQUALIFIED else ""
    faulty = ""
    if story.has(*_FAULTY_ANSWERS):
        faulty = rng.choice([name for name in departments if name != failing])
    return _Asked(departments, failing, faulty)


def _answer(story: Story, department: str, handed: int, asked: _Asked) -> int:
    """One department answers; returns the day of its answer, the day of asking if it never does."""
    world = story.world
    after, rng = world.workdays.after, world.rng
    mishap = story.plan.mishap if department == asked.faulty else ""
    if mishap == Mishap.ANSWER_MISSING:
        return handed
    slow = department == "civil_affairs"
    low, high = (3, 7) if slow else (1, 3)
    if mishap == Mishap.ANSWER_NEAR:
        low, high = (8, 10) if slow else (4, 5)
    elif mishap == Mishap.ANSWER_OVER:
        low, high = (11, 15) if slow else (6, 12)
    day = after(handed, rng.randint(low, high))
    story.history.asked.append((department, handed, day))
    _say(story, department, day, failing=department == asked.failing, mishap=mishap)
    if mishap in (Mishap.ANSWER_VAGUE, Mishap.ANSWER_NULL):
        cure = after(day, rng.randint(1, 5)) if world.cured() else NEVER
        finding = "R06.opinion.vague" if mishap == Mishap.ANSWER_VAGUE else "R06.opinion.null"
        story.lamp(finding, day, cure, department)
        _say(story, department, cure, failing=False, mishap="")
    return day


def _say(story: Story, department: str, day: int, *, failing: bool, mishap: str) -> None:
    rng, plan = story.world.rng, story.plan
    data: dict[str, object] = {
        "department": department,
        "verdict": "fail" if failing else "pass",
        "opinion": department_opinion(rng, department, plan.person.name, plan.means),
        "hit": int(failing),
    }
    if failing:
        data |= {"reason_code": "BH01", "basis": "公共租赁住房管理办法第七条"}
    if mishap == Mishap.ANSWER_VAGUE:
        data["opinion"] = vague_opinion(rng)
    if mishap == Mishap.ANSWER_NULL:
        data |= {"verdict": None, "opinion": ""}
    # Each of the two reviewers of a department looks after half of the cases.
    actor = story.office.departments[department][plan.submitted_at % 2]
    story.write("S2", "answered", story.world.at(day, 14 if day % 2 else 9), actor, data)


def _straggle(story: Story, handed: int, collated: int, department: str) -> None:
    """A department had not answered when the county collated; some answer afterwards."""
    world = story.world
    answered = world.workdays.after(collated, world.rng.randint(2, 10)) if world.cured() else NEVER
    story.history.asked.append((department, handed, answered))
    story.lamp("R06.opinion.missing", collated, answered, department)
    _say(story, department, answered, failing=False, mishap="")


def _pause(story: Story, handed: int) -> int:
    """Stop the clock for a few cases; returns the day it runs again (the day of asking if it never stopped)."""
    world, rng = story.world, story.world.rng
    after = world.workdays.after
    long, reasonless = story.has(Mishap.SUSPENSION_LONG), story.has(Mishap.SUSPENSION_REASONLESS)
    if not (long or reasonless or rng.random() < _PAUSED):
        return handed
    stopped = after(handed, 1)
    resumed = after(stopped, rng.randint(11, 18) if long else rng.randint(2, 5))
    data = {"evidence": f"ZM{story.plan.case_no}"}
    if reasonless:
        story.lamp("R16.suspension.reasonless", stopped, instance="1")
    else:
        data["reason"] = "等待外省家庭成员不动产核查函复"
        story.history.suspensions.append((stopped, resumed, 10))
    if long:
        since = after(stopped, 10) + 1
        world.planted.timed("R16.suspension.long", "case", story.plan.case_no, "1", since, resumed + 1)
    story.write("S2", "clock_suspended", world.at(stopped, 8.5), story.office.reviewer, data)
    story.write("S2", "clock_resumed", world.at(resumed, 16), story.office.reviewer)
    return resumed


def _compare(story: Story, compared: int, collated: int) -> None:
    """The automatic comparison, now and then overridden by hand; both before the proposal."""
    world, office, plan = story.world, story.office, story.plan
    verdict = "fail" if plan.fate is Fate.UNQUALIFIED else "pass"
    alone, baseless = story.has(Mishap.OVERRIDE_ALONE), story.has(Mishap.OVERRIDE_BASELESS)
    overridden = alone or baseless or (not plan.mishap and world.rng.random() < _OVERRIDDEN)
    machine = verdict if not overridden else "pass" if verdict == "fail" else "fail"
    if not story.has(Mishap.COMPARISON_MISSING):
        current = world.criteria.in_force(plan.street.code, _acceptance_day(story))
        item = {
            "item": "floor_area_per_head_m2",
            "value": plan.means.area,
            "limit": current.floor_area,
            "result": machine,
        }
        data = {"criteria_set": current.code, "items": [item], "result": machine}
        story.write("S2", "compared", world.at(compared, 9), office.system, data)
    if overridden:
        reason = {
            "reason": "系统数据滞后，已人工核实",
            "evidence": f"HS{plan.case_no}",
            "approver_id": office.approver.actor_id,
        }
        if alone:
            reason["approver_id"] = ""
            story.lamp("R07.override.alone", collated)
        if baseless:
            reason |= world.rng.choice(({"reason": ""}, {"evidence": ""}, {"approver_id": office.reviewer.actor_id}))
            story.lamp("R07.override.baseless", collated)
        data = {"manual_result": verdict, **reason}
        story.write("S2", "comparison_overridden", world.at(collated, 10), office.reviewer, data)
    if story.has(Mishap.CONDITION_CHANGED) or (not plan.mishap and world.rng.random() < _CHANGED):
        change = {"item": "household_size", "from": str(plan.means.persons), "to": str(plan.means.persons + 1),
                  "approval_no": f"HB{plan.case_no}", "approver_role": "approver"}  # fmt: skip
        if story.has(Mishap.CONDITION_CHANGED):
            change |= world.rng.choice(({"approval_no": ""}, {"approver_role": "clerk"}))
            story.lamp("R08.case.condition", collated)
        story.write("S2", "condition_changed", world.at(collated, 11), office.reviewer, change)


def _acceptance_day(story: Story) -> int:
    return story.history.accept_clocks[-1][1]
