"""The rules on readable histories, one file a rule, and beside a slow second opinion (conftest.py, twins.py)."""

from collections.abc import Callable

Lamp = Callable[..., str]
"""lamp(history, finding, as_of, instance=, subject=): "dark", "since 2026-03-06" or "2026-03-06 until 2026-03-10"."""

Lit = Callable[..., list[str]]
"""lit(history, as_of): the findings that have burned up to that day."""
