"""Evaluating the rules: from the facts to every lamp as an interval. The only writer of ``finding`` and ``evaluation``.

One set-based pass gives the whole history, so evaluating twice changes nothing; only rows that differ are written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

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
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from cockpit import facts
from cockpit.db import tables
from cockpit.db.cipher import Cipher
from cockpit.db.doors import psycopg_of
from cockpit.facts.keeping import end_of
from cockpit.jobs.raise_alerts import raise_alerts
from cockpit.rules import PROMPTS, REGISTRY, version
from cockpit.rules.rule import LAMP_COLUMNS, Finding

Progress = Callable[[int, int], None]

_lamp = Table(
    "lamp",
    MetaData(),
    *(Column(name, Text) for name in ("finding", "rule", "level", "lamp_class")),
    *(
        Column(
            name,
            Date
            if name in ("since", "cured_on", "taken_on")
            else JSONB
            if name == "measured"
            else ARRAY(Text)
            if name == "evidence"
            else Text,
        )
        for name in LAMP_COLUMNS
    ),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)

# Who must answer is the organisation of the kind that was asked, of the lamp's own area or of its county. What comes
# true again while its lamp burns changes nothing. A cure or a taking over after the day of evaluation has not happened
# yet; where red replaces yellow, yellow ends that day.
_SETTLE = """
WITH office AS (
    SELECT source, kind, area_code, min(org_id) AS org_id FROM organisation GROUP BY source, kind, area_code
), burning AS (
    SELECT lamp.*,
        CASE WHEN cured_on <= :as_of THEN cured_on + 1 END AS cured_until,
        CASE WHEN taken_on <= :as_of THEN taken_on END AS taken_until
    FROM lamp
    WHERE since <= :as_of AND (cured_on IS NULL OR cured_on >= since) AND (taken_on IS NULL OR taken_on > since)
), once AS (
    SELECT DISTINCT ON (city_code, subject_kind, subject_id, finding, instance, since) *,
        least(cured_until, taken_until) AS until
    FROM burning
    ORDER BY city_code, subject_kind, subject_id, finding, instance, since,
        least(cured_until, taken_until) DESC NULLS FIRST
), told AS (
    SELECT *, bool_or(until IS NULL) OVER (
        PARTITION BY city_code, subject_kind, subject_id, finding, instance ORDER BY since
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS burning_already
    FROM once
)
INSERT INTO fresh (city_code, subject_kind, subject_id, finding, instance, since, until, open, raising, rule, level,
    lamp_class, step, area_code, case_no, org_id, actor_id, source, evidence, measured)
SELECT told.city_code, subject_kind, subject_id, finding, instance, since, until, until IS NULL,
    row_number() OVER (PARTITION BY told.city_code, subject_kind, subject_id, finding, instance ORDER BY since),
    rule, level, lamp_class, step, told.area_code, coalesce(nullif(told.case_no, ''), tenancy.case_no, ''),
    coalesce(nullif(told.org_id, ''), own.org_id, county.org_id, ''), actor_id, told.source, evidence,
    measured || jsonb_build_object('asked_of', asked_of)
FROM told
LEFT JOIN tenancy ON subject_kind = 'tenancy' AND tenancy.city_code = told.city_code AND tenancy_id = subject_id
LEFT JOIN office AS own ON own.source = told.source AND own.kind = asked_of AND own.area_code = told.area_code
LEFT JOIN office AS county
    ON county.source = told.source AND county.kind = asked_of AND county.area_code = left(told.area_code, 6)
WHERE burning_already IS NOT TRUE
"""

_KEY = ("city_code", "subject_kind", "subject_id", "finding", "instance", "since")

_REPLACE = f"""
DELETE FROM finding USING (SELECT * FROM finding EXCEPT ALL SELECT * FROM fresh) AS gone
WHERE {" AND ".join(f"finding.{name} = gone.{name}" for name in _KEY)};
INSERT INTO finding SELECT * FROM fresh EXCEPT ALL SELECT * FROM finding;
"""


def evaluate(
    connection: Connection, cipher: Cipher, as_of: date, *, now: datetime, progress: Progress | None = None
) -> int:
    """Stores every lamp as of the end of ``as_of`` and raises the alerts that are new; returns how many were raised."""
    _settle_facts(connection, cipher, as_of)
    _find(connection, as_of, progress)
    psycopg_of(connection).execute(_REPLACE)
    raised = raise_alerts(connection, cipher, as_of, now=now)
    connection.execute(tables.evaluation.delete())
    connection.execute(
        tables.evaluation.insert().values(as_of=as_of, rules_version=version(), ledger_size=ledger_size(connection))
    )
    return raised


def show_as_of(connection: Connection, cipher: Cipher, as_of: date) -> None:
    """Hides ``finding`` behind a temporary table as of another day, until the transaction ends; stores nothing.

    Does nothing where the stored evaluation is of that day and of the present ledger.
    """
    stored = connection.execute(select(tables.evaluation)).one_or_none()
    if stored is not None and (stored.as_of, stored.rules_version, stored.ledger_size) == (
        as_of,
        version(),
        ledger_size(connection),
    ):
        return
    _settle_facts(connection, cipher, as_of)
    _find(connection, as_of, None)
    psycopg_of(connection).execute("ALTER TABLE fresh RENAME TO finding")


def ledger_size(connection: Connection) -> int:
    """Operations in the ledger, from the heads of its chains."""
    return int(connection.execute(select(func.coalesce(func.sum(tables.chain_head.c.seq), 0))).scalar_one())


def _settle_facts(connection: Connection, cipher: Cipher, as_of: date) -> None:
    """Makes stale facts anew; where something happened after the day of evaluation, the facts are those of that day."""
    facts.settle(connection, cipher)
    # No operation lies more than minutes after its delivery was made, so the latest delivery bounds them all; facts
    # that came without one (our own tests) speak for themselves.
    latest = connection.execute(
        select(
            func.greatest(
                *(
                    select(func.max(column)).scalar_subquery()
                    for column in (
                        tables.delivery.c.created_at,
                        tables.case_fact.c.last_at,
                        tables.statement.c.at,
                        tables.plan_unit.c.at,
                    )
                )
            )
        )
    ).scalar_one()
    if latest is not None and latest >= end_of(as_of):
        facts.as_of(connection, cipher, as_of)


def _find(connection: Connection, as_of: date, progress: Progress | None) -> None:
    """Fills the temporary table ``fresh`` (columns of ``finding``) with every lamp as of a day."""
    _lamp.create(connection)
    findings = [(rule.code, finding) for rule in REGISTRY.values() for finding in rule.findings]
    findings += [(family.code, finding) for family in PROMPTS.values() for finding in family.findings]
    for number, (rule_code, finding) in enumerate(findings, start=1):
        connection.execute(_into_lamp(rule_code, finding), {"as_of": as_of})
        if progress is not None:
            progress(number, len(findings))
    psycopg_of(connection).execute("CREATE TEMP TABLE fresh (LIKE public.finding INCLUDING ALL) ON COMMIT DROP")
    connection.execute(text(_SETTLE), {"as_of": as_of})


def _into_lamp(rule_code: str, finding: Finding) -> Insert:
    lamps = finding.lamps().subquery("found")
    return insert(_lamp).from_select(
        ["rule", "finding", "level", "lamp_class", *LAMP_COLUMNS],
        select(
            literal(rule_code),
            literal(finding.code),
            literal(finding.level.value),
            literal(finding.lamp_class.value),
            *(lamps.c[name] for name in LAMP_COLUMNS),
        ),
    )
