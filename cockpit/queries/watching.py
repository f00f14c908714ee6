"""Whether a viewer may be told that something changed: only of what they see."""

from __future__ import annotations

from sqlalchemy import Connection, select

from cockpit.db.tables import alert
from cockpit.domain.vocabulary import SubjectKind
from cockpit.queries import occupied


def sees(conn: Connection, topic: str) -> bool:
    """Whether the subject of a topic (``db.changes.topic``) is there for the viewer of the connection."""
    kind, _, number = topic.partition("/")
    if kind in (SubjectKind.CASE, SubjectKind.TENANCY, SubjectKind.UNIT):
        return bool(occupied.cities(conn, SubjectKind(kind), number))
    told = select(alert.c.alert_no).where(alert.c.subject_kind == kind, alert.c.subject_id == number).limit(1)
    return conn.execute(told).first() is not None
