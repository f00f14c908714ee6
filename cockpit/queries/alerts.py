"""The list of lamps: what is asked, one window of it, how many there are, and what is exported of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from cockpit.db.lamps import of_the_rules
from cockpit.db.scope import within
from cockpit.db.tables import alert, area, case_file, evaluation, finding, organisation
from cockpit.domain.vocabulary import WARNING_CLASSES, Level, Step
from cockpit.queries import filters
from cockpit.queries.listing import Order, Window, cut, in_order, place, shown
from cockpit.queries.names import of_area
from cockpit.rules import FINDINGS, PROMPT_FINDINGS, PROMPTS, REGISTRY, sentence

STATES = {"open": "仍亮", "cured": "已熄", "all": "全部"}
WITH_PROMPTS = {"0": "不含", "1": "含临期提示"}
STEPS = (Step.ACCEPTANCE, Step.JOINT_REVIEW, Step.DETERMINATION, Step.ALLOTMENT)

_as_of = select(evaluation.c.as_of).scalar_subquery()
_days: ColumnElement[int] = func.coalesce(finding.c.until, _as_of + 1) - finding.c.since

SORTABLE: Mapping[str, ColumnElement[Any]] = {
    "level": finding.c.level,
    "finding": finding.c.finding,
    "step": finding.c.step,
    "area_code": finding.c.area_code,
    "since": finding.c.since,
    "until": finding.c.until,
    "days": _days,
    "org_id": finding.c.org_id,
    "subject_id": finding.c.subject_id,
}
USUAL = (Order("since", descending=True),)
_KEY = (finding.c.city_code, finding.c.subject_kind, finding.c.subject_id, finding.c.finding, finding.c.instance)


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """What is asked of the list. Empty members ask nothing; ``since_from`` and ``since_to`` are both included.

    ``prompts``: those too, beside the lamps of the sixteen rules.
    """

    area_code: str = ""
    rules: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    state: str = "open"
    since_from: date | None = None
    since_to: date | None = None
    text: str = ""
    prompts: bool = False

    @classmethod
    def read(cls, args: filters.Arguments) -> AlertFilter:
        """From the query string of /alerts. Raises Refusal (400) for anything that is not on the server's lists."""
        since_from, since_to = filters.period(args, "亮灯日期")
        prompts = filters.one_of(args, "prompts", WITH_PROMPTS, "临期提示", "0") == "1"
        known_rules, known_findings = [*REGISTRY], [*FINDINGS]
        if prompts:
            known_rules, known_findings = [*known_rules, *PROMPTS], [*known_findings, *PROMPT_FINDINGS]
        return cls(
            area_code=filters.area(args),
            rules=filters.chosen(args, "rule", known_rules, "规则"),
            findings=filters.chosen(args, "finding", known_findings, "判定"),
            levels=filters.chosen(args, "level", list(Level), "灯色"),
            classes=filters.chosen(args, "class", WARNING_CLASSES, "类别"),
            steps=filters.chosen(args, "step", STEPS, "环节"),
            state=filters.one_of(args, "state", STATES, "状态", "open"),
            since_from=since_from,
            since_to=since_to,
            text=filters.text(args),
            prompts=prompts,
        )

    def arguments(self) -> dict[str, str]:
        """The query string as name -> value; what is usual is left out, so that one state has one address."""
        given = {
            "area": self.area_code,
            "rule": ",".join(self.rules),
            "finding": ",".join(self.findings),
            "level": ",".join(self.levels),
            "class": ",".join(self.classes),
            "step": ",".join(self.steps),
            "state": "" if self.state == "open" else self.state,
            "from": self.since_from.isoformat() if self.since_from else "",
            "to": self.since_to.isoformat() if self.since_to else "",
            "text": self.text,
            "prompts": "1" if self.prompts else "",
        }
        return {name: value for name, value in given.items() if value}

    def search(self) -> str:
        return filters.search(self.arguments().items())


def window(conn: Connection, asked: AlertFilter, part: Window) -> list[dict[str, Any]]:
    """Rows of the list, one a lamp, latest first where no other order is asked.

    Columns: every column of ``finding``; alert_no (None until it was raised), days (calendar days burnt up to the as-of
    day), office (name of the organisation that must answer), area_name (of its county), place (from the city down),
    name_masked (applicant), sentence.
    """
    rows = conn.execute(_listed(asked, part.orders), place(part)).mappings()
    return [told(dict(row)) for row in rows]


@lru_cache(maxsize=512)
def _listed(asked: AlertFilter, orders: tuple[Order, ...]) -> Select[Any]:
    # Kept, because building it takes as long as PostgreSQL takes to answer it (2-5 ms), and blocks of a list share it.
    order = in_order(orders, SORTABLE, USUAL, _KEY)
    rows, outer = cut(select(*finding.c, _days.label("days")).where(_condition(asked)), order)
    county = area.alias("county")
    return (
        select(
            *shown(rows),
            alert.c.alert_no,
            organisation.c.name.label("office"),
            county.c.name.label("area_name"),
            of_area(rows.c.area_code).label("place"),
            case_file.c.name_masked,
        )
        .outerjoin_from(rows, alert, _raised(rows))
        .outerjoin(organisation, and_(organisation.c.source == rows.c.source, organisation.c.org_id == rows.c.org_id))
        .outerjoin(county, county.c.area_code == func.left(rows.c.area_code, 6))
        .outerjoin(case_file, and_(case_file.c.city_code == rows.c.city_code, case_file.c.case_no == rows.c.case_no))
        .order_by(*outer)
    )


def told(lamp: dict[str, Any]) -> dict[str, Any]:
    """The row of a lamp with its ``sentence``; ``office`` and ``area_name`` are what the sentence names."""
    lamp["sentence"] = sentence(lamp)
    return lamp


def total(conn: Connection, asked: AlertFilter) -> int:
    """How many lamps the filter finds, exactly."""
    return conn.execute(select(func.count()).select_from(finding).where(_condition(asked))).scalar_one()


def exists(conn: Connection, alert_no: str) -> bool:
    """Whether the viewer may open /alert/<alert_no>."""
    return conn.execute(select(alert.c.alert_no).where(numbered(alert_no))).first() is not None


def numbered(alert_no: str) -> ColumnElement[bool]:
    """The alert of this number; the number begins with the city that leads the key."""
    return and_(alert.c.city_code == alert_no.partition("-")[0], alert.c.alert_no == alert_no)


def _raised(rows: Any) -> ColumnElement[bool]:
    members = ("city_code", "subject_kind", "subject_id", "finding", "instance", "raising")
    return and_(*(alert.c[name] == rows.c[name] for name in members))


def _condition(asked: AlertFilter) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [] if asked.prompts else [of_the_rules]
    if asked.area_code:
        parts.append(within(finding.c.area_code, asked.area_code))
    for column, values in (
        (finding.c.rule, asked.rules),
        (finding.c.finding, asked.findings),
        (finding.c.level, asked.levels),
        (finding.c.lamp_class, asked.classes),
        (finding.c.step, asked.steps),
    ):
        if values:
            parts.append(column.in_(values))
    if asked.state != "all":
        parts.append(finding.c.open if asked.state == "open" else ~finding.c.open)
    if asked.since_from:
        parts.append(finding.c.since >= asked.since_from)
    if asked.since_to:
        parts.append(finding.c.since <= asked.since_to)
    if asked.text:
        # R13 burns on a batch and names the case passed over as its instance: a search for the case finds it too.
        parts.append(
            or_(*(c.icontains(asked.text, autoescape=True) for c in (finding.c.subject_id, finding.c.instance)))
        )
    return and_(True, *parts)
