"""The backlog says what slow Python counts from the operations, and tomorrow's lamps are those of judging tomorrow."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from cockpit.db.doors import reading_as
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.queries import backlog
from cockpit.queries.backlog import SPEED_DAYS, BacklogFilter
from cockpit.queries.listing import Order, Window
from cockpit.queries.tomorrow import tomorrow
from tests import reference
from tests.build import History, case, world_of
from tests.jobs.test_evaluate import Office, office
from tests.reference.case import Case
from tests.reference.clocks import day_number
from tests.reference.days import is_working_day, nth_working_day_after, wd
from tests.reference.ledger import Ledger

__all__ = ["office"]

Row = dict[str, Any]

AS_OF = date(2026, 9, 30)
"""The day before 国庆: seven days of rest lie ahead, with a Saturday of work after them."""
FAR = date(2028, 12, 31)
"""Waiting and stoppages without an end last till here in the slow count."""
PROVINCE = Viewer.parse("province:35")
LIMITS = {"S1": 15, "S2": 15, "S3": 12, "S4": 18}


def begun(days: int, before: date = AS_OF) -> str:
    """The day from which so many working days end on ``before``."""
    day = before
    while wd(day, before) < days:
        day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day.isoformat()


def told() -> list[History]:
    """A small province in every state that a case can be in."""
    gulou = (case(f"350102-2026-{n:05}") for n in range(1, 30))
    return [
        next(gulou).submitted("2026-09-28"),
        next(gulou).submitted(begun(15)).accepted(begun(13)),  # due today
        next(gulou).submitted(begun(14)).accepted(begun(13)),  # due after the holidays
        next(gulou).submitted(begun(30)).accepted(begun(29)),  # long over
        next(gulou).submitted("2026-09-21").correction_requested("2026-09-25"),  # stopped over the holidays
        next(gulou).submitted("2026-08-20").accepted("2026-08-21").dispatched("2026-09-02", department="civil_affairs")
        .dispatched("2026-09-24", department="tax").answered("2026-09-25", department="tax"),
        next(gulou).submitted("2026-08-20").accepted("2026-08-21").dispatched("2026-09-10")
        .clock_suspended("2026-09-14").clock_resumed("2026-09-18"),
        next(gulou).submitted("2026-08-24").accepted("2026-08-25").dispatched("2026-09-10")
        .clock_suspended("2026-09-29"),
        next(gulou).submitted("2026-08-03").accepted("2026-08-04").dispatched("2026-08-10").answered("2026-08-12")
        .proposed("2026-09-11"),
        next(gulou).submitted("2026-08-03").accepted("2026-08-04").dispatched("2026-08-10").answered("2026-08-12")
        .step_ended("2026-08-28", step="S2"),
        next(gulou).submitted("2026-06-01").accepted("2026-06-02").dispatched("2026-06-08").answered("2026-06-09")
        .determined("2026-06-15").registered("2026-06-16"),
        next(gulou).submitted("2026-05-01").accepted("2026-05-06").dispatched("2026-05-08").answered("2026-05-11")
        .determined("2026-05-15").registered("2026-05-18").batch_entered("2026-09-15"),
        next(gulou).submitted("2026-07-01").accepted("2026-07-02").dispatched("2026-07-06").answered("2026-07-08")
        .determined("2026-07-10").registered("2026-07-13").batch_entered("2026-07-20").contract_signed("2026-08-03"),
        next(gulou).submitted("2026-09-01").rejected("2026-09-08"),
        next(gulou).submitted("2026-09-01").accepted("2026-09-02").dispatched("2026-09-03").withdrawn("2026-09-07"),
        next(gulou).submitted("2026-02-02").accepted("2026-02-03").dispatched("2026-02-05").terminated("2026-03-02"),
        case("350502-2026-00001", area="350502001").submitted("2026-09-25"),
        case("350128-2026-00001", area="350128001").submitted("2026-09-24").accepted("2026-09-25"),
    ]  # fmt: skip


# --- the slow count ---------------------------------------------------------------------------------------------------


def cases_of(histories: list[History], area: str = "35") -> list[Case]:
    cases = Ledger(world_of(*histories), FAR, reference.Limits()).cases.values()
    within = (one for one in cases if one.row["area_code"].startswith(area))
    return [one for one in within if area != "3501" or not one.row["area_code"].startswith("350128")]


def state_of(one: Case) -> str:
    if one.end is not None:
        return "ended"
    if one.begins["S4"] is not None:
        return "S4"
    if one.result == "qualified" and one.ends["S3"] is not None:
        return "WAIT"
    return next((step for step in ("S3", "S2") if one.begins[step] is not None), "S1")


def due_days(one: Case) -> tuple[date | None, date | None]:
    step, submitted = state_of(one), one.first("submitted")
    assert submitted is not None
    begin = one.begins[step] if step in LIMITS and one.ends[step] is None else None
    due = day_number(begin.day, LIMITS[step], one.uncounted_days, FAR) if begin else None
    return due, day_number(submitted.day, 60, one.uncounted_days | one.waiting_days, FAR)


def band_of(due: date | None, as_of: date = AS_OF) -> str:
    if due is None:
        return "none"
    if due <= as_of:
        return "over" if due < as_of else "today"
    left = wd(as_of, due)
    return "soon" if left <= 3 else "later" if left <= 10 else "ample"


def finished_by_hand(cases: list[Case], as_of: date = AS_OF) -> dict[str, int]:
    found = Counter[str]()
    for one in cases:
        for step in LIMITS:
            left = [act.day for act in (one.ends[step], one.end) if act is not None]
            if one.begins[step] is not None and left and min(left) <= as_of and wd(min(left), as_of) < SPEED_DAYS:
                found[step] += 1
    return {step: found[step] for step in LIMITS}


def unanswered_by_hand(one: Case) -> list[str]:
    return sorted({department for department, _, answer in one.requests if answer is None})


# --- counts and list --------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(office: Office) -> Office:
    office.bring(*told())
    office.evaluate(AS_OF.isoformat())
    return office


def test_counts_and_finished_are_those_of_slow_python(filled: Office) -> None:
    for area in ("35", "3501", "350102", "350128", "3505", "350502001"):
        cases = cases_of(told(), area)
        wanted = Counter(
            (state_of(one), *(band_of(due) for due in due_days(one))) for one in cases if state_of(one) != "ended"
        )
        assert wanted
        with reading_as(PROVINCE) as conn:
            assert backlog.counts(conn, area) == wanted, area
            assert backlog.finished(conn, area) == finished_by_hand(cases), area


def test_the_small_province_holds_every_state_and_every_band(filled: Office) -> None:
    with reading_as(PROVINCE) as conn:
        counted = backlog.counts(conn, "35")
    assert {state for state, _, _ in counted} == {"S1", "S2", "S3", "WAIT", "S4"}
    assert {due for _, due, _ in counted} == set(backlog.BANDS)
    assert all(finished_by_hand(cases_of(told())).values())


def test_each_row_says_what_slow_python_says(filled: Office) -> None:
    cases = {one.row["case_no"]: one for one in cases_of(told()) if state_of(one) != "ended"}
    rows = listed(BacklogFilter())
    assert {row["case_no"] for row in rows} == cases.keys()
    for row in rows:
        one = cases[row["case_no"]]
        due, whole = due_days(one)
        begin = one.begins[row["state"]] if row["state"] in LIMITS else one.ends["S3"]
        assert (row["state"], row["due_on"], row["total_due_on"]) == (state_of(one), due, whole), row["case_no"]
        assert begin is not None
        assert row["begun_on"] == begin.day
        for days, day in ((row["left"], due), (row["total_left"], whole)):
            counted = None if day is None else wd(AS_OF, day) if day >= AS_OF else -wd(day, AS_OF)
            assert days == counted, row["case_no"]
        assert sorted(row["unanswered"] or ()) == unanswered_by_hand(one)
        assert row["in_all"] == len(rows)
    assert any(row["unanswered"] for row in rows)


def test_who_must_act_is_the_office_that_lamps_name(filled: Office) -> None:
    by_step = {row["state"]: (row["asked_of"], row["office"]) for row in listed(BacklogFilter("350102"))}
    assert by_step == {
        "S1": ("street", "street-350102001"),
        **dict.fromkeys(("S2", "S3", "WAIT", "S4"), ("county_housing", "county_housing-350102")),
    }


def test_the_holidays_are_no_working_days(filled: Office) -> None:
    row = next(row for row in listed(BacklogFilter()) if row["case_no"] == "350102-2026-00003")
    assert (row["due_on"], row["left"]) == (date(2026, 10, 8), 1)


def test_a_stoppage_moves_the_due_day_by_the_days_that_it_may_last(filled: Office) -> None:
    row = next(row for row in listed(BacklogFilter()) if row["case_no"] == "350102-2026-00005")
    counted_before = wd(date(2026, 9, 21), date(2026, 9, 25))
    assert row["stopped"]
    assert row["due_on"] == nth_working_day_after(date(2026, 9, 25), 10 + 15 - counted_before)
    assert [row["case_no"] for row in listed(BacklogFilter()) if row["stopped"] and row["state"] == "S2"] == [
        "350102-2026-00008"
    ]


NARROWED: list[dict[str, str]] = [
    {"step": "S1"},
    {"step": "S1,WAIT"},
    {"due": "over"},
    {"due": "today"},
    {"due": "none"},
    {"total": "over"},
    {"step": "S2", "due": "ample", "area": "350102"},
    {"area": "3501"},
    {"area": "350128"},
    {"step": "WAIT", "due": "over"},
]


def test_a_number_and_the_list_behind_it_are_the_same_cases(filled: Office) -> None:
    for args in NARROWED:
        steps = args.get("step", "S1,S2,S3,WAIT,S4").split(",")
        wanted = set()
        for one in cases_of(told(), args.get("area", "35")):
            due, whole = map(band_of, due_days(one))
            if state_of(one) in steps and args.get("due", due) == due and args.get("total", whole) == whole:
                wanted.add(one.row["case_no"])
        assert {row["case_no"] for row in listed(BacklogFilter.read(args))} == wanted, args


def test_pages_of_every_order_join_without_gap(filled: Office) -> None:
    for column in backlog.SORTABLE:
        for descending in (False, True):
            order = (Order(column, descending),)
            whole = listed(BacklogFilter(), *order)
            with reading_as(PROVINCE) as conn:
                pages = [
                    row["case_no"]
                    for first in range(0, len(whole), 4)
                    for row in backlog.window(conn, BacklogFilter(), Window(first, first + 4, order))
                ]
            assert pages == [row["case_no"] for row in whole], order
            values = [row[column] for row in whole if row[column] is not None]
            assert values == sorted(values, reverse=descending), order
            assert all(row[column] is None for row in whole[len(values) :]), order


def test_the_least_time_left_comes_first(filled: Office) -> None:
    days = [row["left"] for row in listed(BacklogFilter()) if row["left"] is not None]
    assert days == sorted(days)
    assert days[0] < 0


@pytest.mark.parametrize(
    "args", [{"due": "never"}, {"step": "S5"}, {"step": "ended"}, {"total": "over,today"}, {"area": "36"}], ids=str
)
def test_what_is_not_on_the_lists_is_refused(args: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        BacklogFilter.read(args)
    assert refused.value.status == 400


def test_no_other_column_sorts(filled: Office) -> None:
    with pytest.raises(Refusal):
        listed(BacklogFilter(), Order("name_masked"))


def test_an_office_counts_and_lists_its_own_area_alone(filled: Office) -> None:
    quanzhou = Viewer.parse("city:3505")
    with reading_as(quanzhou) as conn:
        assert sum(backlog.counts(conn, "35").values()) == sum(backlog.counts(conn, "3505").values()) == 1
        assert backlog.counts(conn, "3501") == {}
        assert set(backlog.finished(conn, "3501").values()) == {0}
        assert [row["case_no"] for row in backlog.window(conn, BacklogFilter("35"), Window())] == ["350502-2026-00001"]
        assert backlog.window(conn, BacklogFilter("3501"), Window()) == []
        assert {lamp["city_code"] for lamp in tomorrow(conn, "35").lamps} <= {"3505"}


def test_an_empty_area_has_nothing_and_no_speed(filled: Office) -> None:
    with reading_as(PROVINCE) as conn:
        assert backlog.counts(conn, "3507") == {}
        assert backlog.window(conn, BacklogFilter("3507"), Window()) == []
        assert tomorrow(conn, "3507").lamps == []
        assert tomorrow(conn, "3507").coming == 0
        finished = backlog.finished(conn, "3507")
    assert [backlog.days_in_hand(0, number) for number in finished.values()] == [None] * 4


def test_days_in_hand_divide_what_is_open_by_what_is_finished_a_day() -> None:
    assert backlog.days_in_hand(30, 120) == 15  # two a day
    assert backlog.days_in_hand(0, 120) == 0
    assert backlog.days_in_hand(30, 0) is None


# --- tomorrow ---------------------------------------------------------------------------------------------------------


def by_evaluating(office: Office, day: date) -> set[tuple[str, str, str, str]]:
    """The lamps of clocks that evaluating that day lights on it."""
    office.evaluate(day.isoformat())
    rows = office.read(f"SELECT * FROM finding WHERE since = '{day}' AND open AND measured ? 'clock'")
    return {(str(r["finding"]), str(r["case_no"]), str(r["instance"]), str(r["level"])) for r in rows}


DAYS = [*(date(2026, 9, 24) + timedelta(days=n) for n in range(8)), date(2026, 10, 7), date(2026, 10, 8)]


def test_what_lights_up_tomorrow_is_what_judging_tomorrow_lights(office: Office) -> None:
    known = [history for history in told() if history.operations[-1]["occurred_at"].date() <= DAYS[0]]
    office.bring(*known)
    seen: set[str] = set()
    for day in DAYS:
        office.evaluate(day.isoformat())
        with reading_as(PROVINCE) as conn:
            foretold = tomorrow(conn, "35")
        lamps = {(lamp["finding"], lamp["case_no"], lamp["instance"], lamp["level"]) for lamp in foretold.lamps}
        assert lamps == by_evaluating(office, foretold.day), day
        assert foretold.day == day + timedelta(days=1)
        assert foretold.coming == len(foretold.lamps)
        assert all("办件" in lamp["sentence"] for lamp in foretold.lamps)
        seen |= {lamp["level"] for lamp in foretold.lamps}
    assert seen == {"red", "yellow"}


def test_on_a_day_of_rest_nothing_comes_near_but_what_was_due_is_over(filled: Office) -> None:
    with reading_as(PROVINCE) as conn:
        foretold = tomorrow(conn, "35")
    assert foretold.day == date(2026, 10, 1)
    assert ("R01.step.over", "350102-2026-00002") in {(lamp["finding"], lamp["case_no"]) for lamp in foretold.lamps}
    assert {lamp["level"] for lamp in foretold.lamps} == {"red"}


def test_what_is_done_in_time_lights_nothing(office: Office) -> None:
    office.bring(case().submitted(begun(5)))
    office.evaluate(AS_OF.isoformat())
    with reading_as(PROVINCE) as conn:
        assert [lamp["finding"] for lamp in tomorrow(conn, "35").lamps] == ["R01.accept.over"]
    office.bring(case().submitted(begun(5)).accepted(AS_OF.isoformat()))
    office.evaluate(AS_OF.isoformat())
    with reading_as(PROVINCE) as conn:
        assert tomorrow(conn, "35").lamps == []


def listed(asked: BacklogFilter, *orders: Order) -> list[Row]:
    with reading_as(PROVINCE) as conn:
        return backlog.window(conn, asked, Window.whole(orders))
