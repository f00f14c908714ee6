"""What a request gets: the right status, one sentence, the headers; and what a stranger does not get."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, insert

from cockpit.app import guard
from cockpit.app.failing import logged
from cockpit.app.server import serve
from cockpit.db import tables
from cockpit.domain.refusal import Refusal
from cockpit.settings import Settings
from tests.populate import AS_OF
from tests.running import app

Door = Callable[[], AbstractContextManager[Connection]]
CALLBACK = "/_dash-update-component"


@pytest.fixture
def server() -> Flask:
    return app().server


@pytest.fixture
def client(server: Flask, engine_door: Door) -> FlaskClient:
    """A browser before an evaluated, otherwise empty database."""
    with engine_door() as connection:
        connection.execute(insert(tables.evaluation), [{"as_of": AS_OF, "rules_version": "made-up", "ledger_size": 0}])
    return server.test_client()


def test_the_first_page_is_the_viewers_own_area(client: FlaskClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/area/35")


@pytest.mark.parametrize(
    "path", ["/area/35", "/area/3501", "/area/350128", "/area/350102001", "/area/35?period=2026-09"]
)
def test_every_level_has_a_page(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/area/9999",
        "/area/3599",
        "/area/x",
        "/area/",
        "/area",
        "/nope",
        "/area/35/36",
        "/homes?area=3599",
        "/served/x.css",
    ],
)
def test_what_does_not_exist_is_not_found_and_says_so_in_one_sentence(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "：" in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/area/35?from=abc",
        "/area/35?period=2026-13",
        "/area/35?from=2026-11-24",
        "/area/35?from=2026-02-02&to=2026-02-01",
    ],
)
def test_a_filter_that_cannot_be_meant_is_a_bad_request(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_what_was_asked_is_not_echoed_as_markup(client: FlaskClient) -> None:
    assert "<b>" not in client.get("/<b>bold</b>").text


def test_a_database_without_an_evaluation_says_what_to_do(server: Flask, engine_door: Door) -> None:
    answer = server.test_client().get("/area/35")
    assert answer.status_code == 503
    assert "cockpit evaluate" in answer.text


def test_no_script_runs_that_is_not_ours(client: FlaskClient) -> None:
    policy = client.get("/area/35").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in scripts
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/area/35", "/nope", "/served/icons.css", "/_dash-layout"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "Content-Security-Policy" in headers


def test_a_browser_that_came_by_tls_is_told_to_keep_to_it(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/area/35").headers
    assert "max-age" in client.get("/area/35", base_url="https://localhost").headers["Strict-Transport-Security"]


def test_a_page_asks_nothing_of_another_host_and_loads_neither_plotly_nor_the_grid(client: FlaskClient) -> None:
    text = client.get("/area/35").text
    files = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert files
    assert all(file.startswith("/") and not file.startswith("//") for file in files)
    assert not [file for file in files if "plotly" in file or "graph" in file or "ag_grid" in file]


def test_a_page_with_a_grid_does_load_it(client: FlaskClient) -> None:
    assert "dash_ag_grid" in client.get("/alerts").text


def test_pages_are_not_kept_and_files_named_by_their_content_are(client: FlaskClient) -> None:
    assert client.get("/area/35").headers["Cache-Control"] == "no-store"
    page = client.get("/area/35").text
    address = next(part for part in page.split('"') if part.startswith("/served/bootstrap.css"))
    assert "immutable" in client.get(address).headers["Cache-Control"]


def test_answers_are_compressed_for_browsers_that_can(client: FlaskClient) -> None:
    assert (
        client.get("/served/bootstrap.css?v=1", headers={"Accept-Encoding": "br"}).headers["Content-Encoding"] == "br"
    )
    assert "Content-Encoding" not in client.get("/served/bootstrap.css?v=1").headers


@pytest.mark.parametrize("origin", [None, "http://elsewhere.example", "null", "http://localhost.elsewhere.example"])
def test_a_callback_called_from_elsewhere_is_refused(client: FlaskClient, origin: str | None) -> None:
    answer = client.post(CALLBACK, json={}, headers={"Origin": origin} if origin else {})
    assert answer.status_code == 403


def test_a_callback_called_from_our_own_page_is_heard(client: FlaskClient) -> None:
    answer = client.post(CALLBACK, json=asked("area-subject", {"code": "35"}), headers={"Origin": "http://localhost"})
    assert answer.status_code == 200
    assert "福建省" in answer.text


def test_a_callback_about_an_area_that_is_not_there_shows_the_sentence_and_changes_nothing(client: FlaskClient) -> None:
    answer = client.post(CALLBACK, json=asked("area-subject", {"code": "9999"}), headers={"Origin": "http://localhost"})
    assert answer.json is not None
    assert (
        "没有区划代码" in answer.json["sideUpdate"]["notice"]["children"]["props"]["children"][1]["props"]["children"]
    )


def test_an_oversized_request_is_refused(client: FlaskClient) -> None:
    answer = client.post(CALLBACK, json="x" * guard.LONGEST_BODY, headers={"Origin": "http://localhost"})
    assert answer.status_code == 413


def test_an_error_is_logged_with_its_number_and_without_its_message(
    server: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with server.test_request_context("/area/35"):
        number = logged(ValueError("张三 350102190001011234"))
    assert number in caplog.text
    assert "张三" not in caplog.text


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refusal, match=str(port)):
            serve(Settings.from_environment({}), port)


def asked(store: str, data: dict[str, str]) -> dict[str, object]:
    """The request that dash's renderer sends for the first callback that listens to ``store``."""
    wanted = next(
        (output, entry)
        for output, entry in app().callback_map.items()
        if any(one["id"] == store for one in entry["inputs"])
    )
    dependency = next(one for one in app()._callback_list if one["output"] == wanted[0])
    outputs = [
        {"id": _id(one.rsplit(".", 1)[0]), "property": one.rsplit(".", 1)[1]}
        for one in wanted[0].strip(".").split("...")
    ]
    return {
        "output": dependency["output"],
        "outputs": outputs,
        "inputs": [{"id": store, "property": "data", "value": data}],
        "changedPropIds": [f"{store}.data"],
    }


def _id(text: str) -> object:
    return json.loads(text) if text.startswith("{") else text
