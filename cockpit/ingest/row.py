"""A delivered row on its way to one of three ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cockpit.ingest.codes import Unfit
from cockpit.ingest.ground import Delivery

LOADED: Literal["loaded"] = "loaded"
DUPLICATE: Literal["duplicate"] = "duplicate"

Verdict = Literal["loaded", "duplicate"] | Unfit
"""Every row gets exactly one."""


@dataclass(slots=True)
class DeliveredRow:
    """``fields`` as read, or the reason why the record could not be read; ``line`` is that of its first line."""

    delivery: Delivery
    line: int
    raw: bytes
    encoding: str
    fields: list[str] | Unfit
