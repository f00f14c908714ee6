"""Pictures of every page of a demo without a login, light and dark.

`COCKPIT_DEMO_VIEWER=province:35 make demo` in one terminal, `make screenshots` in another.

They go to .demo/screenshots, to be looked at; the one that the README shows goes to docs/screenshots/area.png.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SIZES = {"wide": (1920, 1080), "laptop": (1366, 768), "phone": (390, 844)}
THEMES = ("light", "dark")
PAGES = {
    "area": "/area/35",
    "city": "/area/3501",
    "county": "/area/350102",
    "street": "/area/350102001",
    "alerts": "/alerts",
    "cases": "/cases",
    "rules": "/rules",
    "rule": "/rules/R05",
    "homes": "/homes?area=35",
    "not-found": "/area/9999",
}


def shoot(browser: Browser, address: str, folder: Path) -> int:
    """Takes all pictures and returns how many pages said something on the browser's console that they should not."""
    noisy = 0
    for theme in THEMES:
        for size, (width, height) in SIZES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            context.add_init_script(f"localStorage.setItem('cockpit-theme', '{theme}')")
            page = context.new_page()
            complaints: list[str] = []
            page.on("console", partial(_note, complaints))
            for name, path in {**PAGES, **_of_the_first_alert(page, address)}.items():
                complaints.clear()
                page.goto(address + path)
                _settle(page)
                page.screenshot(path=folder / f"{name}-{theme}-{size}.png", full_page=size == "phone")
                if complaints and name != "not-found":  # a page that answers 404 is itself reported as an error
                    noisy += 1
                    sys.stderr.write(f"{name} {theme} {size}: {complaints[0]}\n")
            context.close()
    return noisy


def _of_the_first_alert(page: Page, address: str) -> dict[str, str]:
    """An alert and its case have no address that is the same in every demo: the first ones in the list."""
    found: dict[str, str] = {}
    page.goto(f"{address}/alerts?level=red")
    for name in ("alert", "case"):
        link = page.locator(f'a[href^="/{name}/"]').first
        link.wait_for(timeout=20_000)
        found[name] = link.get_attribute("href") or ""
        page.goto(address + found[name])
    return found


def _note(complaints: list[str], message: ConsoleMessage) -> None:
    if message.type == "error":
        complaints.append(message.text)


def _settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)  # charts ease in


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--address", default="http://127.0.0.1:8050")
    address = arguments.parse_args().address
    folder = ROOT / ".demo" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        # --no-sandbox: Chromium refuses to start as root otherwise; it visits nothing but our own pages.
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            noisy = shoot(browser, address, folder)
        except Error as error:
            sys.stderr.write(
                f"{address}：{error.message.splitlines()[0]}；请先在另一终端执行 COCKPIT_DEMO_VIEWER=province:35 make demo。\n"
            )
            return 1
        finally:
            browser.close()
    shown = ROOT / "docs" / "screenshots" / "area.png"
    shown.parent.mkdir(exist_ok=True)
    shown.write_bytes((folder / "area-light-laptop.png").read_bytes())
    sys.stderr.write(f"{folder}\n")
    return 1 if noisy else 0


if __name__ == "__main__":
    sys.exit(main())
