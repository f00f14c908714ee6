"""The product's evaluation of a made-up world, beside the slow one of tests/reference.

Worlds are put straight into the fact tables (the import is tested elsewhere), many at a time: each gets a province code
of its own, so that criteria, mass text and organisations of one world cannot reach another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Any

from sqlalchemy import Connection, text

from cockpit.domain.limit import LIMITS, SHIPPED, Light, Limits, OverdueLight
from cockpit.domain.limit_change import province_line
from cockpit.domain.operation import Operation
from cockpit.domain.workday import Workdays, calendar
from cockpit.facts import mass
from cockpit.facts.criteria import criteria_periods
from cockpit.facts.folding import CaseFile, Rows, fold_case
from cockpit.facts.keeping import end_of
from cockpit.facts.occupancy import Lease
from cockpit.facts.others import Named, fold_batch, fold_criteria, fold_tenancy, fold_unit
from cockpit.facts.stock import Published
from cockpit.facts.writing import copy, no_rows
from cockpit.jobs.evaluate import find
from tests import reference
from tests.reference import World, evaluate
from tests.reference import prompts as slow
from tests.reference.days import day_of
from tests.reference.ledger import Ledger

DAYS = Workdays(calendar())

Printed = tuple[str, ...]
"""A lamp as both sides print it: subject_kind, subject_id, case_no, finding, instance, level, class, step, area, since,
until."""


@dataclass(frozen=True)
class Difference:
    """What only one side says of one world."""

    only_product: list[Printed]
    only_reference: list[Printed]


def compare(
    connection: Connection,
    worlds: list[World],
    as_of: date,
    rules: Iterable[str],
    limits: Sequence[reference.Limits] | None = None,
) -> list[Difference]:
    """One difference per world, both lists empty where product and reference agree. ``limits``: one per world."""
    wanted = sorted(rules)
    set_here = limits or [reference.Limits()] * len(worlds)
    product = product_lamps(connection, worlds, as_of, product_limits(set_here))
    return [
        _difference(set(found), reference_lamps(world, as_of, wanted, own))
        for world, found, own in zip(worlds, product, set_here, strict=True)
    ]


def reference_lamps(
    world: World, as_of: date, rules: Iterable[str], limits: reference.Limits | None = None
) -> set[Printed]:
    """The lamps of a world by tests/reference."""
    return {_printed(lamp) for lamp in evaluate(world, as_of, sorted(rules), limits)}


def reference_prompts(world: World, as_of: date) -> set[Printed]:
    """The prompts of a world by tests/reference."""
    return {_printed(lamp) for lamp in slow.lamps(Ledger(world, as_of))}


def product_limits(limits: Sequence[reference.Limits]) -> Limits:
    """The limits of each world as the product knows them, moved to that world's province.

    How overdue is shown is one convention for all provinces of a database: that of the first world.
    """
    lines = [
        replace(
            province_line(one.code, one.instance),
            days=one.days,
            near=one.near,
            area_code=moved(one.area_code, province_of(number)),
            since=one.since,
            instance=one.instance,
        )
        for number, own in enumerate(limits)
        for one in own.overrides
    ]
    lights = [
        Light(OverdueLight.YELLOW_THEN_RED if yellow else OverdueLight.RED, since)
        for since, yellow in sorted(limits[0].yellow_first, reverse=True)
    ]
    return Limits((*LIMITS, *lines), tuple(lights))


def product_lamps(
    connection: Connection, worlds: list[World], as_of: date, limits: Limits = SHIPPED, *, prompts: bool = False
) -> list[list[Printed]]:
    """The lamps (or the prompts) of each world by the product's facts and rules; leaves the tables as it found them."""
    transaction = connection.begin_nested()
    bring_facts(connection, worlds, as_of)
    find(connection, as_of, limits)
    lamps: list[list[Printed]] = [[] for _ in worlds]
    numbers = {province_of(number): number for number in range(len(worlds))}
    for row in connection.execute(text(_PRINTED)).mappings():
        if (row["lamp_class"] == "prompt") == prompts:
            lamps[numbers[row["city_code"][:2]]].append(_from_row(row))
    transaction.rollback()
    return lamps


_PRINTED = """
SELECT city_code, subject_kind, subject_id, case_no, finding, instance, level, lamp_class, step, area_code, since, until
FROM fresh
"""


def bring_facts(
    connection: Connection, worlds: list[World], as_of: date, province: Callable[[int], str] | None = None
) -> None:
    """Writes the facts of these worlds as of a day, each in the province of its number, or in the one given."""
    rows = no_rows()
    for number, world in enumerate(worlds):
        for table, of_world in _facts(world, (province or province_of)(number), as_of).items():
            rows[table] += of_world
    copy(connection, rows)
    mass.mark(connection, None)


def province_of(number: int) -> str:
    """The two letters that stand for 35 in the codes of a world; there are 676."""
    first, second = divmod(number, 26)
    return chr(ord("A") + first) + chr(ord("a") + second)


def moved(code: str, province: str) -> str:
    """A code of Fujian in another province."""
    return province + code[2:] if code.startswith("35") else code


def _facts(world: World, province: str, as_of: date) -> Rows:
    rows = no_rows()
    by_subject: dict[tuple[str, str, str], list[Operation]] = {}
    for row in world.operations:
        if row["occurred_at"] < end_of(as_of):
            op = operation_of(row, province)
            by_subject.setdefault((op.subject_kind, op.city_code, op.subject_id), []).append(op)
    kinds = {(f"{province}{source}", org): row["kind"] for (source, org), row in world.organisations.items()}
    for (city, case_no), file in world.cases.items():
        history = by_subject.get(("case", moved(city, province), case_no), [])
        area = moved(file["area_code"], province)
        fold_case(history, CaseFile(area, file["mode"], file["channel"]), DAYS, kinds, str.encode, rows)
    areas = {
        (f"{province}{source}", org): moved(row["area_code"], province)
        for (source, org), row in world.organisations.items()
    }
    named: dict[tuple[str, str], list[Operation]] = {}
    for (kind, city, _), ops in by_subject.items():
        for op in ops if kind == "case" else ():
            if op.data.get("batch_id"):
                named.setdefault((city, str(op.data["batch_id"])), []).append(op)
    batches = named.keys() | {(city, subject) for kind, city, subject in by_subject if kind == "batch"}
    for city, batch_id in sorted(batches):
        own = _ordered(by_subject.get(("batch", city, batch_id), []))
        naming = [Named(op.source, op.org_id) for op in _ordered(named.get((city, batch_id), []))]
        fold_batch((city, batch_id), own, next(iter(naming), None), areas, kinds, DAYS, str.encode, rows)

    def area_of(city: str, unit_id: str) -> str:
        project = world.units[city, unit_id]["project_id"]
        return moved(world.projects[city, project]["area_code"], province)

    for (kind, city, subject), ops in by_subject.items():
        if kind == "unit":
            plans = [Published(row[5], row[6]) for row in rows["plan_unit"] if row[:2] == (city, subject)]
            fold_unit(_ordered(ops), plans, area_of(_back(city), subject), DAYS, str.encode, rows)
    for (city, tenancy_id), row in world.tenancies.items():
        lease = Lease(area_of(city, row["unit_id"]), _day(row["starts_on"]), _day(row["ends_on"]))
        key = (moved(city, province), tenancy_id)
        own = by_subject.get(("tenancy", *key), [])
        fold_tenancy(key, lease, _ordered(own), DAYS, str.encode, rows)
    changes = []
    for (kind, _, _), ops in by_subject.items():
        if kind == "criteria":
            own = _ordered(ops)
            changes += own
            fold_criteria(own, kinds, DAYS, str.encode, rows)
    for period in criteria_periods(changes):
        rows["criteria_period"].append(
            (period.area_code, period.from_on, period.to_on, period.city_code, period.criteria_set)
        )
    return rows


def _ordered(operations: list[Operation]) -> list[Operation]:
    return sorted(operations, key=lambda op: (op.occurred_at, op.operation_id))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _back(city: str) -> str:
    return "35" + city[2:]


def operation_of(row: dict[str, Any], province: str = "35") -> Operation:
    """A row of a World as the ledger gives it to the facts: empty optional members absent."""
    data = {key: value for key, value in row["data"].items() if value is not None and value != ""}
    if "area_code" in data:
        data["area_code"] = moved(data["area_code"], province)
    return Operation(
        city_code=moved(row["city_code"], province),
        source=f"{province}{row['source']}",
        operation_id=row["operation_id"],
        subject_kind=row["subject_kind"],
        subject_id=row["subject_id"],
        step=row["step"],
        action=row["action"],
        occurred_at=row["occurred_at"].astimezone(UTC),
        recorded_at=row["recorded_at"].astimezone(UTC),
        actor_id=row["actor_id"],
        org_id=row["org_id"],
        role=row["role"],
        data=data,
        day=day_of(row["occurred_at"]),
    )


def _from_row(row: Any) -> Printed:
    return (
        *(row["subject_kind"], row["subject_id"], row["case_no"], row["finding"], row["instance"], row["level"]),
        *(row["lamp_class"], row["step"], row["area_code"][2:], str(row["since"]), str(row["until"] or "")),
    )


def _printed(lamp: Any) -> Printed:
    return (
        *(lamp.subject_kind, lamp.subject_id, lamp.case_no, lamp.finding, lamp.instance, lamp.level, lamp.cls),
        *(lamp.step, lamp.area_code[2:], str(lamp.since), str(lamp.until or "")),
    )


def _difference(product: set[Printed], reference: set[Printed]) -> Difference:
    return Difference(sorted(product - reference), sorted(reference - product))
