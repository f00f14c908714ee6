"""Follow-ups of alerts: from operations in the ledger to where the work stands. The one writer of ``follow_up_act`` and
``follow_up``.

Whoever does something, a person or the system, does it through `perform`: it appends the operation and folds what it
appended by the same code as a rebuild, so that what is kept and what is rebuilt cannot differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta, timezone
from itertools import groupby, islice
from typing import Any, NamedTuple

import orjson
import psycopg
from sqlalchemy import Connection, RowMapping, and_, delete, insert, select, text, tuple_

from cockpit.db.chain import leaf_of
from cockpit.db.cipher import Cipher
from cockpit.db.doors import in_one_message, is_in_one_message, psycopg_of
from cockpit.db.ledger import FEW, append, own_entry
from cockpit.db.reference import workdays
from cockpit.db.tables import follow_up, follow_up_act
from cockpit.domain.feedback import account
from cockpit.domain.follow_up import Act, State
from cockpit.domain.following import Actor, Calendar, FollowUp, after, raised
from cockpit.jobs.orders import rebuild_numbers

SHANGHAI = timezone(timedelta(hours=8))
Row = Mapping[str, Any] | RowMapping
Key = tuple[str, str]
"""(city_code, alert_no)."""

_MEMBERS = [field.name for field in fields(FollowUp)]
_RAISED = ("rule", "level", "lamp_class", "area_code", "org_id", "office_kind", "office_area")
_CHUNK = 5_000

# What is done about alerts bears on no lamp: an evaluation is not out of date because somebody signed for one. Where it
# is being made anew it is left alone: nobody waits for that, and the next evaluation counts for itself.
_STILL_CURRENT = """
UPDATE evaluation SET ledger_size = ledger_size + :count
WHERE "only" IN (SELECT "only" FROM evaluation FOR UPDATE SKIP LOCKED)
"""

_LAST = f"""
INSERT INTO follow_up ({", ".join(_MEMBERS)})
SELECT DISTINCT ON (city_code, alert_no) {", ".join(_MEMBERS)} FROM follow_up_act ORDER BY city_code, alert_no, n DESC
"""
_COPIED = [column.name for column in follow_up_act.columns]
_RAISED_SINCE = """
SELECT record FROM operation
WHERE source = 'cockpit' AND subject_kind = 'alert' AND city_code = %s AND seq > %s AND action = 'alert_raised'
ORDER BY seq
"""
_NOTE = f"INSERT INTO follow_up_act ({', '.join(_COPIED)}) VALUES ({', '.join(['%s'] * len(_COPIED))})"
_OPEN = f"""
INSERT INTO follow_up ({", ".join(_MEMBERS)})
SELECT {", ".join(_MEMBERS)} FROM follow_up_act WHERE n = 0 AND city_code = %s AND alert_no = ANY(%s)
"""
_MOVED = [name for name in _MEMBERS if name not in ("city_code", "alert_no")]
_MOVE = f"""
UPDATE follow_up SET {", ".join(f"{name} = done.{name}" for name in _MOVED)}
FROM follow_up_act AS done
WHERE done.city_code = follow_up.city_code AND done.alert_no = follow_up.alert_no AND done.n = :n
    AND follow_up.city_code = :city AND follow_up.alert_no = :number
"""


@dataclass(frozen=True, slots=True)
class Doing:
    """One act to perform. ``said`` is complete: checked, and with what the act itself settles (a number, a judge)."""

    follow_up: FollowUp
    act: Act
    actor: Actor
    said: Mapping[str, Any]


class _Record(NamedTuple):
    """An operation about an alert, as the ledger keeps it."""

    data: dict[str, Any]
    made: dict[str, Any]
    receipt: str


def perform(
    connection: Connection, cipher: Cipher, doings: Sequence[Doing], *, on: date, now: datetime
) -> list[dict[str, Any]]:
    """Appends and projects acts, one at most for each alert; the rows of ``follow_up_act``, in the order of ``doings``.

    The caller has locked the follow-ups (`locked`) and checked what it must. ``on``: the Shanghai day that limits count
    from.
    """
    entries = []
    for doing in doings:
        f, actor = doing.follow_up, doing.actor
        known = {"n": f.n + 1, "on": on.isoformat(), "by": actor.name, "of": actor.area_code}
        entries.append(
            own_entry(
                cipher,
                city_code=f.city_code,
                # The number makes a second act on the same state impossible: the ledger refuses the same id again.
                operation_id=f"{f.alert_no}-{f.n + 1:03d}",
                subject_kind="alert",
                subject_id=f.alert_no,
                action=str(doing.act),
                at=now,
                data={**doing.said, **known},
                actor_id=actor.actor_id,
                org_id=actor.org_id,
                role=str(actor.role),
            )
        )
    append(connection, cipher, entries, now)
    records = {
        (record.made["city_code"], record.made["operation_id"]): record
        for record in _appended(connection, [(entry.city_code, entry.operation_id) for entry in entries])
    }
    days = workdays(connection)
    rows = []
    for doing, entry in zip(doings, entries, strict=True):
        record = records[entry.city_code, entry.operation_id]
        rows.append(_row(_applied(doing.follow_up, record, days), record))
    if rows:
        connection.execute(insert(follow_up_act), rows)
        moved = [{"city": row["city_code"], "number": row["alert_no"], "n": row["n"]} for row in rows]
        connection.execute(text(_MOVE), moved)
        connection.execute(text(_STILL_CURRENT), {"count": len(rows)})
    return rows


def locked(connection: Connection, keys: Collection[Key]) -> dict[Key, FollowUp]:
    """The follow-ups of these alerts, locked until the transaction ends, always in the order of their numbers."""
    key = tuple_(follow_up.c.city_code, follow_up.c.alert_no)
    statement = select(follow_up).where(key.in_(list(keys))).order_by(follow_up.c.city_code, follow_up.c.alert_no)
    rows = connection.execute(statement.with_for_update()).mappings()
    return {(row["city_code"], row["alert_no"]): follow_up_of(row) for row in rows}


def follow_up_of(row: Row) -> FollowUp:
    """The row of ``follow_up`` as the domain knows it."""
    members = {name: row[name] for name in _MEMBERS}
    return FollowUp(**{**members, "state": State(members["state"]), "spoke": tuple(members["spoke"])})


def open_follow_ups(connection: Connection, heads: Mapping[str, int]) -> None:
    """Makes the follow-ups of alerts that were raised in cities since their chains stood at ``heads``.

    Within one message (doors.in_one_message) nothing is copied: then there are few.
    """
    raw: psycopg.Connection[Any] = psycopg_of(connection)
    with in_one_message(raw):
        version = raw.execute("SELECT digest FROM workday_version")
        found = [raw.execute(_RAISED_SINCE, (city, seq)) for city, seq in sorted(heads.items())]
        records = [_record(stored) for cursor in found for (stored,) in cursor.fetchall()]
        days = workdays(connection, next(iter(version))[0])
    rows = list(_folded(records, days))
    if is_in_one_message(raw) or len(rows) <= FEW:
        with in_one_message(raw):
            for row in rows:
                raw.execute(_NOTE, [_as_text(row)[name] for name in _COPIED])
                raw.execute(_OPEN, (row["city_code"], [row["alert_no"]]))
        return
    _copy(connection, rows)
    for city in sorted(heads):
        raw.execute(_OPEN, (city, [row["alert_no"] for row in rows if row["city_code"] == city]))


def rebuild_follow_ups(connection: Connection) -> None:
    """Makes both tables, and the numbers of orders, anew from the ledger."""
    connection.execute(delete(follow_up))
    connection.execute(delete(follow_up_act))
    _copy(connection, _folded(_streamed(connection, "true", {}), workdays(connection)))
    connection.execute(text(_LAST))
    rebuild_numbers(connection)


def _record(stored: bytes) -> _Record:
    made = orjson.loads(stored)
    digest = leaf_of(stored).hex().upper()
    return _Record(made["data"], made, "-".join(digest[at : at + 4] for at in (0, 4, 8)))


def _appended(connection: Connection, ids: Sequence[tuple[str, str]]) -> Iterator[_Record]:
    rows = psycopg_of(connection).execute(
        """
        SELECT record FROM unnest(%s::text[], %s::text[]) AS k (city_code, operation_id)
        JOIN operation USING (city_code, operation_id) WHERE source = 'cockpit'
        """,
        ([city for city, _ in ids], [operation_id for _, operation_id in ids]),
    )
    for (stored,) in rows:
        assert isinstance(stored, bytes)
        yield _record(stored)


def _streamed(connection: Connection, where: str, given: Mapping[str, Any]) -> Iterator[_Record]:
    """Operations about alerts, alert after alert, the raising first."""
    query = f"""
    SELECT record FROM operation
    WHERE source = 'cockpit' AND subject_kind = 'alert' AND {where} ORDER BY city_code, subject_id, seq
    """
    with psycopg_of(connection).cursor(name="follow_ups", binary=True) as cursor:
        cursor.itersize = _CHUNK
        cursor.execute(query, dict(given))
        for (stored,) in cursor:
            assert isinstance(stored, bytes)
            yield _record(stored)


def _folded(records: Iterable[_Record], days: Calendar) -> Iterator[dict[str, Any]]:
    for _, of_alert in groupby(records, key=lambda record: (record.made["city_code"], record.made["subject_id"])):
        standing: FollowUp | None = None
        for record in of_alert:
            standing = _opened(record, days) if standing is None else _applied(standing, record, days)
            yield _row(standing, record)


def _opened(record: _Record, days: Calendar) -> FollowUp:
    said, made = record.data, record.made
    return raised(
        datetime.fromisoformat(made["received_at"]).astimezone(SHANGHAI).date(),
        days,
        city_code=made["city_code"],
        alert_no=made["subject_id"],
        since=date.fromisoformat(said["since"]),
        **{name: said[name] for name in _RAISED},
    )


def _applied(standing: FollowUp, record: _Record, days: Calendar) -> FollowUp:
    made, said = record.made, record.data
    return after(standing, Act(made["action"]), made["actor_id"], said, date.fromisoformat(said["on"]), days)


def _row(standing: FollowUp, record: _Record) -> dict[str, Any]:
    """The row of ``follow_up_act``."""
    made, raising = record.made, standing.n == 0
    plumbing = ("n", "on", "by", "of")
    said = {} if raising else {name: value for name, value in record.data.items() if name not in plumbing}
    return {
        **asdict(standing),
        "state": str(standing.state),
        "spoke": list(standing.spoke),
        "act": made["action"],
        "at": datetime.fromisoformat(made["received_at"]),
        "actor_id": made["actor_id"],
        "actor_name": "系统" if raising else record.data["by"],
        "actor_org_id": made["org_id"],
        "actor_role": "engine" if raising else made["role"],
        "actor_area": "35" if raising else record.data["of"],
        "said": said,
        "account": account(said) if made["action"] == Act.FEEDBACK else "",
        "receipt": record.receipt,
    }


def _copy(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    # Part by part: while a COPY runs, the connection cannot read on.
    pending = iter(rows)
    while part := list(islice(pending, _CHUNK)):
        with psycopg_of(connection).cursor().copy(f"COPY follow_up_act ({', '.join(_COPIED)}) FROM STDIN") as copy:
            for row in part:
                copy.write_row([_as_text(row)[name] for name in _COPIED])


def _as_text(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its JSON written out."""
    return {**row, "said": orjson.dumps(row["said"]).decode()}


def acts_since(connection: Connection, key: Key, seen: int) -> list[RowMapping]:
    """What was done about an alert after somebody looked: the rows of ``follow_up_act``, oldest first."""
    a = follow_up_act.c
    found = select(follow_up_act).where(and_(a.city_code == key[0], a.alert_no == key[1], a.n > seen)).order_by(a.n)
    return list(connection.execute(found).mappings())
