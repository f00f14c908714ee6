"""Logging in by the form, in a browser: to the page that was asked for, and out again for every tab."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from cockpit.domain.access import UserRole
from tests.logging_in import PASSWORD, for_people, made
from tests.running import app

PATIENCE = 30_000


@pytest.fixture(scope="module")
def city(address: str) -> Iterator[str]:
    """The account of 福州's bureau, and the app with its login."""
    with for_people(app().server):
        yield made(UserRole.CITY, "3501", "fuzhou", password=PASSWORD)


def log_in(page: Page, name: str) -> None:
    page.get_by_label("账号").fill(name)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_the_page_asked_for_comes_after_the_login_and_logging_out_closes_every_tab(page: Page, city: str) -> None:
    page.goto("/area/350102")
    expect(page).to_have_url(re.compile("/login"))
    log_in(page, city)
    expect(page.get_by_role("heading", level=1)).to_have_text("鼓楼区", timeout=PATIENCE)
    # The way up ends at the account's own area.
    expect(page.locator(".crumbs a")).to_have_text(["福州市"])

    other = page.context.new_page()
    other.goto("/area/3501")
    expect(other.get_by_role("heading", level=1)).to_have_text("福州市", timeout=PATIENCE)
    page.locator(".who-menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(re.compile("/login$"))
    # The tab that was left open is led to the login when it next asks whether anything changed, and back from there.
    expect(other).to_have_url(re.compile(r"/login\?next="), timeout=PATIENCE)


def test_another_citys_page_is_refused_in_one_sentence(browser: Browser, address: str, city: str) -> None:
    context = browser.new_context(base_url=address, locale="zh-CN")
    page = context.new_page()
    page.goto("/login")
    log_in(page, city)
    expect(page.get_by_role("heading", level=1)).to_have_text("福州市", timeout=PATIENCE)
    answer = page.goto("/area/3502")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("厦门市不在您的查看范围内")
    context.close()
