"""Keeping earlier days: the evaluation of a day that somebody asks for, stored beside today's for pages to read.

A later record can change what an earlier day saw (a re-review takes a case up again), so an earlier day is folded and
judged from the ledger anew, by the very code of today's evaluation; it costs a few seconds once, and pages then read it
as fast as today. The only writer of the schemas of ``db.past`` and of ``kept_day``.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, text

from cockpit import facts
from cockpit.db import past
from cockpit.db.cipher import Cipher
from cockpit.db.doors import look_into
from cockpit.db.limits import known
from cockpit.db.tables import chain_head, evaluation, kept_day
from cockpit.domain.action import ROW_ACTIONS
from cockpit.facts.keeping import end_of
from cockpit.jobs.evaluate import find, ledger_size
from cockpit.jobs.rollup import rollup
from cockpit.rules import version

_ONE_AT_A_TIME = 0x70617374  # advisory lock: "past"

# By city, so that the index of each chain is entered where the reading ended.
_IS_KEPT = """
SELECT EXISTS (
    SELECT FROM kept_day WHERE day = :day AND rules_version = :rules AND NOT EXISTS (
        SELECT FROM (SELECT area_code AS city FROM area WHERE level = 'city' UNION SELECT '3500') AS cities
        JOIN LATERAL (
            SELECT FROM operation
            WHERE city_code = city AND seq > coalesce((heads->>city)::bigint, 0)
                AND (occurred_at < :until OR action = ANY(:rows))
            LIMIT 1
        ) AS arrived ON true
    )
)
"""


def keep(connection: Connection, cipher: Cipher, day: date, *, now: datetime) -> int | None:
    """Stores the evaluation as of the end of ``day``; the place it got, None where it is kept and still right.

    Its own place, else a free one, else that of the day which was kept the longest ago. One at a time: a second caller
    waits, and finds the work done if it wanted the same day.
    """
    connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    if is_kept(connection, day):
        return None
    # Read first: what arrives while the facts are made may or may not be in them, and makes the day stale.
    heads: dict[str, int] = dict(connection.execute(select(chain_head.c.city_code, chain_head.c.seq)).all())
    place = _place_for(connection, day)
    schema = past.schema_of(place)
    for name in past.KEPT:
        connection.execute(text(f"DELETE FROM {schema}.{name}"))
    facts.as_of(connection, cipher, day)
    limits = known(connection, day)
    find(connection, day, limits)
    connection.execute(text("ALTER TABLE pg_temp.fresh RENAME TO finding"))
    for name in (*(table.name for table in facts.FACT_TABLES), "finding"):
        connection.execute(text(f"INSERT INTO {schema}.{name} SELECT * FROM pg_temp.{name}"))
    look_into(connection, place)  # the rollup reads the temporary tables and writes those of the place
    connection.execute(
        insert(evaluation).values(as_of=day, rules_version=version(limits), ledger_size=ledger_size(connection))
    )
    rollup(connection, day)
    for name in (*(table.name for table in facts.FACT_TABLES), "finding"):
        connection.execute(text(f"DROP TABLE pg_temp.{name}"))
    connection.execute(kept_day.delete().where(kept_day.c.place == place))
    connection.execute(
        insert(kept_day).values(place=place, day=day, rules_version=version(limits), heads=heads, kept_at=now)
    )
    return place


def is_kept(connection: Connection, day: date) -> bool:
    """Whether the day is kept, by the present rules and the limits known then, and nothing arrived since bearing on it.

    Beside what happened by the end of the day that is a delivered row (an organisation, a home): those have no day.
    """
    given = {"day": day, "rules": version(known(connection, day)), "until": end_of(day), "rows": sorted(ROW_ACTIONS)}
    return bool(connection.execute(text(_IS_KEPT), given).scalar())


def _place_for(connection: Connection, day: date) -> int:
    kept = {row.day: row.place for row in connection.execute(select(kept_day).order_by(kept_day.c.kept_at))}
    if day in kept:
        return int(kept[day])
    free = set(range(1, past.PLACES + 1)) - set(kept.values())
    return min(free) if free else int(next(iter(kept.values())))
