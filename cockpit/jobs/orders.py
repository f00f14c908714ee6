"""Numbers of supervision orders (督办函): 3501督〔2026〕0001号, without a gap in each city and year.

The one writer of ``order_head``. A table of its own, because whoever fails a street's feedback sees their county alone
and must not count the orders of the city by what they see.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_NEXT = """
INSERT INTO order_head VALUES (:city, :year, 1)
ON CONFLICT (city_code, year) DO UPDATE SET last = order_head.last + 1 RETURNING last
"""
_AGAIN = """
INSERT INTO order_head
SELECT city_code, substring(order_no FROM '〔([0-9]+)〕')::int, max(substring(order_no FROM '〕([0-9]+)号')::int)
FROM follow_up WHERE order_no <> '' GROUP BY 1, 2
"""


class Numbers:
    """Hands out the numbers that follow; nobody else gets one of that city until the transaction ends."""

    def __init__(self, connection: Connection, year: int) -> None:
        self._connection, self._year = connection, year

    def next(self, city_code: str) -> str:
        given = {"city": city_code, "year": self._year}
        last = self._connection.execute(text(_NEXT), given).scalar_one()
        return f"{city_code}督〔{self._year}〕{last:04d}号"


def rebuild_numbers(connection: Connection) -> None:
    """From the orders that were issued."""
    connection.execute(text("DELETE FROM order_head"))
    connection.execute(text(_AGAIN))
