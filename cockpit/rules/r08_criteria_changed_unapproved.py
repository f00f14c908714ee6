"""R08. Admission criteria change only with the approval of the government of the same level, and are published.

It watches admission criteria, not limits. The odd finding is ``R08.case.set``: the set by which a case was decided is
not the one in force on its acceptance day, where one was in force.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, Select, and_, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from cockpit.db import tables
from cockpit.domain.vocabulary import Category, LampClass, Level
from cockpit.rules.reads import Reads, Shape
from cockpit.rules.rule import Finding, Rule
from cockpit.rules.shapes import Lamps, evidence, faulty


def _decisions() -> tuple[FromClause, ColumnElement[str]]:
    """Decisions, and the set in force: of the longest area code that has one on the acceptance day."""
    d = tables.decision
    # One join per level of area, the street's first: coalesce takes the longest area code.
    levels = [(length, tables.criteria_period.alias(f"at_{length}")) for length in (9, 6, 4, 2)]
    joined: FromClause = d
    for length, period in levels:
        joined = joined.outerjoin(
            period,
            and_(
                period.c.area_code == func.left(d.c.area_code, length),
                d.c.accepted_on >= period.c.from_on,
                or_(period.c.to_on.is_(None), d.c.accepted_on < period.c.to_on),
            ),
        )
    return joined, func.coalesce(*(period.c.criteria_set for _, period in levels))


def _considered() -> Select[Any]:
    d = tables.decision
    joined, in_force = _decisions()
    subject = (literal("case").label("subject_kind"), d.c.case_no.label("subject_id"))
    return select(*subject, *d.c, in_force.label("in_force")).select_from(joined)


def _decided_by_another_set() -> Lamps:
    """Decisions whose set differs from the one in force."""
    d = tables.decision
    joined, in_force = _decisions()
    return (
        select(
            d.c.city_code,
            literal("case").label("subject_kind"),
            d.c.case_no.label("subject_id"),
            literal("").label("instance"),
            d.c.day.label("since"),
            cast(None, Date).label("cured_on"),
            cast(None, Date).label("taken_on"),
            literal("S3").label("step"),
            d.c.area_code,
            d.c.case_no,
            d.c.org_id,
            d.c.actor_id,
            literal("").label("asked_of"),
            d.c.source,
            evidence(d.c.operation_id),
            func.jsonb_build_object(
                "criteria_set", d.c.criteria_set, "in_force", in_force, "accepted_on", d.c.accepted_on
            ).label("measured"),
        )
        .select_from(joined)
        .where(in_force != d.c.criteria_set)
        .ext(distinct_on(d.c.city_code, d.c.case_no))
        .order_by(d.c.city_code, d.c.case_no, d.c.day, d.c.operation_id)
    )


RULE = Rule(
    code="R08",
    name="未经同意擅自变更准入条件",
    identifier="criteria_changed_unapproved",
    step=None,
    risk_point="P06",
    category=Category.UNAUTHORISED_CHANGE,
    basis="《公共租赁住房管理办法》第七条：准入条件报同级政府批准后公布",
    named=True,
    findings=(
        faulty(
            "R08.criteria.unpublished",
            "criteria_change",
            "unpublished",
            Level.YELLOW,
            says="准入条件变更有批准文号，但未公布",
            sentence="{office}于 {since} 变更的{subject}已批准但未公布，{tail}。",
        ),
        faulty(
            "R08.criteria.early",
            "criteria_change",
            "early",
            Level.YELLOW,
            says="准入条件的施行日早于公布日",
            sentence="{office}于 {since} 变更的{subject}施行日早于公布日。",
        ),
        faulty(
            "R08.criteria.unapproved",
            "criteria_change",
            "unapproved",
            Level.RED,
            says="准入条件变更没有批准文号",
            sentence="{office}于 {since} 变更{subject}，没有同级政府批准文号。",
        ),
        faulty(
            "R08.criteria.authority",
            "criteria_change",
            "authority",
            Level.RED,
            says="变更准入条件的不是住建部门的审批人",
            sentence="{office}于 {since} 变更{subject}，越出其权限（须由住建部门审批人办理）。",
        ),
        faulty(
            "R08.case.condition",
            "condition_change",
            "unapproved",
            Level.RED,
            says="为个案变更准入条件，没有批准文号或不是审批人办理",
            sentence="{office}于 {since} 为{subject}变更准入条件，没有批准文号或办理人不是审批人。",
        ),
        Finding(
            "R08.case.set",
            Level.RED,
            LampClass.ABNORMAL,
            "认定所用的准入条件不是受理日有效的那一套",
            "{office}于 {since} 认定{subject}所用的准入条件不是其受理日有效的那一套。",
            _decided_by_another_set,
            reads=Reads(Shape.DECIDED, "decision", _considered),
        ),
    ),
)
