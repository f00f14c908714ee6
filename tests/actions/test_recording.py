"""Logins, exports and changes of accounts in the ledger: each once, in the transaction of the thing itself,
and no lamp is the staler for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import ProgrammingError

from cockpit.actions import accounts, recording, sessions
from cockpit.actions.desk import Desk
from cockpit.db import doors, tables
from cockpit.db.chain import verify_chain
from cockpit.db.ledger import operations
from cockpit.domain.access import UserRole
from cockpit.domain.audit import ACCOUNT, PEOPLE_CHAIN, AccountAct, subject_of, without_personal_numbers
from cockpit.domain.following import Actor
from cockpit.domain.refusal import Refusal
from cockpit.jobs.evaluate import ledger_size
from cockpit.jobs.follow_up import rebuild_follow_ups
from tests.facts.reading import CIPHER
from tests.logging_in import PASSWORD, made
from tests.offices import MONDAY, city, county, street

Door = Callable[[], AbstractContextManager[Connection]]
NINE = datetime(2026, 11, 24, 1, 2, tzinfo=UTC)


class Clock:
    """A desk whose time goes on when it is told to."""

    def __init__(self) -> None:
        self.at = NINE
        self.desk = Desk(CIPHER, lambda: self.at)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lin(engine_door: Door) -> Iterator[str]:
    with engine_door() as conn:
        conn.execute(insert(tables.evaluation), [{"as_of": MONDAY, "rules_version": "made-up", "ledger_size": 0}])
    yield made(UserRole.CITY, "3501", "lin", password=PASSWORD)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared in the clear: what is counted is not how long argon2 takes."""
    monkeypatch.setattr(sessions, "fits", lambda stored, password: bool(stored) and password == PASSWORD)


def recorded(action: str = "") -> list[dict[str, Any]]:
    """The records of the people's chain, oldest first."""
    with doors.writing_as_engine() as conn:
        rows = conn.execute(
            text("SELECT record FROM operation WHERE city_code = :chain ORDER BY seq"), {"chain": PEOPLE_CHAIN}
        )
        found = [orjson.loads(bytes(row.record)) for row in rows]
    return [each for each in found if not action or each["action"] == action]


def acts() -> Counter[str]:
    return Counter(each["action"] for each in recorded())


def wrong(name: str, desk: Desk, address: str = "10.0.0.1") -> int:
    with pytest.raises(Refusal) as refused:
        sessions.log_in(name, "not-the-password-1", address, desk=desk)
    return refused.value.status


def test_a_login_and_a_logout_are_recorded_once_with_who_when_and_of_which_office(lin: str, clock: Clock) -> None:
    login = sessions.log_in(lin, PASSWORD, "10.0.0.1", desk=clock.desk)
    sessions.log_out(login.token, clock.desk)
    sessions.log_out(login.token, clock.desk)  # nobody is logged in any more
    sessions.log_out("", clock.desk)
    one, other = recorded()
    assert [one["action"], other["action"]] == ["logged_in", "logged_out"]
    assert one["subject_id"] == "3501:lin"
    assert (one["actor_id"], one["role"], one["source"]) == ("lin", "city", "cockpit")
    assert datetime.fromisoformat(one["received_at"]) == NINE
    assert one["data"] == {"by": "市级主管部门", "of": "3501"}
    assert [one["operation_id"], other["operation_id"]] == ["account:3501:lin:1", "account:3501:lin:2"]


def test_the_record_holds_no_password_no_address_and_no_token(lin: str, clock: Clock, quick: None) -> None:
    wrong(lin, clock.desk, "10.11.12.13")
    login = sessions.log_in(lin, PASSWORD, "10.11.12.13", desk=clock.desk)
    kept = orjson.dumps(recorded()).decode()
    for secret in (PASSWORD, "not-the-password-1", "10.11.12.13", login.token, login.device):
        assert secret not in kept


def test_two_hundred_guesses_are_two_records_in_a_quarter_of_an_hour(lin: str, clock: Clock, quick: None) -> None:
    answers = Counter(wrong(lin, clock.desk, f"10.0.0.{n % 3}") for n in range(200))
    assert answers == {401: 3 * sessions.MOST_PER_ORIGIN, 429: 200 - 3 * sessions.MOST_PER_ORIGIN}
    assert acts() == {"login_failed": 1, "login_blocked": 1}
    clock.at += timedelta(minutes=15)
    wrong(lin, clock.desk)
    assert acts()["login_blocked"] == 2


def test_a_name_that_is_no_account_is_not_recorded_because_people_type_passwords_there(
    lin: str, clock: Clock, quick: None
) -> None:
    for n in range(30):
        wrong(f"{PASSWORD}-{n}", clock.desk)
    assert recorded() == []


def test_a_login_that_does_not_come_about_leaves_nothing(
    lin: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(*given: Any, **more: Any) -> bool:
        recording.account_act(*given, **more)
        raise RuntimeError("the machine goes down")

    monkeypatch.setattr(sessions, "account_act", breaking)
    with pytest.raises(RuntimeError):
        sessions.log_in(lin, PASSWORD, "10.0.0.1", desk=clock.desk)
    assert recorded() == []
    with doors.writing_as_engine() as conn:
        assert conn.execute(select(tables.session)).all() == []


CHANGES: dict[str, Callable[[Connection, accounts.Recorder], object]] = {
    "account_added": lambda conn, record: accounts.add(
        conn, "wang", display_name="", role="county", area_code="350102", password=None, record=record
    ),
    "account_changed": lambda conn, record: accounts.change(
        conn, "lin", role="county", area_code="350102", org_id="", record=record
    ),
    "account_disabled": lambda conn, record: accounts.disable(conn, "lin", record=record),
    "account_enabled": lambda conn, record: accounts.enable(conn, "lin", record=record),
    "password_changed": lambda conn, record: accounts.set_password(conn, "lin", "another-house-99", record=record),
}


@pytest.mark.parametrize("action", CHANGES)
def test_a_change_of_an_account_is_recorded_once_and_goes_with_the_change(lin: str, clock: Clock, action: str) -> None:
    with pytest.raises(RuntimeError), doors.writing_as_engine() as conn:
        CHANGES[action](conn, (clock.desk, "root"))
        raise RuntimeError("taken back")
    assert recorded() == []
    with doors.writing_as_engine() as conn:
        CHANGES[action](conn, (clock.desk, "root"))
    (one,) = recorded()
    assert (one["action"], one["actor_id"], one["role"]) == (action, "os:root", "operator")
    assert "another-house-99" not in orjson.dumps(one).decode()


def test_a_change_says_what_was_before_and_stands_where_the_account_was(lin: str, clock: Clock) -> None:
    with doors.writing_as_engine() as conn:
        CHANGES["account_changed"](conn, (clock.desk, "root"))
    (one,) = recorded()
    assert one["subject_id"] == "3501:lin"
    said = {name: value for name, value in one["data"].items() if value}
    assert said == {
        "by": "运维 root", "of": "35",
        "old_role": "city", "old_area": "3501", "new_role": "county", "new_area": "350102",
    }  # fmt: skip


def test_an_export_is_recorded_with_what_was_asked_and_how_many_rows(engine_door: Door, clock: Clock) -> None:
    recording.export(county, clock.desk, "alerts", "?level=red&text=350102199001011234", 12, "xlsx")
    recording.export(replace(county, as_of=MONDAY), clock.desk, "cases", "", 3, "csv")
    one, other = recorded()
    assert (one["subject_kind"], one["subject_id"], one["actor_id"]) == (
        "export",
        "350102:county-350102",
        county.account,
    )
    assert one["data"]["filter"] == "?level=red&text=350***********1234"
    assert (one["data"]["list"], one["data"]["rows"], one["data"]["format"]) == ("alerts", 12, "xlsx")
    assert other["data"]["day"] == f"{MONDAY}"


def test_numbers_that_may_be_somebodys_are_masked_and_those_of_cases_are_not() -> None:
    assert without_personal_numbers("text=13812345678") == "text=138****5678"
    assert (
        without_personal_numbers("text=350102-2026-00012&from=2026-01-01") == "text=350102-2026-00012&from=2026-01-01"
    )


def test_who_logs_in_makes_no_evaluation_stale_and_the_chain_holds(lin: str, clock: Clock) -> None:
    with doors.writing_as_engine() as conn:
        before = ledger_size(conn)
    login = sessions.log_in(lin, PASSWORD, "10.0.0.1", desk=clock.desk)
    recording.export(city, clock.desk, "alerts", "", 1, "csv")
    sessions.log_out(login.token, clock.desk)
    with doors.writing_as_engine() as conn:
        assert ledger_size(conn) == before
        assert list(operations(conn, CIPHER)) == []
        rebuild_follow_ups(conn)  # leaves them alone
        assert verify_chain(conn, PEOPLE_CHAIN) == []
    assert len(recorded()) == 3


def test_records_of_one_subject_are_numbered_without_a_gap(lin: str, clock: Clock) -> None:
    for _ in range(3):
        recording.export(street, clock.desk, "alerts", "", 1, "csv")
    assert [each["operation_id"].rpartition(":")[2] for each in recorded()] == ["1", "2", "3"]


class _Undone(Exception):
    pass


_WRITE = (
    "INSERT INTO operation (city_code, seq, source, operation_id, subject_kind, subject_id, step, action, occurred_at,"
    " recorded_at, received_at, actor_id, org_id, role, content, record, leaf, link) VALUES (:city, 9999, 'cockpit',"
    " 'x', :kind, :subject, '', 'exported', now(), now(), now(), '', '', '', '', '', '', '')"
)


@pytest.mark.parametrize(
    ("city_code", "kind", "subject"),
    [
        (PEOPLE_CHAIN, "export", "3502:foreign"),
        (PEOPLE_CHAIN, "export", "35:province"),
        (PEOPLE_CHAIN, "account", "350102:lin"),
        ("3501", "export", "350102:county-350102"),
    ],
)
def test_whoever_acts_signs_for_no_export_of_others_and_for_no_login(
    engine_door: Door, city_code: str, kind: str, subject: str
) -> None:
    given = {"city": city_code, "kind": kind, "subject": subject}
    with pytest.raises(ProgrammingError, match="row-level security"), doors.acting_as(county) as conn:
        conn.execute(text(_WRITE), given)
    # Control: their own would pass.
    with pytest.raises(_Undone), doors.acting_as(county) as conn:
        conn.execute(text(_WRITE), {"city": PEOPLE_CHAIN, "kind": "export", "subject": "350102:county-350102"})
        raise _Undone


@pytest.mark.parametrize(("city_code", "kind"), [("3501", "account"), (PEOPLE_CHAIN, "export"), ("3501", "alert")])
def test_the_gate_appends_nothing_but_what_happened_to_accounts(engine_door: Door, city_code: str, kind: str) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), doors.at_the_gate() as conn:
        conn.execute(text(_WRITE), {"city": city_code, "kind": kind, "subject": "3501:lin"})
    with pytest.raises(ProgrammingError, match="permission denied"), doors.at_the_gate() as conn:
        conn.execute(text("SELECT record FROM operation"))


def test_a_login_waits_for_no_import_that_holds_the_chain_of_a_city(lin: str, clock: Clock) -> None:
    with doors.writing_as_engine() as importing:
        importing.execute(text("INSERT INTO chain_head VALUES ('3501', 0, '')"))
        with doors.at_the_gate() as conn:
            conn.execute(text("SET LOCAL lock_timeout = '5s'"))
            by = Actor("lin", "林", UserRole.CITY, "3501")
            assert recording.account_act(conn, clock.desk, AccountAct.LOGGED_IN, "lin", "3501", by=by)
    assert [each["subject_id"] for each in recorded()] == [subject_of("3501", "lin")]
    assert recorded()[0]["subject_kind"] == ACCOUNT
