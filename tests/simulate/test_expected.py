"""The simulator's own count of limits, checked by hand against the calendar of 2026."""

from __future__ import annotations

from datetime import date

import pytest

from cockpit.simulate.expected import S1, S2, S3, S4, Expectation, History, Objection
from cockpit.simulate.workdays import NEVER, Workdays

WORKDAYS = Workdays(date(2026, 1, 1), date(2027, 6, 30))


def day(month: int, number: int) -> int:
    return date(2026, month, number).toordinal()


def lamps(case: History) -> dict[str, tuple[str, str]]:
    def iso(number: int) -> str:
        return WORKDAYS.iso(number)[5:] if number < NEVER else ""

    found = Expectation(WORKDAYS).lamps(case)
    return {f"{one.finding} {one.instance}".strip(): (iso(one.since), iso(one.until)) for one in found}


def accepted(*clock: int) -> History:
    return History(submitted=clock[0], accept_clocks=[(clock[0], clock[1])], closed=clock[1])


def test_a_make_up_saturday_works_and_a_holiday_does_not() -> None:
    assert WORKDAYS.works(day(10, 10))
    assert not WORKDAYS.works(day(10, 6))
    assert WORKDAYS.after(day(9, 30), 1) == day(10, 8)


def test_done_on_the_third_day_lights_nothing() -> None:
    assert lamps(accepted(day(3, 2), day(3, 5))) == {}


@pytest.mark.parametrize(("done", "until"), [(6, "03-07"), (9, "03-10")])
def test_done_on_the_fourth_or_last_day_lights_yellow_from_the_fourth(done: int, until: str) -> None:
    assert lamps(accepted(day(3, 2), day(3, done))) == {"R01.accept.near 1": ("03-06", until)}


def test_late_by_a_day_turns_red_where_yellow_ends() -> None:
    found = lamps(accepted(day(3, 2), day(3, 10)))
    assert found == {"R01.accept.near 1": ("03-06", "03-10"), "R01.accept.over 1": ("03-10", "03-11")}


def test_finishing_on_a_rest_day_after_the_due_day_is_late() -> None:
    assert "R01.accept.over 1" in lamps(accepted(day(3, 6), day(3, 14)))


def test_a_suspension_moves_the_due_day_of_a_step_by_ten_days_at_most() -> None:
    case = History(begins=[day(3, 2), NEVER, NEVER, NEVER], suspensions=[(day(3, 3), NEVER, 10)])
    assert lamps(case)["R01.step.over"] == (WORKDAYS.iso(WORKDAYS.after(day(3, 2), 25) + 1)[5:], "")


def test_overlapping_suspensions_count_once() -> None:
    one = History(begins=[day(3, 2), NEVER, NEVER, NEVER], suspensions=[(day(3, 3), day(3, 10), 10)])
    two = History(begins=[day(3, 2), NEVER, NEVER, NEVER], suspensions=[(day(3, 3), day(3, 10), 10)] * 2)
    assert lamps(one) == lamps(two)


def test_civil_affairs_have_ten_days_and_the_others_five() -> None:
    case = History(asked=[("civil_affairs", day(3, 2), day(3, 11)), ("tax", day(3, 2), day(3, 11))])
    assert set(lamps(case)) == {"R05.answer.near tax", "R05.answer.over tax"}


def test_waiting_for_a_home_is_no_handling_time() -> None:
    case = History(submitted=day(3, 2), determined=day(3, 20), qualified=True, eligibility_notice=day(3, 23))
    case.ends[S3] = day(3, 30)
    case.begins[S4] = day(9, 1)
    case.ends[S4] = day(9, 15)
    assert not {name for name in lamps(case) if name.startswith("R15.total")}


def test_a_refusal_notified_late_is_yellow_then_red() -> None:
    case = History(determined=day(3, 2), qualified=False, notified=day(3, 11))
    assert lamps(case)["R10.refusal.late"] == ("03-05", "03-10")
    assert lamps(case)["R10.refusal.missing"] == ("03-10", "03-12")


def test_a_missing_result_notice_is_not_asked_for_after_the_contract() -> None:
    case = History(result_due_from=day(3, 2), signed=day(3, 3), filed=day(3, 4))
    case.ends[S4] = day(3, 3)
    assert lamps(case) == {}


def test_filing_is_counted_in_calendar_days() -> None:
    case = History(signed=day(3, 1), filed=day(4, 2))
    assert lamps(case) == {"R15.filing.near": ("03-26", "04-01"), "R15.filing.over": ("04-01", "04-03")}


def test_an_objection_runs_on_after_the_case_has_ended() -> None:
    case = History(closed=day(3, 3), objections=[Objection("YY", day(3, 2), day(3, 17), day(3, 18))])
    assert lamps(case) == {"R11.conclude.near YY": ("03-12", "03-17"), "R11.conclude.over YY": ("03-17", "03-18")}


def test_the_steps_have_their_own_limits() -> None:
    for step, finding, limit in ((S1, "R01", 15), (S2, "R05", 15), (S3, "R09", 12), (S4, "R15", 18)):
        case = History()
        case.begins[step] = day(3, 2)
        since = WORKDAYS.iso(WORKDAYS.after(day(3, 2), limit) + 1)[5:]
        assert lamps(case)[f"{finding}.step.over"] == (since, "")
