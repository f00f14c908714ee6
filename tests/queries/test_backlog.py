"""The backlog says what slow Python counts from the reference's own clocks, and tomorrow's lamps are tomorrow's."""

from __future__ import annotations

from typing import Any

from cockpit.domain.viewer import Viewer
from tests.jobs.test_evaluate import office

__all__ = ["office"]
Row = dict[str, Any]

AS_OF = "2026-09-30"
"""The day before 国庆: the next seven days are no working days."""

PROVINCE = Viewer.parse("province:35")
