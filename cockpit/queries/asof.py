"""Of which day the pages speak, and whether what they show is made up."""

from __future__ import annotations

from datetime import date
from typing import cast

from sqlalchemy import Connection, exists, select

from cockpit.db.tables import delivery, evaluation
from cockpit.domain.refusal import Refusal

SIMULATED = "simulated"
"""The ``source`` under which the simulated province delivers."""


def as_of(conn: Connection) -> date:
    """The day of the last evaluation. Refusal (503) while nothing has been evaluated."""
    day = conn.scalar(select(evaluation.c.as_of))
    if day is None:
        raise Refusal("尚未对任何数据进行研判：请先运行 cockpit import 导入数据，再运行 cockpit evaluate。", status=503)
    return cast(date, day)


def simulated(conn: Connection) -> bool:
    """Whether any delivery of the simulated province was loaded: every page then says 模拟数据."""
    return bool(conn.scalar(select(exists().where(delivery.c.source == SIMULATED))))
