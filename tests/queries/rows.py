"""A few hundred made-up rows for the pages that list: cases, their clocks, operations, lamps and alerts.

Nothing here was evaluated: the rows are only as consistent as a list needs them, and drawn from one seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import orjson
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range
from sqlalchemy import Connection, insert, select

from cockpit.db import tables
from cockpit.domain.limit import limit_in_force
from cockpit.domain.vocabulary import Channel, EndKind
from cockpit.domain.workday import Workdays, calendar
from cockpit.rules import FINDINGS

AS_OF = date(2026, 11, 23)
SOURCE = "made-up"
COUNTIES = ("350102", "350103", "350128", "350203", "350502", "350583")
CASES_PER_COUNTY = 30
TOKEN = "enc:1:c2VjcmV0"
_STAMP = {"delivered_at": datetime(2026, 11, 23, tzinfo=UTC), "delivery_id": "d1", "line": 1}
_STEPS = ("S1", "S2", "S3", "S4")

Row = dict[str, Any]


def populate(connection: Connection, seed: int = 1) -> None:
    """Loads everything through a connection that may write."""
    random, days = Random(seed), Workdays(calendar())
    streets = [street for county in COUNTIES for street in _streets(connection, county)]
    cases = [_case(random, days, street, number) for number, street in enumerate(streets * 10)]
    lamps = [lamp for case in cases for lamp in _lamps(random, case["fact"])] + [_criteria_lamp()]
    acts = [act for case in cases for act in case["acts"]]
    heads: dict[str, int] = {}
    for act in acts:
        act["seq"] = heads[act["city_code"]] = heads.get(act["city_code"], 0) + 1
    for table, rows in (
        (tables.evaluation, [{"as_of": AS_OF, "rules_version": "made-up", "ledger_size": 0}]),
        (tables.organisation, [{"source": SOURCE, **row, **_STAMP} for row in _organisations(streets)]),
        (tables.staff, [{"source": SOURCE, **row, **_STAMP} for row in _staff(streets)]),
        (tables.case_file, [case["file"] for case in cases]),
        (tables.case_fact, [case["fact"] for case in cases]),
        (tables.clock, [clock for case in cases for clock in case["clocks"]]),
        (tables.operation, acts),
        (tables.finding, lamps),
        (tables.alert, list(_alerts(lamps))),
    ):
        connection.execute(insert(table), rows)


def _streets(connection: Connection, county: str) -> list[tuple[str, str]]:
    area = tables.area.c
    rows = connection.execute(
        select(area.area_code, area.name).where(area.parent_code == county).order_by(area.area_code).limit(3)
    )
    return [(code, name) for code, name in rows]


def _organisations(streets: list[tuple[str, str]]) -> Iterator[Row]:
    for code, name in streets:
        yield {"org_id": f"O{code}", "name": f"{name}办事处", "kind": "street", "area_code": code, "parent_org_id": ""}
    for county in COUNTIES:
        for letter, kind, name in (("H", "county_housing", "住建局"), ("C", "civil_affairs", "民政局")):
            yield {
                "org_id": letter + county,
                "name": f"某区{name}",
                "kind": kind,
                "area_code": county,
                "parent_org_id": "",
            }


def _staff(streets: list[tuple[str, str]]) -> Iterator[Row]:
    for code, _ in streets:
        yield {"actor_id": f"A{code}", "org_id": f"O{code}", "name": "林小明", "role": "reviewer", "phone": ""}


def _case(random: Random, days: Workdays, street: tuple[str, str], number: int) -> Row:
    area_code = street[0]
    key = {"city_code": area_code[:4], "case_no": f"{area_code[:6]}-2026-{number:05d}"}
    submitted = days.nth(days.n(AS_OF) - random.randrange(3, 260))
    starts, day = [], submitted
    for _ in range(random.randrange(1, 5)):
        starts.append(day)
        day = days.add(day, random.randrange(4, 22))
        if day > AS_OF:
            break
    ended = day <= AS_OF and random.random() < 0.8
    stopped = random.choice([(), (), (4, 9)])
    fact: Row = {
        **key,
        "area_code": area_code,
        "path": random.choice(["unit", "subsidy"]),
        "channel": random.choice(list(Channel)),
        "submitted_on": submitted,
        "accepted_on": days.add(submitted, 2) if random.random() < 0.8 else None,
        **{f"{step.lower()}_begin": start for step, start in zip(_STEPS, starts, strict=False)},
        **{f"{step.lower()}_end": start for step, start in zip(_STEPS, starts[1:], strict=False)},
        "ended_on": day if ended else None,
        "end_kind": random.choice(list(EndKind)) if ended else None,
        "handled_days": days.wd(submitted, day) if ended else None,
        "on_time": days.wd(submitted, day) <= 60 if ended else None,
        "state": "ended" if ended else random.choice([_STEPS[len(starts) - 1], "WAIT"]),
    }
    fact = {column.name: fact.get(column.name) for column in tables.case_fact.c}
    file = {
        **key,
        "area_code": area_code,
        "mode": fact["path"],
        "channel": fact["channel"],
        **dict.fromkeys(("applicant_name", "id_number", "phone"), TOKEN),
        "name_masked": random.choice("张王李陈林黄") + "**",
        "id_masked": "350***********1234",
        "phone_masked": "138****5678",
        "household_size": random.randrange(1, 6),
        **_STAMP,
        "source": SOURCE,
    }
    file = {column.name: file.get(column.name) for column in tables.case_file.c}
    acts = list(_acts(fact, starts, street))
    clocks = list(_clocks(fact, starts, days, stopped, acts[0]["operation_id"]))
    return {"file": file, "fact": fact, "clocks": clocks, "acts": acts}


def _acts(fact: Row, starts: list[date], street: tuple[str, str]) -> Iterator[Row]:
    told = [
        ("S1", "submitted", {"materials": TOKEN}, starts[0], ""),
        ("S1", "surveyed", {"surveyors": ["A1", "A2"], "place": TOKEN, "photos": 3}, starts[0], "O"),
        ("S1", "street_opinion_given", {"verdict": "pass", "opinion": TOKEN}, starts[0], "O"),
    ]
    if len(starts) > 1:
        told += [
            ("S2", "dispatched", {"department": "civil_affairs"}, starts[1], "H"),
            ("S2", "answered", {"department": "civil_affairs", "verdict": "pass", "opinion": TOKEN}, starts[1], "C"),
        ]
    if len(starts) > 2:
        told += [
            ("S3", "determined", {"result": "qualified", "criteria_set": "C2026", "category": "A"}, starts[2], "H"),
            (
                "S3",
                "document_attached",
                {"document": "determination_sheet", "for_action": "determined"},
                starts[2],
                "H",
            ),
        ]
    for number, (step, action, data, day, office) in enumerate(told):
        at = datetime(day.year, day.month, day.day, 1, number, tzinfo=UTC)
        code = fact["area_code"] if office == "O" else fact["area_code"][:6]
        row: Row = {
            "city_code": fact["city_code"],
            "source": SOURCE,
            "operation_id": f"{fact['case_no']}-{number}",
            "subject_kind": "case",
            "subject_id": fact["case_no"],
            "step": step,
            "action": action,
            "actor_id": f"A{fact['area_code']}" if office == "O" else "",
            "org_id": office + code if office else "",
            "role": "reviewer" if office else "applicant",
        }
        yield {
            **row,
            "occurred_at": at,
            "recorded_at": at + timedelta(hours=number * 9),
            "received_at": at + timedelta(days=1),
            "content": b"",
            "record": orjson.dumps({**row, "data": data}),
            "leaf": b"",
            "link": b"",
        }


def _clocks(fact: Row, starts: list[date], days: Workdays, stopped: tuple[int, ...], start_op: str) -> Iterator[Row]:
    ends = [*starts[1:], fact["ended_on"]]
    runs = [("total", fact["submitted_on"], fact["ended_on"]), *zip(_STEPS, starts, ends, strict=False)]
    for name, start, end in runs:
        n = days.n(start)
        parts = [Range(n + stopped[0], n + stopped[1])] if stopped else []
        yield {
            "city_code": fact["city_code"],
            "case_no": fact["case_no"],
            "clock": name,
            "instance": "",
            "start_op": start_op,
            "area_code": fact["area_code"],
            "source": SOURCE,
            "start_on": start,
            "start_n": n,
            "stopped": Multirange(parts),
            "done_on": end,
            "done_n": days.n(end) if end else None,
            "cured_on": end,
            "cut_on": fact["ended_on"],
            "step": "" if name == "total" else name,
            "asked_of": "county_housing",
            "done_op": None,
        }


def _lamps(random: Random, fact: Row) -> Iterator[Row]:
    for code in random.sample(sorted(FINDINGS), random.choice([0, 1, 1, 2, 3])):
        if code.startswith("R08.criteria"):
            continue
        finding = FINDINGS[code]
        since = fact["submitted_on"] + timedelta(days=random.randrange(0, 90))
        if since > AS_OF:
            continue
        until = random.choice([None, None, since + timedelta(days=random.randrange(1, 40))])
        if until is not None and until > AS_OF:
            until = None
        measured: Row = {"mass": False}
        if finding.limit is not None:
            limit = limit_in_force(finding.limit, fact["area_code"], since, "")
            measured = {
                "clock": finding.limit,
                "limit": limit.days if limit else 5,
                "start_on": fact["submitted_on"].isoformat(),
                "due_on": (since - timedelta(days=1)).isoformat(),
                "done_on": (until - timedelta(days=1)).isoformat() if until else None,
                "over_days": 3,
            }
        yield {
            "city_code": fact["city_code"],
            "subject_kind": "case",
            "subject_id": fact["case_no"],
            "finding": code,
            "instance": "civil_affairs" if code.startswith(("R05.answer", "R06.opinion")) else "",
            "since": since,
            "until": until,
            "open": until is None and random.random() < 0.9,
            "raising": 1,
            "rule": code[:3],
            "level": finding.level,
            "lamp_class": finding.lamp_class,
            "step": random.choice(_STEPS),
            "area_code": fact["area_code"],
            "case_no": fact["case_no"],
            "org_id": random.choice(["O" + fact["area_code"], "C" + fact["area_code"][:6], ""]),
            "actor_id": random.choice(["A" + fact["area_code"], ""]),
            "source": SOURCE,
            "evidence": [f"{fact['case_no']}-{number}" for number in (0, 2)],
            "measured": measured,
        }


def _criteria_lamp() -> Row:
    """A lamp on a subject without a case, of the province's own."""
    return {
        "city_code": "3500",
        "subject_kind": "criteria",
        "subject_id": "C2026",
        "finding": "R08.criteria.unapproved",
        "instance": "",
        "since": date(2026, 11, 2),
        "until": None,
        "open": True,
        "raising": 1,
        "rule": "R08",
        "level": "red",
        "lamp_class": "abnormal",
        "step": "",
        "area_code": "35",
        "case_no": "",
        "org_id": "",
        "actor_id": "",
        "source": SOURCE,
        "evidence": [],
        "measured": {},
    }


def _alerts(lamps: list[Row]) -> Iterator[Row]:
    """Numbers for all but every tenth: a lamp that was not raised yet must list as well."""
    for number, lamp in enumerate(lamps):
        if number % 10 == 9:
            continue
        yield {
            **{
                name: lamp[name]
                for name in ("city_code", "subject_kind", "subject_id", "finding", "instance", "raising")
            },
            "alert_no": f"{lamp['city_code']}-{number:08d}",
            "raised_at": datetime(2026, 11, 23, tzinfo=UTC),
            "since": lamp["since"],
            "level": lamp["level"],
            "late_record": False,
        }
