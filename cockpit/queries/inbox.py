"""What waits for the viewer's office: to sign for, to answer, to review, extensions and appeals to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, false, func, literal, or_, select

from cockpit.db.lamps import lamp as finding
from cockpit.db.reference import workdays
from cockpit.db.tables import alert, area, case_file, follow_up, organisation
from cockpit.domain.access import INSPECTORS, UserRole
from cockpit.domain.follow_up import WITH_OFFICE, State
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import DEPARTMENTS, LampClass
from cockpit.queries import filters
from cockpit.queries.alerts import told

TASKS = {"sign": "待签收", "answer": "待反馈", "review": "待审核销号", "extension": "待批延期", "appeal": "待裁定申诉"}
DUE = {"over": "已逾期", "today": "今天到期", "soon": "3 个工作日内到期", "later": "更晚到期"}
MOST = 200
"""Lines shown, and so the most that one batch can sign for."""

_SAME = ("city_code", "subject_kind", "subject_id", "finding", "instance", "raising")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to; '' asks nothing."""

    task: str = ""
    due: str = ""

    @classmethod
    def read(cls, args: filters.Arguments) -> Asked:
        """Raises Refusal (400) for what is not on the lists."""
        return cls(filters.one_of(args, "task", TASKS, "事项", ""), filters.one_of(args, "due", DUE, "期限", ""))


def counts(conn: Connection, viewer: Viewer, today: date) -> dict[tuple[str, str], int]:
    """(task, due) -> how many wait."""
    task, due = _task(viewer), _due(conn, today)
    waiting = select(task.label("task"), due.label("due")).where(_waits(viewer)).subquery()
    rows = conn.execute(select(waiting.c.task, waiting.c.due, func.count()).group_by(waiting.c.task, waiting.c.due))
    return {(row[0], row[1]): row[2] for row in rows}


def window(conn: Connection, viewer: Viewer, today: date, asked: Asked) -> list[dict[str, Any]]:
    """The lines, the nearest due day first, at most MOST.

    Columns: of ``finding`` (None where a late record took the lamp away) and ``follow_up``; task, due, office,
    area_name, name_masked, sentence.
    """
    county = area.alias("county")
    task, due = _task(viewer), _due(conn, today)
    lamp = [column for column in finding.c if column.name not in follow_up.c]
    statement = (
        select(
            follow_up,
            *lamp,
            task.label("task"),
            due.label("due"),
            organisation.c.name.label("office"),
            county.c.name.label("area_name"),
            case_file.c.name_masked,
        )
        .join_from(
            follow_up,
            alert,
            and_(alert.c.city_code == follow_up.c.city_code, alert.c.alert_no == follow_up.c.alert_no),
        )
        .outerjoin(finding, and_(*(finding.c[name] == alert.c[name] for name in _SAME)))
        .outerjoin(
            organisation, and_(organisation.c.source == finding.c.source, organisation.c.org_id == finding.c.org_id)
        )
        .outerjoin(county, county.c.area_code == func.left(follow_up.c.area_code, 6))
        .outerjoin(
            case_file, and_(case_file.c.city_code == finding.c.city_code, case_file.c.case_no == finding.c.case_no)
        )
        .where(_waits(viewer))
        .order_by(follow_up.c.due_on, follow_up.c.city_code, follow_up.c.alert_no)
        .limit(MOST)
    )
    if asked.task:
        statement = statement.where(task == asked.task)
    if asked.due:
        statement = statement.where(due == asked.due)
    rows = [dict(row) for row in conn.execute(statement).mappings()]
    return [told(row) if row["measured"] is not None else row | {"sentence": "迟报的记录使灯不再成立"} for row in rows]


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    """Alerts that the viewer's office must answer."""
    f = follow_up.c
    if viewer.role is UserRole.DEPARTMENT:
        return and_(f.org_id == viewer.org_id, literal(bool(viewer.org_id)))
    if viewer.role in INSPECTORS or viewer.role is UserRole.PUBLIC:
        return false()
    return and_(f.office_area == viewer.area_code, f.office_kind.not_in([str(kind) for kind in DEPARTMENTS]))


def _judged(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.role not in (UserRole.PROVINCE, UserRole.CITY, UserRole.COUNTY):
        return false()
    return follow_up.c.judge_area == viewer.area_code


def _tasks(viewer: Viewer) -> Mapping[str, ColumnElement[bool]]:
    f = follow_up.c
    answering = [str(state) for state in WITH_OFFICE if state is not State.RAISED]
    province = literal(viewer.role is UserRole.PROVINCE)
    return {
        "extension": and_(_judged(viewer), f.asked_days > 0),
        "review": and_(_judged(viewer), f.state.in_([str(State.SUBMITTED), str(State.ACCEPTED)])),
        "appeal": and_(province, f.state == str(State.APPEALED)),
        "sign": and_(_mine(viewer), f.state == str(State.RAISED), f.lamp_class != str(LampClass.NEAR_LIMIT)),
        "answer": and_(_mine(viewer), f.state.in_(answering)),
    }


def _waits(viewer: Viewer) -> ColumnElement[bool]:
    return and_(follow_up.c.due_on.is_not(None), or_(*_tasks(viewer).values()))


def _task(viewer: Viewer) -> ColumnElement[str]:
    return case(*((condition, literal(task)) for task, condition in _tasks(viewer).items()))


def _due(conn: Connection, today: date) -> ColumnElement[str]:
    soon = workdays(conn).add(today, 3)
    due = follow_up.c.due_on
    return case(
        (due < today, literal("over")),
        (due == today, literal("today")),
        (due <= soon, literal("soon")),
        else_=literal("later"),
    )
