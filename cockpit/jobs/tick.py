"""What follow-ups do by themselves: a near-limit alert clears, an unanswered one goes up the ladder of domain.md B(f).

One call does one piece of the work in the caller's transaction and says what it did; nothing done means nothing left.
Each act is an operation whose number follows from the acts before it, so that neither a killed tick called
again nor two at a time do anything twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from cockpit.db.cipher import Cipher
from cockpit.domain.follow_up import BY_ACT, REPEAT_DAYS, REPEATED, Act, State
from cockpit.domain.following import SYSTEM, FollowUp, orderer, turn
from cockpit.jobs.follow_up import Doing, follow_up_of, perform
from cockpit.jobs.orders import Numbers

PIECE = 2_000
"""Most acts of one call: what a kill loses, and how long somebody else waits for a lock."""

_ONE_AT_A_TIME = 0x7469636B  # advisory lock: "tick"

# A lamp that an evaluation of an earlier day cannot see yet still burns as far as anybody knows, and keeps its alert.
_DARK = """
SELECT f.*, CASE
    WHEN lamp.since IS NULL THEN 'late_record'
    WHEN EXISTS (
        SELECT FROM finding AS red
        WHERE (red.city_code, red.subject_kind, red.subject_id, red.rule, red.instance, red.since, red.level)
            = (lamp.city_code, lamp.subject_kind, lamp.subject_id, lamp.rule, lamp.instance, lamp.until, 'red')
    ) THEN 'red'
    ELSE 'done' END AS by_what
FROM follow_up AS f
JOIN alert USING (city_code, alert_no)
LEFT JOIN finding AS lamp
    ON (lamp.city_code, lamp.subject_kind, lamp.subject_id, lamp.finding, lamp.instance, lamp.raising)
        = (alert.city_code, alert.subject_kind, alert.subject_id, alert.finding, alert.instance, alert.raising)
WHERE f.lamp_class = 'near_limit' AND f.state = 'raised'
    AND (lamp.until IS NOT NULL OR lamp.since IS NULL AND alert.late_record)
ORDER BY f.city_code, f.alert_no LIMIT :piece FOR UPDATE OF f
"""

# The same condition as `following.turn`, which decides what is done.
_OVERDUE = """
SELECT * FROM follow_up
WHERE due_on < :today AND (state = 'supervised' OR state = ANY(:unordered) AND escalated_on IS NULL)
ORDER BY city_code, alert_no LIMIT :piece FOR UPDATE
"""

# Reds of one rule by one office that began in the days up to today, after the last time that the province took them up.
# The latest that can be taken up stands for all.
_REPEATED = """
WITH red AS (
    SELECT f.*, max(escalated_on) OVER same AS taken_up FROM follow_up AS f
    WHERE level = 'red' AND state <> 'revoked'
    WINDOW same AS (PARTITION BY office_area, org_id, rule)
), recent AS (
    SELECT red.city_code, red.alert_no, red.state, red.escalated_on, red.since,
        count(*) OVER same AS reds, office_area, org_id, rule
    FROM red JOIN alert USING (city_code, alert_no)
    WHERE red.since > CAST(:today AS date) - CAST(:days AS integer) AND red.since <= :today
        AND (taken_up IS NULL OR red.since > taken_up) AND NOT alert.late_record
    WINDOW same AS (PARTITION BY office_area, org_id, rule)
), chosen AS (
    SELECT DISTINCT ON (office_area, org_id, rule) city_code, alert_no, reds FROM recent
    WHERE reds >= :repeated AND escalated_on IS NULL AND state = ANY(:open)
    ORDER BY office_area, org_id, rule, since DESC, city_code, alert_no
)
SELECT f.*, chosen.reds FROM follow_up AS f JOIN chosen USING (city_code, alert_no)
ORDER BY f.city_code, f.alert_no LIMIT :piece FOR UPDATE OF f
"""


def tick(connection: Connection, cipher: Cipher, today: date, *, now: datetime) -> dict[str, int]:
    """Does a piece of what is due at the beginning of ``today``; act -> how often. Empty when nothing is left."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    # In this order: what clears needs no answer, and who lets a limit pass is at the province before the third red is.
    for found in (_dark, _overdue, _repeated):
        doings = list(found(connection, today))
        if doings:
            perform(connection, cipher, doings, on=today, now=now)
            return dict(Counter(str(doing.act) for doing in doings))
    return {}


def _dark(connection: Connection, today: date) -> Iterator[Doing]:
    for row in connection.execute(text(_DARK), {"piece": PIECE}).mappings():
        yield Doing(follow_up_of(row), Act.CLEAR, SYSTEM, {"outcome": row["by_what"]})


def _overdue(connection: Connection, today: date) -> Iterator[Doing]:
    unordered = [str(state) for state in BY_ACT[Act.ORDER].states]
    rows = connection.execute(text(_OVERDUE), {"today": today, "unordered": unordered, "piece": PIECE}).mappings()
    numbers = Numbers(connection, today.year)
    for f in map(follow_up_of, rows):
        act = turn(f, today)
        assert act is not None, f.alert_no
        yield Doing(f, act, SYSTEM, _said(f, act, numbers))


def _said(f: FollowUp, act: Act, numbers: Numbers) -> Mapping[str, Any]:
    what = {State.RAISED: "签收", State.RETURNED: "重新反馈", State.SUPERVISED: "答复督办"}.get(f.state, "反馈")
    late = f"应于 {f.due_on} 前{what}，逾期未办。"
    if act is Act.ORDER:
        judge = orderer(f.office_area)
        return {
            "said": f"{late}请于收到本函后 5 个工作日内反馈。",
            "order_no": numbers.next(f.city_code),
            "judge": judge,
        }
    return {"said": late}


def _repeated(connection: Connection, today: date) -> Iterable[Doing]:
    given = {
        "today": today,
        "days": REPEAT_DAYS,
        "repeated": REPEATED,
        "open": [str(state) for state in BY_ACT[Act.ESCALATE].states],
        "piece": PIECE,
    }
    for row in connection.execute(text(_REPEATED), given).mappings():
        said = f"{REPEAT_DAYS} 天内同一单位在规则 {row['rule']} 上亮红灯 {row['reds']} 次。"
        yield Doing(follow_up_of(row), Act.ESCALATE, SYSTEM, {"said": said})
