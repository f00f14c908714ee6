"""R10 未对外公布资格认定结果: the qualified are published, the unqualified are told why."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from .case import Case
from .clocks import missed
from .content import ELIGIBILITY_ELEMENTS
from .lamps import Burning
from .ledger import Ledger
from .model import Operation, is_empty
from .notices import formal_defects


def delivered(notified: Operation) -> date:
    """ "The day of a `notified` is the later of its delivered_on and its own day."""
    on = notified["delivered_on"]
    return notified.day if is_empty(on) else max(notified.day, date.fromisoformat(on))


def first_delivery(case: Case, start: Operation, with_reasons: bool) -> date | None:
    """The day of the first `notified` from the decision on; "a delivered_on after D is not yet done"."""
    days = [
        delivered(o)
        for o in case.every("notified", since=start.at)
        if not (with_reasons and o.lacks("reasons")) and delivered(o) <= case.as_of
    ]
    return min(days, default=None)


def burning(ledger: Ledger) -> Iterator[Burning]:
    for case in ledger.cases.values():
        yield from formal_defects(case, "R10", "eligibility", ELIGIBILITY_ELEMENTS, "S3")

        # "R10 starts at the first of the present result"; the lines of a result "are cured by the later one" that turns
        # it. So each run of equal results is judged from its first `determined` to the first of the next run.
        runs = [run[0] for run in case.determinations]
        for start, turn in pairwise([*runs, None]):
            turned_on = turn.day if turn else None
            if start["result"] == "qualified":
                yield from unpublished(case, start, turned_on)
            else:
                yield from untold(case, start, turned_on)

        for registered in case.every("registered")[:1]:
            if not case.has("notice_opened", by=registered.at, notice="eligibility"):
                cure = case.first("notice_opened", since=registered.at, notice="eligibility")
                yield case.burning("R10.registered", registered.day, cured_on=cure.day if cure else None, step="S3")


def sooner(*days: date | None) -> date | None:
    return min((d for d in days if d is not None), default=None)


def unpublished(case: Case, start: Operation, turned_on: date | None) -> Iterator[Burning]:
    """ "qualified, no `notice_opened` eligibility within 2 wd of `determined`; cured by one"."""
    notice = case.first("notice_opened", since=start.at, notice="eligibility")
    cured_on = sooner(notice.day if notice else None, turned_on)
    since = missed(start.day, case.days_of("eligibility_notice", start.day, 2), cured_on)
    if since is not None and case.begins_before_end(since):
        yield case.burning("R10.notice.missing", since, cured_on=cured_on, step="S3")


def untold(case: Case, start: Operation, turned_on: date | None) -> Iterator[Burning]:
    """ "unqualified, not `notified` within 2 wd" (late), "no `notified` with reasons within 5 wd" (missing).

    late "ends when notified, or at R10.refusal.missing". Both are judged after an end by S3 or S4 too.
    """
    told = sooner(first_delivery(case, start, with_reasons=False), turned_on)
    told_why = sooner(first_delivery(case, start, with_reasons=True), turned_on)
    missing = missed(start.day, case.days_of("refusal.missing", start.day, 5), told_why)
    if missing is not None and not case.begins_before_stop(missing):
        missing = None
    late = missed(start.day, case.days_of("refusal.late", start.day, 2), told)
    if late is not None and case.begins_before_stop(late):
        yield case.burning("R10.refusal.late", late, cured_on=told, taken_over=missing, step="S3")
    if missing is not None:
        yield case.burning("R10.refusal.missing", missing, cured_on=told_why, step="S3")
