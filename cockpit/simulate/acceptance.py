"""S1 申请受理: material check, correction, home survey, street opinion, notice of acceptance."""

from __future__ import annotations

from cockpit.simulate.expected import S1, S2
from cockpit.simulate.mishaps import Mishap
from cockpit.simulate.notices import ACCEPTANCE, open_notice, publish
from cockpit.simulate.objections import note_advance, object_to
from cockpit.simulate.opinions import street_opinion, vague_opinion
from cockpit.simulate.organisations import APPLICANT
from cockpit.simulate.plan import Fate
from cockpit.simulate.story import Story
from cockpit.simulate.workdays import DAY, NEVER

_MATERIALS = {
    "window": [{"code": "identity", "how": "paper"}, {"code": "income", "how": "certificate"}],
    "": [{"code": "identity", "how": "network"}, {"code": "income", "how": "commitment"}],
}
_ITEMS = ("收入证明", "居住证明", "婚姻状况声明", "共同申请人授权书", "现住房租赁合同")


def tell_acceptance(story: Story) -> int:
    """Tell S1; returns the day the case is handed to the county, NEVER if it ends before."""
    world, plan, history = story.world, story.plan, story.history
    history.submitted = history.begins[S1] = plan.submitted_day
    materials = _MATERIALS["window" if plan.channel == "window" else ""]
    story.write("S1", "submitted", plan.submitted_at, APPLICANT, {"materials": materials})
    start = _corrections(story)
    decided = world.workdays.after(start, _deciding_takes(story))
    history.accept_clocks.append((start, decided))
    if plan.fate is Fate.REJECTED:
        return _reject(story, decided)
    story.write("S1", "accepted", world.at(decided, 10), story.street.clerk, {"receipt_no": f"SL{plan.case_no}"})
    if plan.fate is Fate.WITHDRAWN:
        history.closed = world.workdays.after(decided, world.rng.randint(0, 1))
        story.write("S1", "withdrawn", world.at(history.closed, 15), APPLICANT)
        return NEVER
    surveyed = world.workdays.after(decided, 1)
    opinion = surveyed if history.suspensions else world.workdays.after(surveyed, world.rng.randint(0, 1))
    # What is missing shows when the case moves on: at the notice, or without one at the handing over.
    noticed = world.workdays.after(opinion, 1)
    _survey(story, surveyed, noticed)
    _opinion(story, opinion, noticed)
    return _hand_over(story, noticed)


def _corrections(story: Story) -> int:
    """One request for correction in a quarter of cases; returns the day the clock of acceptance starts."""
    world, plan, history = story.world, story.plan, story.history
    start = plan.submitted_day
    forced = story.has(Mishap.CORRECTION_EMPTY, Mishap.CORRECTION_TWICE, Mishap.NOTICE_LATE)
    for number in range(1, 1 + (2 if story.has(Mishap.CORRECTION_TWICE) else int(plan.corrected or forced))):
        asked = world.workdays.after(start, world.rng.randint(1, 2))
        # A long correction stops the clock of the step, but not the ten days in which the notice must open.
        takes = world.rng.randint(7, 9) if story.has(Mishap.NOTICE_LATE) else world.rng.randint(1, 3)
        received = world.workdays.after(asked, takes)
        data: dict[str, object] = {"items": [world.rng.choice(_ITEMS)], "reason_code": "BZ01",
                "due_on": world.workdays.iso(world.workdays.after(asked, 10))}  # fmt: skip
        if story.has(Mishap.CORRECTION_EMPTY):
            empty: dict[str, object] = {"items": []} if world.rng.random() < 0.5 else {"due_on": ""}
            data |= empty
            story.lamp("R02.correction.empty", asked, received)
        if number == 2:
            story.lamp("R02.correction.repeated", asked)
        story.write("S1", "correction_requested", world.at(asked, 10), story.street.clerk, data)
        story.write("S1", "correction_received", world.at(received, 14), APPLICANT)
        history.accept_clocks.append((start, asked))
        history.suspensions.append((asked, received, 10))
        start = received
    return start


def _deciding_takes(story: Story) -> int:
    rng = story.world.rng
    if story.has(Mishap.ACCEPT_NEAR):
        return rng.randint(4, 5)
    if story.has(Mishap.ACCEPT_OVER):
        return rng.randint(6, 10)
    return rng.randint(1, 2 if story.history.suspensions else 3)


def _reject(story: Story, day: int) -> int:
    data = {
        "reason_code": "BY03",
        "reason": "现有住房面积超过公布标准，不予受理",
        "notice_delivered_on": story.world.workdays.iso(day),
    }
    if story.has(Mishap.REJECT_CODELESS):
        data["reason_code"] = ""
        story.lamp("R02.reject.code", day)
    if story.has(Mishap.REJECT_REASONLESS):
        data |= {"reason": "", "notice_delivered_on": ""}
        story.lamp("R02.reject.reasonless", day)
    story.write("S1", "rejected", story.world.at(day, 10), story.street.clerk, data)
    story.history.closed = day
    return NEVER


def _survey(story: Story, day: int, noticed: int) -> None:
    world = story.world
    after, rng = world.workdays.after, world.rng
    if story.has(Mishap.SURVEY_MISSING):
        cure = after(noticed, rng.randint(2, 12)) if world.cured() else NEVER
        story.lamp("R03.survey.missing", noticed, cure)
        _visit(story, cure, nth=1)
        return
    _visit(story, day, nth=1, weak=story.has(Mishap.SURVEY_WEAK))
    if story.has(Mishap.SURVEY_WEAK):
        cure = after(day, rng.randint(2, 5)) if world.cured() else NEVER
        story.lamp("R03.survey.weak", day, cure)
        _visit(story, cure, nth=2)


def _visit(story: Story, day: int, nth: int, weak: bool = False) -> None:
    """Two surveyors at a named place, with photos; the record is attached the same day."""
    world, street = story.world, story.street
    at = world.at(day, 9)
    data: dict[str, object] = {
        "surveyors": [street.surveyor.actor_id, street.second_surveyor.actor_id],
        "place": f"{story.plan.street.name}{at % 89 + 1}号",
        "photos": 2 + at % 5,
    }
    if weak:
        data |= world.rng.choice(({"surveyors": [street.surveyor.actor_id]}, {"place": ""}, {"photos": 0}))
    recorded = None
    if story.has(Mishap.BACKDATED):
        entered = world.at(world.workdays.after(day, world.rng.randint(4, 9)), 9)
        recorded = entered if entered < world.journal.cutoff else None
    operation = story.write("S1", "surveyed", at, street.surveyor, data, recorded)
    if recorded is not None:
        story.lamp("R16.backdated", recorded // DAY, instance=operation)
    story.attach("S1", "surveyed", at, street.surveyor, "survey_record", nth)


def _opinion(story: Story, day: int, noticed: int) -> None:
    world = story.world
    after, rng = world.workdays.after, world.rng
    if story.has(Mishap.OPINION_MISSING):
        cure = after(noticed, rng.randint(2, 12)) if world.cured() else NEVER
        story.lamp("R03.opinion.missing", noticed, cure)
        _give_opinion(story, cure, specific=True)
        return
    operation = _give_opinion(story, day, specific=not story.has(Mishap.OPINION_VAGUE))
    if story.has(Mishap.OPINION_VAGUE):
        cure = after(day, rng.randint(1, 4)) if world.cured() else NEVER
        story.lamp("R03.opinion.vague", day, cure)
        _give_opinion(story, cure, specific=True)
    if story.has(Mishap.AUTHORITY):
        story.lamp("R16.authority", day, instance=operation)


def _give_opinion(story: Story, day: int, *, specific: bool) -> str:
    rng = story.world.rng
    # The reviewer answers for the opinion; a clerk who gives it oversteps.
    actor = story.street.clerk if story.has(Mishap.AUTHORITY) else story.street.reviewer
    opinion = street_opinion(rng, story.plan.person.name, story.plan.means) if specific else vague_opinion(rng)
    return story.write(
        "S1", "street_opinion_given", story.world.at(day, 15), actor, {"verdict": "pass", "opinion": opinion}
    )


def _hand_over(story: Story, noticed: int) -> int:
    """Publish the acceptance, hear objections, hand the case to the county."""
    world, history, clerk = story.world, story.history, story.street.clerk
    after = world.workdays.after
    if story.has(Mishap.NOTICE_MISSING):
        handed = after(noticed, 1)
        cure = after(handed, world.rng.randint(3, 15)) if world.cured() else NEVER
        story.lamp("R04.notice.missing", handed, cure)
        if cure < NEVER:
            history.acceptance_notice = cure
            open_notice(story, "acceptance", "S1", cure, clerk)
    else:
        history.acceptance_notice = noticed
        handed = publish(story, "acceptance", noticed, clerk, ACCEPTANCE)
    if story.plan.objected == "acceptance":
        handed = max(handed, object_to(story, "acceptance", "S1", noticed, story.street.reviewer))
        if handed >= NEVER:
            return NEVER
    handed = story.dragged(S1, handed)
    history.ends[S1] = history.begins[S2] = handed
    note_advance(story, handed)
    if story.has(Mishap.ORDER):
        forgotten = after(handed, world.rng.randint(1, 3))
        story.write("S1", "step_ended", world.at(forgotten, 11), clerk)
        story.lamp("R16.order", forgotten, instance="S2")
    elif world.rng.random() < 0.08:
        story.write("S1", "step_ended", world.at(handed, 9.25), clerk)
    return handed
