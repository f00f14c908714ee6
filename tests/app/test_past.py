"""Looking at an earlier day in the browser: which days are taken, the wait for one, and links that carry it along."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, insert

from cockpit.app import guard
from cockpit.app.past import Past, carried, with_day
from cockpit.db import tables
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.jobs.past import keep
from tests.app.test_app import CALLBACK, asked
from tests.facts.reading import CIPHER
from tests.populate import AS_OF
from tests.running import app

Door = Callable[[], AbstractContextManager[Connection]]

DAY = date(2026, 3, 1)
KEPT = "as_of=2026-03-01"


@pytest.fixture
def client(engine_door: Door) -> FlaskClient:
    with engine_door() as connection:
        connection.execute(insert(tables.evaluation), [{"as_of": AS_OF, "rules_version": "made-up", "ledger_size": 0}])
    return app().server.test_client()


@pytest.fixture
def back(client: FlaskClient, engine_door: Door) -> FlaskClient:
    """A browser before a database in which 2026-03-01 is kept."""
    with engine_door() as connection:
        keep(connection, CIPHER, DAY, now=datetime(2026, 11, 23, tzinfo=UTC))
    return client


class Process:
    """A piece of work: runs until the test says how it ended."""

    def __init__(self) -> None:
        self.code: int | None = None

    def poll(self) -> int | None:
        return self.code


@pytest.mark.parametrize(
    "page", ["/area/35", "/area/350102001", "/alerts", "/cases", "/rules", "/rules/R05", "/homes?area=35", "/risks"]
)
def test_every_page_takes_a_day(back: FlaskClient, page: str) -> None:
    assert back.get(f"{page}{'&' if '?' in page else '?'}{KEPT}").status_code == 200


@pytest.mark.parametrize("page", ["/area/35", "/alerts", "/cases", "/rules", "/rules/R05"])
@pytest.mark.parametrize(
    ("day", "says"),
    [("2026-11-24", "还没有研判"), ("2999-01-01", "还没有研判"), ("yesterday", "不是日期"), ("2026-02-30", "不是日期"),
     ("1950-01-01", "过早"), ("2026-03-01,2026-03-02", "不是日期")],
)  # fmt: skip
def test_a_day_that_cannot_be_looked_at_is_refused_in_one_sentence(
    client: FlaskClient, page: str, day: str, says: str
) -> None:
    answer = client.get(page, query_string={"as_of": day})
    assert answer.status_code == 400
    assert says in answer.text


def test_the_last_evaluated_day_is_today_and_needs_no_keeping(client: FlaskClient) -> None:
    assert client.get(f"/area/35?as_of={AS_OF}").status_code == 200


def test_the_first_page_keeps_the_day(client: FlaskClient) -> None:
    assert client.get(f"/?{KEPT}").headers["Location"] == f"/area/35?{KEPT}"


def test_a_period_that_had_not_begun_by_then_is_refused(back: FlaskClient) -> None:
    assert back.get(f"/area/35?period=2026-10&{KEPT}").status_code == 400


def test_where_nobody_keeps_days_the_command_is_named(client: FlaskClient) -> None:
    answer = client.get(f"/area/35?{KEPT}")
    assert answer.status_code == 503
    assert "cockpit keep --as-of 2026-03-01" in answer.text


def test_a_day_that_is_not_kept_is_worked_on_once_and_waited_for(client: FlaskClient, viewer: Viewer) -> None:
    begun: list[date] = []
    waiting = Past(lambda day: begun.append(day) or Process())  # type: ignore[func-returns-value]
    with app().server.test_request_context("/area/35"):
        answers = [waiting.waiting_for(viewer, day) for day in (DAY, DAY, date(2026, 4, 1))]
    assert begun == [DAY]
    assert [answer.status_code for answer in answers if answer] == [202, 202, 202]
    assert all(answer and 'http-equiv="refresh"' in answer.get_data(as_text=True) for answer in answers)


def test_work_that_fails_is_said_once_and_tried_anew(client: FlaskClient, viewer: Viewer) -> None:
    process = Process()
    waiting = Past(lambda _: process)
    with app().server.test_request_context("/area/35"):
        assert waiting.waiting_for(viewer, DAY) is not None
        process.code = 1
        with pytest.raises(Refusal, match="没有整理成功"):
            waiting.waiting_for(viewer, DAY)
        process.code = None
        assert waiting.waiting_for(viewer, DAY) is not None


def test_a_kept_day_needs_no_work(back: FlaskClient, viewer: Viewer) -> None:
    with app().server.test_request_context("/area/35"):
        assert Past(None).waiting_for(viewer, DAY) is None


# --- callbacks --------------------------------------------------------------------------------------------------------


def post(client: FlaskClient, **said: object) -> str:
    body = asked("area-subject", {"code": "35"}) | said
    return client.post(CALLBACK, json=body, headers={"Origin": "http://localhost"}).text


def test_a_callback_answers_for_the_day_it_names_and_its_links_carry_it(back: FlaskClient) -> None:
    assert "2026年3月1日" in post(back, as_of="2026-03-01")
    assert f"/area/3501?{KEPT}" in post(back, as_of="2026-03-01")


@pytest.mark.parametrize("day", ["", None, 7, ["2026-03-01"]])
def test_a_callback_that_names_none_answers_for_today(back: FlaskClient, day: object) -> None:
    assert "2026年11月1日" in post(back, as_of=day)
    assert "as_of" not in post(back, as_of=day)


@pytest.mark.parametrize("day", ["2999-01-01", "x", "2026-03-01' OR 1=1"])
def test_a_callback_of_no_day_is_refused(back: FlaskClient, day: str) -> None:
    body = asked("area-subject", {"code": "35"}) | {"as_of": day}
    assert back.post(CALLBACK, json=body, headers={"Origin": "http://localhost"}).status_code == 400


def test_the_browser_is_told_to_name_the_day(client: FlaskClient) -> None:
    assert "payload.as_of" in client.get("/area/35").text


# --- links ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "dated"),
    [
        ("/area/35", "/area/35?as_of=2026-03-01"),
        ("/alerts?rule=R05,R06&area=35", "/alerts?rule=R05,R06&area=35&as_of=2026-03-01"),
        ("/case/350102-2026-00001?city=3501#R05", "/case/350102-2026-00001?city=3501&as_of=2026-03-01#R05"),
        ("/rules/R05?as_of=2026-02-01", "/rules/R05?as_of=2026-02-01"),
    ],
)
def test_a_link_gets_the_day_unless_it_names_one(address: str, dated: str) -> None:
    assert with_day(address, DAY) == dated


def test_links_are_found_wherever_they_stand_and_nothing_else_is_touched() -> None:
    answer = {"href": "/alerts", "links": {"3501": "/area/3501"}, "rows": [{"rule_href": "/rules/R01"}], "n": 1,
              "map": "/served/3501.json?v=1", "said": "见 /alerts", "home": "/", "none": None}  # fmt: skip
    assert carried(answer, DAY) == {
        **answer,
        "href": f"/alerts?{KEPT}",
        "links": {"3501": f"/area/3501?{KEPT}"},
        "rows": [{"rule_href": f"/rules/R01?{KEPT}"}],
    }


def test_the_viewer_of_a_page_is_a_viewer_of_the_day(back: FlaskClient, viewer: Viewer) -> None:
    assert guard.looking(viewer, {"as_of": "2026-03-01"}).as_of == DAY
    assert guard.looking(viewer, {}).as_of is None
