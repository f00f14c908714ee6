"""Which findings a changed fact row bears on, and one statement for each group of them on one subject.

What a finding reads is asked of its own SELECT, so nothing can be forgotten; of clocks, statements, omissions and
pending matters only the kind that it declares (``Finding.reads``). One subject's findings together are a statement of
350 scans that takes PostgreSQL 15 ms; an operation changes rows of few kinds, and the findings of each take 0.3 ms.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from sqlalchemy import Table, Text, bindparam, select, union_all
from sqlalchemy.sql.visitors import iterate

from cockpit.db.written import written_out
from cockpit.domain.limit import Limits
from cockpit.rules import PROMPTS, REGISTRY
from cockpit.rules.reads import CLOCKS, PENDING, Shape
from cockpit.rules.rule import Finding
from cockpit.rules.settling import SETTLED_OF_FEW, labelled

_TABLE_OF = {
    **dict.fromkeys(CLOCKS, "clock"),
    **dict.fromkeys(PENDING, "pending"),
    Shape.FAULTY: "statement",
    Shape.OMITTED: "omission",
}


class Group(NamedTuple):
    """Findings that read the same rows: of these tables, and of each, where named, of one kind."""

    tables: tuple[str, ...]
    table: str
    kind: str


@cache
def bearing(table: str, kind: str) -> list[Group]:
    """The groups whose findings a changed row can change."""
    return [
        group
        for group in groups()
        if table in group.tables and (table != group.table or not group.kind or kind == group.kind)
    ]


@cache
def groups() -> dict[Group, tuple[tuple[str, Finding], ...]]:
    """Every finding, with the code of its rule, by what it reads."""
    found: dict[Group, list[tuple[str, Finding]]] = {}
    known = [(rule.code, finding) for rule in REGISTRY.values() for finding in rule.findings]
    known += [(family.code, finding) for family in PROMPTS.values() for finding in family.findings]
    for code, finding in known:
        found.setdefault(_group(finding), []).append((code, finding))
    return {group: tuple(findings) for group, findings in found.items()}


def _group(finding: Finding) -> Group:
    read = sorted({part.name for part in iterate(finding.lamps()) if isinstance(part, Table)})
    table = _TABLE_OF.get(finding.reads.shape, "") if finding.reads else ""
    return Group(tuple(read), table, finding.reads.kind if finding.reads and table else "")


@cache
def codes(group: Group) -> frozenset[str]:
    return frozenset(finding.code for _, finding in groups()[group])


@cache
def groups_of(code: str) -> tuple[Group, ...]:
    return tuple(group for group in groups() if code in codes(group))


@cache
def statement(group: Group, subject_kind: str, limits: Limits) -> str:
    """The settled lamps of a group on one subject, for psycopg: parameters ``as_of``, ``city``, ``id``.

    Everything else is written out, so that PostgreSQL plans with it, once for each connection.
    """
    city, subject_id = bindparam("city", type_=Text), bindparam("id", type_=Text)
    selects = []
    for rule_code, finding in groups()[group]:
        lamps = labelled(rule_code, finding, limits).subquery()
        of_subject = (lamps.c.subject_kind == subject_kind, lamps.c.city_code == city, lamps.c.subject_id == subject_id)
        selects.append(select(lamps).where(*of_subject))
    lamps_of_all = written_out(union_all(*selects), "as_of", "city", "id")
    return f"WITH lamp AS ({lamps_of_all}), {SETTLED_OF_FEW.format(as_of='%(as_of)s::date')}"
