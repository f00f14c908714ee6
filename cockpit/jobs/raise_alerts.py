"""Raising alerts: what people are told of a lamp, once and for ever. The only writer of ``alert``.

Prompts raise none.

Raising appends `alert_raised` to the ledger; the table is a projection of those operations. A record that arrives late
may move a finding or take it away; the alert stays and is marked.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, text

from cockpit.db.cipher import Cipher
from cockpit.db.ledger import append, own_entry
from cockpit.jobs.follow_up import open_follow_ups

_NOT_RAISED = """
SELECT city_code, subject_kind, subject_id, finding, instance, raising, since, level, rule, lamp_class,
    measured->>'limit_by' AS limit_by,
    finding.area_code, org_id, coalesce(office.kind, '') AS office_kind,
    coalesce(office.area_code, left(finding.area_code, CASE WHEN measured->>'asked_of' = 'street' THEN 9 ELSE 6 END))
        AS office_area
FROM finding LEFT JOIN (SELECT source, org_id, kind, area_code FROM organisation) AS office USING (source, org_id)
WHERE lamp_class <> 'prompt' AND NOT EXISTS (
    SELECT FROM alert
    WHERE (alert.city_code, alert.subject_kind, alert.subject_id, alert.finding, alert.instance, alert.raising)
        = (finding.city_code, finding.subject_kind, finding.subject_id, finding.finding, finding.instance,
            finding.raising)
) {of}
ORDER BY city_code, since, subject_kind, subject_id, finding, instance
"""

# A lamp that an earlier day's evaluation cannot see yet has not been taken away.
_MARK_LATE = """
UPDATE alert SET late_record = NOT late_record
WHERE since <= :as_of {of} AND late_record = EXISTS (
    SELECT FROM finding
    WHERE (alert.city_code, alert.subject_kind, alert.subject_id, alert.finding, alert.instance, alert.raising)
        = (finding.city_code, finding.subject_kind, finding.subject_id, finding.finding, finding.instance,
            finding.raising)
)
"""

_OF_SUBJECTS = """
AND (city_code, subject_kind, subject_id) IN (
    SELECT * FROM unnest(CAST(:cities AS text[]), CAST(:kinds AS text[]), CAST(:ids AS text[]))
)
"""

# As text: the numbers are filled with zeros, and so the index gives the last of a city at once.
_LAST = """
SELECT city_code, (
    SELECT substring(alert_no FROM 6)::int FROM alert WHERE alert.city_code = chain_head.city_code
    ORDER BY alert_no DESC LIMIT 1
) AS last FROM chain_head
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
    of, given = "", {}
    if subjects is not None:
        cities, kinds, ids = (list(part) for part in zip(*subjects, strict=True))
        of, given = _OF_SUBJECTS, {"cities": cities, "kinds": kinds, "ids": ids}
    unraised = connection.execute(text(_NOT_RAISED.format(of=of)), given).mappings().all()
    connection.execute(text(_MARK_LATE.format(of=of)), {"as_of": as_of, **given})
    if not unraised:
        return 0
    last: dict[str, int] = dict(connection.execute(text(_LAST)).all())
    heads: dict[str, int] = dict(connection.execute(text("SELECT city_code, seq FROM chain_head")).all())
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
    for city in {entry.city_code for entry in entries}:
        connection.execute(
            text(_FROM_LEDGER.format(since="AND city_code = :city AND seq > :seq")),
            {"city": city, "seq": heads.get(city, 0)},
        )
    open_follow_ups(connection, heads)
    return len(entries)


def rebuild_alerts(connection: Connection) -> None:
    """Makes ``alert`` anew from the ledger; the marks follow with the next evaluation."""
    connection.execute(text("DELETE FROM alert"))
    connection.execute(text(_FROM_LEDGER.format(since="")))
