"""Icons: a name from Bootstrap's set, drawn as a mask in the colour of the text.

Only the ones listed here are cut out of the package's sprite (1.1 MB) and served, as one small stylesheet.
"""

from __future__ import annotations

from dash import html

ICONS = (
    "arrow-left",
    "bell",
    "box-arrow-right",
    "box-arrow-up-right",
    "building",
    "calendar3",
    "check-circle-fill",
    "check-lg",
    "chevron-down",
    "chevron-right",
    "circle-fill",
    "clock-history",
    "download",
    "exclamation-circle",
    "exclamation-diamond",
    "files",
    "fingerprint",
    "funnel",
    "geo-alt",
    "hourglass-split",
    "house-door",
    "inbox",
    "info-circle",
    "journal-check",
    "moon",
    "person",
    "search",
    "shield-check",
    "sun",
    "triangle-fill",
    "x-lg",
)


def icon(name: str) -> html.I:
    """A decorative icon: the word next to it carries the meaning. Raises ValueError for one that is not served."""
    if name not in ICONS:
        raise ValueError(f"icon {name} is not listed in components.icons.ICONS")
    return html.I(className=f"icon icon-{name}", **{"aria-hidden": "true"})
