"""R13. Homes are selected in rank order, and nobody is passed over without a document.

All is judged at the instant of the selection. The odd findings compare two cases of a batch: the selector, and the case
that stood before it (facts.standings).
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from cockpit.db import tables
from cockpit.domain.vocabulary import Category, LampClass, Level, Step
from cockpit.rules.reads import Reads, Shape
from cockpit.rules.rule import Finding, Rule
from cockpit.rules.shapes import Lamps, evidence, faulty


def _selections(instance: ColumnElement[str], **measured: ColumnElement[object]) -> Select[tuple[object, ...]]:
    """Lamps on the batch of a selection, one per instance, since the first such selection."""
    s, b = tables.selection, tables.batch_fact
    said = [part for name, value in measured.items() for part in (literal(name), value)]
    key = (s.c.city_code, s.c.batch_id, instance)
    return (
        select(
            s.c.city_code,
            literal("batch").label("subject_kind"),
            s.c.batch_id.label("subject_id"),
            instance.label("instance"),
            s.c.day.label("since"),
            cast(None, Date).label("cured_on"),
            cast(None, Date).label("taken_on"),
            literal("S4").label("step"),
            b.c.area_code,
            literal("").label("case_no"),
            s.c.org_id,
            s.c.actor_id,
            literal("").label("asked_of"),
            s.c.source,
            evidence(s.c.operation_id),
            func.jsonb_build_object("selector", s.c.case_no, *said).label("measured"),
        )
        .join(b, and_(b.c.city_code == s.c.city_code, b.c.batch_id == s.c.batch_id))
        .ext(distinct_on(*key))
        .order_by(*key, s.c.at, s.c.operation_id)
    )


def _stood() -> ColumnElement[bool]:
    """A selection, and how another case of the batch stood at that instant."""
    s, h = tables.selection, tables.standing
    return and_(
        h.c.city_code == s.c.city_code,
        h.c.batch_id == s.c.batch_id,
        h.c.case_no != s.c.case_no,
        h.c.from_at <= s.c.at,
        or_(h.c.to_at.is_(None), s.c.at < h.c.to_at),
    )


def _compared() -> Select[Any]:
    """Every selection beside each case that stood in the batch at that instant, which is the instance."""
    s, h = tables.selection, tables.standing
    return select(
        literal("batch").label("subject_kind"),
        s.c.batch_id.label("subject_id"),
        h.c.case_no.label("instance"),
        *s.c,
        h.c.rank_no.label("own_rank"),
        h.c.layout.label("own_layout"),
        h.c.category.label("own_category"),
        h.c.waits,
        h.c.passed,
    ).join(h, _stood())


def _own_selections() -> Select[Any]:
    s = tables.selection
    subject = (literal("batch").label("subject_kind"), s.c.batch_id.label("subject_id"))
    return select(*subject, s.c.case_no.label("instance"), *s.c)


def _rank_changes() -> Select[Any]:
    c, b = tables.statement, tables.batch_fact
    joined = c.join(b, and_(b.c.city_code == c.c.city_code, b.c.batch_id == c.c.subject_id))
    return select(*c.c, b.c.ranking_published_at).select_from(joined).where(c.c.kind == "rank_change")


def _passed_over(passed: str) -> Lamps:
    """Cases that stood before a selector, of its category and layout, and whose last pass is such ('': none)."""
    s, h = tables.selection, tables.standing
    return _selections(h.c.case_no, rank_no=s.c.rank_no, rank_before=h.c.rank_no).join(
        h,
        and_(
            _stood(),
            h.c.rank_no < s.c.rank_no,
            h.c.category == s.c.category,
            or_(h.c.layout == "", s.c.layout == "", h.c.layout == s.c.layout),
            h.c.waits,
            h.c.passed == passed,
        ),
    )


def _outsiders() -> Lamps:
    s = tables.selection
    return _selections(s.c.case_no).where(~s.c.ranked)


def _changed_after_publication() -> Lamps:
    """Rank changes at or after the instant at which the batch's ranking was published."""
    c, b = tables.statement, tables.batch_fact
    key = (c.c.city_code, c.c.subject_id, c.c.instance)
    return (
        select(
            c.c.city_code,
            c.c.subject_kind,
            c.c.subject_id,
            c.c.instance,
            c.c.day.label("since"),
            cast(None, Date).label("cured_on"),
            cast(None, Date).label("taken_on"),
            c.c.step,
            b.c.area_code,
            literal("").label("case_no"),
            c.c.org_id,
            c.c.actor_id,
            literal("").label("asked_of"),
            c.c.source,
            evidence(c.c.operation_id),
            func.jsonb_build_object("published_at", b.c.ranking_published_at).label("measured"),
        )
        .join(b, and_(b.c.city_code == c.c.city_code, b.c.batch_id == c.c.subject_id))
        .where(c.c.kind == "rank_change", b.c.ranking_published_at <= c.c.at)
        .ext(distinct_on(*key))
        .order_by(*key, c.c.at, c.c.operation_id)
    )


RULE = Rule(
    code="R13",
    name="未按轮候排序配租",
    identifier="queue_order_skipped",
    step=Step.ALLOTMENT,
    risk_point="P10",
    category=Category.ORDER_SKIPPED,
    basis="《公共租赁住房管理办法》第十三条至第十五条",
    named=False,
    findings=(
        Finding(
            "R13.pass.undocumented",
            Level.YELLOW,
            LampClass.IRREGULAR,
            "排序在后的先选房，排序在前的虽有放弃或顺延记录，但缺理由或文号",
            "{subject}中办件 {instance} 于 {since} 被越过，其放弃或顺延记录缺理由或文号。",
            partial(_passed_over, "undocumented"),
            reads=Reads(Shape.SELECTED, "undocumented", _compared),
        ),
        Finding(
            "R13.skipped",
            Level.RED,
            LampClass.ABNORMAL,
            "排序在后的先选房，排序在前的没有任何放弃或顺延记录",
            "{subject}中办件 {instance} 于 {since} 被排序在后者越过，没有放弃或顺延记录。",
            partial(_passed_over, ""),
            reads=Reads(Shape.SELECTED, "", _compared),
        ),
        Finding(
            "R13.rank.changed",
            Level.RED,
            LampClass.ABNORMAL,
            "排序公布后又变更",
            "{subject}的排序公布后，办件 {instance} 的排序于 {since} 被变更。",
            _changed_after_publication,
            reads=Reads(Shape.FAULTY, "rank_change", _rank_changes, "changed"),
        ),
        faulty(
            "R13.lottery.record",
            "lottery",
            "record",
            Level.RED,
            says="摇号没有公证人或记录编号",
            sentence="{office}于 {since} 为{subject}摇号，没有公证人或记录编号。",
        ),
        Finding(
            "R13.outsider",
            Level.RED,
            LampClass.ABNORMAL,
            "未在本批次排序的办件选了房",
            "办件 {instance} 未在{subject}排序，于 {since} 选了房。",
            _outsiders,
            reads=Reads(Shape.SELECTED, "outsider", _own_selections),
        ),
    ),
)
