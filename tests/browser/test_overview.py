"""The overview in a real browser, under the strict policy: drawn, clicked through, bookmarked, switched."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

FIRST_SIGHT = 15_000


def arrive(page: Page, path: str, name: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible(timeout=FIRST_SIGHT)


def test_the_province_shows_eight_numbers_a_map_a_ranking_and_the_latest_lamps(page: Page) -> None:
    arrive(page, "/", "福建省")
    expect(page).to_have_url(re.compile("/area/35$"))
    expect(page.locator(".kpi-figure")).to_have_count(8)
    expect(page.locator("#area-ranking tbody tr")).to_have_count(10)
    expect(page.locator("#area-news li").first).to_be_visible()
    expect(page.locator("canvas")).to_have_count(2)
    expect(page.get_by_text("模拟数据")).to_be_visible()
    expect(page.get_by_label("截至日")).to_have_value("2026-11-23")


def test_from_the_province_one_clicks_down_to_the_street_and_comes_back(page: Page) -> None:
    arrive(page, "/area/35", "福建省")
    page.locator("#area-ranking").get_by_role("link", name="福州市").click()
    expect(page.get_by_role("heading", level=1, name="福州市")).to_be_visible()
    page.locator("#area-ranking").get_by_role("link", name="鼓楼区").click()
    expect(page.get_by_role("heading", level=1, name="鼓楼区")).to_be_visible()
    page.locator("#area-ranking a").first.click()
    expect(page).to_have_url(re.compile(r"/area/350102\d{3}$"))
    expect(page.get_by_role("heading", name="办理时间最长的办件")).to_be_visible()
    for name in ("鼓楼区", "福州市", "福建省"):
        page.go_back()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_a_click_on_the_map_goes_down(page: Page) -> None:
    arrive(page, "/area/35", "福建省")
    canvas = page.locator("canvas").first
    expect(canvas).to_be_visible()
    page.wait_for_timeout(300)
    box = canvas.bounding_box()
    assert box is not None
    canvas.click(position={"x": box["width"] * 0.56, "y": box["height"] * 0.28})
    expect(page).to_have_url(re.compile(r"/area/35\d\d$"))


def test_a_cell_of_the_heat_opens_the_lamps_that_it_counts(page: Page) -> None:
    arrive(page, "/area/35", "福建省")
    cell = page.locator("#area-heat a").first
    counted = sum(int(number) for number in re.findall(r"\d+", cell.inner_text()))
    cell.click()
    expect(page).to_have_url(re.compile(r"/alerts\?area=35&rule=R01&step=S1"))
    expect(page.get_by_text(f"筛选结果 {counted:,} 条")).to_be_visible(timeout=FIRST_SIGHT)


def test_a_chosen_period_is_in_the_address_and_goes_along_on_the_way_down(page: Page) -> None:
    arrive(page, "/area/35", "福建省")
    page.get_by_text("期间").click()
    page.get_by_role("link", name="2026年9月").click()
    expect(page).to_have_url(re.compile("period=2026-09"))
    expect(page.locator("main details.menu summary")).to_contain_text("2026年9月")
    page.locator("#area-ranking").get_by_role("link", name="福州市").click()
    expect(page).to_have_url(re.compile(r"/area/3501\?period=2026-09"))


def test_any_two_days_can_be_chosen(page: Page) -> None:
    arrive(page, "/area/3501", "福州市")
    page.get_by_text("期间").click()
    page.locator("input[name=from]").fill("2026-10-05")
    # Whatever language the browser speaks, the day reads as on the rest of the page.
    expect(page.locator("main .date-box").first).to_have_attribute("data-day", "2026-10-05")
    page.get_by_role("button", name="查看").click()
    expect(page).to_have_url(re.compile("from=2026-10-05&to=2026-11-23"))
    expect(page.locator("main details.menu summary")).to_contain_text("2026-10-05 至 2026-11-23")


def test_the_dark_theme_is_kept_and_is_there_before_anything_is_drawn(page: Page) -> None:
    arrive(page, "/area/35", "福建省")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.get_by_role("button", name="切换浅色／深色").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.goto("/area/3501", wait_until="commit")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


@pytest.mark.parametrize("path", ["/area/35", "/area/3501", "/area/350102", "/homes?area=350102"])
@pytest.mark.parametrize("width", [390, 1366, 1920])
def test_no_page_scrolls_sideways(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path)
    expect(page.locator("h1")).to_be_visible(timeout=FIRST_SIGHT)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_headline_homes_lead_to_the_same_number_of_homes(page: Page) -> None:
    arrive(page, "/area/3501", "福州市")
    card = page.locator("a.kpi").first
    number = re.sub(r"\D", "", card.locator(".kpi-figure").inner_text())
    card.click()
    expect(page.get_by_role("heading", level=1, name="福州市房源")).to_be_visible()
    expect(page.locator("tfoot td").first).to_have_text(f"{int(number):,}")
