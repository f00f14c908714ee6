"""S4 on the subsidy path: a monthly batch, re-examination, computation, publication, first payment; and the result
notice both paths share."""

from __future__ import annotations

from datetime import date

from cockpit.simulate.expected import S4
from cockpit.simulate.mishaps import Mishap
from cockpit.simulate.notices import open_notice
from cockpit.simulate.story import Story
from cockpit.simulate.workdays import NEVER

_FAILS = 0.02
"""Share that no longer qualifies when re-examined before payment."""


class PaymentBatches:
    """The monthly subsidy batches of a county: rank numbers count up within each."""

    def __init__(self) -> None:
        self._ranks: dict[str, int] = {}

    def next_rank(self, batch_id: str) -> int:
        """The next rank number of a batch."""
        self._ranks[batch_id] = self._ranks.get(batch_id, 0) + 1
        return self._ranks[batch_id]


def tell_payment(story: Story, registered: int, batches: PaymentBatches) -> None:
    """Tell S4 of a household that gets the subsidy."""
    world, history, office = story.world, story.history, story.office
    after = world.workdays.after
    month, entered = _next_batch(story, registered)
    batch_id = f"ZP{story.plan.county.code}-{month}"
    history.begins[S4] = entered
    story.write("S4", "batch_entered", world.at(entered, 9), office.clerk, {"batch_id": batch_id})
    passed = bool(story.plan.mishap) or world.rng.random() >= _FAILS
    examined = after(entered, world.rng.randint(2, 4))
    result = {"result": "pass" if passed else "fail"}
    story.write("S4", "re_examined", world.at(examined, 10), office.reviewer, result)
    if not passed:
        history.closed = examined
        story.write("S4", "terminated", world.at(examined, 15), office.reviewer, {"reason": "复核不再符合条件"})
        return
    ranked = after(examined, world.rng.randint(1, 2))
    rank = {"batch_id": batch_id, "rank_no": batches.next_rank(batch_id)}
    story.write("S4", "ranked", world.at(ranked, 9), office.clerk, rank)
    paid = announce(story, ranked)
    history.ends[S4] = paid
    amount = {"amount_yuan": 200 + story.plan.means.persons * 160}
    story.write("S4", "subsidy_paid", world.at(paid, 14), office.clerk, amount)


def _next_batch(story: Story, registered: int) -> tuple[str, int]:
    """The first monthly batch (sixth working day) at least three working days after registration."""
    workdays = story.world.workdays
    ready = workdays.after(registered, 3)
    month = date.fromordinal(ready).replace(day=1)
    opens = workdays.after(month.toordinal() - 1, 6)
    if opens < ready:
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
        opens = workdays.after(month.toordinal() - 1, 6)
    return f"{month.year}{month.month:02d}", opens


def announce(story: Story, chosen: int) -> int:
    """Publish the result of an allotment decided on day `chosen`; returns the day of contract or payment."""
    world, history, clerk = story.world, story.history, story.office.clerk
    after, rng = world.workdays.after, world.rng
    history.result_due_from = chosen
    if story.has(Mishap.CONTRACT_UNANNOUNCED):
        signed = after(chosen, 1)
        opened = after(signed, rng.randint(1, 6)) if world.cured() else NEVER
        story.lamp("R14.contract", signed, opened)
    else:
        opened = after(chosen, _announcing_takes(story))
        signed = after(opened, rng.randint(1, 2))
    history.result_notice = opened
    if opened < NEVER:
        lacks = "publisher" if story.has(Mishap.RESULT_ELEMENTS) else ""
        open_notice(story, "result", "S4", opened, clerk, lacks=lacks)
    if story.has(Mishap.RESULT_ELEMENTS):
        cure = after(opened, rng.randint(1, 4)) if world.cured() else NEVER
        story.lamp("R14.result.elements", opened, cure)
        if cure < NEVER:
            open_notice(story, "result", "S4", cure, clerk)
    return story.dragged(S4, signed)


def _announcing_takes(story: Story) -> int:
    rng = story.world.rng
    if story.has(Mishap.RESULT_LATE):
        return rng.randint(3, 5)
    if story.has(Mishap.RESULT_OVER):
        return rng.randint(6, 9)
    return rng.randint(1, 2)
