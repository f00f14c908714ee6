"""Raising alerts: what people are told of a lamp, once and for ever. The only writer of ``alert``.

Prompts raise none.

Raising appends `alert_raised` to the ledger; the table is a projection of those operations. A record that arrives late
may move a finding or take it away; the alert stays and is marked.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, text

from cockpit.db.cipher import Cipher
from cockpit.db.ledger import append, own_entry

_NOT_RAISED = """
SELECT city_code, subject_kind, subject_id, finding, instance, raising, since, level,
    measured->>'limit_by' AS limit_by
FROM finding
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
WHERE since <= :as_of AND late_record = EXISTS (
    SELECT FROM finding
    WHERE (alert.city_code, alert.subject_kind, alert.subject_id, alert.finding, alert.instance, alert.raising)
        = (finding.city_code, finding.subject_kind, finding.subject_id, finding.finding, finding.instance,
            finding.raising)
)
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


def raise_alerts(connection: Connection, cipher: Cipher, as_of: date, *, now: datetime, rules_version: str) -> int:
    """Raises every stored finding without an alert, marks alerts that late records took away; returns how many.

    Each operation cites what it was judged by: the version of rules and limits, and the change that set its limit.
    """
    last: dict[str, int] = dict(
        connection.execute(
            text("SELECT city_code, max(substring(alert_no FROM 6))::int FROM alert GROUP BY city_code")
        ).all()
    )
    heads: dict[str, int] = dict(connection.execute(text("SELECT city_code, seq FROM chain_head")).all())
    entries = []
    for row in connection.execute(text(_NOT_RAISED)).mappings():
        city = row["city_code"]
        last[city] = last.get(city, 0) + 1
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
    connection.execute(text(_MARK_LATE), {"as_of": as_of})
    return len(entries)


def rebuild_alerts(connection: Connection) -> None:
    """Makes ``alert`` anew from the ledger; the marks follow with the next evaluation."""
    connection.execute(text("DELETE FROM alert"))
    connection.execute(text(_FROM_LEDGER.format(since="")))
