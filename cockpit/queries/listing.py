"""The one shape of every list: a window of rows in an order that is total, and the number of rows in all.

A grid may ask for any column that a list names in ``sortable``, no other. The key of the row closes every order, so
that two windows of the same list never overlap or leave a row out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Subquery, bindparam

from cockpit.domain.refusal import Refusal

LARGEST_WINDOW = 200
LARGEST_EXPORT = 100_000


@dataclass(frozen=True, slots=True)
class Order:
    column: str
    descending: bool = False

    def __str__(self) -> str:
        return f"{self.column}.{'desc' if self.descending else 'asc'}"


@dataclass(frozen=True, slots=True)
class Window:
    """Rows ``first`` ≤ i < ``last`` of a list in this order; no orders means the list's own."""

    first: int = 0
    last: int = 50
    orders: tuple[Order, ...] = ()

    @classmethod
    def asked(cls, request: Mapping[str, Any]) -> Window:
        """From the request of a grid: {"startRow": 0, "endRow": 50, "sortModel": [{"colId": …, "sort": "asc"}]}."""
        first, last = request.get("startRow"), request.get("endRow")
        if not (isinstance(first, int) and isinstance(last, int) and 0 <= first < last):
            raise Refusal(f"列表的行号范围不正确（{first} 至 {last}）：请刷新页面。", status=400)
        if last - first > LARGEST_WINDOW:
            raise Refusal(f"一次最多取 {LARGEST_WINDOW} 行，收到 {last - first} 行：请分页读取。", status=400)
        sorting = request.get("sortModel") or []
        if not (isinstance(sorting, list) and all(isinstance(part, dict) for part in sorting)):
            raise Refusal("列表的排序方式不正确：请刷新页面。", status=400)
        orders = tuple(Order(str(part.get("colId")), part.get("sort") == "desc") for part in sorting)
        return cls(first, last, orders)

    @classmethod
    def whole(cls, orders: tuple[Order, ...] = ()) -> Window:
        """Everything, for an export."""
        return cls(0, LARGEST_EXPORT, orders)


Direction = tuple[ColumnElement[Any], bool]
"""An expression and whether it descends."""


def in_order(
    orders: Sequence[Order],
    sortable: Mapping[str, ColumnElement[Any]],
    usual: Sequence[Order],
    key: Sequence[ColumnElement[Any]],
) -> list[Direction]:
    """A total order: the asked columns, then the list's own, so that rows that tie stay where readers know them, then
    the key. Raises Refusal (400) for a column that is not offered."""
    for order in orders:
        if order.column not in sortable:
            known = "、".join(sortable)
            raise Refusal(f"列表不能按“{order.column[:30]}”排序：可排序的列为 {known}。", status=400)
    asked = {order.column: order.descending for order in (*usual, *orders)}
    first = dict.fromkeys(order.column for order in (*orders, *usual))
    return [*((sortable[column], asked[column]) for column in first), *((column, False) for column in key)]


def cut(statement: Select[Any], order: Sequence[Direction]) -> tuple[Subquery, list[ColumnElement[Any]]]:
    """The window as a subquery, and the ORDER BY that puts its rows in the same order once more outside (by_0, …).

    Names are joined to its fifty rows afterwards, not to the whole list: 100,000 joins less for one page. Where the
    window lies is a parameter (``place``), so that one statement serves every block of a list.
    """
    for number, (column, _) in enumerate(order):
        statement = statement.add_columns(column.label(f"by_{number}"))
    rows = (
        statement.order_by(*(_directed(column, descending) for column, descending in order))
        .limit(bindparam("window_size", type_=Integer))
        .offset(bindparam("window_first", type_=Integer))
        .subquery("rows")
    )
    return rows, [_directed(rows.c[f"by_{n}"], descending) for n, (_, descending) in enumerate(order)]


def place(window: Window) -> dict[str, int]:
    """The parameters of a statement made with ``cut``."""
    return {"window_first": window.first, "window_size": window.last - window.first}


def shown(rows: Subquery) -> list[ColumnElement[Any]]:
    """The columns of ``cut``'s subquery without those that only order it."""
    return [column for column in rows.c if not column.name.startswith("by_")]


def _directed(column: ColumnElement[Any], descending: bool) -> ColumnElement[Any]:
    directed = column.desc() if descending else column.asc()
    # Empty cells last whichever way. Not said of a column that is never empty: NULLS LAST would cost it its index.
    return directed.nulls_last() if getattr(column, "nullable", True) else directed
