"""The follow-up on an alert's page, and the inbox: what is offered, done, refused, and shown of an earlier day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import Connection, insert

from cockpit.callbacks import asking, follow_up, inbox
from cockpit.components.follow_up import button_id
from cockpit.db import tables
from cockpit.db.doors import reading_as
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.jobs.past import keep
from cockpit.queries import inbox as waiting
from tests.callbacks.drawn import ids, links, text
from tests.facts.reading import CIPHER
from tests.offices import (
    CIVIL,
    MONDAY,
    at,
    city,
    civil_affairs,
    county,
    desk,
    feedback,
    foreign_city,
    inspector,
    light,
    province,
    settle,
    street,
)

Door = Callable[[], AbstractContextManager[Connection]]


@contextmanager
def request_of(viewer: Viewer, day: date = MONDAY) -> Iterator[None]:
    app = Flask("test")
    app.config[asking.DESK] = desk(day)
    with app.app_context():
        g.viewer = viewer
        yield


@pytest.fixture
def number(engine_door: Door) -> str:
    with engine_door() as connection:
        settle(connection)
        evaluated = {"as_of": MONDAY, "rules_version": "made-up", "ledger_size": 0}
        connection.execute(insert(tables.evaluation), [evaluated])
        return light(connection)


def press(
    monkeypatch: pytest.MonkeyPatch, viewer: Viewer, number: str, act: str, seen: Any, day: date = MONDAY, **said: Any
) -> tuple[str, str]:
    """What the page shows after a button: (the panel, what is said above it)."""
    monkeypatch.setattr(follow_up, "ctx", SimpleNamespace(triggered_id={"do": act}))
    fields = [{"act": act, "field": name} for name in said]
    with request_of(viewer, day):
        panel, told = follow_up.acted([1], list(said.values()), fields, number, seen)
    return text(panel) if not isinstance(panel, type(follow_up.no_update)) else "", text(told)


def offered(viewer: Viewer, number: str) -> set[str]:
    with request_of(viewer):
        drawn = follow_up.section(number)
    return {each["do"] for each in ids(drawn) if isinstance(each, dict) and "do" in each}


def test_everybody_is_offered_what_is_theirs_and_nothing_else(number: str) -> None:
    assert offered(county, number) == {"alert_acknowledged", "alert_appealed"}
    assert offered(city, number) == {"supervision_ordered", "lead_referred"}
    assert offered(inspector, number) == {"supervision_ordered", "more_asked", "lead_referred"}
    assert offered(province, number) == {"supervision_ordered", "more_asked", "alert_escalated", "lead_referred"}
    for nobody in (street, civil_affairs):
        assert offered(nobody, number) == set()


def test_an_act_gives_a_receipt_and_draws_the_new_state(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    panel, told = press(monkeypatch, county, number, "alert_acknowledged", 0)
    assert "回执号" in told
    assert "已签收" in panel
    panel, told = press(monkeypatch, county, number, "feedback_submitted", 1, **feedback())
    assert "预警现为“待审核”" in told
    assert feedback()["facts"] in panel


def test_a_refused_act_leaves_the_form_as_it_is(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    press(monkeypatch, county, number, "alert_acknowledged", 0)
    panel, told = press(monkeypatch, county, number, "feedback_submitted", 1, **feedback(facts="已整改"))
    assert (panel, "不具体" in told) == ("", True)


@pytest.mark.parametrize(
    ("act", "seen", "says"),
    [
        ("alert_closed", 0, "由审核单位"),
        ("near_limit_cleared", 0, "没有"),
        ("drop table", 0, "没有这种办理事项"),
        ("alert_raised", 0, "没有这种办理事项"),
        ("alert_acknowledged", None, "没有这种办理事项"),
        ("alert_acknowledged", "x", "没有这种办理事项"),
        ("alert_acknowledged", 5, "已过时"),
    ],
)
def test_forged_requests_are_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, number: str, act: str, seen: Any, says: str
) -> None:
    panel, told = press(monkeypatch, county, number, act, seen)
    assert (panel, says in told) == ("", True), told


def test_a_stranger_learns_nothing_of_an_alert(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    _, told = press(monkeypatch, foreign_city, number, "alert_acknowledged", 0)
    _, absent = press(monkeypatch, foreign_city, "3501-00009999", "alert_acknowledged", 0)
    assert told == absent.replace("3501-00009999", number)


def test_a_server_without_a_desk_only_shows(number: str) -> None:
    with Flask("test").app_context():
        g.viewer = county
        drawn = follow_up.section(number)
    assert not [each for each in ids(drawn) if each == button_id("alert_acknowledged")]
    assert "待签收" in text(drawn)


def test_an_earlier_day_shows_what_was_received_by_then_and_offers_nothing(
    monkeypatch: pytest.MonkeyPatch, number: str, engine_door: Door
) -> None:
    press(monkeypatch, county, number, "alert_acknowledged", 0, date(2026, 3, 3))
    with engine_door() as connection:
        keep(connection, CIPHER, MONDAY, now=at(date(2026, 3, 4)))
    early = replace(county, as_of=MONDAY)
    with request_of(early, date(2026, 3, 4)):
        drawn = follow_up.section(number)
    assert "发出预警" in text(drawn)
    assert "签收 " not in text(drawn).replace("待签收", "").replace("签收、", "")
    assert not [each for each in ids(drawn) if isinstance(each, dict)]
    with request_of(county, date(2026, 3, 4)):
        assert "已签收" in text(follow_up.section(number))
    _, told = press(monkeypatch, early, number, "feedback_submitted", 1, date(2026, 3, 4), **feedback())
    assert "返回今天" in told


# --- the inbox --------------------------------------------------------------------------------------------------------


def tasks(viewer: Viewer, day: date = MONDAY, **asked: str) -> list[tuple[str, str, str]]:
    with reading_as(viewer) as conn:
        rows = waiting.window(conn, viewer, day, waiting.Asked.read(asked))
    return [(row["alert_no"], row["task"], row["due"]) for row in rows]


def test_an_alert_goes_from_inbox_to_inbox(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    assert (tasks(county), tasks(city)) == ([(number, "sign", "soon")], [])
    press(monkeypatch, county, number, "alert_acknowledged", 0)
    assert (tasks(county), tasks(city)) == ([(number, "answer", "later")], [])
    press(monkeypatch, county, number, "feedback_submitted", 1, **feedback())
    assert (tasks(county), tasks(city)) == ([], [(number, "review", "soon")])
    press(monkeypatch, city, number, "feedback_returned", 2, said="未写明漏登的原因与责任人员，请补充")
    assert (tasks(county), tasks(city)) == ([(number, "answer", "soon")], [])
    press(monkeypatch, county, number, "alert_appealed", 3, said="当日系统停机公告已备案，规则未计停表")
    assert (tasks(county), tasks(province)) == ([], [(number, "appeal", "later")])


def test_a_line_says_how_near_its_due_day_is(number: str) -> None:
    said = [tasks(county, MONDAY + timedelta(days=offset))[0][2] for offset in range(3)]
    assert said == ["soon", "today", "over"]


def test_each_office_sees_its_own(number: str, engine_door: Door) -> None:
    with engine_door() as connection:
        of_department = light(connection, org=CIVIL, asked_of="civil_affairs")
        of_street = light(connection, org="O350102001", asked_of="street")
        light(connection, "R05.answer.near")
    assert [line[0] for line in tasks(county)] == [number]
    assert [line[0] for line in tasks(civil_affairs)] == [of_department]
    assert [line[0] for line in tasks(street)] == [of_street]
    assert tasks(inspector) == []


def test_narrowing_is_by_what_the_page_counts(number: str, engine_door: Door) -> None:
    with engine_door() as connection:
        for _ in range(4):
            light(connection, "R06.opinion.vague")
    with reading_as(county) as conn:
        counted = waiting.counts(conn, county, MONDAY)
    assert counted == {("sign", "soon"): 5}
    assert len(tasks(county, task="sign", due="soon")) == 5
    assert tasks(county, task="answer") == tasks(county, due="over") == []
    for wrong in ({"task": "close"}, {"due": "sign"}, {"task": "sign,answer"}):
        with pytest.raises(Refusal):
            waiting.Asked.read(wrong)


def test_ticked_lines_are_signed_for_at_once(number: str, engine_door: Door) -> None:
    with engine_door() as connection:
        other = light(connection)
    boxes = [{"sign": number}, {"sign": other}]
    with request_of(county):
        assert f"/alert/{number}" in links(inbox.shown({}))
        page, told = inbox.signed(1, [["yes"], []], boxes, {number: 0, other: 0}, {})
    assert "已签收 1 条" in text(told)
    assert "待反馈" in text(page)
    assert {line[:2] for line in tasks(county)} == {(number, "answer"), (other, "sign")}


@pytest.mark.parametrize(
    ("boxes", "chosen", "seen", "says"),
    [([[]], [{"sign": "x"}], {"x": 0}, "尚未勾选"), ([["yes"]], [{"sign": "x"}], {}, "不符"),
     ([["yes"]], [{"sign": "x"}], {"x": 0}, "没有编号为"), ([["yes"]], [], {}, "不符"), ([["yes"]], [{}], {}, "不符")],
)  # fmt: skip
def test_a_forged_batch_is_refused_in_a_sentence(
    number: str, boxes: list[Any], chosen: list[Any], seen: Any, says: str
) -> None:
    with request_of(county):
        _, told = inbox.signed(1, boxes, chosen, seen, {})
    assert says in text(told)


def test_an_empty_inbox_says_so(number: str) -> None:
    with request_of(foreign_city):
        assert "没有待办" in text(inbox.shown({}))
