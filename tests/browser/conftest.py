"""A served province and a browser in front of it. The server is a thread: the doors are this process's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from cockpit.db import doors, engine
from cockpit.jobs.rollup import rollup
from tests.databases import cloned
from tests.populate import AS_OF, populate
from tests.running import app


@contextmanager
def serving(server_url: str, template: str, fill: Callable[[], None]) -> Iterator[str]:
    """The address of the app over a database of its own; ``fill`` writes into it through the doors."""
    with cloned(server_url, template, "browser") as clone:
        opened = engine.connect_to(clone)
        fill()
        server = make_server("127.0.0.1", 0, app().server, threaded=True)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        opened.dispose()


@pytest.fixture(scope="module")
def address(server_url: str, template: str) -> Iterator[str]:
    """Where the made-up rows of populate.py are served. A module that needs other data has an `address` of its own."""

    def fill() -> None:
        with doors.writing_as_engine() as writing:
            populate(writing, cases=900)
            rollup(writing, AS_OF)

    with serving(server_url, template, fill) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test for an error in its console, a failed request or a request to another host."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=address, locale="zh-CN")
    page, wrong = context.new_page(), []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((address, "data:")) else wrong.append(asked.url))
    yield page
    context.close()
    assert wrong == []
