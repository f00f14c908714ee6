"""Changing a limit, or how overdue is shown: an operation in the ledger, judged by at the next evaluation.

A stored change is never rewritten: another one from the same day takes its place, and both stay in the history.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text

from cockpit.db.cipher import Cipher
from cockpit.db.ledger import append, own_entry
from cockpit.db.limits import ACTION, PROVINCE_CITY, SUBJECT, changes_made, rebuild_limits
from cockpit.db.tables import area
from cockpit.domain.limit import Limit, OverdueLight
from cockpit.domain.limit_change import Ground, light_named, stricter
from cockpit.domain.refusal import Refusal


def set_limit(
    connection: Connection,
    cipher: Cipher,
    code: str,
    days: int,
    *,
    area_code: str,
    ground: Ground,
    by: str,
    now: datetime,
    near: int | None = None,
    instance: str = "",
) -> Limit:
    """Sets a stricter limit of a city or county, for clocks that start on ``ground.since`` or later.

    Raises Refusal as in ``domain.limit_change.stricter``, and for an area that does not exist.
    """
    line = stricter(code, days, area_code=area_code, ground=ground, near=near, instance=instance)
    if connection.execute(select(area.c.area_code).where(area.c.area_code == area_code)).first() is None:
        raise Refusal(f"没有区划代码为 {area_code} 的地区：请核对 --area。", status=404)
    said = {"limit": line.code, "instance": instance, "area_code": area_code, "days": line.days, "near": line.near}
    _record(connection, cipher, area_code[:4], f"{code}:{area_code}", said, ground, by, now)
    return line


def set_light(
    connection: Connection, cipher: Cipher, light: str, *, ground: Ground, by: str, now: datetime
) -> OverdueLight:
    """Sets, for the whole province, how what is overdue is shown. Raises Refusal for an unknown convention."""
    chosen = light_named(light)
    _record(connection, cipher, PROVINCE_CITY, "overdue_light", {"light": chosen.value}, ground, by, now)
    return chosen


def _record(
    connection: Connection,
    cipher: Cipher,
    city_code: str,
    subject_id: str,
    said: dict[str, Any],
    ground: Ground,
    by: str,
    now: datetime,
) -> None:
    if not by.strip():
        raise Refusal("缺少办理人：请写明由谁调整（--by 姓名）。")
    # Two changes at a time would take the same number.
    connection.execute(text("LOCK TABLE limit_line, light_line IN SHARE ROW EXCLUSIVE MODE"))
    number = f"limit-{city_code}-{changes_made(connection, city_code) + 1:06d}"
    entry = own_entry(
        cipher,
        city_code=city_code,
        operation_id=number,
        subject_kind=SUBJECT,
        subject_id=subject_id,
        action=ACTION,
        at=now,
        data={
            **said,
            "since": ground.since.isoformat(),
            "document_no": ground.document.strip(),
            "source": ground.source.strip(),
            "grounds": ground.grounds.strip(),
        },
        actor_id=by.strip(),
        role="approver",
    )
    append(connection, cipher, [entry], now)
    rebuild_limits(connection)
