"""R12 配租方案或房源信息未公开: plans are published in full, and no home lies ready unseen."""

from collections.abc import Iterator
from datetime import date, timedelta

from .case import earliest
from .lamps import Burning, Subject, first_later, stretches
from .ledger import Ledger
from .model import Operation

CONTENTS = {"location", "number", "layout", "area", "rent", "eligible_groups", "registration_period"}


def burning(ledger: Ledger) -> Iterator[Burning]:
    for city, batch_id, operations in ledger.of_kind("batch"):
        yield from of_batch(ledger.subject("batch", city, batch_id), operations)
    plans = [o for o in ledger.operations if o.action == "plan_published"]
    for city, unit_id, operations in ledger.of_kind("unit"):
        naming = [o for o in plans if o.row["city_code"] == city and unit_id in (o["units"] or [])]
        yield from of_unit(ledger.subject("unit", city, unit_id), operations, naming)


def of_batch(subject: Subject, operations: list[Operation]) -> Iterator[Burning]:
    plans = [o for o in operations if o.action == "plan_published"]
    full = [o for o in plans if set(o["contents"] or []) >= CONTENTS]
    for since, cured_on in stretches([o for o in plans if o not in full], full):
        yield Burning(subject, "R12.plan.contents", since, cured_on=cured_on, step="S4")
    # "the earlier of `intent_opened` and `ranking_published` with no earlier `plan_published`; cured by one"
    opened = earliest(o for o in operations if o.action in ("intent_opened", "ranking_published"))
    if opened is not None and not any(o.at <= opened.at for o in plans):
        cure = first_later(opened, plans)
        yield Burning(subject, "R12.plan.missing", opened.day, cured_on=cure.day if cure else None, step="S4")


def of_unit(subject: Subject, operations: list[Operation], plans: list[Operation]) -> Iterator[Burning]:
    """A walk through the unit's life.

    "the 60 and 180 days run from the first `ready` after the last `assigned`, `repair_started`, `vacated` or
    publication; since = that day + 61, + 181. `vacated` ends nothing that burns; the days start anew with the next
    `ready`." `unlisted` and `hidden` are the days since which each burns, None while it does not.
    """
    # At one instant a unit is first vacated, then ready, then published or assigned.
    turn = {"vacated": 0, "ready": 1, "listed": 2, "plan_published": 2}
    happened = [o for o in operations if o.action in (*turn, "assigned", "repair_started")] + plans
    happened.sort(key=lambda o: (o.at, turn.get(o.action, 3), o.order))
    clock: date | None = None
    unlisted: date | None = None
    hidden: date | None = None
    for o in [*happened, None]:
        if clock is not None:
            # What the running days have lit up to (and with) the day of this operation, or ever.
            if unlisted is None and (o is None or clock + timedelta(days=61) <= o.day):
                unlisted = clock + timedelta(days=61)
            if hidden is None and (o is None or clock + timedelta(days=181) <= o.day):
                hidden = clock + timedelta(days=181)
        if o is None or o.action in ("listed", "plan_published", "assigned", "repair_started"):
            ended_on = o.day if o else None
            if unlisted is not None:
                yield Burning(subject, "R12.unit.unlisted", unlisted, cured_on=ended_on, taken_over=hidden, step="S4")
            if hidden is not None:
                yield Burning(subject, "R12.unit.hidden", hidden, cured_on=ended_on, step="S4")
            clock = unlisted = hidden = None
        elif o.action == "vacated":
            clock = None
        elif clock is None:
            clock = o.day

    for assigned in (o for o in operations if o.action == "assigned"):
        # "never published since its last `ready`"; "without any `ready`: never published at all"
        ready = [o for o in operations if o.action == "ready" and o.at <= assigned.at]
        published = [o for o in [*operations, *plans] if o.action in ("listed", "plan_published")]
        if not any(o.at <= assigned.at and (not ready or o.at >= ready[-1].at) for o in published):
            yield Burning(subject, "R12.unit.secret", assigned.day, step="S4")
