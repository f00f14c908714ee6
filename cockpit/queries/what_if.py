"""How many lamps a finding would have lit under another limit: the evaluation's own SELECT, counted and not kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, select

from cockpit.db.tables import area
from cockpit.domain.area import PROVINCE, path_of
from cockpit.domain.limit import Limits
from cockpit.domain.period import month_ends
from cockpit.rules.rule import Finding
from cockpit.rules.settling import counted

MONTHS = 24


@dataclass(frozen=True, slots=True)
class Compared:
    """Lamps by the month of their ``since`` and by city, as limits are (``now``) and as they are tried (``then``).

    ``by_month``: columns month (YYYY-MM), now, then; the last MONTHS months up to the as-of day's, also empty ones.
    ``by_city``: columns area_code, name, now, then; every city and 平潭, also where nothing burned.
    """

    by_month: pd.DataFrame
    by_city: pd.DataFrame


def compared(
    conn: Connection, rule_code: str, finding: Finding, limits: Limits, trial: Limits, as_of: date
) -> Compared:
    """``as_of`` must be the day of which the fact tables tell. Two SELECTs; nothing is stored."""
    months = [f"{end:%Y-%m}" for end in month_ends(as_of, MONTHS)]
    first = date.fromisoformat(f"{months[0]}-01")
    lamps = pd.concat(
        pd.DataFrame(
            counted(conn, rule_code, finding, under, as_of, first), columns=["month", "area_code", "lamps"]
        ).assign(under=name)
        for name, under in (("now", limits), ("then", trial))
    )
    lamps["city"] = [path_of(code)[1] if code != PROVINCE else code for code in lamps["area_code"]]
    cities = pd.DataFrame(
        conn.execute(
            select(area.c.area_code, area.c.name).where(area.c.parent_code == PROVINCE).order_by(area.c.area_code)
        ).all(),
        columns=["area_code", "name"],
    )
    by_month = _side_by_side(lamps, "month", months).rename_axis("month").reset_index()
    by_city = _side_by_side(lamps, "city", list(cities["area_code"])).reset_index(drop=True)
    return Compared(by_month, cities.join(by_city))


def _side_by_side(lamps: pd.DataFrame, by: str, wanted: list[str]) -> pd.DataFrame:
    table = lamps.pivot_table(index=by, columns="under", values="lamps", aggfunc="sum", fill_value=0)
    return table.reindex(index=wanted, columns=["now", "then"], fill_value=0).astype(int)
