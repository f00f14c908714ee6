"""A small province for the overview: rows straight into the projection tables, from one seed.

Nothing here was evaluated; facts and lamps are only as consistent as counting them needs. What the counts should be is
recounted from these same rows in slow plain Python (tests/jobs/test_rollup.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, select

from cockpit.db import tables
from cockpit.domain.vocabulary import Channel, EndKind
from cockpit.rules import FINDINGS, REGISTRY

AS_OF = date(2026, 11, 23)
_STAMP = {"delivered_at": datetime(2026, 11, 23, tzinfo=UTC), "delivery_id": "d1", "line": 1, "source": "simulated"}
_SLOW = {"3501": 1.6, "3505": 1.2, "3507": 0.7}
"""Cities differ: some light more lamps."""

Row = dict[str, Any]


def populate(connection: Connection, *, cases: int = 2_000, seed: int = 1, as_of: date = AS_OF) -> dict[str, list[Row]]:
    """Loads through a connection that may write; answers the rows by the name of their table."""
    random = Random(seed)
    area = tables.area.c
    streets = [
        code
        for (code,) in connection.execute(select(area.area_code).where(area.level == "street").order_by(area.area_code))
    ]
    if cases < 5_000:
        # A dozen counties: the rollup of all 84 takes most of a test's time and shows nothing more.
        counties = {"350102", "350128", *sorted({code[:6] for code in streets})[::8]}
        streets = [code for code in streets if code[:6] in counties]
    random.shuffle(streets)
    streets = streets[: max(40, cases // 10)]
    facts = [_case(random, random.choice(streets), number, as_of) for number in range(cases)]
    drawn = [lamp for fact in facts for lamp in _lamps(random, fact, as_of)] + [_criteria_lamp(as_of)]
    lamps = list({(lamp["subject_id"], lamp["finding"], lamp["since"]): lamp for lamp in drawn}.values())
    projects = [_project(random, street, number) for number, street in enumerate(streets)]
    units = [_unit(random.choice(projects), number) for number in range(cases)]
    rows: dict[str, list[Row]] = {
        "evaluation": [{"as_of": as_of, "rules_version": "made-up", "ledger_size": 0}],
        "delivery": [_delivery()],
        "project": projects,
        "unit": units,
        "case_fact": facts,
        "tenancy_fact": [_tenancy(random, random.choice(streets), number, as_of) for number in range(cases * 2 // 3)],
        "finding": lamps,
        "alert": list(_alerts(lamps)),
    }
    for name, content in rows.items():
        connection.execute(insert(tables.metadata.tables[name]), content)
    return rows


def _day_before(random: Random, day: date, most: int) -> date:
    return day - timedelta(days=random.randrange(most))


def _case(random: Random, street: str, number: int, as_of: date) -> Row:
    submitted = _day_before(random, as_of, 1_700)
    fact: Row = {column.name: None for column in tables.case_fact.c}
    fact |= {
        "city_code": street[:4],
        "case_no": f"{street[:6]}-{submitted.year}-{number:05d}",
        "area_code": street,
        "path": random.choice(["unit", "unit", "subsidy"]),
        "channel": random.choice([*Channel, Channel.MIN_ZHENG_TONG]),
        "submitted_on": submitted,
        "state": "S1",
    }
    day = submitted + timedelta(days=random.randrange(1, 8))
    if day > as_of:
        return fact
    if random.random() < 0.05:
        return fact | _ended(day, EndKind.REJECTED, random.randrange(1, 8))
    fact["accepted_on"] = day
    used = random.choice([24, 31, 36, 42, 47, 52, 58, 66]) + random.randrange(6)
    for step in ("s1", "s2", "s3"):
        fact[f"{step}_begin"], fact["state"] = day, step.upper()
        day += timedelta(days=used // 3 + random.randrange(8))
        if day > as_of:
            return fact
        fact[f"{step}_end"] = day
    if random.random() < 0.15:
        return fact | _ended(day, EndKind.UNQUALIFIED, used * 2 // 3)
    fact["waiting_from"], fact["state"] = day, "WAIT"
    day += timedelta(days=random.randrange(30, 500))
    if random.random() < 0.05 and day <= as_of:
        return fact | _ended(day, EndKind.WITHDRAWN, used * 2 // 3)
    if day > as_of:
        return fact
    fact["waiting_to"] = fact["s4_begin"] = day
    fact["state"] = "S4"
    day += timedelta(days=used // 4)
    return fact if day > as_of else fact | {"s4_end": day} | _ended(day, EndKind.COMPLETED, used)


def _ended(day: date, kind: EndKind, used: int) -> Row:
    return {"ended_on": day, "end_kind": kind, "handled_days": used, "on_time": used <= 60, "state": "ended"}


def _lamps(random: Random, fact: Row, as_of: date) -> Iterator[Row]:
    often = _SLOW.get(fact["city_code"], 1.0)
    for code, known in FINDINGS.items():
        rule = REGISTRY[code[:3]]
        if random.random() > 0.02 * often:
            continue
        since = fact["submitted_on"] + timedelta(days=random.randrange(5, 60))
        if since > as_of:
            continue
        until: date | None = since + timedelta(days=random.randrange(1, 20))
        taken_over = known.level == "yellow" and code.endswith(".near") and random.random() < 0.4
        if (until and until > as_of + timedelta(days=1)) or random.random() < 0.08 * often:
            until = None
        lamp = _lamp(fact, code, rule.step, known, since, until)
        yield lamp
        red = FINDINGS.get(code.replace(".near", ".over"))
        if taken_over and until is not None and until <= as_of and red is not None:
            yield _lamp(fact, red.code, rule.step, red, until, None) | {"raising": 2}


def _lamp(fact: Row, code: str, step: str | None, known: Any, since: date, until: date | None) -> Row:
    return {
        "city_code": fact["city_code"],
        "subject_kind": "case",
        "subject_id": fact["case_no"],
        "finding": code,
        "instance": "",
        "since": since,
        "until": until,
        "open": until is None,
        "raising": 1,
        "rule": code[:3],
        "level": str(known.level),
        "lamp_class": str(known.lamp_class),
        "step": str(step or "S3"),
        "area_code": fact["area_code"],
        "case_no": fact["case_no"],
        "org_id": "",
        "actor_id": "",
        "source": "simulated",
        "evidence": [],
        "measured": {"limit": 5, "start_on": str(since), "due_on": str(since), "over_days": 3, "left_days": 1},
    }


def _criteria_lamp(as_of: date) -> Row:
    """A lamp of the province itself: its area has two digits."""
    code = "R08.criteria.unapproved"
    fact = {"city_code": "3500", "case_no": "", "area_code": "35"}
    lamp = _lamp(fact, code, "", FINDINGS[code], as_of - timedelta(days=9), None)
    return lamp | {"subject_kind": "criteria", "subject_id": "CS-2026-1", "step": ""}


def _alerts(lamps: list[Row]) -> Iterator[Row]:
    for number, lamp in enumerate(lamps, 1):
        yield {name: lamp[name] for name in ("city_code", "subject_kind", "subject_id", "finding", "instance")} | {
            "raising": lamp["raising"],
            "alert_no": f"{lamp['city_code']}-{number:08d}",
            "raised_at": datetime(2026, 11, 23, tzinfo=UTC),
            "since": lamp["since"],
            "level": lamp["level"],
            "late_record": False,
        }


def _tenancy(random: Random, street: str, number: int, as_of: date) -> Row:
    starts = _day_before(random, as_of + timedelta(days=30), 2_500)
    vacated = starts + timedelta(days=random.randrange(200, 2_500))
    gone = vacated <= as_of
    return {
        "city_code": street[:4],
        "tenancy_id": f"T{number:06d}",
        "area_code": street,
        "starts_on": starts,
        "vacated_on": vacated if gone else None,
        "exit_reason": "expired" if gone else None,
    }


def _project(random: Random, street: str, number: int) -> Row:
    return {
        "city_code": street[:4],
        "project_id": f"P{number:05d}",
        "name": f"安居苑{number}号",
        "area_code": street,
        "built_on": random.choice([None, _day_before(random, AS_OF, 3_000), AS_OF + timedelta(days=90)]),
        **_STAMP,
    }


def _unit(project: Row, number: int) -> Row:
    key = {"city_code": project["city_code"], "project_id": project["project_id"]}
    return {**key, "unit_id": f"U{number:06d}", "layout": "一室一厅", **_STAMP}


def _delivery() -> Row:
    when = datetime(2026, 11, 23, tzinfo=UTC)
    counts = {"loaded": 1, "duplicate": 0, "quarantined": 0}
    return {
        "source": "simulated",
        "delivery_id": "d1",
        "created_at": when,
        "received_at": when,
        "fingerprint": "",
        "done": True,
        **counts,
    }
