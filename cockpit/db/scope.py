"""An area as a condition on a column of codes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_

from cockpit.domain.area import PROVINCE, ZONE, Scope

Code = ColumnElement[Any]


def within(column: Code, code: str) -> ColumnElement[bool]:
    """Whether the code in ``column`` lies in the area: two comparisons that an index on ``COLLATE "C"`` can walk.

    For the city of 福州 those of 平潭 are left out. Raises Refusal (404) for what is no code of this province.
    """
    scope = Scope.of(code)
    inside = and_(column >= scope.low, column < scope.high)
    if scope.without is None:
        return inside
    low, high = scope.without
    return and_(inside, or_(column < low, column >= high))


def child_of(column: Code, code: str) -> Code:
    """The child of ``code`` in which the row's area lies, and ``code`` itself for what is the area's own.

    A city for the province (but 350128 for 平潭), a county for a city, a street for a county.
    """
    digits = {2: 4, 4: 6, 6: 9}[len(code)]
    cut: Code = func.left(column, literal(digits))
    if code == PROVINCE:
        cut = case((within(column, ZONE), literal(ZONE)), else_=cut)
    return cut
