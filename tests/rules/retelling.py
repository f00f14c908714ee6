"""A World as the lines of Python that tell it (tests/build.py): what a report shows can be pasted into a test."""

from __future__ import annotations

from tests.reference import World
from tests.reference.model import Row


def retold(world: World) -> str:
    """One history a subject, one line an operation, every member of `data` written out."""
    by_subject: dict[tuple[str, str, str], list[Row]] = {}
    for row in world.operations:
        by_subject.setdefault((row["subject_kind"], row["city_code"], row["subject_id"]), []).append(row)
    told = [
        "\n".join([f"    {_subject(world, *subject)}", *(f"    .did({_act(row)})" for row in rows)]) + ","
        for subject, rows in by_subject.items()
    ]
    return "world_of(\n" + "\n".join(told) + "\n    with_criteria=False,\n)"


def _subject(world: World, kind: str, city: str, subject_id: str) -> str:
    area, rest = city, ""
    if kind == "case":
        row = world.cases[city, subject_id]
        area, rest = row["area_code"], f", mode={row['mode']!r}"
    elif kind == "criteria":
        area = next(o for o in world.operations if o["subject_id"] == subject_id)["data"]["area_code"]
    elif kind in ("unit", "tenancy"):
        unit_id = subject_id
        if kind == "tenancy":
            row = world.tenancies[city, subject_id]
            unit_id, rest = row["unit_id"], f", unit_id={row['unit_id']!r}, case_no={row['case_no']!r}"
        area = world.projects[city, world.units[city, unit_id]["project_id"]]["area_code"]
    elif kind == "batch":
        orgs = [
            world.organisations.get((o["source"], o["org_id"]))
            for o in world.operations
            if _of(o, kind, city, subject_id)
        ]
        area = max((org["area_code"] for org in orgs if org), key=len, default=city)
    return f"{kind}({subject_id!r}, area={area!r}{rest})"


def _of(row: Row, kind: str, city: str, subject_id: str) -> bool:
    return (row["subject_kind"], row["city_code"], row["subject_id"]) == (kind, city, subject_id)


def _act(row: Row) -> str:
    kind = row["org_id"].rpartition("-")[0]
    told = {"by": f"{kind}/{row['role']}", "actor": row["actor_id"], "id": row["operation_id"], "step": row["step"]}
    if row["recorded_at"] != row["occurred_at"]:
        told["recorded"] = str(row["recorded_at"])
    members = "".join(f", {name}={value!r}" for name, value in told.items())
    return f"{row['action']!r}, {str(row['occurred_at'])!r}{members}, **{row['data']!r}"
