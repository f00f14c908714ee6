"""What an open page is told: whether something changed, out of memory."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event, Thread

from flask.testing import FlaskClient
from sqlalchemy import Connection

from cockpit.app import live
from cockpit.app.live import Heard
from cockpit.db.changes import Topics, announce, listen, topic, upward
from tests.running import app

Door = Callable[[], AbstractContextManager[Connection]]
PATIENCE = 30.0


def versions(heard: Heard, *topics: str) -> list[int]:
    return [heard.last(name)["version"] for name in topics]


def test_only_what_was_named_changes() -> None:
    heard = Heard()
    assert versions(heard, "35", "3501", "case/1") == [0, 0, 0]
    heard.note(["35", "case/1"])
    assert versions(heard, "35", "3501", "case/1", "case/2") == [1, 0, 1, 0]
    heard.note(["3501"])
    assert versions(heard, "35", "3501") == [1, 2]


def test_after_a_lost_connection_everything_may_have_changed() -> None:
    heard = Heard()
    heard.note(["35"])
    heard.note(None)
    assert versions(heard, "35", "3501", "anything") == [2, 2, 2]


def test_the_age_is_counted_from_when_it_was_heard() -> None:
    now = [100.0]
    heard = Heard(clock=lambda: now[0])
    now[0] = 107.5
    heard.note(["35"])
    now[0] = 110.0
    assert heard.last("35")["age"] == 2.5
    assert heard.last("3501")["age"] == 10.0


def test_what_is_remembered_is_bounded() -> None:
    heard = Heard()
    for number in range(live._MOST + 10):
        heard.note([f"case/{number}"])
    assert len(heard._topics) <= live._MOST
    # Whatever was forgotten counts as changed, never as unchanged.
    assert heard.last("case/0")["version"] > 1


def test_two_processes_say_who_they_are() -> None:
    assert Heard().last("35")["teller"] != Heard().last("35")["teller"]


def test_an_area_is_told_with_all_in_which_it_lies() -> None:
    assert upward({"350102001", "3505"}) == {"35", "3501", "350102", "350102001", "3505"}
    assert topic("case", "350102-2026-00001") == "case/350102-2026-00001"


def test_what_is_committed_is_heard_and_what_is_rolled_back_is_not(engine_door: Door) -> None:
    heard: list[Topics] = []
    ready, done = Event(), Event()

    def note(topics: Topics) -> None:
        heard.append(topics)
        (ready if topics is None else done).set()

    listening = Thread(target=listen, args=(note, done.is_set), daemon=True)
    listening.start()
    assert ready.wait(PATIENCE)
    with engine_door() as connection:
        announce(connection, {"3505"})
        connection.rollback()
    with engine_door() as connection:
        announce(connection, {"3501", "case/1"})
    assert done.wait(PATIENCE)
    listening.join(PATIENCE)
    assert heard == [None, ["3501", "case/1"]]


def test_a_page_is_answered_without_a_query(engine_door: Door) -> None:
    client: FlaskClient = app().server.test_client()
    answer = client.get(f"{live.ADDRESS}?topic=mine")
    assert answer.status_code == 200
    assert set(answer.get_json()) == {"teller", "version", "age"}
    assert answer.headers["Cache-Control"] == "no-store"
