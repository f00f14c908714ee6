"""Of every prompt: the last day on which it is dark, the first on which it burns, and two silent histories."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cockpit.rules import PROMPT_FINDINGS
from tests.build import History, case, tenancy, unit

Told = Callable[..., str]
LATER = "2026-12-31"


def ready() -> History:
    return unit().ready("2026-03-01")


def repair(due_on: str | None = "2026-04-01") -> History:
    return unit().repair_started("2026-03-02", due_on=due_on)


def used() -> History:
    return unit().use_observed("2026-01-10", source="gate")


def let() -> History:
    return tenancy(starts_on="2021-11-01", ends_on="2026-10-31")


def waiting() -> History:
    return case("350102-2021-00001").submitted("2021-01-04").determined("2021-02-25").registered("2021-03-01")


def recheck() -> History:
    return tenancy().recheck_opened("2026-03-02", due_on="2026-05-01")


def changed() -> History:
    return tenancy().recheck_compared("2026-03-02", changes=["car"])


def moved_in() -> History:
    return tenancy().moved_in("2025-03-03")


def planned() -> History:
    return tenancy().visit_planned("2026-03-02", on="2026-03-23")


def absent() -> History:
    return tenancy().visited("2026-03-02", result="absent")


def ordered() -> History:
    return tenancy().rectification_ordered("2026-03-02", due_on="2026-03-23")


def moving() -> History:
    return tenancy().moving_period_set("2026-03-02", until="2026-06-01")


def owing(months: int) -> History:
    """Rent of the first months of 2026, none of it paid."""
    h = tenancy()
    for month in range(1, months + 1):
        h.rent_charged(f"2026-{month:02}-01", month=f"2026-{month:02}")
    return h


BURNING = {
    "T01.ready.long": (ready(), "2026-03-31", "2026-04-01"),
    "T01.ready.idle": (ready(), "2026-08-28", "2026-08-29"),
    "T01.repair.due": (repair(), "2026-03-26", "2026-03-27"),
    "T01.unused.first": (used(), "2026-04-10", "2026-04-11"),
    "T01.unused.second": (used(), "2026-06-09", "2026-06-10"),
    "T01.unused.idle": (used(), "2026-07-10", "2026-07-11"),
    "T02.expiry.first": (let(), "2026-08-01", "2026-08-02"),
    "T02.expiry.second": (let(), "2026-09-30", "2026-10-01"),
    "T02.expiry.third": (let(), "2026-10-23", "2026-10-24"),
    "T02.expiry.over": (let(), "2026-10-31", "2026-11-01"),
    "T03.waiting.long": (waiting(), "2025-09-01", "2025-09-02"),
    "T03.waiting.over": (waiting(), "2026-03-01", "2026-03-02"),
    "T04.recheck.first": (recheck(), "2026-03-31", "2026-04-01"),
    "T04.recheck.second": (recheck(), "2026-04-15", "2026-04-16"),
    "T04.recheck.third": (recheck(), "2026-04-25", "2026-04-26"),
    "T04.change.found": (changed(), "2026-03-01", "2026-03-02"),
    "T04.change.unhandled": (changed(), "2026-03-16", "2026-03-17"),
    "T04.recheck.missing": (moved_in(), "2026-03-03", "2026-03-04"),
    "T05.visit.due": (planned(), "2026-03-15", "2026-03-16"),
    "T05.visit.absent": (absent().visited("2026-03-09", result="absent"), "2026-03-08", "2026-03-09"),
    "T05.visit.missing": (moved_in(), "2026-03-03", "2026-03-04"),
    "T06.rectification.due": (ordered(), "2026-03-17", "2026-03-18"),
    "T06.rectification.over": (ordered(), "2026-03-23", "2026-03-24"),
    "T06.moving.over": (moving(), "2026-06-01", "2026-06-02"),
    "T07.arrears.first": (owing(1), "2026-01-31", "2026-02-01"),
    "T07.arrears.second": (owing(3), "2026-03-31", "2026-04-01"),
    "T07.arrears.over": (owing(6), "2026-06-30", "2026-07-01"),
}

SILENT = {
    "T01.ready.long": (ready().assigned("2026-03-31"), ready().repair_started("2026-03-20")),
    "T01.ready.idle": (ready().assigned("2026-08-28"), ready().vacated("2026-05-01")),
    "T01.repair.due": (repair().repaired("2026-03-20"), repair(due_on=None)),
    "T01.unused.first": (used().vacated("2026-02-10"), unit().use_observed("2026-01-10", source="visit")),
    "T01.unused.second": (used().vacated("2026-06-01"), used().assigned("2026-05-01")),
    "T01.unused.idle": (used().use_observed("2026-07-05", source="visit"), used().ready("2026-07-10")),
    "T02.expiry.first": (let().renewal_applied("2026-07-20"), let().vacated("2026-07-31")),
    "T02.expiry.second": (let().renewed("2026-09-30"), let().vacated("2026-09-30")),
    "T02.expiry.third": (let().renewed("2026-10-20"), let().vacated("2026-10-23")),
    "T02.expiry.over": (let().renewed("2026-10-31"), let().vacated("2026-10-31")),
    "T03.waiting.long": (waiting().batch_entered("2025-09-01"), waiting().withdrawn("2025-06-02")),
    "T03.waiting.over": (waiting().batch_entered("2026-03-01"), waiting().terminated("2026-03-01")),
    "T04.recheck.first": (recheck().recheck_decided("2026-03-31"), recheck().vacated("2026-03-15")),
    "T04.recheck.second": (recheck().recheck_decided("2026-04-15"), recheck().vacated("2026-04-01")),
    "T04.recheck.third": (recheck().recheck_decided("2026-04-25"), recheck().court_enforced("2026-04-25")),
    "T04.change.found": (tenancy().recheck_compared("2026-03-02", changes=[]), recheck()),
    "T04.change.unhandled": (changed().recheck_decided("2026-03-16"), changed().vacated("2026-03-10")),
    "T04.recheck.missing": (moved_in().recheck_decided("2026-03-03"), moved_in().vacated("2026-03-03")),
    "T05.visit.due": (planned().visited("2026-03-12"), planned().vacated("2026-03-13")),
    "T05.visit.absent": (absent(), absent().visited("2026-03-09").visited("2026-03-16", result="absent")),
    "T05.visit.missing": (moved_in().visited("2026-03-03"), tenancy().recheck_decided("2025-03-03")),
    "T06.rectification.due": (ordered().rectified("2026-03-17"), ordered().vacated("2026-03-10")),
    "T06.rectification.over": (ordered().rectified("2026-03-23"), ordered().vacated("2026-03-23")),
    "T06.moving.over": (moving().vacated("2026-06-01"), moving().moving_period_set("2026-05-01", until="2027-06-01")),
    "T07.arrears.first": (
        owing(1).rent_paid("2026-02-01", month="2026-01"),
        owing(1).rent_paid("2026-01-09", month="2026-01"),
    ),
    "T07.arrears.second": (owing(2), owing(3).rent_paid("2026-04-01", month="2026-02")),
    "T07.arrears.over": (owing(5), owing(6).rent_paid("2026-07-01", month="2026-06")),
}


@pytest.mark.parametrize("finding", PROMPT_FINDINGS)
def test_it_burns_from_its_day_and_not_a_day_before(prompt: Told, finding: str) -> None:
    told, dark, since = BURNING[finding]
    assert prompt(finding, dark, told) == "dark"
    assert prompt(finding, since, told) == f"since {since}"


@pytest.mark.parametrize("finding", PROMPT_FINDINGS)
def test_it_keeps_silent(prompt: Told, finding: str) -> None:
    assert [prompt(finding, LATER, told) for told in SILENT[finding]] == ["dark", "dark"]
