"""Logging in and out by the form: what is let in, what is not, and that rights end at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, func, insert, select, text, update
from werkzeug.test import TestResponse

from cockpit.actions import accounts, passwords, sessions
from cockpit.app import cookies, create, guard, login
from cockpit.db import doors, tables
from cockpit.domain.access import UserRole
from cockpit.domain.refusal import Refusal
from tests.app.test_app import CALLBACK, asked
from tests.logging_in import OURS, PASSWORD, carrying, for_people, logged_in, made, token_for
from tests.populate import AS_OF
from tests.running import app

Door = Callable[[], AbstractContextManager[Connection]]


@pytest.fixture
def server(engine_door: Door) -> Iterator[Flask]:
    with engine_door() as conn:
        conn.execute(insert(tables.evaluation), [{"as_of": AS_OF, "rules_version": "made-up", "ledger_size": 0}])
    with for_people(app().server) as open_:
        yield open_


@pytest.fixture
def browser(server: Flask) -> FlaskClient:
    return server.test_client()


@pytest.fixture
def lin(server: Flask) -> str:
    """The account of an official of 福州."""
    return made(UserRole.CITY, "3501", "lin", password=PASSWORD)


def typed(browser: FlaskClient, name: str, password: str, *, onward: str = "", **more: Any) -> TestResponse:
    """Opens the form, fills it in and sends it, as a browser does."""
    form = browser.get("/login").text
    token = re.search(r'name="form" value="([^"]+)"', form)
    assert token
    given = {"name": name, "password": password, "form": token[1], "next": onward} | more
    return browser.post("/login", data=given, headers={"Origin": OURS})


def test_a_stranger_is_led_to_the_login_and_afterwards_to_the_page_asked_for(browser: FlaskClient, lin: str) -> None:
    answer = browser.get("/alerts?level=red")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login?next=/alerts%3Flevel%3Dred")
    answer = typed(browser, lin, PASSWORD, onward="/alerts?level=red")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/alerts?level=red")
    assert browser.get("/alerts?level=red").status_code == 200


def test_the_first_page_is_the_accounts_own_area(browser: FlaskClient, lin: str) -> None:
    typed(browser, lin, PASSWORD)
    assert browser.get("/").headers["Location"] == "/area/3501"


# --- a demonstration --------------------------------------------------------------------------------------------------


@pytest.fixture
def demo(server: Flask, lin: str) -> Iterator[str]:
    """The app as `cockpit demo` serves it, with an account of the demo; ``lin`` is none."""
    with doors.writing_as_engine() as conn:
        accounts.add(conn, "city", display_name="演示", role="city", area_code="3501", password=None, demo=True)
    server.config[login.DEMO] = login.Demo("口令见终端。", [("city", "市级主管部门", "福州市"), (lin, "x", "x")])
    yield "city"
    server.config[login.DEMO] = None


def test_in_a_demo_one_click_logs_in(browser: FlaskClient, demo: str) -> None:
    form = browser.get("/login").text
    assert "演示账号" in form
    assert 'value="city"><b>市级主管部门</b>' in form
    answer = typed(browser, "", "", demo=demo, onward="/alerts")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/alerts")
    assert browser.get("/").headers["Location"] == "/area/3501"


def test_a_click_logs_in_to_no_account_but_the_demos(browser: FlaskClient, demo: str, lin: str) -> None:
    for other in (lin, "nobody", "' OR demo --", "CITY"):
        assert typed(browser, "", "", demo=other).status_code == 401, other
    with doors.writing_as_engine() as conn:
        accounts.disable(conn, demo)
    answer = typed(browser, "", "", demo=demo)
    assert (answer.status_code, "已停用" in answer.text) == (401, True)
    assert browser.get("/").status_code == 302


def test_outside_a_demo_nothing_is_offered_and_a_forged_click_is_an_empty_form(
    browser: FlaskClient, demo: str, server: Flask
) -> None:
    server.config[login.DEMO] = None
    assert "演示账号" not in browser.get("/login").text
    assert typed(browser, "", "", demo=demo).status_code == 401


def test_a_demo_is_not_made_for_others_than_this_machine() -> None:
    with pytest.raises(Refusal, match="演示环境不能对外服务"):
        create(demo=login.Demo("", []), public_url="https://cockpit.example")


@pytest.mark.parametrize("path", ["/_dash-layout", "/_dash-dependencies", "/_reload-hash"])
def test_a_stranger_gets_none_of_dashs_own_addresses(browser: FlaskClient, path: str) -> None:
    assert browser.get(path).status_code == 401


def test_a_stranger_calls_no_callback(browser: FlaskClient) -> None:
    answer = browser.post(CALLBACK, json=asked("area-subject", {"code": "35"}), headers={"Origin": OURS})
    assert answer.status_code == 401
    assert "登录" in answer.text


@pytest.mark.parametrize("path", ["/assets/cockpit.css", "/served/bootstrap.css", "/login"])
def test_a_stranger_gets_what_says_nothing_of_the_data(browser: FlaskClient, path: str) -> None:
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize(("name", "password"), [("lin", "wrong-horse-battery"), ("nobody", PASSWORD), ("lin", "")])
def test_a_wrong_name_and_a_wrong_password_are_told_the_same(
    browser: FlaskClient, lin: str, name: str, password: str
) -> None:
    answer = typed(browser, name, password)
    assert answer.status_code == 401
    assert sessions.WRONG in answer.text
    assert browser.get("/area/3501").status_code == 302


def test_an_account_without_a_password_is_not_entered_by_an_empty_one(browser: FlaskClient, server: Flask) -> None:
    name = made(UserRole.PROVINCE, "35")
    assert typed(browser, name, "").status_code == 401


def test_the_cookie_is_closed_to_scripts_and_the_table_does_not_hold_it(browser: FlaskClient, lin: str) -> None:
    given = typed(browser, lin, PASSWORD).headers.getlist("Set-Cookie")
    session = next(one for one in given if one.startswith(cookies.SESSION))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    token = session.split("=", 1)[1].split(";")[0]
    with doors.writing_as_engine() as conn:
        assert token.encode() not in conn.execute(select(tables.session.c.digest)).scalar_one()


def test_behind_tls_no_cookie_travels_in_the_clear(server: Flask, browser: FlaskClient, lin: str) -> None:
    server.config[cookies.SECURE] = True
    try:
        given = typed(browser, lin, PASSWORD).headers.getlist("Set-Cookie")
    finally:
        server.config[cookies.SECURE] = False
    assert all("Secure" in one for one in given)


def test_logging_in_ends_the_session_that_was_there_and_takes_no_token_from_outside(
    browser: FlaskClient, server: Flask, lin: str
) -> None:
    planted = token_for(lin)
    browser.set_cookie(cookies.SESSION, planted)
    browser.set_cookie(cookies.SESSION, planted, path="/")
    browser.get_cookie(cookies.SESSION)
    with server.test_request_context():
        login_ = sessions.log_in(lin, PASSWORD, "127.0.0.1", before=planted)
    assert login_.token != planted
    assert sessions.viewer_of(planted) is None
    assert sessions.viewer_of(login_.token) is not None


def test_a_copied_cookie_dies_at_logout(server: Flask, lin: str) -> None:
    token = token_for(lin)
    mine, copied = carrying(server, token), carrying(server, token)
    assert copied.get("/area/3501").status_code == 200
    answer = mine.post("/logout", data={"csrf": sessions.csrf_of(token)})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    assert copied.get("/area/3501").status_code == 302
    assert copied.post(CALLBACK, json=asked("area-subject", {"code": "3501"})).status_code == 401


def test_logging_out_needs_the_token_of_our_own_page(server: Flask, lin: str) -> None:
    client = logged_in(server, lin)
    client.environ_base.pop("HTTP_X_CSRF_TOKEN")
    assert client.post("/logout").status_code == 403
    assert client.get("/area/3501").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda conn: accounts.disable(conn, "lin"),
        lambda conn: accounts.set_password(conn, "lin", "another-house-99-rivers"),
        lambda conn: accounts.change(conn, "lin", role="county", area_code="350102", org_id=""),
    ],
    ids=["disabled", "new password", "another role"],
)
def test_what_takes_rights_away_ends_the_session_with_the_next_request(
    server: Flask, lin: str, change: Callable[[Connection], None]
) -> None:
    client = logged_in(server, lin)
    assert client.get("/area/3501").status_code == 200
    with doors.writing_as_engine() as conn:
        change(conn)
    assert client.get("/area/3501").status_code == 302
    assert client.post(CALLBACK, json=asked("area-subject", {"code": "3501"})).status_code == 401


def test_a_disabled_account_does_not_log_in_again_until_it_is_enabled(browser: FlaskClient, lin: str) -> None:
    with doors.writing_as_engine() as conn:
        accounts.disable(conn, lin)
    assert typed(browser, lin, PASSWORD).status_code == 401
    with doors.writing_as_engine() as conn:
        accounts.enable(conn, lin)
    assert typed(browser, lin, PASSWORD).status_code == 303


@pytest.mark.parametrize(
    "values",
    [{"ends_at": func.now()}, {"seen_at": func.now() - sessions.IDLE}],
    ids=["after its longest", "left alone"],
)
def test_a_session_ends_by_itself(server: Flask, lin: str, values: dict[str, Any]) -> None:
    client = logged_in(server, lin)
    with doors.writing_as_engine() as conn:
        conn.execute(update(tables.session).values(values))
    assert client.get("/area/3501").status_code == 302


def test_working_keeps_a_session_alive(server: Flask, lin: str) -> None:
    client = logged_in(server, lin)
    with doors.writing_as_engine() as conn:
        conn.execute(update(tables.session).values(seen_at=func.now() - text("interval '50 minutes'")))
    assert client.get("/area/3501").status_code == 200
    with doors.writing_as_engine() as conn:
        idle = conn.execute(select(func.now() - tables.session.c.seen_at)).scalar_one()
    assert idle.total_seconds() < 60


@pytest.mark.parametrize("forged", ["", "x", "0" * 43, "'; DROP TABLE session; --"])
def test_a_forged_token_is_nobodys(server: Flask, forged: str) -> None:
    assert carrying(server, forged).get("/area/3501").status_code == 302


def test_the_form_of_another_page_is_not_taken(browser: FlaskClient, lin: str) -> None:
    assert typed(browser, lin, PASSWORD, form="made-up").status_code == 400
    answer = browser.post("/login", data={"name": lin, "password": PASSWORD}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/login?next=/", "/logout",
     "/_dash-layout", "", "evil", "/a\nb", "/\t/evil.example"],
)  # fmt: skip
def test_nobody_is_led_elsewhere_by_a_link_to_the_login(address: str) -> None:
    assert login.inside(address) == "/"


def test_what_was_typed_is_not_echoed_as_markup(browser: FlaskClient, lin: str) -> None:
    answer = typed(browser, '"><b>lin', "wrong-horse-battery")
    assert "<b>" not in answer.text


def test_the_login_page_runs_no_script_but_the_themes(browser: FlaskClient) -> None:
    assert re.findall(r"<script[^>]*>", browser.get("/login").text) == [
        *re.findall(r'<script src="/assets/theme\.js\?m=\d+">', browser.get("/login").text)
    ]


@pytest.mark.parametrize("shown", [None, "made-up", sessions.csrf_of("another session")])
def test_a_callback_without_the_token_of_its_session_is_refused(server: Flask, lin: str, shown: str | None) -> None:
    client = logged_in(server, lin)
    headers = {cookies.CSRF_HEADER: shown} if shown else {cookies.CSRF_HEADER: ""}
    answer = client.post(CALLBACK, json=asked("area-subject", {"code": "3501"}), headers=headers)
    assert answer.status_code == 403
    assert "令牌" in answer.text


def test_the_pages_origin_is_the_public_address_where_there_is_one(server: Flask, lin: str) -> None:
    client = logged_in(server, lin)
    server.config[guard.PUBLIC_URL] = "https://cockpit.example"
    try:
        body = asked("area-subject", {"code": "3501"})
        assert client.post(CALLBACK, json=body, headers={"Origin": OURS}).status_code == 403
        assert client.post(CALLBACK, json=body, headers={"Origin": "https://cockpit.example"}).status_code == 200
    finally:
        server.config[guard.PUBLIC_URL] = ""


# --- guessing ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Passwords compared instead of hashed: hundreds of guesses in a second; answers what was compared."""
    compared: list[str] = []

    def fits(stored: str | None, password: str) -> bool:
        compared.append(password)
        return password == PASSWORD

    monkeypatch.setattr(sessions, "fits", fits)
    return compared


def guess(name: str, password: str, address: str = "10.0.0.1", device: str = "") -> int:
    try:
        sessions.log_in(name, password, address, device=device)
    except Refusal as refusal:
        return refusal.status
    return 200


def test_of_two_hundred_guesses_ten_are_tried(server: Flask, lin: str, quick: list[str]) -> None:
    answers = [guess(lin, f"guess-{number}") for number in range(200)]
    assert answers == [401] * sessions.MOST_PER_ORIGIN + [429] * (200 - sessions.MOST_PER_ORIGIN)
    assert len(quick) == sessions.MOST_PER_ORIGIN


def test_the_right_password_does_not_help_once_there_were_too_many(server: Flask, lin: str, quick: list[str]) -> None:
    for number in range(sessions.MOST_PER_ORIGIN):
        guess(lin, f"guess-{number}")
    assert guess(lin, PASSWORD) == 429


def test_somebody_elses_guesses_lock_nobody_out_of_their_own_browser(server: Flask, lin: str, quick: list[str]) -> None:
    mine = sessions.log_in(lin, PASSWORD, "10.0.0.9")
    for number in range(120):
        guess(lin, f"guess-{number}", address=f"10.0.0.{number % 10}")
    assert guess(lin, PASSWORD, address="10.0.0.9") == 429
    assert guess(lin, PASSWORD, address="10.0.0.9", device=mine.device) == 200


def test_a_browser_known_for_one_account_is_unknown_for_another(server: Flask, lin: str, quick: list[str]) -> None:
    made(UserRole.PROVINCE, "35", "wang")
    mine = sessions.log_in(lin, PASSWORD, "10.0.0.9")
    answers = [guess("wang", f"guess-{number}", device=mine.device) for number in range(20)]
    assert answers.count(401) == sessions.MOST_PER_ORIGIN


def test_one_address_does_not_try_one_password_on_every_account(server: Flask, lin: str, quick: list[str]) -> None:
    answers = [guess(f"name{number}", "spring-2026-fuzhou") for number in range(60)]
    assert answers.count(401) == sessions.MOST_PER_ADDRESS
    assert guess(lin, PASSWORD, address="10.0.0.2") == 200


def test_one_account_is_not_tried_from_every_address(server: Flask, lin: str, quick: list[str]) -> None:
    answers = [guess(lin, "spring-2026-fuzhou", address=f"10.1.{n // 250}.{n % 250}") for n in range(110)]
    assert answers.count(401) == sessions.MOST_PER_ACCOUNT


def test_a_good_login_forgets_the_slips_before_it(server: Flask, lin: str, quick: list[str]) -> None:
    first = sessions.log_in(lin, PASSWORD, "10.0.0.1")
    for _ in range(3):
        for _ in range(sessions.MOST_PER_ORIGIN - 1):
            assert guess(lin, "slip", device=first.device) == 401
        assert guess(lin, PASSWORD, device=first.device) == 200


def test_after_a_quarter_of_an_hour_the_guesses_no_longer_count(server: Flask, lin: str, quick: list[str]) -> None:
    for number in range(sessions.MOST_PER_ORIGIN):
        guess(lin, f"guess-{number}")
    with doors.writing_as_engine() as conn:
        conn.execute(update(tables.login_try).values(at=func.now() - sessions.WINDOW))
    assert guess(lin, PASSWORD) == 200


def test_what_was_typed_as_a_name_is_not_kept(server: Flask, quick: list[str]) -> None:
    guess(PASSWORD, "x")
    with doors.writing_as_engine() as conn:
        kept = conn.execute(text("SELECT login_try::text FROM login_try")).scalars().all()
    assert kept
    assert not [row for row in kept if PASSWORD in row or PASSWORD.encode().hex() in row]


def test_too_many_at_the_same_time_are_asked_to_wait_and_no_guess_is_counted(
    server: Flask, lin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "WAITS", 0.0)
    with passwords.a_turn():
        assert guess(lin, PASSWORD) == 503
    with doors.writing_as_engine() as conn:
        assert conn.execute(select(func.count()).select_from(tables.login_try)).scalar_one() == 0
    assert guess(lin, PASSWORD) == 200
