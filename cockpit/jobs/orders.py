"""Numbers of supervision orders (督办函): 3501督〔2026〕0001号, without a gap in each city and year."""

from __future__ import annotations

from sqlalchemy import Connection, text

_LAST = """
SELECT max(substring(order_no FROM '〕([0-9]+)号')::int) FROM follow_up
WHERE city_code = :city AND order_no LIKE :pattern
"""


class Numbers:
    """Hands out the numbers that follow; nobody else gets one of that city until the transaction ends."""

    def __init__(self, connection: Connection, year: int) -> None:
        self._connection, self._year = connection, year
        self._last: dict[str, int] = {}

    def next(self, city_code: str) -> str:
        before = f"{city_code}督〔{self._year}〕"
        if city_code not in self._last:
            self._connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtext(:what))"), {"what": f"supervision order {city_code}"}
            )
            found = self._connection.execute(text(_LAST), {"city": city_code, "pattern": f"{before}%"}).scalar()
            self._last[city_code] = int(found or 0)
        self._last[city_code] += 1
        return f"{before}{self._last[city_code]:04d}号"
