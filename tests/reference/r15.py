"""R15 配租超期或全流程超60个工作日: S4 within 18 working days, the whole within 60; filing within 30 days."""

from collections.abc import Iterator
from datetime import timedelta

from .case import Case
from .clocks import limit, step_limit
from .days import ONE_DAY
from .lamps import Burning
from .ledger import Ledger


def burning(ledger: Ledger) -> Iterator[Burning]:
    for case in ledger.cases.values():
        yield from step_limit(case, "R15.step", "S4", 18, 3)
        # "`submitted` to the end of the case, 60 wd without WAIT"
        uncounted = case.uncounted_days | case.waiting_days
        yield from limit(case, "R15.total", case.first("submitted"), case.end, 60, 6, uncounted)
        yield from filing(case)


def filing(case: Case) -> Iterator[Burning]:
    """ "`contract_filed` not within 30 calendar days of `contract_signed`", yellow "from 5 calendar days before".

    Not suspended, and judged after the case's end by S3 or S4 too.
    """
    signed = case.first("contract_signed")
    if signed is None:
        return
    filed = case.first("contract_filed", since=signed.at)
    filed_on = filed.day if filed else None
    days, before = case.in_force("filing", signed.day, 30, 5)
    due = signed.day + timedelta(days=days)
    # "A limit as long as its warning comes near at once."
    near = due - timedelta(days=before)
    yellow = case.limits.shows_yellow_first(signed.day)
    if case.begins_before_stop(near) and not (filed_on is not None and filed_on < near):
        yield case.burning("R15.filing.near", near, cured_on=filed_on, taken_over=due + ONE_DAY, step="S4")
    if case.begins_before_stop(due + ONE_DAY) and not (filed_on is not None and filed_on <= due):
        yield case.burning("R15.filing.over", due + ONE_DAY, cured_on=filed_on, step="S4", yellow_first=yellow)
