"""The working days as they stand in table ``workday``, hand-made rows included."""

from __future__ import annotations

from sqlalchemy import Connection, select

from cockpit.db.tables import workday
from cockpit.domain.workday import Day, Workdays


def workdays(connection: Connection) -> Workdays:
    rows = connection.execute(select(workday).order_by(workday.c.day))
    return Workdays([Day(row.day, row.n, row.working, row.name, row.projected) for row in rows])
