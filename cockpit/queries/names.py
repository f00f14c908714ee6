"""Names beside codes: SQL that a list joins to its few rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import ScalarSelect

from cockpit.db.tables import area


def of_area(code: ColumnElement[str]) -> ScalarSelect[Any]:
    """The names from the city down to the area itself, joined by ·: 福州市·鼓楼区·东街街道; 平潭 has no city above it."""
    parts = area.alias()
    return (
        select(func.string_agg(parts.c.name, aggregate_order_by(literal("·"), parts.c.area_code)))
        .where(
            parts.c.area_code.in_([func.left(code, 4), func.left(code, 6), code]),
            ~(func.starts_with(code, "350128") & (parts.c.area_code == "3501")),
        )
        .scalar_subquery()
    )
