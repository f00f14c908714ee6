"""What a link inside the app shows that leads nowhere; a typed address is refused earlier, by the guard."""

from __future__ import annotations

from typing import Any

from dash import html, register_page

from cockpit.components.panels import page
from cockpit.components.states import empty


def layout(**_: Any) -> html.Main:
    return page(None, empty("没有这个网址。", "请核对网址，或从总览逐级进入。", link=("/", "返回总览")))


register_page(__name__, title="没有这个网址")
