"""What a browser asks for: the callbacks of every page with their very payloads, and the bytes of a cold first page."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Page, Request, sync_playwright

from cockpit.settings import Settings

PAGES = {
    "area/35": "/area/35",
    "area/3501": "/area/3501",
    "area/350102": "/area/350102",
    "area/350102001": "/area/350102001",
    "rules/R05": "/rules/R05",
    "alerts": "/alerts",
    "cases": "/cases",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One callback as the browser sent it."""

    page: str
    name: str
    body: dict[str, Any]


def browse(settings: Settings) -> tuple[list[Asked], int]:
    """Every callback that ``PAGES``, an alert and its case fire, and the bytes on the wire of the first page."""
    asked: list[Asked] = []
    with served(settings) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        wire = _cold_bytes(browser.new_context().new_page(), address)
        page = browser.new_context().new_page()
        current = {"page": ""}

        def note(request: Request) -> None:
            if request.method == "POST" and "/_dash-update-component" in request.url:
                body = json.loads(request.post_data or "{}")
                if any(part.get("value") is not None for part in body["inputs"]):  # a grid first asks for nothing
                    asked.append(Asked(current["page"], body["output"], body))

        page.on("request", note)
        for name, path in PAGES.items():
            current["page"] = name
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(500)  # a grid asks for its rows once it has been laid out
        current["page"] = "alerts?level=red"
        page.goto(f"{address}/alerts?level=red")
        for name in ("alert", "case"):  # the first alert in the list, then its case
            link = page.locator(f'a[href^="/{name}/"]').first
            link.wait_for(timeout=20_000)
            current["page"] = name
            page.goto(address + (link.get_attribute("href") or ""))
            page.wait_for_load_state("networkidle")
        browser.close()
    return asked, wire


def _cold_bytes(page: Page, address: str) -> int:
    total = 0
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def add(event: dict[str, Any]) -> None:
        nonlocal total
        total += int(event["encodedDataLength"])

    session.on("Network.loadingFinished", add)
    page.goto(address + "/")
    page.wait_for_load_state("networkidle")
    return total


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """`cockpit serve` on a free port, as a user starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = subprocess.Popen(
        [Path(sys.executable).parent / "cockpit", "serve", "--port", str(port)],
        env=os.environ
        | {
            "COCKPIT_DATABASE_URL": settings.database_url or "",
            "COCKPIT_DATA_DIR": str(settings.data_dir),
            "COCKPIT_DEMO_VIEWER": "province:35",
        },
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urlopen(address + "/area/35", timeout=5).read()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        program.terminate()
        program.wait()
