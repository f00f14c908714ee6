"""Replaying: an earlier day is worked out from the ledger anew and laid beside what is stored. Changes nothing.

On the day of the last evaluation every stored lamp must be the one worked out. On an earlier day the stored intervals,
cut at its end, must be; unless something that happened since changed what that day saw (a re-review takes a case up
again): rules.md judges a day by what had happened by its end. Such a difference is named, and is none of the program's.
A day that is kept for pages must be kept as it is worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select, text

from cockpit import facts
from cockpit.db import past
from cockpit.db.cipher import Cipher
from cockpit.db.limits import PROVINCE_CITY, known
from cockpit.db.tables import evaluation, kept_day
from cockpit.domain.period import month_end
from cockpit.facts.keeping import end_of
from cockpit.jobs.evaluate import find
from cockpit.jobs.past import is_kept
from cockpit.rules import FINDINGS

KEY = ("city_code", "subject_kind", "subject_id", "finding", "instance", "since")

# What a lamp says beside its key. ``raising`` of a lamp counts those before it, so it differs where they do.
_SAME = "lamp_class, {level}, step, area_code, case_no, org_id, actor_id, evidence"

# An until of the day after: a cure of the day itself, or a red that takes over on the next. The next day tells.
_CUT = "CASE WHEN until <= :day THEN until END"

_COMPARE = """
SELECT coalesce(stored.city_code, fresh.city_code) AS city_code,
    coalesce(stored.subject_kind, fresh.subject_kind) AS subject_kind,
    coalesce(stored.subject_id, fresh.subject_id) AS subject_id,
    coalesce(stored.finding, fresh.finding) AS finding,
    coalesce(stored.instance, fresh.instance) AS instance,
    coalesce(stored.since, fresh.since) AS since,
    stored.since IS NOT NULL AS is_stored, stored.until AS stored_until,
    fresh.since IS NOT NULL AS is_worked_out, fresh.until AS worked_out_until
FROM (SELECT {key}, {until} AS until, {same} AS same FROM {stored} WHERE since <= :day) AS stored
FULL JOIN (SELECT {key}, {until} AS until, {same} AS same FROM pg_temp.fresh) AS fresh USING ({key})
WHERE stored.since IS NULL OR fresh.since IS NULL
    OR stored.until IS DISTINCT FROM fresh.until OR stored.same IS DISTINCT FROM fresh.same
ORDER BY 1, 2, 3, 4, 5, 6
"""

# What happened to the case itself, or to what its lamps hang on beside it (a limit may be set later and dated back). Of
# a batch, a home or a criteria set: to anything of the city, because the lamps of these hang on many subjects.
_HAPPENED_SINCE = """
SELECT EXISTS (
    SELECT FROM operation
    WHERE occurred_at >= :until AND (
        city_code = :city AND subject_kind <> 'alert'
            AND (:kind <> 'case' OR subject_id = :id OR subject_kind IN ('criteria', 'batch', 'limit'))
        OR city_code = :province AND subject_kind = 'limit')
)
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One lamp that is stored otherwise than it follows. ``where``: today's evaluation, or the kept day.

    ``stored`` and ``worked_out``: "[since, until)", "无" where there is none. ``by_later``: something that happened
    after the day changed what it saw.
    """

    day: date
    where: str
    key: dict[str, Any]
    stored: str
    worked_out: str
    by_later: bool


def days(first: date, last: date, evaluated: date, *, monthly: bool) -> list[date]:
    """The days to replay: each, or both ends and the ends of months between; always the day of the last evaluation."""
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    wanted = [day for day in every if not monthly or day in (first, last) or day == month_end(day)]
    return [*wanted, *([] if evaluated in wanted else [evaluated])]


def replay(connection: Connection, cipher: Cipher, day: date) -> tuple[int, list[Difference]]:
    """How many lamps the ledger gives as of the day, and where what is stored differs. One transaction a day."""
    evaluated = connection.execute(select(evaluation.c.as_of)).scalar_one()
    # Where overdue is shown yellow first, the level tells of the day that judges.
    graded = (
        {code for code, finding in FINDINGS.items() if finding.graded} if known(connection, evaluated).lights else ()
    )
    place = connection.execute(select(kept_day.c.place).where(kept_day.c.day == day)).scalar()
    kept = place is not None and is_kept(connection, day)
    facts.as_of(connection, cipher, day)
    limits = known(connection, day)
    find(connection, day, limits)
    lamps = connection.execute(text("SELECT count(*) FROM pg_temp.fresh")).scalar_one()
    found = list(_compared(connection, day, "public.finding", cut=day < evaluated, graded=sorted(graded)))
    if kept:
        found += _compared(connection, day, f"{past.schema_of(int(place or 0))}.finding", cut=False)
    return lamps, found


def _compared(
    connection: Connection, day: date, stored: str, *, cut: bool, graded: Sequence[str] = ()
) -> Iterator[Difference]:
    """``cut``: stored lamps go on after the day; else they are of that day and must be the same in everything.

    ``graded``: findings of which a cut lamp may have had another level on the day.
    """
    # What a limit lamp measures up to the day of evaluation grows with it, so a cut one is compared without.
    level = "CASE WHEN finding <> ALL(:graded) THEN level END" if cut else "level"
    same = f"({_SAME.format(level=level)}" + (")" if cut else ", open, raising, measured)")
    query = _COMPARE.format(key=", ".join(KEY), until=_CUT if cut else "until", same=same, stored=stored)
    for row in connection.execute(text(query), {"day": day, **({"graded": [*graded]} if cut else {})}).mappings():
        happened = {
            "city": row["city_code"],
            "province": PROVINCE_CITY,
            "until": end_of(day),
            "kind": row["subject_kind"],
            "id": row["subject_id"],
        }
        yield Difference(
            day=day,
            where="今日研判" if stored.startswith("public") else "当日快照",
            key={name: row[name] for name in KEY},
            stored=_interval(row, "is_stored", "stored_until"),
            worked_out=_interval(row, "is_worked_out", "worked_out_until"),
            by_later=cut and bool(connection.execute(text(_HAPPENED_SINCE), happened).scalar()),
        )


def _interval(row: Any, exists: str, until: str) -> str:
    return f"[{row['since']}, {row[until] or '—'})" if row[exists] else "无"
