"""Following up alerts in browsers, each person in one of their own: a red lamp from its order to its closing, an inbox
to its end, a prompt that clears itself; and what is written is not swept away by what changes meanwhile."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from math import inf
from time import monotonic, sleep

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cockpit.actions import accounts
from cockpit.actions.desk import Desk
from cockpit.app import login
from cockpit.callbacks import asking
from cockpit.cli.working import tick_to
from cockpit.db import doors, engine
from cockpit.domain.access import UserRole
from cockpit.facts import refresh
from cockpit.jobs.evaluate import evaluate
from cockpit.jobs.rollup import rollup
from cockpit.settings import REPOSITORY
from tests.browser.conftest import serving
from tests.build import case, world_of
from tests.facts.reading import CIPHER, NOW, know, record
from tests.logging_in import for_people, logged_in
from tests.running import app

RED, NEAR = date(2026, 3, 12), date(2026, 3, 6)
ALERT = "/alert/3501-00000002"
PATIENCE = 20_000
NEWS = 4.0
"""Seconds after which a page that is opened asks for nothing anew (assets/live.js)."""
OFFICES = {
    UserRole.PROVINCE: "35",
    UserRole.PROVINCE_INSPECTOR: "35",
    UserRole.CITY: "3501",
    UserRole.COUNTY: "350102",
    UserRole.STREET: "350102001",
}
Opened = Callable[[UserRole, str], Page]


@pytest.fixture
def as_of() -> date:
    return RED


@pytest.fixture
def address(server_url: str, template: str, as_of: date) -> Iterator[str]:
    """A case that nobody has accepted yet, its lamps as of a day, and an account for each office."""
    started = case().submitted("2026-03-02")

    def fill() -> None:
        with doors.writing_as_engine() as writing:
            # Who will accept it is known, and has done nothing yet.
            refresh(writing, CIPHER, know(writing, world_of(started.accepted("2026-03-12"))))
            refresh(writing, CIPHER, record(writing, started.operations[:1]))
            evaluate(writing, CIPHER, as_of, now=NOW)
            rollup(writing, as_of)
            for role, area_code in OFFICES.items():
                accounts.add(writing, role, display_name="", role=role, area_code=area_code, password=None, demo=True)

    with ExitStack() as stack:
        served = stack.enter_context(serving(server_url, template, fill))
        config = stack.enter_context(for_people(app().server)).config
        config[asking.DESK] = Desk(CIPHER, lambda: NOW + timedelta(hours=2))
        config[login.DEMO] = login.Demo("", [(role, role.label, area_code) for role, area_code in OFFICES.items()])
        _heard(served)
        yield served
        config[asking.DESK] = config[login.DEMO] = None


def _heard(address: str) -> None:
    """Until what listens for changes listens to this database, and what it heard at first is old news to any page."""
    begun, inspector = monotonic(), logged_in(app().server, UserRole.PROVINCE)
    age = inf
    while not NEWS < age < monotonic() - begun:
        sleep(0.2)
        answer = inspector.get("/_changed?topic=35").json
        assert answer is not None
        age = answer["age"]


@pytest.fixture
def accept(address: str) -> Callable[[], None]:
    """Another process commits the acceptance."""
    url = engine.current().url.render_as_string(hide_password=False)

    def accepting(day: str = "2026-03-12") -> None:
        done = subprocess.run([sys.executable, "-m", "tests.browser.accepting", url, day], cwd=REPOSITORY, timeout=60)
        assert done.returncode == 0

    return accepting


@pytest.fixture
def browser_of(browser: Browser, address: str) -> Iterator[Opened]:
    """A page in the own browser of somebody of this role, logged in; an error in its console fails the test."""
    wrong: list[str] = []
    with ExitStack() as stack:

        def opened(role: UserRole, at: str) -> Page:
            context = browser.new_context(base_url=address, locale="zh-CN", viewport={"width": 1366, "height": 900})
            stack.callback(context.close)
            page = context.new_page()
            page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.goto(at)
            page.get_by_role("button", name=role.label).click()
            expect(page).to_have_url(f"{address}{at}")
            return page

        yield opened
    assert wrong == []


def act(page: Page, label: str, **said: str) -> Locator:
    """Opens the form of an act, fills it in and presses its button; answers where the receipt stands."""
    summary = page.locator(".act-forms summary", has_text=label)
    if summary.count():
        summary.click()
    for name, words in said.items():
        field = page.locator(f'[id*=\'"field":"{name}"\']:visible')
        field.select_option(words) if name in ("cause", "outcome") else field.fill(words)
    page.get_by_role("button", name=label, exact=True).click()
    return page.locator("#follow-up-said")


FEEDBACK = {
    "facts": "3月9日窗口经办人员调岗，漏登收件台账，致1件申请至3月12日才受理",
    "correction": "3月12日已受理，收件台账改为每日下班前双人清点，自4月起由科长每周抽查",
    "documents": "鼓街办〔2026〕7号",
}


def test_a_red_lamp_is_ordered_answered_reviewed_and_closed(
    browser_of: Opened, accept: Callable[[], None], address: str
) -> None:
    inspector = browser_of(UserRole.PROVINCE_INSPECTOR, "/alerts")
    inspector.get_by_role("link", name=re.compile("红灯|350102-2026-00001")).first.click()
    expect(inspector).to_have_url(f"{address}{ALERT}", timeout=PATIENCE)
    expect(inspector.locator("#alert-shown")).to_contain_text("证据：办理记录", timeout=PATIENCE)
    expect(act(inspector, "督办", said="请于5个工作日内说明3月2日申请为何至今未作受理决定")).to_contain_text(
        "督办函编号 3501督〔2026〕0001号"
    )

    street = browser_of(UserRole.STREET, "/inbox")
    street.locator(f'a[href="{ALERT}"]').click()
    expect(street.locator(".state-badge").first).to_have_text("督办中", timeout=PATIENCE)
    accept()
    expect(street.locator("#alert-shown")).to_contain_text("2026-03-13 起不再亮", timeout=PATIENCE)
    expect(act(street, "提交反馈", cause="staff", **FEEDBACK)).to_contain_text("回执号", timeout=PATIENCE)

    province = browser_of(UserRole.PROVINCE, "/inbox")
    province.locator(f'a[href="{ALERT}"]').click()
    expect(province.locator("#follow-up")).to_contain_text(FEEDBACK["facts"], timeout=PATIENCE)
    expect(act(province, "审核通过", said="已电话核实3月12日受理")).to_contain_text("待销号", timeout=PATIENCE)
    done = act(province, "销号", outcome="fixed", cause="staff", said="3月12日已受理，台账双人清点已核实")
    expect(done).to_contain_text("已销号", timeout=PATIENCE)

    inspector.reload()
    steps = inspector.locator(".done-step b")
    expect(steps).to_have_text(["发出预警", "督办", "提交反馈", "审核通过", "销号"], timeout=PATIENCE)
    expect(inspector.locator(".act-form")).to_have_count(0)


def test_an_office_works_its_inbox_to_its_end(browser_of: Opened) -> None:
    page = browser_of(UserRole.STREET, "/inbox")
    page.get_by_role("button", name="签收勾选的预警").click()
    expect(page.locator("#inbox-said")).to_contain_text("已签收 1 条", timeout=PATIENCE)
    page.locator(f'a[href="{ALERT}"]').click()
    expect(act(page, "提交反馈", cause="staff", **FEEDBACK)).to_contain_text("待审核", timeout=PATIENCE)
    page.locator(".nav-main").get_by_text("待办").click()
    expect(page.locator("#inbox-shown")).to_contain_text("没有待办。", timeout=PATIENCE)


@pytest.mark.parametrize("as_of", [NEAR])
def test_a_near_limit_lamp_clears_itself_when_the_street_is_in_time(
    browser_of: Opened, accept: Callable[[str], None]
) -> None:
    page = browser_of(UserRole.STREET, "/alert/3501-00000001")
    follow_up = page.locator("#follow-up")
    expect(follow_up).to_contain_text("在时限内办成即自动解除", timeout=PATIENCE)
    expect(page.locator(".act-form")).to_have_count(0)
    accept("2026-03-06")
    tick_to(CIPHER, NOW.date() + timedelta(days=1), NOW + timedelta(days=1), lambda _: None)
    page.reload()
    expect(follow_up).to_contain_text("临界解除", timeout=PATIENCE)
    expect(follow_up).to_contain_text("已按期办成")


def test_words_half_written_are_not_swept_away_by_a_change(browser_of: Opened, accept: Callable[[], None]) -> None:
    page = browser_of(UserRole.STREET, ALERT)
    act(page, "签收")
    expect(page.locator("#follow-up-said")).to_contain_text("回执号", timeout=PATIENCE)
    page.reload()
    facts = page.locator('[id*=\'"field":"facts"\']')
    facts.fill("3月9日窗口经办人员调岗")
    told = page.locator(".changed-meanwhile")
    expect(told).to_be_hidden()
    accept()
    expect(told).to_be_visible(timeout=PATIENCE)
    expect(facts).to_have_value("3月9日窗口经办人员调岗")
    expect(page.locator("#alert-shown")).to_contain_text("仍亮")
    told.get_by_role("link", name="刷新").click()
    expect(page.locator("#alert-shown")).to_contain_text("2026-03-13 起不再亮", timeout=PATIENCE)


def test_a_page_on_which_nobody_writes_is_drawn_anew(browser_of: Opened, accept: Callable[[], None]) -> None:
    page = browser_of(UserRole.STREET, ALERT)
    expect(page.locator("#alert-shown")).to_contain_text("仍亮", timeout=PATIENCE)
    accept()
    expect(page.locator("#alert-shown")).to_contain_text("2026-03-13 起不再亮", timeout=PATIENCE)
    expect(page.locator(".changed-meanwhile")).to_be_hidden()
