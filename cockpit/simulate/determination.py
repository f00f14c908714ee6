"""S3 住建部门汇总认定: proposal, decision by a second person, notice of the result, registration or refusal."""

from __future__ import annotations

from cockpit.simulate.expected import S3
from cockpit.simulate.mishaps import Mishap
from cockpit.simulate.notices import ELIGIBILITY, open_notice, publish
from cockpit.simulate.objections import note_advance, object_to, review
from cockpit.simulate.plan import Fate
from cockpit.simulate.story import Story
from cockpit.simulate.workdays import NEVER


def tell_determination(story: Story, collated: int) -> int:
    """Tell S3; returns the day the household enters the waiting list, NEVER if it does not."""
    world, office, history = story.world, story.office, story.history
    history.qualified = story.plan.fate is Fate.QUALIFIED
    result = "qualified" if history.qualified else "unqualified"
    story.write("S3", "proposed", world.at(collated, 14), office.reviewer, {"result": result})
    history.determined = world.workdays.after(collated, _deciding_takes(story))
    _determine(story, history.determined, result)
    return _register(story) if history.qualified else _refuse(story)


def _deciding_takes(story: Story) -> int:
    rng = story.world.rng
    if story.has(Mishap.DECIDE_NEAR):
        return rng.randint(4, 5)
    if story.has(Mishap.DECIDE_OVER):
        return rng.randint(6, 10)
    return rng.randint(0, 2)


def _determine(story: Story, day: int, result: str) -> None:
    world, office, plan = story.world, story.office, story.plan
    actor = office.approver
    if story.has(Mishap.SAME_PERSON):
        actor = office.reviewer.acting_as("approver")
        story.lamp("R16.same_person", day)
    if story.has(Mishap.COMPARISON_MISSING):
        story.lamp("R07.comparison.missing", day)
    accepted = story.history.accept_clocks[-1][1]
    criteria_set = world.criteria.in_force(plan.street.code, accepted).code
    if story.has(Mishap.WRONG_SET):
        criteria_set = world.criteria.wrong_for(plan.street.code, accepted)
        story.lamp("R08.case.set", day)
    data = {"result": result, "category": plan.category, "mode": plan.mode, "criteria_set": criteria_set}
    if result == "unqualified":
        data["reasons"] = "部门核查结果不符合准入条件"
    at = world.at(day, 16)
    story.write("S3", "determined", at, actor, data)
    story.attach("S3", "determined", at, actor, "determination_sheet")


def _refuse(story: Story) -> int:
    """The written notice with reasons, due within two working days; the case ends with it."""
    world, history = story.world, story.history
    if story.has(Mishap.REFUSAL_LATE):
        takes = world.rng.randint(3, 5)
    elif story.has(Mishap.REFUSAL_MISSING):
        takes = world.rng.randint(6, 12)
    else:
        takes = world.rng.randint(1, 2)
    notified = world.workdays.after(history.determined, takes)
    if story.has(Mishap.REFUSAL_MISSING) and not world.cured():
        notified = NEVER
    history.notified = history.ends[S3] = notified
    if notified < NEVER:
        data = {"delivered_on": world.workdays.iso(notified), "proof": f"SD{story.plan.case_no}",
                "reasons": "经联审核查，家庭住房面积或收入超过公布标准"}  # fmt: skip
        story.write("S3", "notified", world.at(notified, 10), story.office.clerk, data)
        review(story, notified)
    return NEVER


def _register(story: Story) -> int:
    """Publish the result for five working days, hear objections, register on the waiting list."""
    world, history, clerk = story.world, story.history, story.office.clerk
    after = world.workdays.after
    if story.has(Mishap.REGISTERED_UNANNOUNCED):
        registered = after(history.determined, world.rng.randint(1, 3))
        cure = after(registered, world.rng.randint(3, 20)) if world.cured() else NEVER
        story.lamp("R10.registered", registered, cure)
        history.eligibility_notice = cure
        if cure < NEVER:
            open_notice(story, "eligibility", "S3", cure, clerk)
    else:
        late = story.has(Mishap.ELIGIBILITY_LATE)
        opened = after(history.determined, world.rng.randint(3, 7) if late else 1)
        history.eligibility_notice = opened
        registered = publish(story, "eligibility", opened, clerk, ELIGIBILITY)
        if story.plan.objected == "eligibility":
            registered = max(registered, object_to(story, "eligibility", "S3", opened, story.office.second_reviewer))
            if registered >= NEVER:
                return NEVER
    registered = story.dragged(S3, registered)
    history.ends[S3] = registered
    note_advance(story, registered)
    waiting_no = {"waiting_no": f"LH{story.plan.case_no}"}
    story.write("S3", "registered", world.at(registered, 10), clerk, waiting_no)
    return registered
