"""Who gets what: every page, callback and export × every role × own, foreign, absent things and worthless sessions.

The data carry a word of its own in each street (a canary). Nobody ever gets a canary from outside their area, and what
is foreign is told in the very words of what is not there. What is new and has no entry here or in app.rights fails.
"""

from __future__ import annotations

import base64
import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from dash import page_registry
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, func, select, text, update
from werkzeug.test import TestResponse

from cockpit.actions import accounts, sessions
from cockpit.actions import follow_up as acting
from cockpit.actions.desk import Desk
from cockpit.app import guard, rights
from cockpit.app.live import Known
from cockpit.callbacks import asking
from cockpit.components.follow_up import button_id, field_id
from cockpit.db import doors, engine, tables
from cockpit.domain.access import UserRole
from cockpit.domain.area import Scope
from cockpit.domain.follow_up import BY_ACT, Act, Kind
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.jobs.raise_alerts import raise_alerts
from tests.app.test_app import CALLBACK
from tests.conftest import a_database
from tests.facts.reading import CIPHER
from tests.logging_in import carrying, for_people, logged_in, made, token_for
from tests.queries import rows
from tests.queries.conftest import listed_template
from tests.running import app

__all__ = ["listed_template"]

STREETS = ("350102001", "350102002", "350103001", "350128101", "350203001", "350502001")
ROLES = {
    UserRole.PROVINCE: "35",
    UserRole.PROVINCE_INSPECTOR: "35",
    UserRole.CITY: "3501",
    UserRole.CITY_INSPECTOR: "3501",
    UserRole.COUNTY: "350102",
    UserRole.DEPARTMENT: "350102",
    UserRole.STREET: "350102001",
    UserRole.PUBLIC: "35",
}


@dataclass(frozen=True)
class Thing:
    """Somewhere, with a case and an alert there."""

    area: str
    case_no: str
    alert_no: str


class Many(NamedTuple):
    """What stands in the components whose ids fit a pattern: (id, value) of each."""

    each: list[tuple[dict[str, str], Any]]


ABSENT = Thing("350481", "350481-2026-99999", "3504-99999999")

Given = Callable[[Thing], dict[str, Any]]
_WINDOW = {"startRow": 0, "endRow": 200, "sortModel": []}

CALLBACKS: dict[str, list[Given]] = {
    "dash.router": [lambda on: {"_pages_location.pathname": f"/area/{on.area}", "_pages_location.search": ""}],
    "shell.facts": [lambda on: {"_pages_location.id": "_pages_location"}],
    "area.figures": [lambda on: {"area-subject.data": {"code": on.area}}],
    "area.course": [lambda on: {"area-subject.data": {"code": on.area}}],
    "homes.listed": [lambda on: {"homes-subject.data": on.area}, lambda on: {"homes-subject.data": ""}],
    "audit.found": [lambda on: {"audit-asked.data": {"area": on.area}}, lambda on: {"audit-asked.data": {}}],
    "audit.rows": [
        lambda on: {"audit-grid.getRowsRequest": _WINDOW, "audit-asked.data": {"area": on.area}},
        lambda on: {"audit-grid.getRowsRequest": _WINDOW, "audit-asked.data": {}},
    ],
    "alerts.found": [lambda on: {"alerts-asked.data": {"area": on.area}}],
    "alerts.rows": [
        lambda on: {"alerts-grid.getRowsRequest": _WINDOW, "alerts-asked.data": {"area": on.area, "state": "all"}},
        lambda on: {"alerts-grid.getRowsRequest": _WINDOW, "alerts-asked.data": {"state": "all"}},
        lambda on: {"alerts-grid.getRowsRequest": _WINDOW, "alerts-asked.data": {"text": on.case_no, "state": "all"}},
    ],
    "alerts.export": [
        lambda on: {"alerts-csv.n_clicks": 1, "alerts-asked.data": {"area": on.area, "state": "all"}},
        lambda on: {"alerts-csv.n_clicks": 1, "alerts-asked.data": {"state": "all"}},
    ],
    "alert.shown": [lambda on: {"alert-asked.data": on.alert_no}],
    "follow_up.acted": [lambda on: pressed(on, Act.ACKNOWLEDGE), lambda on: pressed(on, Act.CLOSE)],
    "inbox.shown": [lambda on: {"inbox-asked.data": {}}, lambda on: {"inbox-asked.data": {"task": "sign"}}],
    "inbox.signed": [lambda on: ticked(on)],
    "supervision.shown": [
        lambda on: {"supervision-asked.data": {"area": on.area, "period": "2026"}},
        lambda on: {"supervision-asked.data": {"period": "2026", "list": "returned"}},
        lambda on: {"supervision-asked.data": {"period": "2026", "list": "repeated"}},
        lambda on: {"supervision-asked.data": {"period": "2026", "list": "ineffective"}},
    ],
    "backlog.summed": [lambda on: {"backlog-asked.data": {"area": on.area}}, lambda on: {"backlog-asked.data": {}}],
    "backlog.rows": [
        lambda on: {"backlog-grid.getRowsRequest": _WINDOW, "backlog-asked.data": {"area": on.area}},
        lambda on: {"backlog-grid.getRowsRequest": _WINDOW, "backlog-asked.data": {}},
    ],
    "cases.found": [lambda on: {"cases-asked.data": {"area": on.area}}],
    "cases.rows": [
        lambda on: {"cases-grid.getRowsRequest": _WINDOW, "cases-asked.data": {"area": on.area}},
        lambda on: {"cases-grid.getRowsRequest": _WINDOW, "cases-asked.data": {}},
        lambda on: {"cases-grid.getRowsRequest": _WINDOW, "cases-asked.data": {"text": on.case_no}},
    ],
    "cases.export": [
        lambda on: {"cases-csv.n_clicks": 1, "cases-asked.data": {"area": on.area}},
        lambda on: {"cases-csv.n_clicks": 1, "cases-asked.data": {}},
    ],
    "case.shown": [lambda on: {"case-asked.data": {"case_no": on.case_no, "city": on.case_no[:4], "lamp": ""}}],
    "explain.shown": [
        lambda on: {"explain-asked.data": {"case": on.case_no, "rule": "R05", "city": "", "as_of": ""}},
        lambda on: {"explain-asked.data": {"case": on.case_no, "rule": "R13", "city": "", "as_of": ""}},
    ],
    "risks.drawn": [lambda on: {"risks-asked.data": {"area": on.area}}, lambda on: {"risks-asked.data": {}}],
    "risk.drawn": [lambda on: {"risk-asked.data": {"code": "P01", "area": on.area}}],
    "rules.table": [lambda on: {"rules-table.id": "rules-table"}],
    "rule.counted": [lambda on: {"rule-asked.data": "R05"}],
    "what_if.shown": [
        lambda on: {"what-if-asked.data": {"code": "R05", "finding": "R05.answer.over", "try": "3", "as_of": ""}}
    ],
}
"""What the browser sends to each callback, about a thing."""

PAGES: dict[str, list[Callable[[Thing], str]]] = {
    "/area/<code>": [lambda on: f"/area/{on.area}"],
    "/homes": [lambda on: f"/homes?area={on.area}"],
    "/inbox": [lambda on: "/inbox", lambda on: "/inbox?task=sign&due=over"],
    "/supervision": [lambda on: "/supervision", lambda on: f"/supervision?area={on.area}&period=2026&list=repeated"],
    "/backlog": [lambda on: f"/backlog?area={on.area}"],
    "/audit": [lambda on: "/audit", lambda on: f"/audit?area={on.area}"],
    "/alerts": [lambda on: f"/alerts?area={on.area}", lambda on: f"/alerts?text={on.case_no}"],
    "/alert/<alert_no>": [lambda on: f"/alert/{on.alert_no}"],
    "/cases": [lambda on: f"/cases?area={on.area}"],
    "/case/<case_no>": [lambda on: f"/case/{on.case_no}"],
    "/explain": [lambda on: f"/explain?case={on.case_no}&rule=R05"],
    "/risks": [lambda on: f"/risks?area={on.area}"],
    "/risks/<code>": [lambda on: f"/risks/P01?area={on.area}"],
    "/rules": [lambda on: "/rules"],
    "/rules/<code>": [lambda on: "/rules/R05"],
    "/not-found-404": [lambda on: "/not-found-404"],
}

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""When people act: on the day that the rows of rows.py are of."""

_WORDS = "窗口11月20日移交材料时少了附页，已于当日补齐并双人清点，台账改为每日核对"


def said_for(act: Act) -> dict[str, Any]:
    """What passes as an act's words."""
    said: dict[str, Any] = {}
    for field in BY_ACT[act].says if act in BY_ACT else ():
        if field.kind is Kind.CHOICE:
            assert field.choices is not None
            said[field.name] = str(next(iter(field.choices)))
        else:
            said[field.name] = {Kind.DAYS: "1", Kind.LINE: "闽建核〔2026〕1号"}.get(field.kind, _WORDS + field.label)
    return said


def pressed(on: Thing, act: Act, seen: int = 0) -> dict[str, Any]:
    """The button of an act, with its form filled in."""
    fields = [(field_id(act, name), value) for name, value in said_for(act).items()]
    return {
        '{"do":["ALL"]}.n_clicks': Many([(button_id(act), 1)]),
        '{"act":["ALL"],"field":["ALL"]}.value': Many(fields),
        '{"act":["ALL"],"field":["ALL"]}.id': Many([(name, name) for name, _ in fields]),
        "follow-up-number.data": on.alert_no,
        "follow-up-seen.data": seen,
    }


def ticked(*on: Thing) -> dict[str, Any]:
    """Lines of the inbox, signed for in one batch."""
    boxes: list[tuple[dict[str, str], Any]] = [({"sign": thing.alert_no}, ["yes"]) for thing in on]
    return {
        "inbox-sign.n_clicks": 1,
        '{"sign":["ALL"]}.value': Many(boxes),
        '{"sign":["ALL"]}.id': Many([(box, box) for box, _ in boxes]),
        "inbox-seen.data": {thing.alert_no: 0 for thing in on},
        "inbox-asked.data": {},
    }


ROUTES = {
    "/", "/<path:path>", "/login", "/logout", "/served/<name>.<kind>", "/assets/<path:filename>",
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>", "/_dash-layout", "/_dash-dependencies",
    "/_dash-update-component", "/_reload-hash", "/_favicon.ico", "/_changed",
}  # fmt: skip


def canary(street: str) -> str:
    return f"CANARY{street}X"


@pytest.fixture(scope="module")
def listed(server_url: str, listed_template: str) -> Iterator[Engine]:
    """The made-up province of rows.py with canaries, and an account of each role."""
    with a_database(server_url, listed_template) as opened:
        furnish()
        yield opened


def furnish() -> None:
    with doors.writing_as_engine() as conn:
        plant(conn)
        _raise_anew(conn)
    for role, area_code in ROLES.items():
        made(role, area_code)


def plant(conn: Connection) -> None:
    """The canary of its street in every text of a row that a page could show."""
    for table, column, place in (
        ("case_file", "name_masked", "area_code"),
        ("organisation", "name", "area_code"),
        ("staff", "name", "right(org_id, 9)"),
        ("finding", "org_id", "area_code"),
    ):
        conn.execute(text(f"UPDATE {table} SET {column} = 'CANARY' || {place} || 'X'"))
    homes = [{"code": street, "name": canary(street)} for street in STREETS]
    conn.execute(
        text(
            "INSERT INTO project (city_code, project_id, name, area_code, delivered_at, delivery_id, line)"
            " VALUES (left(:code, 4), 'P' || :code, :name, :code, now(), 'd1', 1)"
        ),
        homes,
    )
    conn.execute(
        text(
            "INSERT INTO unit (city_code, unit_id, project_id, layout, delivered_at, delivery_id, line)"
            " VALUES (left(:code, 4), 'U' || :code, 'P' || :code, '', now(), 'd1', 1)"
        ),
        homes,
    )


def _raise_anew(conn: Connection) -> None:
    """The alerts of rows.py, raised as the program raises them, so that somebody can do something about them."""
    conn.execute(text("DELETE FROM alert"))
    conn.execute(
        text("INSERT INTO chain_head SELECT DISTINCT ON (city_code) city_code, seq, link FROM operation"
             " ORDER BY city_code, seq DESC")
    )  # fmt: skip
    raise_alerts(conn, CIPHER, rows.AS_OF, now=NOW, rules_version="made-up")


@pytest.fixture(scope="module")
def server(listed: Engine) -> Iterator[Flask]:
    with for_people(app().server) as open_:
        open_.config[asking.DESK] = Desk(CIPHER, lambda: NOW)
        yield open_
        open_.config[asking.DESK] = None


@pytest.fixture(scope="module")
def things(listed: Engine) -> list[Thing]:
    """One in each of the streets, as the administrator sees them."""
    case, alert, lamp = tables.case_file.c, tables.alert.c, tables.finding.c
    found = []
    with doors.writing_as_engine() as conn:
        codes = conn.scalars(select(case.area_code).distinct().order_by(case.area_code)).all()
        for code in codes:
            case_no = conn.scalar(select(func.min(case.case_no)).where(case.area_code == code))
            of_street = select(func.min(alert.alert_no)).join_from(
                tables.alert,
                tables.finding,
                (alert.city_code == lamp.city_code) & (alert.subject_id == lamp.subject_id),
            )
            found.append(Thing(code, case_no, conn.scalar(of_street.where(lamp.area_code == code))))
    assert len(found) >= 12
    return found


def request_of(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """The body that dash's renderer sends to the callback with these values."""
    for output, entry in app().callback_map.items():
        if "callback" in entry and rights.named(app().callback_map, output) == name:
            break
    else:
        raise LookupError(name)

    def with_values(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [_with_value(part, values.get(f"{part['id']}.{part['property']}")) for part in parts]

    outputs = [one.rsplit(".", 1) for one in output.strip(".").split("...")]
    listed_ = [{"id": json.loads(i) if i.startswith("{") else i, "property": p.split("@")[0]} for i, p in outputs]
    changed = next(key for key in values if "grid" not in key or "Request" in key)
    if isinstance(many := values[changed], Many):
        changed = f"{json.dumps(many.each[0][0], separators=(',', ':'))}.{changed.rpartition('.')[2]}"
    return {
        "output": output,
        "outputs": listed_ if output.startswith("..") else listed_[0],
        "inputs": with_values(entry["inputs"]),
        "state": with_values(entry["state"]),
        "changedPropIds": [changed],
    }


def _with_value(part: dict[str, Any], value: Any) -> Any:
    if isinstance(value, Many):
        return [{"id": name, "property": part["property"], "value": each} for name, each in value.each]
    return {**part, "value": value}


def call(browser: FlaskClient, name: str, values: dict[str, Any]) -> TestResponse:
    return browser.post(CALLBACK, json=request_of(name, values))


def told(answer: TestResponse) -> str:
    """The text of an answer, exported files included."""
    words = answer.get_data(as_text=True)
    if answer.is_json:
        words = json.dumps(answer.json, ensure_ascii=False)
        for part in (answer.json.get("response") or {}).values() if isinstance(answer.json, dict) else ():
            content = part.get("data") if isinstance(part, dict) else None
            if isinstance(content, dict) and content.get("base64"):
                words += base64.b64decode(content["content"]).decode("utf-8", "replace")
    return words


def foreign_canaries(area_code: str, things: list[Thing], words: str, asked: object = "") -> list[str]:
    """Signs of what lies outside the area; a number that was asked for may be repeated in the refusal."""
    scope = Scope.of(area_code)
    return [
        sign
        for thing in things
        if not scope.contains(thing.area)
        for sign in (canary(thing.area), thing.case_no, thing.alert_no)
        if sign in words and sign not in str(asked)
    ]


def own_and_foreign(area_code: str, things: list[Thing]) -> tuple[list[Thing], list[Thing]]:
    scope = Scope.of(area_code)
    return (
        [thing for thing in things if scope.contains(thing.area)],
        [thing for thing in things if not scope.contains(thing.area)],
    )


# --- nothing without an entry -----------------------------------------------------------------------------------------


def test_every_callback_has_a_right_and_a_request_here() -> None:
    there = {
        rights.named(app().callback_map, output)
        for output, entry in app().callback_map.items()
        if entry.get("callback") is not None
    }
    assert there == set(rights.CALLBACKS) == set(CALLBACKS)


def test_every_page_has_a_right_and_an_address_here() -> None:
    there = {page["path_template"] or page["path"] for page in page_registry.values()}
    assert there == set(rights.PAGES) == set(PAGES)


def test_every_route_is_known() -> None:
    assert {str(rule) for rule in app().server.url_map.iter_rules()} == ROUTES


def test_what_has_no_entry_is_refused_even_to_the_province() -> None:
    for check, name in ((rights.check_page, "/new"), (rights.check_callback, "new.shown")):
        with pytest.raises(Refusal) as refused:
            check(Viewer.parse("province:35"), name)
        assert refused.value.status == 403


# --- the matrix -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_of_each_callback_its_own_and_nothing_foreign(
    server: Flask, things: list[Thing], role: UserRole
) -> None:
    area_code = ROLES[role]
    own, foreign = own_and_foreign(area_code, things)
    browser = carrying(server, token_for(f"{role.replace('_', '-')}-{area_code}"))
    own_seen = 0
    for name, requests in CALLBACKS.items():
        right = rights.CALLBACKS[name]
        for given in requests:
            for thing in (own[0], own[-1], *foreign[:1], *foreign[-2:], ABSENT):
                answer = call(browser, name, given(thing))
                words = told(answer)
                if right is not None and not Viewer("", area_code, role).may(right):
                    assert answer.status_code == 403, (name, thing)
                    continue
                assert answer.status_code == 200, (name, thing, words[:300])
                assert "错误编号" not in words, (name, thing, words[:300])
                assert foreign_canaries(area_code, things, words, given(thing)) == [], (name, thing)
                own_seen += any(canary(one.area) in words or one.case_no in words for one in own)
    assert own_seen > 10 or role is UserRole.PUBLIC  # else it would prove nothing


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_of_each_page_its_own_and_nothing_foreign(
    server: Flask, things: list[Thing], role: UserRole
) -> None:
    area_code = ROLES[role]
    own, foreign = own_and_foreign(area_code, things)
    browser = carrying(server, token_for(f"{role.replace('_', '-')}-{area_code}"))
    for template, addresses in PAGES.items():
        right = rights.PAGES[template]
        allowed = right is None or Viewer("", area_code, role).may(right)
        for address in addresses:
            assert browser.get(address(own[0])).status_code == (200 if allowed else 403), address(own[0])
            for thing in (*foreign[:1], *foreign[-2:]):
                answer = browser.get(address(thing))
                names_it = (
                    thing.area in address(thing) or thing.case_no in address(thing) or thing.alert_no in address(thing)
                )
                if allowed and names_it and "text=" not in address(thing):
                    assert answer.status_code in (403, 404), address(thing)
                assert canary(thing.area) not in answer.text


@pytest.mark.parametrize("role", [role for role in ROLES if ROLES[role] != "35"])
def test_what_is_foreign_is_told_in_the_words_of_what_is_not_there(
    server: Flask, things: list[Thing], role: UserRole
) -> None:
    area_code = ROLES[role]
    _, foreign = own_and_foreign(area_code, things)
    browser = carrying(server, token_for(f"{role.replace('_', '-')}-{area_code}"))

    def without_names(words: str, thing: Thing) -> str:
        for name in (thing.case_no, thing.alert_no):
            words = words.replace(name, "NAME")
        return words

    for thing in foreign:
        for name in ("alert.shown", "case.shown", "explain.shown"):
            for given in CALLBACKS[name]:
                theirs, nobodys = (told(call(browser, name, given(one))) for one in (thing, ABSENT))
                assert without_names(theirs, thing) == without_names(nobodys, ABSENT), name
        for template in ("/alert/<alert_no>", "/case/<case_no>", "/explain"):
            theirs_, nobodys_ = (browser.get(PAGES[template][0](one)) for one in (thing, ABSENT))
            assert theirs_.status_code == nobodys_.status_code == 404
            assert without_names(theirs_.text, thing) == without_names(nobodys_.text, ABSENT)


def test_nobody_watches_what_they_do_not_see(server: Flask, things: list[Thing]) -> None:
    known = Known()
    watched = [topic for thing in things for topic in (thing.area, f"case/{thing.case_no}")]
    for role, area_code in ROLES.items():
        viewer = Viewer("", area_code, role)
        own, _ = own_and_foreign(area_code, things)
        mine = {topic for thing in own for topic in (thing.area, f"case/{thing.case_no}")}
        heard = {topic for topic in watched if known.may_watch(viewer, topic)}
        assert heard == (mine if role is not UserRole.PUBLIC else set()), role
        assert not known.may_watch(viewer, f"case/{ABSENT.case_no}")
        assert not known.may_watch(viewer, "9999")


# --- acts -------------------------------------------------------------------------------------------------------------

MAY_DO_FIRST: dict[Act, set[UserRole]] = {
    Act.ACKNOWLEDGE: {UserRole.COUNTY},
    Act.APPEAL: {UserRole.COUNTY},
    Act.ORDER: {UserRole.PROVINCE, UserRole.PROVINCE_INSPECTOR, UserRole.CITY, UserRole.CITY_INSPECTOR},
    Act.ASK_MORE: {UserRole.PROVINCE, UserRole.PROVINCE_INSPECTOR, UserRole.CITY_INSPECTOR},
    Act.REFER: {UserRole.PROVINCE, UserRole.PROVINCE_INSPECTOR, UserRole.CITY, UserRole.CITY_INSPECTOR},
    Act.ESCALATE: {UserRole.PROVINCE},
}
"""Who may do what about an alert of 鼓楼区 that was just raised; nobody may do anything else."""


def standings() -> dict[str, tuple[int, int]]:
    """alert_no -> (acts so far, operations about it): what an act would change."""
    with doors.writing_as_engine() as conn:
        return {
            row.alert_no: (row.n, row.said)
            for row in conn.execute(
                text(
                    "SELECT alert_no, n, (SELECT count(*) FROM operation o WHERE o.city_code = f.city_code"
                    " AND subject_kind = 'alert' AND subject_id = alert_no) AS said FROM follow_up f"
                )
            )
        }


def of_gulou() -> Iterator[Thing]:
    """Alerts that the county of 鼓楼 must answer and that nobody has touched."""
    with doors.writing_as_engine() as conn:
        found = conn.execute(
            text(
                "SELECT area_code, alert_no FROM follow_up WHERE office_area = '350102' AND office_kind = ''"
                " AND lamp_class <> 'near_limit' AND n = 0 ORDER BY alert_no"
            )
        ).all()
    for row in found:
        yield Thing(row.area_code, "", row.alert_no)


def test_each_role_does_to_an_alert_of_its_own_what_is_its_to_do_and_nothing_else(server: Flask) -> None:
    untouched = of_gulou()
    alert = next(untouched)
    for role, area_code in ROLES.items():
        browser = carrying(server, token_for(f"{role.replace('_', '-')}-{area_code}"))
        for act in Act:
            before = standings()
            words = told(call(browser, "follow_up.acted", pressed(alert, act)))
            done = standings() != before
            assert done == ("回执号" in words) == (role in MAY_DO_FIRST.get(act, set())), (role, act, words[:300])
            if done:
                assert standings() == before | {alert.alert_no: (1, 2)}
                alert = next(untouched)


@pytest.mark.parametrize("role", [role for role in ROLES if ROLES[role] != "35"])
def test_nobody_does_anything_to_a_foreign_alert_and_hears_what_is_said_of_one_that_is_not_there(
    server: Flask, things: list[Thing], role: UserRole
) -> None:
    area_code = ROLES[role]
    own, foreign = own_and_foreign(area_code, things)
    browser = carrying(server, token_for(f"{role.replace('_', '-')}-{area_code}"))
    before = standings()
    for thing in foreign:
        for given in (*(lambda on, act=act: pressed(on, act) for act in Act), lambda on: pressed(on, Act.CLOSE, 3)):
            theirs, nobodys = (told(call(browser, "follow_up.acted", given(one))) for one in (thing, ABSENT))
            assert theirs.replace(thing.alert_no, "NAME") == nobodys.replace(ABSENT.alert_no, "NAME")
            assert "回执号" not in theirs
        theirs, nobodys = (told(call(browser, "inbox.signed", ticked(one))) for one in (thing, ABSENT))
        assert theirs.replace(thing.alert_no, "NAME") == nobodys.replace(ABSENT.alert_no, "NAME")
        # Nor does a foreign one get signed for among one's own; all or none.
        assert "回执号" not in told(call(browser, "inbox.signed", ticked(own[0], thing)))
    assert standings() == before


def test_the_database_holds_to_the_area_where_an_act_forgets_to(
    server: Flask, things: list[Thing], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Boundless:
        @staticmethod
        def of(_: str) -> Scope:
            return Scope.of("35")

    monkeypatch.setattr(acting, "Scope", Boundless)
    browser = carrying(server, token_for("county-350102"))
    before = standings()
    for thing in own_and_foreign("350102", things)[1]:
        assert "没有编号为" in told(call(browser, "follow_up.acted", pressed(thing, Act.ACKNOWLEDGE)))
    assert standings() == before


def test_control_an_act_by_somebody_mistaken_for_another_is_found(
    server: Flask, things: list[Thing], monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = next(of_gulou())
    browser = carrying(server, token_for("city-3501"))
    monkeypatch.setattr(guard, "viewer_of", lambda token: Viewer.parse("county:350102"))
    before = standings()
    call(browser, "follow_up.acted", pressed(thing, Act.ACKNOWLEDGE))
    assert standings() != before


@pytest.fixture
def entered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The roles under which the database was entered."""
    roles: list[str] = []
    become = doors._become

    def noting(connection: Connection, role: str, *rest: Any, **more: Any) -> None:
        roles.append(role)
        become(connection, role, *rest, **more)

    monkeypatch.setattr(doors, "_become", noting)
    return roles


def forged() -> str:
    return "x" * 43


def expired() -> str:
    token = token_for("province-35")
    with doors.writing_as_engine() as conn:
        of = tables.session.c.digest == sessions._digest("token", token)
        conn.execute(update(tables.session).where(of).values(ends_at=func.now()))
    return token


def disabled() -> str:
    with doors.writing_as_engine() as conn:
        known = {row["name"] for row in accounts.listed(conn)}
    name = "gone" if "gone" in known else made(UserRole.PROVINCE, "35", "gone")
    with doors.writing_as_engine() as conn:
        accounts.enable(conn, name)
    token = token_for(name)
    with doors.writing_as_engine() as conn:
        accounts.disable(conn, name)
    return token


@pytest.mark.parametrize("worthless", [str, forged, expired, disabled], ids=["absent", "forged", "expired", "disabled"])
def test_without_a_session_that_holds_nothing_is_answered_and_nothing_is_read(
    server: Flask, things: list[Thing], entered: list[str], worthless: Callable[[], str]
) -> None:
    browser = carrying(server, worthless())
    entered.clear()
    for name, requests in CALLBACKS.items():
        assert call(browser, name, requests[0](things[0])).status_code == 401
    for addresses in PAGES.values():
        answer = browser.get(addresses[0](things[0]))
        assert (answer.status_code, answer.headers["Location"][:6]) == (302, "/login")
    for path in ("/_dash-layout", "/_dash-dependencies", "/_reload-hash", "/_changed?topic=35"):
        assert browser.get(path).status_code == 401
    for path, method in itertools.product(("/area/35", CALLBACK, "/_dash-layout"), ("PUT", "DELETE", "PATCH", "TRACE")):
        assert browser.open(path, method=method).status_code in (401, 405)
    assert not {doors.WEB, doors.WHOLE, doors.PUBLIC, doors.ACTOR} & set(entered)


def test_a_callback_that_a_role_may_not_call_does_not_run(
    server: Flask, things: list[Thing], entered: list[str]
) -> None:
    browser = carrying(server, token_for("public-35"))
    entered.clear()
    for name, requests in CALLBACKS.items():
        if rights.CALLBACKS[name] is not None:
            assert call(browser, name, requests[0](things[0])).status_code == 403
    assert not {doors.WEB, doors.WHOLE, doors.PUBLIC, doors.ACTOR} & set(entered)


@pytest.mark.parametrize("body", [{}, {"output": "no.such"}, {"output": ["x"]}, [], "x", {"output": None}])
def test_a_request_that_names_no_callback_is_refused(server: Flask, body: Any) -> None:
    browser = carrying(server, token_for("province-35"))
    assert browser.post(CALLBACK, json=body).status_code == 404


# --- controls: planted faults are found -------------------------------------------------------------------------------


def test_control_without_policies_the_matrix_finds_foreign_rows(server: Flask, things: list[Thing]) -> None:
    browser = carrying(server, token_for("city-3501"))
    with engine.current().begin() as conn:
        for table in ("finding", "case_file", "case_fact", "alert"):
            conn.execute(text(f"CREATE POLICY careless ON {table} FOR SELECT TO cockpit_web USING (true)"))
    try:
        found = [
            sign
            for name in ("alerts.rows", "cases.rows", "alerts.export", "case.shown")
            for given in CALLBACKS[name]
            for sign in foreign_canaries("3501", things, told(call(browser, name, given(things[-1]))))
        ]
    finally:
        with engine.current().begin() as conn:
            for table in ("finding", "case_file", "case_fact", "alert"):
                conn.execute(text(f"DROP POLICY careless ON {table}"))
    assert found


def test_control_a_viewer_mistaken_for_another_is_found(
    server: Flask, things: list[Thing], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = carrying(server, token_for("city-3501"))
    monkeypatch.setattr(guard, "viewer_of", lambda token: Viewer.parse("province:35"))
    words = told(call(browser, "alerts.rows", CALLBACKS["alerts.rows"][1](things[0])))
    assert foreign_canaries("3501", things, words)


# --- non-interference -------------------------------------------------------------------------------------------------


def test_two_provinces_that_differ_elsewhere_look_the_same_byte_for_byte(
    server: Flask, server_url: str, listed_template: str, listed: Engine, things: list[Thing]
) -> None:
    """As seen by every office of 福州: the second province has other cases, lamps and homes in all other cities.

    Offices look and act in both, in the same order; so both are made anew.
    """

    def as_seen() -> dict[UserRole, list[tuple[str, int, bytes]]]:
        names = {role: f"{role.replace('_', '-')}-{code}" for role, code in ROLES.items() if code != "35"}
        return {role: _all_answers(logged_in(server, name), things, ROLES[role]) for role, name in names.items()}

    with a_database(server_url, listed_template):
        furnish()
        seen = as_seen()
    # Made from the template, not from the first: pages that watch hold a connection to that one.
    with a_database(server_url, listed_template) as twin:
        furnish()
        with twin.begin() as conn:
            differ(conn)
        assert as_seen() == seen
        # Control: the province does see the difference.
        province = carrying(server, token_for("province-35"))
        assert canary("350203001") not in told(call(province, "cases.rows", CALLBACKS["cases.rows"][1](things[0])))
    engine.connect_to(listed.url.render_as_string(hide_password=False))


def differ(conn: Connection) -> None:
    """Everything of the other cities is gone but one case, which now is a hundred."""
    for table in ("finding", "case_fact", "case_file", "clock", "project", "organisation"):
        elsewhere = "NOT (area_code >= '3501' AND area_code < '3502') AND length(area_code) > 2"
        conn.execute(text(f"DELETE FROM {table} WHERE {elsewhere}"))
    for table in ("alert", "follow_up", "follow_up_act"):
        conn.execute(text(f"DELETE FROM {table} WHERE city_code <> '3501'"))
    conn.execute(text("UPDATE evaluation SET ledger_size = ledger_size + 1000"))
    conn.execute(
        text(
            "INSERT INTO case_fact (city_code, case_no, area_code, path, channel, state)"
            " SELECT '3502', 'other-' || n, '350203001', 'unit', 'window', 'S1' FROM generate_series(1, 100) AS n"
        )
    )


def _all_answers(browser: FlaskClient, things: list[Thing], area_code: str) -> list[tuple[str, int, bytes]]:
    own, _ = own_and_foreign(area_code, things)
    answers = []
    for name, requests in CALLBACKS.items():
        for given in requests:
            answer = call(browser, name, given(own[0]))
            answers.append((name, answer.status_code, answer.data))
    for addresses in PAGES.values():
        answer = browser.get(addresses[0](own[0]))
        # Dash puts a number of its own making into each document.
        body = re.sub(rb'"end_id":"[^"]*"', b"", answer.data)
        answers.append((addresses[0](own[0]), answer.status_code, body))
    return answers
