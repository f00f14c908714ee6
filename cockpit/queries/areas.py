"""Areas: one, the way down to it, what lies directly below it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, func, select

from cockpit.db import tables
from cockpit.db.scope import within
from cockpit.domain.area import PROVINCE, AreaLevel, Scope, checked, path_of
from cockpit.domain.refusal import Refusal

_area = tables.area


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: str
    level: AreaLevel


def area(conn: Connection, code: str) -> Area:
    """Refusal: 404 for a code that is not written like one or that no area has, 403 for what is not the viewer's."""
    return path(conn, code)[-1]


def path(conn: Connection, code: str) -> list[Area]:
    """The areas from the viewer's own down to ``code`` itself: nobody is led to one that they may not see.

    Refusal: 404 as in ``area``, 403 for an area that is not in the viewer's.
    """
    codes = path_of(code)
    rows = conn.execute(_of().where(_area.c.area_code.in_(codes)).order_by(_area.c.area_code)).all()
    found = [_read(row) for row in rows]
    if [one.code for one in found] != codes:
        raise Refusal(f"没有区划代码为“{checked(code)}”的地区：请从全省总览逐级进入，或核对网址中的代码。", status=404)
    own = Scope.of(conn.execute(select(func.current_setting("cockpit.area"))).scalar() or PROVINCE)
    if not own.contains(code):
        raise Refusal(f"{found[-1].name}不在您的查看范围内：请从本地区总览进入，或联系上级单位。", status=403)
    return [one for one in found if own.contains(one.code)]


def children(conn: Connection, code: str) -> list[Area]:
    """What reports directly to ``code``, by code; for the province the cities and 平潭. Empty for a street.

    The special units of the streets' level (farms, zones) are shown only by what has happened in them.
    """
    return [_read(row) for row in conn.execute(_of().where(_area.c.parent_code == code).order_by(_area.c.area_code))]


def names(conn: Connection, code: str) -> dict[str, str]:
    """area_code -> name of everything in the area ``code``."""
    rows = conn.execute(select(_area.c.area_code, _area.c.name).where(within(_area.c.area_code, code)))
    return {row.area_code: row.name for row in rows}


def _of() -> Select[str, str, str]:
    return select(_area.c.area_code, _area.c.name, _area.c.level)


def _read(row: Row[str, str, str]) -> Area:
    return Area(row.area_code, row.name, AreaLevel(row.level))
