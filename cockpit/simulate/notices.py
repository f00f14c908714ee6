"""Public notices: the required elements, masked names, five working days; and the ways they go wrong."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.simulate.mishaps import Mishap
from cockpit.simulate.organisations import Actor
from cockpit.simulate.people import masked
from cockpit.simulate.story import Story
from cockpit.simulate.workdays import NEVER

ELEMENTS = {
    "acceptance": ("applicant_name", "area", "result", "period", "objection_channel", "publisher"),
    "eligibility": ("applicant_name", "area", "result", "category", "period", "objection_channel", "publisher"),
    "result": ("applicant_name", "area", "result", "publisher"),
}
TITLE = {"acceptance": "受理结果公示", "eligibility": "保障资格审核结果公示", "result": "配租结果公开"}
DAYS = 5


@dataclass(frozen=True, slots=True)
class Flaws:
    """Which mishaps spoil this kind of notice, and the rule that sees it."""

    rule: str
    step: str
    elements: Mishap
    short: Mishap
    cut: Mishap


ACCEPTANCE = Flaws("R04", "S1", Mishap.NOTICE_ELEMENTS, Mishap.NOTICE_SHORT, Mishap.NOTICE_CUT)
ELIGIBILITY = Flaws("R10", "S3", Mishap.ELIGIBILITY_ELEMENTS, Mishap.ELIGIBILITY_SHORT, Mishap.ELIGIBILITY_CUT)


def open_notice(
    story: Story, notice: str, step: str, day: int, actor: Actor, *, days: int = DAYS, lacks: str = "", text: str = ""
) -> int:
    """Open a notice on a working day; returns the last day of its period."""
    ends = story.world.workdays.after(day, days - 1)
    elements = [name for name in _required(story, notice) if name != lacks]
    shown = text or f"{masked(story.plan.person.name)}户{TITLE[notice]}"
    iso = story.world.workdays.iso
    story.write(
        step,
        "notice_opened",
        story.world.at(day, 11),
        actor,
        {"notice": notice, "starts_on": iso(day), "ends_on": iso(ends), "elements": elements, "text": shown},
    )
    return ends


def _required(story: Story, notice: str) -> tuple[str, ...]:
    if notice == "result" and story.plan.mode == "unit":
        return (*ELEMENTS[notice], "unit")
    return ELEMENTS[notice]


def close_notice(story: Story, notice: str, step: str, at: int, actor: Actor, *, withdrawn: bool = False) -> None:
    """Close a notice; `withdrawn` = taken down before its time."""
    story.write(step, "notice_closed", at, actor, {"notice": notice, "withdrawn": int(withdrawn)})


def publish(story: Story, notice: str, day: int, actor: Actor, flaws: Flaws) -> int:
    """Run a notice of S1 or S3 through its period, flaws and all; returns the day it is over.

    A flawed notice may be published anew afterwards: the second, full one cures the first.
    """
    world = story.world
    after = world.workdays.after
    days, lacks, text = DAYS, "", ""
    lit: list[tuple[str, int]] = []
    if story.has(flaws.elements):
        lacks = world.rng.choice(("objection_channel", "period", "publisher"))
        lit.append(("elements", day))
    if story.has(Mishap.NOTICE_UNMASKED) and flaws is ACCEPTANCE:
        text = f"{story.plan.person.name}({story.plan.person.id_number})户{TITLE[notice]}"
        lit.append(("elements", day))
    if story.has(flaws.short):
        days = world.rng.randint(3, 4)
        lit.append(("short", day))
    ends = open_notice(story, notice, flaws.step, day, actor, days=days, lacks=lacks, text=text)
    closed, withdrawn = after(ends, 1), False
    if story.has(flaws.cut):
        closed = after(day, world.rng.randint(0, 1))
        lit.append(("cut", closed))
    if story.has(Mishap.NOTICE_WITHDRAWN) and flaws is ACCEPTANCE:
        shown = world.rng.randint(1, DAYS)
        closed, withdrawn = after(day, shown - 1), True
        lit.append(("withdrawn", closed))
        if shown < DAYS:
            lit.append(("cut" if shown < 3 else "short", closed))
    # Taken down in the afternoon of the same day it went up, or first thing in the morning after it has run.
    close_notice(story, notice, flaws.step, world.at(closed, 8.5 if closed > ends else 15), actor, withdrawn=withdrawn)
    if lit:
        cure = NEVER
        if world.cured():
            cure = after(closed, world.rng.randint(1, 3))
            open_notice(story, notice, flaws.step, cure, actor)
        for finding, since in lit:
            story.lamp(f"{flaws.rule}.notice.{finding}", since, cure)
    return closed if closed > ends else after(closed, 1)
