"""Operations as a person reads them: who, of which office, did what, when it happened and when it was written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, and_, select

from cockpit.db.tables import operation, organisation, staff
from cockpit.domain.action import ROW_ACTIONS


@dataclass(frozen=True, slots=True)
class Act:
    """One operation. ``data`` is as stored: personal members are ciphertext tokens (enc:1:…), never plain text."""

    operation_id: str
    source: str
    step: str
    action: str
    occurred_at: datetime
    recorded_at: datetime
    actor_id: str
    actor_name: str
    org_name: str
    role: str
    data: dict[str, Any]


def of_subject(conn: Connection, city_code: str, subject_kind: str, subject_id: str) -> list[Act]:
    """What was done to one case, batch, criteria set, unit or tenancy, newest last; not that its row was delivered."""
    return _acts(
        conn,
        and_(
            operation.c.city_code == city_code,
            operation.c.subject_kind == subject_kind,
            operation.c.subject_id == subject_id,
            operation.c.action.not_in(ROW_ACTIONS),
        ),
    )


def numbered(conn: Connection, city_code: str, source: str, operation_ids: Sequence[str]) -> list[Act]:
    """The operations of these ids, newest last; an id that is not loaded is left out."""
    return _acts(
        conn,
        and_(
            operation.c.city_code == city_code,
            operation.c.source == source,
            operation.c.operation_id.in_(operation_ids),
        ),
    )


def _acts(conn: Connection, condition: ColumnElement[bool]) -> list[Act]:
    statement = (
        select(
            operation.c.operation_id,
            operation.c.source,
            operation.c.step,
            operation.c.action,
            operation.c.occurred_at,
            operation.c.recorded_at,
            operation.c.actor_id,
            staff.c.name.label("actor_name"),
            organisation.c.name.label("org_name"),
            operation.c.role,
            operation.c.record,
        )
        .outerjoin_from(
            operation,
            staff,
            and_(staff.c.source == operation.c.source, staff.c.actor_id == operation.c.actor_id),
        )
        .outerjoin(
            organisation,
            and_(organisation.c.source == operation.c.source, organisation.c.org_id == operation.c.org_id),
        )
        .where(condition)
        .order_by(operation.c.occurred_at, operation.c.operation_id, operation.c.source)
    )
    return [
        Act(
            actor_name=row["actor_name"] or "",
            org_name=row["org_name"] or "",
            **{
                name: row[name]
                for name in (
                    "operation_id", "source", "step", "action", "occurred_at", "recorded_at", "actor_id", "role",
                )
            },
            data=orjson.loads(row["record"]).get("data") or {},
        )
        for row in conn.execute(statement).mappings()
    ]  # fmt: skip
