"""One operation of the ledger as facts and rules read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

SHANGHAI = timezone(timedelta(hours=8))
"""China has one time zone and no summer time: the day of an operation is its day there."""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""So far a source's clock may run ahead: what lies further after its delivery was made is not believed."""


@dataclass(slots=True)
class Operation:
    """What was done to a subject, by whom and when; ``data`` in plain text, as folded by the import.

    In ``data`` flags are 0 or 1, whole numbers are int, dates stay ISO strings, and an optional member that says
    nothing (null or "") is absent. Not frozen: freezing doubles the cost of the ten million that a rebuild makes.
    """

    city_code: str
    source: str
    operation_id: str
    subject_kind: str
    subject_id: str
    step: str
    action: str
    occurred_at: datetime  # UTC
    recorded_at: datetime  # UTC, the source's own stamp
    actor_id: str
    org_id: str
    role: str
    data: dict[str, Any]
    day: date  # of occurred_at, in Shanghai
