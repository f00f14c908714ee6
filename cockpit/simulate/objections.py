"""Objections to a notice, their investigation and the publication of the conclusion; re-reviews of refusals."""

from __future__ import annotations

from cockpit.simulate.expected import Objection
from cockpit.simulate.mishaps import Mishap
from cockpit.simulate.organisations import APPLICANT, Actor
from cockpit.simulate.story import Story
from cockpit.simulate.workdays import NEVER

_WAIT = {Mishap.CONCLUDE_NEAR: (8, 10), Mishap.CONCLUDE_OVER: (11, 17), Mishap.ADVANCED: (6, 7)}


def object_to(story: Story, notice: str, step: str, opened: int, actor: Actor) -> int:
    """Somebody objects on the third day of a notice; returns the day the case may move on (NEVER: it ends here).

    An objection that is sustained ends the case; ADVANCED lets the case move on while the objection is open.
    """
    world, plan = story.world, story.plan
    after, rng = world.workdays.after, world.rng
    number = f"YY-{plan.case_no}"
    raised = after(opened, 2)
    low, high = _WAIT.get(Mishap(plan.mishap), (3, 6)) if plan.mishap else (3, 6)
    concluded = after(raised, rng.randint(low, high))
    published = _published(story, concluded)
    story.write(step, "objection_raised", world.at(raised, 14), APPLICANT, {"objection_no": number, "notice": notice})
    conclusion = "经调查，异议所述住房情况属实。" if plan.sustained else "经调查，异议所述情况无证据支持。"
    story.write(
        step,
        "objection_concluded",
        world.at(concluded, 10),
        actor,
        {"objection_no": number, "sustained": int(plan.sustained), "conclusion": conclusion},
    )
    story.write(step, "objection_published", world.at(published, 15), actor, {"objection_no": number})
    story.history.objections.append(Objection(number, raised, concluded, published))
    story.history.suspensions.append((raised, concluded, 10))
    if plan.sustained:
        story.write(step, "terminated", world.at(published, 16), actor, {"reason": "异议成立，终止办理"})
        story.history.closed = published
        return NEVER
    if story.has(Mishap.ADVANCED):
        return opened
    # Whoever publishes too late does not wait with the case either.
    told = concluded if story.has(Mishap.PUBLISH_LATE, Mishap.PUBLISH_OVER) else published
    return after(told, 1)


def _published(story: Story, concluded: int) -> int:
    after, rng = story.world.workdays.after, story.world.rng
    if story.has(Mishap.PUBLISH_LATE):
        return after(concluded, 3)
    if story.has(Mishap.PUBLISH_OVER):
        return after(concluded, rng.randint(4, 12)) if story.world.cured() else NEVER
    return after(concluded, rng.randint(1, 2))


def note_advance(story: Story, moved: int) -> None:
    """The case moves on: if its objection is still open, R11.advanced burns until the conclusion."""
    for one in story.history.objections:
        if one.raised <= moved < one.concluded:
            story.lamp("R11.advanced", moved, one.concluded, one.number)


REVIEWED = 0.04
"""Share of the refused who ask for a re-review (Art. 9 of Order 11: answered within 15 working days)."""


def review(story: Story, notified: int) -> None:
    """A refused applicant asks for a re-review, which upholds the refusal."""
    world = story.world
    if not story.has(Mishap.REVIEW_OVER) and (story.plan.mishap or world.rng.random() >= REVIEWED):
        return
    requested = world.workdays.after(notified, world.rng.randint(2, 8))
    low, high = (16, 25) if story.has(Mishap.REVIEW_OVER) else (5, 12)
    answered = world.workdays.after(requested, world.rng.randint(low, high))
    story.write("S3", "re_review_requested", world.at(requested, 14), APPLICANT)
    story.write("S3", "re_review_answered", world.at(answered, 10), story.office.approver, {"result": "upheld"})
    story.history.reviews.append((requested, answered))
