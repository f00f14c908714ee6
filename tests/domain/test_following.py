"""The table of follow-ups: every line, every person, every forbidden move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cockpit.domain.access import Permission, may
from cockpit.domain.action import Secrecy, secrecy
from cockpit.domain.follow_up import BY_ACT, LIMITS, TABLE, TERMINAL, Act, Kind, Party, State
from cockpit.domain.following import SYSTEM, Actor, FollowUp, above, after, check, orderer, parties, raised, turn
from cockpit.domain.refusal import Refusal
from cockpit.domain.workday import Workdays, calendar
from tests.offices import (
    CIVIL,
    EVERYBODY,
    MONDAY,
    city,
    city_inspector,
    civil_affairs,
    county,
    foreign_city,
    foreign_inspector,
    inspector,
    province,
    public,
    street,
)

DAYS = Workdays(calendar())
SAID: dict[str, Any] = {"outcome": "cannot", "cause": "staff", "days": 1, "order_no": "1", "judge": "3501"}


def of_street(lamp_class: str = "abnormal", **other: Any) -> FollowUp:
    """A new alert that the street office must answer, raised on Monday, 2 March 2026."""
    known = {
        "city_code": "3501", "alert_no": "3501-00000001", "area_code": "350102001", "office_area": "350102001",
        "office_kind": "street", "org_id": "O350102001", "lamp_class": lamp_class, "rule": "R01", "since": MONDAY,
        "level": "red" if lamp_class == "abnormal" else "yellow",
    }  # fmt: skip
    return raised(MONDAY, DAYS, **(known | other))


def done(f: FollowUp, *acts: Act, on: date = MONDAY, by: str = "somebody") -> FollowUp:
    for act in acts:
        f = after(f, act, by, SAID, on, DAYS)
    return f


def standing_in(state: State) -> FollowUp:
    """A follow-up in that state, come to by acts."""
    way: dict[State, list[Act]] = {
        State.RAISED: [],
        State.ACKNOWLEDGED: [Act.ACKNOWLEDGE],
        State.IN_DISPOSAL: [Act.ACKNOWLEDGE, Act.DISPOSE],
        State.SUBMITTED: [Act.ACKNOWLEDGE, Act.FEEDBACK],
        State.RETURNED: [Act.ACKNOWLEDGE, Act.FEEDBACK, Act.RETURN],
        State.SUPERVISED: [Act.ORDER],
        State.ESCALATED: [Act.ESCALATE],
        State.ACCEPTED: [Act.ACKNOWLEDGE, Act.FEEDBACK, Act.ACCEPT],
        State.APPEALED: [Act.APPEAL],
        State.CLOSED: [Act.ACKNOWLEDGE, Act.FEEDBACK, Act.ACCEPT, Act.CLOSE],
        State.REVOKED: [Act.APPEAL, Act.REVOKE],
        State.REFERRED: [Act.REFER],
    }
    if state is State.AUTO_CLEARED:
        return done(of_street("near_limit"), Act.CLEAR)
    found = done(of_street(), *way[state])
    assert found.state is state
    return found


def somebody_for(act: Act, f: FollowUp) -> Actor:
    """A person, or the system, who has the place and the permission for an act."""
    everybody = [SYSTEM, *map(Actor.of, EVERYBODY)]
    line = BY_ACT[act]
    return next(a for a in everybody if parties(a, f) & set(line.parties) and may(a.role, line.permission))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", list(BY_ACT))
def test_an_act_is_refused_in_every_state_that_the_table_does_not_name(act: Act, state: State) -> None:
    f = standing_in(state)
    if state in BY_ACT[act].states:
        return_to = of_street() if act is not Act.CLEAR else of_street("near_limit")
        assert somebody_for(act, replace(return_to, state=state))
        return
    with pytest.raises(Refusal) as refused:
        check(f, act, somebody_for(act, f), None, MONDAY, burns=False)
    assert f.state.label in refused.value.message
    assert refused.value.status == 409


@pytest.mark.parametrize("line", TABLE, ids=lambda line: str(line.act))
def test_an_act_is_refused_to_everybody_whose_it_is_not(line: Any) -> None:
    f = replace(of_street(), state=line.states[0])
    for viewer in EVERYBODY:
        actor = Actor.of(viewer)
        if parties(actor, f) & set(line.parties) and may(actor.role, line.permission):
            continue
        with pytest.raises(Refusal) as refused:
            check(f, line.act, actor, None, MONDAY, burns=False)
        assert refused.value.status == 403


def test_everybody_has_their_place_to_a_streets_alert() -> None:
    f = of_street()
    places = {viewer.account: parties(Actor.of(viewer), f) for viewer in EVERYBODY}
    assert places == {
        street.account: {Party.OFFICE},
        county.account: {Party.JUDGE, Party.ABOVE},
        city.account: {Party.ABOVE},
        province.account: {Party.ABOVE, Party.PROVINCE, Party.INSPECTOR},
        civil_affairs.account: set(),
        inspector.account: {Party.ABOVE, Party.INSPECTOR},
        city_inspector.account: {Party.ABOVE, Party.INSPECTOR},
        foreign_city.account: set(),
        foreign_inspector.account: set(),
        public.account: set(),
    }


def test_a_departments_alert_is_answered_by_the_department_and_not_by_the_county() -> None:
    f = of_street(office_area="350102", office_kind="civil_affairs", org_id=CIVIL)
    assert parties(Actor.of(civil_affairs), f) == {Party.OFFICE}
    assert Party.OFFICE not in parties(Actor.of(county), f)
    assert Party.JUDGE in parties(Actor.of(city), f)


@pytest.mark.parametrize(
    ("office", "judge", "order"),
    [("350102001", "350102", "3501"), ("350102", "3501", "3501"), ("3501", "35", "35"), ("35", "35", "35"),
     ("350128001", "350128", "35"), ("350128", "35", "35")],
)  # fmt: skip
def test_who_reviews_and_who_orders(office: str, judge: str, order: str) -> None:
    assert (above(office), orderer(office)) == (judge, order)


def test_nobody_reviews_what_they_spoke_for() -> None:
    moved_up = Actor.of(county)
    f = after(of_street(), Act.ACKNOWLEDGE, "x", SAID, MONDAY, DAYS)
    f = after(f, Act.FEEDBACK, moved_up.actor_id, SAID, MONDAY, DAYS)
    for act in (Act.ACCEPT, Act.RETURN):
        with pytest.raises(Refusal, match="不能自己审核"):
            check(f, act, moved_up, None, MONDAY, burns=False)
    check(f, Act.ACCEPT, replace(moved_up, actor_id="a colleague"), None, MONDAY, burns=False)


@pytest.mark.parametrize(
    ("lamp_class", "act", "due"),
    [
        ("abnormal", [], "2026-03-03"),
        ("abnormal", [Act.ACKNOWLEDGE], "2026-03-09"),
        ("irregular", [Act.ACKNOWLEDGE], "2026-03-05"),
        ("irregular", [Act.ACKNOWLEDGE, Act.FEEDBACK], "2026-03-05"),
        ("irregular", [Act.ACKNOWLEDGE, Act.FEEDBACK, Act.RETURN], "2026-03-04"),
        ("abnormal", [Act.ACKNOWLEDGE, Act.FEEDBACK, Act.RETURN], "2026-03-05"),
        ("abnormal", [Act.ORDER], "2026-03-09"),
        ("abnormal", [Act.ESCALATE], "2026-03-16"),
        ("near_limit", [], None),
    ],
)
def test_limits_in_working_days(lamp_class: str, act: list[Act], due: str | None) -> None:
    f = done(of_street(lamp_class), *act)
    assert f.due_on == (date.fromisoformat(due) if due else None)


def test_a_limit_over_the_spring_festival_counts_no_rest_day() -> None:
    f = raised(date(2026, 2, 13), DAYS, **{k: getattr(of_street(), k) for k in (
        "city_code", "alert_no", "area_code", "office_area", "office_kind", "org_id", "lamp_class", "rule", "since",
        "level")})  # fmt: skip
    assert f.due_on == date(2026, 2, 14)  # the make-up Saturday
    assert f.feedback_due_on == date(2026, 2, 27)  # behind nine days of rest


def test_done_on_the_due_day_is_in_time() -> None:
    f = of_street()
    assert f.due_on
    assert turn(f, f.due_on) is None
    assert turn(f, date(2026, 3, 4)) is Act.ORDER


def test_the_ladder_of_an_irregular_alert_that_nobody_answers() -> None:
    f, told = of_street("irregular"), []
    for day in (MONDAY, *(date(2026, 3, number) for number in range(3, 31))):
        while (act := turn(f, day)) is not None:
            f = after(f, act, "", SAID, day, DAYS)
            told.append((f"{day}", act, f.level))
    assert told == [
        ("2026-03-04", Act.LATE, "yellow"),
        ("2026-03-06", Act.ORDER, "yellow"),
        ("2026-03-14", Act.ESCALATE, "yellow"),
    ]


def test_a_third_unsatisfying_feedback_becomes_an_order_and_under_an_order_goes_to_the_province() -> None:
    f = done(of_street(), Act.ACKNOWLEDGE, Act.FEEDBACK, Act.RETURN, Act.FEEDBACK, Act.RETURN, Act.FEEDBACK)
    with pytest.raises(Refusal, match="至多 2 次"):
        check(f, Act.RETURN, Actor.of(county), None, MONDAY, burns=False)
    assert done(f, Act.FAIL).state is State.SUPERVISED
    assert done(f, Act.FAIL, Act.FEEDBACK, Act.FAIL).state is State.ESCALATED
    early = done(of_street(), Act.ACKNOWLEDGE, Act.FEEDBACK)
    with pytest.raises(Refusal, match="先退回"):
        check(early, Act.FAIL, Actor.of(county), None, MONDAY, burns=False)


def test_a_lamp_that_burns_cannot_be_closed_as_fixed() -> None:
    f = standing_in(State.ACCEPTED)
    fixed = SAID | {"outcome": "fixed"}
    with pytest.raises(Refusal, match="灯仍亮着"):
        check(f, Act.CLOSE, Actor.of(county), fixed, MONDAY, burns=True)
    check(f, Act.CLOSE, Actor.of(county), fixed, MONDAY, burns=False)
    check(f, Act.CLOSE, Actor.of(county), SAID, MONDAY, burns=True)


def test_an_extension_is_asked_once_before_the_due_day_and_no_longer_than_the_limit() -> None:
    f, by = done(of_street(), Act.ACKNOWLEDGE), Actor.of(street)
    assert f.due_on == date(2026, 3, 9)
    check(f, Act.ASK_EXTENSION, by, SAID | {"days": 5}, date(2026, 3, 8), burns=True)
    for days in (0, 6):
        with pytest.raises(Refusal, match="1 至 5"):
            check(f, Act.ASK_EXTENSION, by, SAID | {"days": days}, MONDAY, burns=True)
    for late in (f.due_on, date(2026, 3, 10)):
        with pytest.raises(Refusal, match="之前提出"):
            check(f, Act.ASK_EXTENSION, by, SAID, late, burns=True)
    asked = after(f, Act.ASK_EXTENSION, by.actor_id, SAID | {"days": 2}, MONDAY, DAYS)
    assert asked.due_on == f.due_on  # until it is granted, the old limit holds
    assert done(asked, Act.GRANT).due_on == date(2026, 3, 11)
    assert done(asked, Act.REFUSE).due_on == f.due_on
    with pytest.raises(Refusal, match="一次"):
        check(done(asked, Act.REFUSE), Act.ASK_EXTENSION, by, SAID, MONDAY, burns=True)


def test_an_appeal_is_decided_by_the_province_alone_and_a_dismissed_one_goes_on() -> None:
    f = done(of_street(), Act.ACKNOWLEDGE, Act.APPEAL)
    for other in (street, county, city, inspector):
        with pytest.raises(Refusal):
            check(f, Act.REVOKE, Actor.of(other), None, MONDAY, burns=True)
    check(f, Act.REVOKE, Actor.of(province), None, MONDAY, burns=True)
    resumed = done(f, Act.DISMISS, on=date(2026, 3, 9))
    assert (resumed.state, resumed.due_on) == (State.ACKNOWLEDGED, date(2026, 3, 11))
    with pytest.raises(Refusal, match="一次"):
        check(resumed, Act.APPEAL, Actor.of(street), None, MONDAY, burns=True)


def test_near_limit_alerts_take_nothing_but_their_clearing() -> None:
    f = of_street("near_limit")
    for act in set(BY_ACT) - {Act.CLEAR}:
        if f.state in BY_ACT[act].states and act is not Act.LATE:
            with pytest.raises(Refusal, match="自动解除"):
                check(f, act, somebody_for(act, of_street()), None, MONDAY, burns=True)
    check(f, Act.CLEAR, SYSTEM, None, MONDAY, burns=False)


def test_an_escalated_alert_is_closed_after_an_interview_alone() -> None:
    f = done(of_street(), Act.ESCALATE, Act.FEEDBACK, Act.ACCEPT)
    with pytest.raises(Refusal, match="约谈"):
        check(f, Act.CLOSE, Actor.of(province), SAID, MONDAY, burns=True)
    check(done(f, Act.INTERVIEW), Act.CLOSE, Actor.of(province), SAID, MONDAY, burns=True)


def test_every_state_but_the_last_ones_has_a_limit_and_a_way_out() -> None:
    assert set(LIMITS) == set(State) - TERMINAL
    for state in set(State) - TERMINAL:
        assert any(line.to not in (None, state) for line in TABLE if state in line.states)
    assert not [line.act for line in TABLE if set(line.states) & TERMINAL]


def test_every_act_but_the_raising_has_one_line() -> None:
    assert [line.act for line in TABLE] == list(BY_ACT)
    assert set(BY_ACT) == set(Act) - {Act.RAISE}


def test_members_that_acts_say_are_kept_in_plain_and_name_their_choices() -> None:
    # What is sealed in the ledger no page could show: delivery.md's names for free text are taken.
    for line in TABLE:
        for field in line.says:
            assert secrecy("alert", str(line.act), field.name) is Secrecy.PLAIN
            assert (field.kind is Kind.CHOICE) == (field.choices is not None)


@pytest.mark.parametrize("state", State)
def test_inspectors_review_nothing(state: State) -> None:
    for viewer in (inspector, city_inspector):
        assert not may(viewer.role, Permission.REVIEW)
        assert Party.JUDGE not in parties(Actor.of(viewer), standing_in(state))
