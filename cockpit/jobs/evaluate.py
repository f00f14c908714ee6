"""Evaluating the rules: from the facts to every lamp as an interval. The only writer of ``finding`` and ``evaluation``.

One set-based pass gives the whole history, so evaluating twice changes nothing; only rows that differ are written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Insert,
    MetaData,
    Table,
    Text,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from cockpit import facts
from cockpit.db import tables
from cockpit.db.cipher import Cipher
from cockpit.db.doors import psycopg_of
from cockpit.db.limits import known
from cockpit.domain.audit import PEOPLE_CHAIN
from cockpit.domain.limit import Limits
from cockpit.domain.operation import CLOCK_TOLERANCE
from cockpit.facts.keeping import end_of
from cockpit.jobs.raise_alerts import raise_alerts
from cockpit.rules import PROMPTS, REGISTRY, version
from cockpit.rules.rule import LAMP_COLUMNS, Finding
from cockpit.rules.settling import SETTLED, labelled

Progress = Callable[[int, int], None]

_CODE = Text(collation="C")  # sorted and joined by bytes, like the columns of ``finding``
_TYPES: dict[str, Any] = {"since": Date, "cured_on": Date, "taken_on": Date, "measured": JSONB, "evidence": ARRAY(Text)}

_lamp = Table(
    "lamp",
    MetaData(),
    *(Column(name, _TYPES.get(name, _CODE)) for name in ("finding", "rule", "level", "lamp_class", *LAMP_COLUMNS)),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)

_SETTLE = f"""
INSERT INTO fresh (city_code, subject_kind, subject_id, finding, instance, since, until, open, raising, rule, level,
    lamp_class, step, area_code, case_no, org_id, actor_id, source, evidence, measured)
WITH {SETTLED.format(as_of=":as_of")}
"""

TURN = f"SELECT pg_advisory_xact_lock({0x6A756467})"  # "judg"

_KEY = ("city_code", "subject_kind", "subject_id", "finding", "instance", "since")

# One join finds what differs; an EXCEPT each way hashes every row of both four times.
_REPLACE = f"""
CREATE TEMP TABLE differing AS
SELECT {", ".join(_KEY)}, found FROM finding AS stored FULL JOIN fresh AS found USING ({", ".join(_KEY)})
WHERE stored IS DISTINCT FROM found;
DELETE FROM finding USING differing WHERE {" AND ".join(f"finding.{name} = differing.{name}" for name in _KEY)};
INSERT INTO finding SELECT (found).* FROM differing WHERE (found).finding IS NOT NULL;
DROP TABLE differing;
"""


def evaluate(
    connection: Connection, cipher: Cipher, as_of: date, *, now: datetime, progress: Progress | None = None
) -> int:
    """Stores every lamp as of the end of ``as_of`` and raises the alerts that are new; returns how many were raised."""
    take_turn(connection)
    of_kept_facts = not facts_of_day(connection, cipher, as_of)
    limits = known(connection, as_of)
    find(connection, as_of, limits, progress)
    psycopg_of(connection).execute(_REPLACE)
    rules_version = version(limits)
    raised = raise_alerts(connection, cipher, as_of, now=now, rules_version=rules_version)
    connection.execute(tables.evaluation.delete())
    connection.execute(
        tables.evaluation.insert().values(
            as_of=as_of,
            rules_version=rules_version,
            ledger_size=ledger_size(connection),
            extendable=of_kept_facts,
        )
    )
    return raised


def take_turn(connection: Connection) -> None:
    """Waits until nobody else makes facts or findings; the turn ends with the transaction.

    Who also appends to the ledger does it after this: in one order, so that two writers never wait for each other.
    """
    psycopg_of(connection).execute(TURN)


def judged_later(
    connection: Connection, cipher: Cipher, progress: Callable[[int], None] | None = None, processes: int = 1
) -> None:
    """Makes stale facts anew without judging them: from then on the stored evaluation is out of date for good."""
    take_turn(connection)
    if facts.settle(connection, cipher, progress, processes):
        connection.execute(tables.evaluation.update().values(extendable=False))


def show_as_of(connection: Connection, cipher: Cipher, as_of: date) -> None:
    """Hides ``finding`` behind a temporary table as of another day, until the transaction ends; stores nothing.

    Does nothing where the stored evaluation is of that day and of the present ledger.
    """
    stored = connection.execute(select(tables.evaluation)).one_or_none()
    limits = known(connection, as_of)
    if stored is not None and (stored.as_of, stored.rules_version, stored.ledger_size) == (
        as_of,
        version(limits),
        ledger_size(connection),
    ):
        return
    facts_of_day(connection, cipher, as_of)
    find(connection, as_of, limits)
    psycopg_of(connection).execute("ALTER TABLE fresh RENAME TO finding")


def ledger_size(connection: Connection) -> int:
    """Operations in the ledger, from the heads of its chains, but for the chain of people: it bears on no lamp."""
    head = tables.chain_head.c
    size = select(func.coalesce(func.sum(head.seq), 0)).where(head.city_code != PEOPLE_CHAIN)
    return int(connection.execute(size).scalar_one())


def facts_of_day(connection: Connection, cipher: Cipher, as_of: date) -> bool:
    """Makes stale facts anew; where something happened after the day of evaluation, the facts are those of that day.

    Whether they are: temporary tables then hide the kept ones.
    """
    judged_later(connection, cipher)
    # An operation later than this is quarantined, so the deliveries bound them all without reading the ledger.
    latest = connection.execute(select(func.max(tables.delivery.c.created_at))).scalar_one()
    if latest is None or latest + CLOCK_TOLERANCE < end_of(as_of):
        return False
    facts.as_of(connection, cipher, as_of)
    return True


def find(connection: Connection, as_of: date, limits: Limits, progress: Progress | None = None) -> None:
    """Fills the temporary table ``fresh`` (columns of ``finding``) with every lamp as of a day."""
    psycopg_of(connection).execute("DROP TABLE IF EXISTS pg_temp.lamp, pg_temp.fresh")
    _lamp.create(connection)
    findings = [(rule.code, finding) for rule in REGISTRY.values() for finding in rule.findings]
    findings += [(family.code, finding) for family in PROMPTS.values() for finding in family.findings]
    for number, (rule_code, finding) in enumerate(findings, start=1):
        connection.execute(_into_lamp(rule_code, finding, limits), {"as_of": as_of})
        if progress is not None:
            progress(number, len(findings))
    psycopg_of(connection).execute("CREATE TEMP TABLE fresh (LIKE public.finding) ON COMMIT DROP")
    connection.execute(text(_SETTLE), {"as_of": as_of})


@lru_cache(maxsize=512)
def _into_lamp(rule_code: str, finding: Finding, limits: Limits) -> Insert:
    # Kept: building the eighty statements takes as long as PostgreSQL takes for the facts of a small city.
    lamps = labelled(rule_code, finding, limits)
    return insert(_lamp).from_select(list(lamps.selected_columns.keys()), lamps)
