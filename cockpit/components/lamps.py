"""Lamps: always icon, word and colour together, so that no meaning hangs on colour alone."""

from __future__ import annotations

from dash import html

from cockpit.components.icons import icon
from cockpit.domain.vocabulary import Level

_ICONS = {Level.RED: "circle-fill", Level.YELLOW: "triangle-fill"}


def lamp(level: str | None, *, text: str | None = None, plain: bool = False) -> html.Span:
    """● 红灯, ▲ 黄灯, or ✓ 正常 for None. ``text`` replaces the word (a count, say); ``plain`` leaves the ground off."""
    shape = " plain" if plain else ""
    if level is None:
        return html.Span([icon("check-lg"), text or "正常"], className="lamp lamp-green" + shape)
    known = Level(level)
    return html.Span([icon(_ICONS[known]), text or known.label], className=f"lamp lamp-{known.value}{shape}")
