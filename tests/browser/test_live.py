"""An open page keeps up: what another process commits is seen on it without a reload."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from cockpit.db import doors, engine
from cockpit.facts import refresh
from cockpit.jobs.evaluate import evaluate
from cockpit.jobs.rollup import rollup
from cockpit.settings import REPOSITORY
from tests.browser.conftest import serving
from tests.build import case, world_of
from tests.facts.reading import CIPHER, NOW, know, record

AS_OF = date(2026, 3, 12)
PATIENCE = 20_000


@pytest.fixture
def address(server_url: str, template: str) -> Iterator[str]:
    """A case that nobody accepted in time: its red lamp burns."""

    started = case().submitted("2026-03-02")

    def fill() -> None:
        with doors.writing_as_engine() as writing:
            # Who will accept it is known, and has done nothing yet.
            refresh(writing, CIPHER, know(writing, world_of(started.accepted("2026-03-12"))))
            refresh(writing, CIPHER, record(writing, started.operations[:1]))
            evaluate(writing, CIPHER, AS_OF, now=NOW)
            rollup(writing, AS_OF)

    with serving(server_url, template, fill) as served:
        yield served


@pytest.fixture
def accept(address: str) -> Callable[[], None]:
    """Another process commits the acceptance."""
    url = engine.current().url.render_as_string(hide_password=False)

    def accepting() -> None:
        done = subprocess.run([sys.executable, "-m", "tests.browser.accepting", url], cwd=REPOSITORY, timeout=60)
        assert done.returncode == 0

    return accepting


def watch_loads(page: Page) -> list[str]:
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    return loads


def test_a_lamp_goes_out_on_the_open_overview(page: Page, accept: Callable[[], None]) -> None:
    page.goto("/area/350102")
    news = page.locator("#area-news")
    expect(news.locator("a")).to_have_count(1, timeout=PATIENCE)
    loads = watch_loads(page)
    accept()
    expect(news).to_contain_text("本地区没有亮着的灯。", timeout=PATIENCE)
    assert loads == []


def test_a_lamp_goes_out_on_the_open_pages_of_its_case_and_its_alert(page: Page, accept: Callable[[], None]) -> None:
    alert = page.context.new_page()
    alert.goto("/alert/3501-00000002")
    expect(alert.locator("#alert-shown")).to_contain_text("仍亮", timeout=PATIENCE)
    page.goto("/case/350102-2026-00001")
    shown = page.locator("#case-shown")
    expect(shown).to_contain_text("仍亮", timeout=PATIENCE)
    accept()
    expect(shown).not_to_contain_text("仍亮", timeout=PATIENCE)
    alert.bring_to_front()
    expect(alert.locator("#alert-shown")).to_contain_text("2026-03-13 起不再亮", timeout=PATIENCE)


def test_a_lamp_leaves_the_open_list(page: Page, accept: Callable[[], None]) -> None:
    page.goto("/alerts")
    expect(page.get_by_text("筛选结果 1 条")).to_be_visible(timeout=PATIENCE)
    accept()
    expect(page.get_by_text("筛选结果 0 条")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(
    "turned_to",
    [
        "history.replaceState({}, '', '?as_of=2026-03-01')",
        "Object.defineProperty(document, 'hidden', {value: true});"
        " document.dispatchEvent(new Event('visibilitychange'))",
    ],
    ids=["an earlier day", "another tab"],
)
def test_who_looks_elsewhere_asks_nothing(page: Page, turned_to: str) -> None:
    page.clock.install()  # its minutes pass at once, below
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/_changed" in request.url else None)
    page.goto("/area/350102")
    expect(page.locator("#area-news a")).to_have_count(1, timeout=PATIENCE)
    page.clock.run_for(3_000)
    assert asked
    page.evaluate(turned_to)
    page.clock.run_for(3_000)
    asked.clear()
    page.clock.run_for(60_000)
    assert asked == []
