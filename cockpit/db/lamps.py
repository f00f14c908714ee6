"""The lamps of the sixteen rules: the one place that keeps the prompts apart from them.

Table ``finding`` holds both. Whatever counts, ranks, lists or raises lamps reads ``lamp``, which has the same columns;
only evaluating and the two lists that show prompts when asked to (`cockpit alerts --prompts`, /alerts) read the table.
"""

from __future__ import annotations

from sqlalchemy import literal_column, select

from cockpit.db.tables import finding
from cockpit.domain.vocabulary import LampClass

of_the_rules = finding.c.lamp_class != literal_column(f"'{LampClass.PROMPT.value}'")
"""Condition on table ``finding``, in the words of its index of burning lamps, which a parameter would keep unused."""

lamp = select(finding).where(of_the_rules).subquery("finding")
"""In place of table ``finding``, under its name."""
