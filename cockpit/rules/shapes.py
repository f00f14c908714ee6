"""The shapes of findings on acts; each compiles to one set-based SELECT over the facts.

* ``faulty``: a run of statements with one fault, from the first to the next that cures;
* ``omitted``: an act that went ahead without what must precede it.

With those on clocks (rules.timing) and on what is pending (rules.prompting) they make most findings. They are the
constraint templates of conformance checking in the words of rules.md, "Days and clocks". The bind parameter ``as_of``
is the day of evaluation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Select,
    Table,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import array, distinct_on

from cockpit.db import tables
from cockpit.domain.vocabulary import LampClass, Level
from cockpit.rules.reads import Reads, Shape
from cockpit.rules.rule import Finding

AS_OF: ColumnElement[object] = bindparam("as_of", type_=Date)

_NO_FAULT: ColumnElement[list[str]] = literal_column("'{}'::text[]")
# Written out, not bound, so that the planner sees the condition of the index on faulty statements.

Lamps = Select[tuple[object, ...]]


def faulty(code: str, kind: str, fault: str, level: Level, *, says: str, sentence: str) -> Finding:
    """A run of statements with this fault: from the first to the next that cures it, or that a red lamp replaces."""

    def lamps() -> Lamps:
        s, e = tables.statement, tables.statement.alias("ender")
        # Mass text is not specific: it is vague, and it cures nothing.
        bad: ColumnElement[bool] = literal(fault) == func.any(s.c.faults)
        cures = and_(literal(fault) == func.any(e.c.cures), ~e.c.mass)
        if fault == "vague":
            bad = or_(bad, and_(s.c.mass, s.c.faults == _NO_FAULT))
        # A notice cannot cure its own closing. A short one is never its own: what closes at the instant of its opening
        # stood a day at most, so a short closing closes the notice before, and the new one ends its lamp.
        own = false() if fault == "short" else e.c.operation_id == func.coalesce(s.c.closes, "")
        ender = (
            select(e.c.at, e.c.operation_id, e.c.day, cures.label("cures"))
            .where(
                e.c.city_code == s.c.city_code,
                e.c.subject_kind == s.c.subject_kind,
                e.c.subject_id == s.c.subject_id,
                e.c.kind == s.c.kind,
                e.c.instance == s.c.instance,
                e.c.counts,
                or_(cures, literal(fault) == func.any(e.c.takes_over)),
                ~own,
                # What cures at the very instant counts as later, whatever its id; nothing cures itself.
                e.c.at >= s.c.at,
                tuple_(e.c.operation_id, e.c.source) != tuple_(s.c.operation_id, s.c.source),
            )
            .order_by(e.c.at, cures.desc(), e.c.operation_id)
            .limit(1)
            .lateral("ender_of")
        )
        key = (s.c.city_code, s.c.subject_kind, s.c.subject_id, s.c.instance, ender.c.at, ender.c.operation_id)
        return (
            select(
                s.c.city_code,
                s.c.subject_kind,
                s.c.subject_id,
                s.c.instance,
                s.c.day.label("since"),
                case((ender.c.cures, ender.c.day)).label("cured_on"),
                case((~ender.c.cures, ender.c.day)).label("taken_on"),
                s.c.step,
                s.c.area_code,
                _case_no(s),
                s.c.org_id,
                s.c.actor_id,
                literal("").label("asked_of"),
                s.c.source,
                evidence(s.c.operation_id, case((ender.c.cures, ender.c.operation_id))),
                func.jsonb_build_object("mass", s.c.mass).label("measured"),
            )
            .select_from(s.outerjoin(ender, true()))
            .where(s.c.kind == kind, or_(s.c.faults != _NO_FAULT, s.c.mass), s.c.counts, bad)
            .ext(distinct_on(*key))
            .order_by(*key, s.c.at, s.c.operation_id)
        )

    lamp_class = LampClass.ABNORMAL if level == Level.RED else LampClass.IRREGULAR
    reads = Reads(Shape.FAULTY, kind, _rows_of(tables.statement, kind), fault)
    return Finding(code, level, lamp_class, says, sentence, lamps, reads=reads)


def omitted(code: str, kind: str, level: Level = Level.RED, *, says: str, sentence: str) -> Finding:
    """An act that went ahead without what must precede it; cured when that is supplied after all."""

    def lamps() -> Lamps:
        o = tables.omission
        return select(
            o.c.city_code,
            o.c.subject_kind,
            o.c.subject_id,
            o.c.instance,
            o.c.day.label("since"),
            o.c.mended_on.label("cured_on"),
            o.c.taken_on,
            o.c.step,
            o.c.area_code,
            _case_no(o),
            literal("").label("org_id"),
            literal("").label("actor_id"),
            o.c.asked_of,
            o.c.source,
            evidence(o.c.operation_id),
            func.jsonb_build_object("moved_on", o.c.day, "mended_on", o.c.mended_on).label("measured"),
        ).where(o.c.kind == kind)

    lamp_class = LampClass.ABNORMAL if level == Level.RED else LampClass.IRREGULAR
    reads = Reads(Shape.OMITTED, kind, _rows_of(tables.omission, kind))
    return Finding(code, level, lamp_class, says, sentence, lamps, reads=reads)


def _rows_of(table: Table, kind: str) -> Callable[[], Select[Any]]:
    return lambda: select(table).where(table.c.kind == kind)


def _case_no(table: FromClause) -> ColumnElement[str]:
    return case((table.c.subject_kind == "case", table.c.subject_id), else_="").label("case_no")


def evidence(*ids: ColumnElement[str]) -> ColumnElement[list[str]]:
    return func.array_remove(array(list(ids)), None).label("evidence")
