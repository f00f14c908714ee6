"""Conduct: who may act, what was entered late, and suspensions that outlast their days."""

from __future__ import annotations

import pytest

from cockpit.facts.conduct import backdated, conduct, overlong_suspensions, unauthorised
from tests.build import History, case
from tests.facts.reading import DAYS, history_of, procedure_of

KINDS = {("35national", "street-350102001"): "street"}


def breaches(h: History) -> list[str]:
    return [s.operation.operation_id for s in unauthorised(history_of(h).operations, KINDS)]


def test_an_office_that_nobody_delivered_has_no_authority() -> None:
    h = case().accepted("2026-03-03", id="known").registered("2026-03-04", id="unknown")
    assert breaches(h) == ["unknown"]


def test_what_the_table_does_not_name_needs_no_office() -> None:
    assert breaches(case().submitted("2026-03-03", by="/clerk").clock_suspended("2026-03-04", by="tax/clerk")) == []


def late(h: History) -> list[str]:
    """ "a 03-05": the operation and the day on which it was entered, in the order of entry."""
    return [f"{s.instance} {s.since:%m-%d}" for s in backdated(history_of(h).operations, DAYS)]


def test_entered_out_of_turn_against_any_earlier_entry() -> None:
    # Entered b, c, a: c lies 24 hours and a minute after a, b does not.
    h = case().accepted("2026-03-03 09:59", recorded="2026-03-05 12:00", id="a")
    h.accepted("2026-03-03 12:00", id="b").accepted("2026-03-04 10:00", id="c")
    assert late(h) == ["a 03-05"]


def test_entries_at_one_stamp_do_not_convict_one_another_but_convict_the_next() -> None:
    stamp = "2026-03-05 12:00"
    h = case().accepted("2026-03-05 10:00", recorded=stamp, id="a").accepted("2026-03-03 10:00", recorded=stamp, id="b")
    assert late(h) == []
    assert late(h.accepted("2026-03-03 11:00", recorded="2026-03-05 12:01", id="c")) == ["c 03-05"]


def test_the_stamp_s_own_day_is_the_shanghai_one() -> None:
    # Friday 6 March begins at 16:00 UTC of the 5th: a minute before, three working days have passed, not four.
    assert late(case().submitted("2026-03-02", recorded="2026-03-05T15:59:00+00:00")) == []
    assert late(case().submitted("2026-03-02", recorded="2026-03-05T16:00:00+00:00", id="a")) == ["a 03-06"]


@pytest.mark.parametrize("recorded", ["2026-03-02 09:00", "2026-02-01"])
def test_a_stamp_before_the_act_is_not_late(recorded: str) -> None:
    assert late(case().submitted("2026-03-02 10:00", recorded=recorded)) == []


def suspended() -> History:
    """On Tuesday 3 March: the 10th working day is Tuesday the 17th."""
    return case().submitted("2026-03-02").clock_suspended("2026-03-03")


def long(h: History) -> list[str]:
    return [
        f"{gap.instance} {gap.since:%m-%d}" + (f" resumed {gap.mended.day:%m-%d}" if gap.mended else "")
        for gap in overlong_suspensions(history_of(h), procedure_of(h), DAYS)
    ]


def test_past_its_days_a_suspension_is_long_until_it_is_resumed() -> None:
    assert long(suspended().clock_resumed("2026-03-17")) == []
    assert long(suspended().clock_resumed("2026-03-18")) == ["1 03-18 resumed 03-18"]


@pytest.mark.parametrize(
    ("extended_on", "since"),
    [("2026-03-03", "03-25"), ("2026-03-15", "03-25"), ("2026-03-17", "03-25"), ("2026-03-18", "03-18")],
)
def test_an_extension_counts_if_made_by_the_last_day(extended_on: str, since: str) -> None:
    assert long(suspended().suspension_extended(f"{extended_on} 18:00", days=5)) == [f"1 {since}"]


def test_a_chain_of_extensions_breaks_where_one_comes_too_late() -> None:
    # 10, 12, then a gap: the 12th working day is Thursday the 19th.
    h = suspended().suspension_extended("2026-03-17", days=2).suspension_extended("2026-03-20", days=9)
    assert long(h) == ["1 03-20"]


def test_an_extension_on_the_rest_day_after_the_last_day_comes_too_late() -> None:
    # Suspended on Saturday 28 February, a day made up: the 10th working day is Friday 13 March.
    h = case().clock_suspended("2026-02-28", step="S1").suspension_extended("2026-03-14", days=5)
    assert long(h) == ["1 03-14"]


def test_one_order_breach_and_one_empty_reason_in_one_case() -> None:
    h = case().dispatched("2026-03-03").submitted("2026-03-04").clock_suspended("2026-03-05", reason="")
    found = [(s.kind, s.instance) for s in conduct(history_of(h), procedure_of(h), {}, DAYS) if s.kind != "authority"]
    assert found == [("order", "S2"), ("suspension", "1")]
