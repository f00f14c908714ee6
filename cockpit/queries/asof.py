"""Of which day the pages speak, and whether what they show is made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from sqlalchemy import Connection, and_, exists, func, select

from cockpit.db.lamps import lamp as finding
from cockpit.db.scope import within
from cockpit.db.tables import alert, delivery, evaluation, workday
from cockpit.domain.refusal import Refusal
from cockpit.queries import filters

ARGUMENT = "as_of"
"""The day in the address; it travels along in every link."""

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
    return bool(conn.scalar(select(exists(select(delivery.c.source).where(delivery.c.source == SIMULATED)))))


def asked(conn: Connection, args: Mapping[str, str]) -> date | None:
    """The earlier day that an address asks for, None for today's evaluation. Refusal (400): no day, not yet, too early.

    ``conn``: of a viewer who looks at today.
    """
    text = args.get(ARGUMENT, "")
    if not text:
        return None
    day, last = filters.day({ARGUMENT: text}, ARGUMENT, "截至日"), as_of(conn)
    first = conn.scalar(select(func.min(workday.c.day)))
    if day is None or day == last:
        return None
    if day > last:
        raise Refusal(f"截至日 {day} 还没有研判：数据截至 {last}，请选择这一天或更早的日期。", status=400)
    if first is None or day < first:
        raise Refusal(f"截至日 {day} 过早：工作日历自 {first} 起，请选择更晚的日期。", status=400)
    return day


def late_since(conn: Connection, area_code: str) -> int:
    """Lamps burning at the end of the day looked at that nobody had been alerted of by then: they arrived since."""
    raised = exists().where(
        and_(*(alert.c[name] == finding.c[name] for name in ("city_code", "subject_kind", "subject_id"))),
        and_(*(alert.c[name] == finding.c[name] for name in ("finding", "instance", "raising"))),
    )
    burning = and_(finding.c.open, within(finding.c.area_code, area_code))
    return conn.execute(select(func.count()).select_from(finding).where(burning, ~raised)).scalar_one()
