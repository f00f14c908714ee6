"""What inspectors watch: every figure recounted act by act in plain Python, of their own area, and what is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import Connection, insert, select

from cockpit.actions.follow_up import act_on
from cockpit.app.layout import shell
from cockpit.app.rights import check_callback, check_page
from cockpit.callbacks import asking, supervision
from cockpit.db import doors, tables
from cockpit.db.doors import reading_as
from cockpit.domain.area import Scope
from cockpit.domain.follow_up import Act
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.jobs.past import keep
from cockpit.queries import supervision as watching
from cockpit.queries.supervised import Pair, Watched
from tests.callbacks.drawn import links, text
from tests.facts.reading import CIPHER
from tests.lives import live
from tests.offices import (
    EVERYBODY,
    MONDAY,
    at,
    city,
    city_inspector,
    county,
    desk,
    feedback,
    foreign_city,
    foreign_inspector,
    inspector,
    light,
    province,
    put_out,
    settle,
    street,
)

Door = Callable[[], AbstractContextManager[Connection]]
Lists = dict[str, set[str]]

ENDED = ("closed", "revoked", "referred", "auto_cleared")


@contextmanager
def request_of(viewer: Viewer, day: date = MONDAY) -> Iterator[None]:
    app = Flask("test")
    app.config[asking.DESK] = desk(day)
    with app.app_context():
        g.viewer = viewer
        yield


def page(viewer: Viewer, day: date = MONDAY, **args: str) -> Any:
    with request_of(viewer, day):
        return list(supervision.shown(args))


# --- the recount ------------------------------------------------------------------------------------------------------


def recount(watched: Watched) -> tuple[Lists, dict[Pair, set[str]]]:
    """List -> numbers of its alerts, and those of each office and rule; act by act, from the whole tables."""

    def rows(connection: Connection, table: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(select(table)).mappings()]

    with doors.writing_as_engine() as connection:
        acts, alerts, lamps = (
            rows(connection, table) for table in (tables.follow_up_act, tables.alert, tables.finding)
        )
    lives: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for act in sorted(acts, key=lambda row: row["n"]):
        if Scope.of(watched.area_code).contains(act["area_code"]):
            lives[act["alert_no"]].append(act)
    lists: Lists = {name: set() for name in watching.LISTS}
    pairs: dict[Pair, set[str]] = defaultdict(set)
    for alert in alerts:
        if life := lives.get(alert["alert_no"]):
            of_subject = [
                lamp for lamp in lamps
                if all(lamp[name] == alert[name] for name in ("city_code", "subject_kind", "subject_id", "finding"))
            ]  # fmt: skip
            for name in [*_order(life, watched), *_returned(life, watched), *_closed(alert, life, of_subject, watched)]:
                lists[name].add(alert["alert_no"])
            f = life[-1]
            days = (watched.last - f["since"]).days
            if f["level"] == "red" and f["state"] != "revoked" and 0 <= days < 90 and not alert["late_record"]:
                pairs[Pair(f["office_area"], f["org_id"], f["rule"])].add(alert["alert_no"])
    del lists["repeated"]
    return lists, {pair: numbers for pair, numbers in pairs.items() if len(numbers) >= 3}


def _order(life: list[dict[str, Any]], watched: Watched) -> Iterator[str]:
    given = [act for act in life if "order_no" in act["said"]]
    if not given or not watched.first <= given[0]["last_on"] <= watched.last:
        return
    assert len(given) == 1
    yield "given"
    due = date.min
    for act in life[life.index(given[0]) :]:
        if act["act"] == "feedback_submitted":
            yield "on_time" if act["last_on"] <= due else "late"
            return
        if act["state"] == "supervised":
            due = act["due_on"]
    if life[-1]["state"] in ENDED:
        yield "ended"
        return
    yield "open"
    if due < watched.today and life[-1]["state"] != "appealed":
        yield "over"


def _returned(life: list[dict[str, Any]], watched: Watched) -> Iterator[str]:
    before = 0
    for act in life:
        before += act["act"] == "feedback_returned"
        if watched.first <= act["last_on"] <= watched.last:
            if act["act"] == "feedback_returned":
                yield "returned" if before == 1 else "twice"
                yield "returned"
            if act["act"] == "feedback_failed":
                yield "failed"


def _closed(
    alert: dict[str, Any], life: list[dict[str, Any]], lamps: list[dict[str, Any]], watched: Watched
) -> Iterator[str]:
    closed = life[-1]
    if closed["state"] != "closed" or not watched.first <= closed["last_on"] <= watched.last:
        return
    if any(0 < (lamp["since"] - closed["last_on"]).days <= 90 for lamp in lamps):
        yield from ("again", "ineffective")
    own = ("instance", "raising")
    if any(lamp["open"] for lamp in lamps if all(lamp[name] == alert[name] for name in own)):
        yield from ("burning", "ineffective")


def asked(conn: Connection, watched: Watched, name: str) -> set[str]:
    of = (
        watching.orders if name in watching.ORDERS
        else watching.returned if name in watching.RETURNED
        else watching.ineffective
    )  # fmt: skip
    return {row["alert_no"] for row in of(conn, watched, name)}


def test_every_figure_and_list_is_what_a_slow_recount_finds(engine_door: Door) -> None:
    seen: set[str] = set()
    last = live(12)
    watchers = [(inspector, "35"), (province, "3501"), (city_inspector, "350102"), (foreign_inspector, "3502")]
    for first, end in ((MONDAY, last), (MONDAY + timedelta(days=9), last - timedelta(days=8)), (last, last)):
        for viewer, code in watchers:
            watched = Watched(code, first, end, last)
            lists, pairs = recount(watched)
            with reading_as(viewer) as conn:
                assert watching.counts(conn, watched) == {
                    **{name: len(numbers) for name, numbers in lists.items()},
                    "repeated": len(pairs),
                }
                for name, numbers in lists.items():
                    assert asked(conn, watched, name) == numbers, name
                shown = {
                    Pair(row["office_area"], row["org_id"], row["rule"]): row["reds"]
                    for row in watching.repeated(conn, watched)
                }
                assert shown == {pair: len(numbers) for pair, numbers in pairs.items()}
                for pair, numbers in pairs.items():
                    assert {row["alert_no"] for row in watching.reds_of(conn, watched, pair)} == numbers
            seen |= {name for name, numbers in lists.items() if numbers} | ({"repeated"} if pairs else set())
    # Control: in these lives hardly a list is empty; answers after the due day are rare, and have a test of their own.
    assert len(set(watching.LISTS) - seen) <= 2


def test_what_is_outside_of_an_area_is_not_counted_whatever_is_asked(engine_door: Door) -> None:
    last = live(5, days=20, lamps=14)
    with reading_as(foreign_inspector) as conn:
        whole = watching.counts(conn, Watched("35", MONDAY, last, last))
        assert whole == watching.counts(conn, Watched("3502", MONDAY, last, last))
        assert not any(watching.counts(conn, Watched("3501", MONDAY, last, last)).values())
    with reading_as(city_inspector) as conn:
        # 平潭 reports to the province: a city's inspector does not see it.
        assert not any(watching.counts(conn, Watched("350128", MONDAY, last, last)).values())


# --- one order --------------------------------------------------------------------------------------------------------


@pytest.fixture
def number(engine_door: Door) -> str:
    """A red alert of the county's housing office under an order of the city's inspector, due on Monday the 9th."""
    with engine_door() as connection:
        settle(connection)
        connection.execute(insert(tables.evaluation), [{"as_of": MONDAY, "rules_version": "made-up", "ledger_size": 0}])
        lit = light(connection)
    act_on(city_inspector, desk(MONDAY), lit, Act.ORDER, {"said": "请查明漏登台账的责任，补正全部积压件"}, seen=0)
    return lit


def of(number: str, today: date, viewer: Viewer = inspector) -> list[str]:
    """The lists of orders that hold the alert."""
    with reading_as(viewer) as conn:
        watched = Watched(viewer.area_code, MONDAY, today, today)
        return [name for name in watching.ORDERS if asked(conn, watched, name) == {number}]


DUE = date(2026, 3, 9)


def test_an_order_is_open_until_its_due_day_has_passed(number: str) -> None:
    assert of(number, DUE) == ["given", "open"]
    assert of(number, DUE + timedelta(days=1)) == ["given", "open", "over"]


@pytest.mark.parametrize(("day", "list_"), [(DUE, "on_time"), (DUE + timedelta(days=1), "late")])
def test_an_answer_on_the_due_day_is_in_time(number: str, day: date, list_: str) -> None:
    act_on(county, desk(day), number, Act.FEEDBACK, feedback(), seen=1)
    assert of(number, day) == ["given", list_]


def test_an_extension_moves_the_due_day_of_an_order(number: str) -> None:
    asks = {"days": "2", "said": "档案须向省档案馆调取，预计三日内到"}
    act_on(county, desk(MONDAY), number, Act.ASK_EXTENSION, asks, seen=1)
    act_on(city, desk(MONDAY), number, Act.GRANT, {}, seen=2)
    later = DUE + timedelta(days=2)
    assert of(number, later) == ["given", "open"]
    act_on(county, desk(later), number, Act.FEEDBACK, feedback(), seen=3)
    assert of(number, later) == ["given", "on_time"]


def test_while_an_appeal_is_decided_an_order_is_not_overdue(number: str) -> None:
    said = {"said": "当日系统停机公告已备案，规则未计停表"}
    act_on(county, desk(MONDAY), number, Act.APPEAL, said, seen=1)
    assert of(number, DUE + timedelta(days=9)) == ["given", "open"]
    assert "申诉中，暂不计" in text(page(inspector, DUE + timedelta(days=9), period="2026"))


def test_a_line_says_the_order_its_due_day_what_is_left_and_leads_to_the_alert(number: str) -> None:
    drawn = page(city_inspector, MONDAY)
    for word in ("3501督〔2026〕0001号", "2026-03-09", "还剩 5 个工作日", "鼓楼区住房和城乡建设局", "督办中"):
        assert word in text(drawn)
    assert f"/alert/{number}" in links(drawn)
    assert "今天到期" in text(page(inspector, DUE))
    assert "逾期 2 个工作日" in text(page(inspector, date(2026, 3, 11)))


def test_every_figure_leads_to_its_list(number: str) -> None:
    to = [
        link for link in links(page(inspector, period="2026", area="3501")) if link.startswith("/supervision?area=3501")
    ]
    for name in watching.LISTS:
        wanted = "" if name == "given" else f"&list={name}"
        if name not in ("failed", "again", "burning"):
            assert f"/supervision?area=3501&period=2026{wanted}" in to, name
    of_returns = links(page(inspector, period="2026", list="returned"))
    assert "/supervision?period=2026&list=failed" in of_returns


def test_closing_with_the_lamp_alight_is_without_effect_until_it_goes_out(number: str, engine_door: Door) -> None:
    act_on(county, desk(MONDAY), number, Act.FEEDBACK, feedback(), seen=1)
    another = replace(city, name="other", account="other")
    act_on(another, desk(MONDAY), number, Act.ACCEPT, {"said": "已核对台账与送达回证，与所述一致"}, seen=2)
    closes = {"outcome": "cannot", "cause": "staff", "said": "逾期事实无法回溯，已补正并核实"}
    act_on(another, desk(MONDAY), number, Act.CLOSE, closes, seen=3)
    drawn = text(page(inspector, list="ineffective"))
    assert "灯仍亮" in drawn
    assert "客观上无法补正" in drawn
    with engine_door() as connection:
        put_out(connection, number, MONDAY + timedelta(days=1))
    assert "期间内没有这类销号" in text(page(inspector, list="ineffective"))


def test_three_red_lamps_of_one_rule_make_an_office_known_and_two_do_not(number: str, engine_door: Door) -> None:
    with engine_door() as connection:
        light(connection)
        light(connection, org="O350102001", asked_of="street")
    assert "没有单位在 90 天内" in text(page(inspector, list="repeated"))
    with engine_door() as connection:
        light(connection)
    drawn = page(inspector, list="repeated")
    assert "鼓楼区住房和城乡建设局" in text(drawn)
    to = "/supervision?list=repeated&rule=R05&office=350102&org=O350102"
    assert to in links(drawn)
    of_pair = page(inspector, list="repeated", rule="R05", office="350102", org="O350102")
    assert len([link for link in links(of_pair) if link.startswith("/alert/")]) == 3


# --- refused and empty ------------------------------------------------------------------------------------------------


def test_who_may_not_see_it_is_refused_and_has_no_entry_in_the_menu() -> None:
    allowed = {province, inspector, city_inspector, foreign_inspector}
    for viewer in EVERYBODY:
        assert ("/supervision" in links(shell(viewer))) == (viewer in allowed), viewer.role
        if viewer not in allowed:
            for check, what in ((check_page, "/supervision"), (check_callback, "supervision.shown")):
                with pytest.raises(Refusal) as caught:
                    check(viewer, what)
                assert caught.value.status == 403
    with pytest.raises(Refusal, match="查看督办台账"):
        check_page(street, "/supervision")
    assert foreign_city not in allowed


def test_a_foreign_area_is_refused(number: str) -> None:
    with request_of(foreign_inspector), pytest.raises(Refusal) as refused:
        supervision.check(foreign_inspector, {}, {"area": "3501"})
    assert refused.value.status == 403
    with pytest.raises(Refusal):
        page(foreign_inspector, area="3501")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ({"list": "all"}, "清单"),
        ({"area": "44"}, "地区"),
        ({"period": "2031"}, "尚未开始"),
        ({"period": "x"}, "期间"),
        ({"list": "repeated", "rule": "R99", "office": "350102"}, "规则"),
        ({"list": "repeated", "rule": "R05"}, "单位与规则"),
        ({"list": "given", "rule": "R05", "office": "350102"}, "单位与规则"),
        ({"list": "repeated", "rule": "R05", "office": "350102", "org": "' OR 1"}, "单位"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(number: str, args: dict[str, str], says: str) -> None:
    with request_of(inspector), pytest.raises(Refusal, match=says):
        supervision.check(inspector, {}, args)


def test_a_period_without_anything_says_so_and_what_to_do(number: str) -> None:
    drawn = page(inspector, period="2026-02")
    assert "期间内没有这类督办函" in text(drawn)
    assert "/supervision?period=2026" in links(drawn)
    for name in ("returned", "ineffective", "repeated"):
        assert "没有" in text(page(inspector, period="2026-02", list=name))
    assert not [link for link in links(drawn) if link.startswith("/alert/")]


def test_an_earlier_day_shows_the_order_as_it_stood(number: str, engine_door: Door) -> None:
    answered = date(2026, 3, 4)
    act_on(county, desk(answered), number, Act.FEEDBACK, feedback(), seen=1)
    with engine_door() as connection:
        keep(connection, CIPHER, MONDAY, now=at(answered))
    assert "还剩 5 个工作日" in text(page(replace(inspector, as_of=MONDAY), answered))
    now = text(page(inspector, answered))
    assert "按期答复" in now
    assert "2026-03-04 答复" in now
