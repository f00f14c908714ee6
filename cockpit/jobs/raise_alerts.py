"""Raising alerts: what people are told of a lamp, once and for ever. The only writer of ``alert``.

Prompts raise none.

Raising appends `alert_raised` to the ledger; the table is a projection of those operations. A record that arrives late
may move a finding or take it away; the alert stays and is marked.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import Connection, text

from cockpit.db.cipher import Cipher
from cockpit.db.doors import in_one_message, psycopg_of
from cockpit.db.ledger import append, own_entry
from cockpit.jobs.follow_up import open_follow_ups

_NOT_RAISED = """
SELECT city_code, subject_kind, subject_id, finding, instance, raising, since, level, rule, lamp_class,
    measured->>'limit_by' AS limit_by,
    finding.area_code, org_id, coalesce(office.kind, '') AS office_kind,
    coalesce(office.area_code, left(finding.area_code, CASE WHEN measured->>'asked_of' = 'street' THEN 9 ELSE 6 END))
        AS office_area
FROM {findings} AS finding
LEFT JOIN (SELECT source, org_id, kind, area_code FROM organisation) AS office USING (source, org_id)
WHERE lamp_class <> 'prompt' AND NOT EXISTS (
    SELECT FROM alert
    WHERE (alert.city_code, alert.subject_kind, alert.subject_id, alert.finding, alert.instance, alert.raising)
        = (finding.city_code, finding.subject_kind, finding.subject_id, finding.finding, finding.instance,
            finding.raising)
)
ORDER BY city_code, since, subject_kind, subject_id, finding, instance
"""

# A lamp that an earlier day's evaluation cannot see yet has not been taken away.
_MARK_LATE = """
UPDATE alert SET late_record = NOT late_record
WHERE since <= %(as_of)s {of} AND late_record = EXISTS (
    SELECT FROM finding
    WHERE (alert.city_code, alert.subject_kind, alert.subject_id, alert.finding, alert.instance, alert.raising)
        = (finding.city_code, finding.subject_kind, finding.subject_id, finding.finding, finding.instance,
            finding.raising)
)
"""

# By index, whatever the planner believes about the number of subjects and their lamps.
_OF_SUBJECTS = "unnest(%(cities)s::text[], %(kinds)s::text[], %(ids)s::text[]) AS wanted(city, kind, id)"
_FINDINGS = f"""(
    SELECT found.* FROM {_OF_SUBJECTS} CROSS JOIN LATERAL (
        SELECT * FROM finding WHERE city_code = city AND subject_kind = kind AND subject_id = id OFFSET 0
    ) AS found
)"""
_THEIRS = f"AND (city_code, subject_kind, subject_id) IN (SELECT * FROM {_OF_SUBJECTS})"

# As text: the numbers are filled with zeros, and so the index gives the last of a city at once.
_LAST = """
SELECT city_code, seq, (
    SELECT substring(alert_no FROM 6)::int FROM alert WHERE alert.city_code = chain_head.city_code
    ORDER BY alert_no DESC LIMIT 1
) FROM chain_head WHERE city_code = ANY(%s)
"""

_FROM_LEDGER = """
INSERT INTO alert (city_code, alert_no, subject_kind, subject_id, finding, instance, raising, raised_at, since, level,
    rules_version, late_record)
SELECT city_code, subject_id, said->>'subject_kind', said->>'subject_id', said->>'finding', said->>'instance',
    (said->>'raising')::smallint, received_at, (said->>'since')::date, said->>'level',
    coalesce(said->>'rules_version', ''), false
FROM (
    SELECT operation.*, convert_from(record, 'UTF8')::jsonb->'data' AS said FROM operation
    WHERE action = 'alert_raised' {since}
) AS raised
"""


def raise_alerts(
    connection: Connection,
    cipher: Cipher,
    as_of: date,
    *,
    now: datetime,
    rules_version: str,
    subjects: Collection[tuple[str, str, str]] | None = None,
) -> int:
    """Raises every stored finding without an alert, marks alerts that late records took away; returns how many.

    Each operation cites what it was judged by: the version of rules and limits, and the change that set its limit.
    ``subjects``: (city_code, kind, id) of those whose findings changed, all when None.
    """
    raw: psycopg.Connection[Any] = psycopg_of(connection)
    findings, of = ("finding", "") if subjects is None else (_FINDINGS, _THEIRS)
    cities, kinds, ids = ([subject[part] for subject in subjects or ()] for part in range(3))
    given = {"as_of": as_of, "cities": cities, "kinds": kinds, "ids": ids}
    with in_one_message(raw):
        found = raw.cursor(row_factory=dict_row).execute(_NOT_RAISED.format(findings=findings), given)
        raw.execute(_MARK_LATE.format(of=of), given)
    unraised = found.fetchall()
    if not unraised:
        return 0
    cities = sorted({row["city_code"] for row in unraised})
    heads, last = dict.fromkeys(cities, 0), {}
    for city, seq, number in raw.execute(_LAST, (cities,)):
        heads[city], last[city] = seq, number
    entries = []
    for row in unraised:
        city = row["city_code"]
        last[city] = (last.get(city) or 0) + 1
        alert_no = f"{city}-{last[city]:08d}"
        said = {**{name: row[name] for name in row if name != "city_code"}, "since": row["since"].isoformat()}
        said["rules_version"] = rules_version
        entries.append(
            own_entry(
                cipher,
                city_code=city,
                operation_id=alert_no,
                subject_kind="alert",
                subject_id=alert_no,
                action="alert_raised",
                at=now,
                data=said,
            )
        )
    append(connection, cipher, entries, now)
    with in_one_message(raw):
        for city in cities:
            raw.execute(_FROM_LEDGER.format(since="AND city_code = %s AND seq > %s"), (city, heads[city]))
    open_follow_ups(connection, heads)
    return len(entries)


def rebuild_alerts(connection: Connection) -> None:
    """Makes ``alert`` anew from the ledger; the marks follow with the next evaluation."""
    connection.execute(text("DELETE FROM alert"))
    connection.execute(text(_FROM_LEDGER.format(since="")))
