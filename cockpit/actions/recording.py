"""Records of what people do beside alerts (domain.audit), each in the transaction of the thing itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from cockpit.actions.desk import Desk
from cockpit.db.doors import acting_as
from cockpit.db.ledger import OWN_SOURCE, append, own_entry
from cockpit.db.tables import operation
from cockpit.domain.audit import (
    ACCOUNT,
    EXPORT,
    EXPORTED,
    ONCE_A_WINDOW,
    PEOPLE_CHAIN,
    AccountAct,
    subject_of,
    without_personal_numbers,
)
from cockpit.domain.following import Actor
from cockpit.domain.viewer import Viewer

_WINDOW = timedelta(minutes=15)


def account_act(
    conn: Connection, desk: Desk, act: AccountAct, name: str, area_code: str, *, by: Actor, role: str = "", **said: Any
) -> bool:
    """Records what happened to an account; False where ONCE_A_WINDOW has it recorded already.

    ``by``: who did it; of a failed login the account that was tried. ``role``: where it is none of a person's at work.
    """
    since = _window(desk.now()) if act in ONCE_A_WINDOW else None
    return _record(
        conn, desk, ACCOUNT, subject_of(area_code, name), act, by, role or str(by.role), said, not_since=since
    )


def export(viewer: Viewer, desk: Desk, listed: str, asked: str, rows: int, kind: str) -> None:
    """Records an export before the file leaves. ``asked``: the list's query string; ``kind``: csv or xlsx."""
    by = Actor.of(viewer)
    day = viewer.as_of.isoformat() if viewer.as_of else ""
    said = {"list": listed, "filter": without_personal_numbers(asked), "rows": rows, "format": kind, "day": day}
    today = Viewer(viewer.name, viewer.area_code, viewer.role, None, viewer.org_id, viewer.account)
    with acting_as(today) as conn:
        _record(conn, desk, EXPORT, subject_of(by.area_code, by.actor_id), EXPORTED, by, str(by.role), said)


def _record(
    conn: Connection,
    desk: Desk,
    kind: str,
    subject_id: str,
    action: str,
    by: Actor,
    role: str,
    said: dict[str, Any],
    *,
    not_since: datetime | None = None,
) -> bool:
    # One after the other for one subject: their records are numbered, so that one taken out would be missed.
    conn.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{kind}:{subject_id}", 0))))
    o = operation.c
    mine = (o.city_code == PEOPLE_CHAIN) & (o.subject_kind == kind) & (o.subject_id == subject_id)
    if not_since is not None:
        again = select(o.operation_id).where(mine, o.action == str(action), o.occurred_at >= not_since)
        if conn.execute(again.limit(1)).first():
            return False
    number = conn.execute(select(func.count(o.operation_id)).where(mine)).scalar_one() + 1
    now = desk.now()
    entry = own_entry(
        desk.cipher,
        city_code=PEOPLE_CHAIN,
        operation_id=f"{kind}:{subject_id}:{number}",
        subject_kind=kind,
        subject_id=subject_id,
        action=str(action),
        at=now,
        data={**said, "by": by.name, "of": by.area_code},
        actor_id=by.actor_id,
        org_id=by.org_id,
        role=role,
        source=OWN_SOURCE,
    )
    append(conn, desk.cipher, [entry], now)
    return True


def _window(now: datetime) -> datetime:
    """The beginning of the quarter of an hour."""
    now = now.astimezone(UTC)
    return datetime.fromtimestamp(now.timestamp() // _WINDOW.total_seconds() * _WINDOW.total_seconds(), UTC)
