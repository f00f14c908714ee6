"""The periods that a page offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from dash import html

from cockpit.components.period_picker import period_picker
from cockpit.domain import period as periods
from cockpit.domain.period import Period


def picker(
    period: Period,
    day: date,
    address: Callable[[Mapping[str, str]], str],
    action: str,
    kept: Sequence[tuple[str, str]] = (),
) -> html.Details:
    """``address``: of the page with a period's arguments; ``action``, ``kept``: address and arguments of the form."""
    months = [f"{end:%Y-%m}" for end in periods.month_ends(day, 13)][:-1][::-1]
    choices = [
        ("本月至今", address({})),
        ("本年至今", address({"period": f"{day.year}"})),
        (f"{day.year - 1}年", address({"period": f"{day.year - 1}"})),
        *((f"{month[:4]}年{int(month[5:])}月", address({"period": month})) for month in months),
    ]
    return period_picker(period.label, choices, action, period.first, period.last, kept)
