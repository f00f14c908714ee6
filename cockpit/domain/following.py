"""Applying the table of `domain.follow_up`: what an alert's follow-up becomes by an act, and what refuses the act.

`after` is the effect alone: replaying the ledger goes through it. `check` says in one sentence why somebody may not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from cockpit.domain.access import INSPECTORS, Permission, UserRole, check_may
from cockpit.domain.area import PROVINCE, Scope, parent_of
from cockpit.domain.follow_up import (
    AFTER_APPEAL,
    BY_ACT,
    INTERIM_LIMIT,
    MOST_RETURNS,
    TERMINAL,
    Act,
    Outcome,
    Party,
    State,
    limit_of,
)
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import DEPARTMENTS, LampClass


class Calendar(Protocol):
    """`domain.workday.Workdays`, as far as it is asked."""

    def add(self, day: date, k: int) -> date: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person at work, or the system."""

    actor_id: str
    name: str
    role: UserRole
    area_code: str
    org_id: str = ""

    @classmethod
    def of(cls, viewer: Viewer) -> Actor:
        # Without a login there is no account: the demo's viewers are told apart by their office.
        actor_id = viewer.account or f"demo:{viewer.role}:{viewer.area_code}"
        return cls(actor_id, viewer.name, viewer.role, viewer.area_code, viewer.org_id)


SYSTEM = Actor("", "系统", UserRole.ENGINE, PROVINCE)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Where the work on one alert stands; the columns of table ``follow_up``.

    ``n``: acts so far, which is what somebody must have seen to act. ``due_on``: last day of whoever has the next move.
    ``spoke``: who spoke for the office. ``asked_days``: of an extension that waits for an answer. ``before``,
    ``resume_on``: what an appeal interrupted.
    """

    city_code: str
    alert_no: str
    area_code: str
    office_area: str
    office_kind: str
    org_id: str
    lamp_class: str
    rule: str
    level: str
    since: date
    raised_on: date
    last_on: date
    judge_area: str
    n: int = 0
    state: State = State.RAISED
    due_on: date | None = None
    limit_days: int = 0
    feedback_due_on: date | None = None
    interim_due_on: date | None = None
    late: bool = False
    returns: int = 0
    extension_asked: bool = False
    asked_days: int = 0
    spoke: tuple[str, ...] = ()
    appealed: bool = False
    before: str = ""
    resume_on: date | None = None
    order_no: str = ""
    escalated_on: date | None = None
    interviewed: bool = False
    cause: str = ""
    outcome: str = ""

    @property
    def near_limit(self) -> bool:
        return self.lamp_class == LampClass.NEAR_LIMIT


def above(area_code: str) -> str:
    """The area one level up; the province is its own, judged by a second person."""
    return parent_of(area_code) or PROVINCE


def orderer(office_area: str) -> str:
    """Who orders on its own account: the city for its counties and streets, the province for cities and 平潭."""
    up = above(office_area)
    return above(up) if len(up) == 6 else up


def raised(on: date, days: Calendar, **known: Any) -> FollowUp:
    """A new alert. ``known``: the members up to raised_on."""
    new = FollowUp(raised_on=on, last_on=on, judge_area=above(known["office_area"]), **known)
    return new if new.near_limit else _limited(new, on, days)


def _limited(follow_up: FollowUp, on: date, days: Calendar) -> FollowUp:
    """With the limits of the present ladder, all beginning on that day."""
    red = follow_up.lamp_class == LampClass.ABNORMAL
    feedback = limit_of(State.ACKNOWLEDGED, follow_up.lamp_class, follow_up.late)
    limited = replace(
        follow_up,
        feedback_due_on=days.add(on, feedback),
        interim_due_on=days.add(on, INTERIM_LIMIT) if red else follow_up.interim_due_on,
    )
    if follow_up.state in (State.ACKNOWLEDGED, State.IN_DISPOSAL):
        return replace(limited, due_on=limited.feedback_due_on, limit_days=feedback)
    return _waiting(limited, follow_up.state, on, days)


def _waiting(follow_up: FollowUp, state: State, on: date, days: Calendar) -> FollowUp:
    """In a state whose limit begins now; a request for more time ends with the move that it was asked for."""
    if state in TERMINAL:
        return replace(follow_up, state=state, due_on=None, limit_days=0, interim_due_on=None, asked_days=0)
    limit = limit_of(state, follow_up.lamp_class, follow_up.late)
    return replace(follow_up, state=state, due_on=days.add(on, limit), limit_days=limit, asked_days=0)


def after(follow_up: FollowUp, act: Act, actor_id: str, said: Mapping[str, Any], on: date, days: Calendar) -> FollowUp:
    """What becomes of it; checks nothing."""
    f = replace(follow_up, n=follow_up.n + 1, last_on=on)
    line = BY_ACT[act]
    if Party.OFFICE in line.parties and actor_id not in f.spoke and act is not Act.ACKNOWLEDGE:
        f = replace(f, spoke=(*f.spoke, actor_id))
    match act:
        case Act.ACKNOWLEDGE:
            limit = limit_of(State.ACKNOWLEDGED, f.lamp_class, f.late)
            return replace(f, state=State.ACKNOWLEDGED, due_on=f.feedback_due_on, limit_days=limit)
        case Act.DISPOSE:
            return replace(f, state=State.IN_DISPOSAL)
        case Act.INTERIM:
            return replace(f, interim_due_on=None)
        case Act.FEEDBACK:
            return _waiting(replace(f, cause=said["cause"], interim_due_on=None), State.SUBMITTED, on, days)
        case Act.RETURN:
            return _waiting(replace(f, returns=f.returns + 1), State.RETURNED, on, days)
        case Act.FAIL if f.order_no:
            return _escalated(f, on, days)
        case Act.FAIL | Act.ORDER:
            judge = min(f.judge_area, said["judge"], key=len)
            return _waiting(replace(f, order_no=said["order_no"], judge_area=judge), State.SUPERVISED, on, days)
        case Act.ESCALATE:
            return _escalated(f, on, days)
        case Act.CLOSE:
            return _waiting(replace(f, cause=said["cause"], outcome=said["outcome"]), State.CLOSED, on, days)
        case Act.CLEAR:
            return _waiting(replace(f, outcome=said["outcome"]), State.AUTO_CLEARED, on, days)
        case Act.ASK_EXTENSION:
            return replace(f, extension_asked=True, asked_days=said["days"])
        case Act.REFUSE:
            return replace(f, asked_days=0)
        case Act.GRANT:
            assert f.due_on is not None
            due = days.add(f.due_on, f.asked_days)
            return replace(f, due_on=due, limit_days=f.limit_days + f.asked_days, asked_days=0)
        case Act.APPEAL:
            interrupted = replace(f, appealed=True, before=str(f.state), resume_on=f.due_on)
            return _waiting(interrupted, State.APPEALED, on, days)
        case Act.DISMISS:
            due = max(f.resume_on or on, days.add(on, AFTER_APPEAL))
            limit = limit_of(State(f.before), f.lamp_class, f.late)
            feedback = max(f.feedback_due_on or due, due)
            resumed = replace(f, state=State(f.before), before="", resume_on=None)
            return replace(resumed, due_on=due, limit_days=limit, feedback_due_on=feedback)
        case Act.INTERVIEW:
            return replace(f, interviewed=True)
        case Act.LATE:
            return _limited(replace(f, late=True, asked_days=0), on, days)
    return f if line.to is None else _waiting(f, line.to, on, days)


def _escalated(follow_up: FollowUp, on: date, days: Calendar) -> FollowUp:
    return _waiting(replace(follow_up, escalated_on=on, judge_area=PROVINCE), State.ESCALATED, on, days)


def turn(follow_up: FollowUp, today: date) -> Act | None:
    """What the system does where the office let its limit pass; what the lamp itself decides is `jobs.tick`'s."""
    f = follow_up
    if f.due_on is None or f.due_on >= today:
        return None
    if f.state is State.SUPERVISED:
        return Act.ESCALATE
    if f.state not in BY_ACT[Act.ORDER].states or f.escalated_on:
        return None
    if f.order_no:
        return Act.ESCALATE
    return Act.LATE if f.lamp_class == LampClass.IRREGULAR and not f.late else Act.ORDER


def parties(actor: Actor, follow_up: FollowUp) -> set[Party]:
    """What somebody is to an alert: by their office's area and its place above the office that must answer."""
    f, role, found = follow_up, actor.role, set[Party]()
    if role is UserRole.ENGINE:
        return {Party.SYSTEM}
    if role is UserRole.DEPARTMENT:
        return {Party.OFFICE} if actor.org_id and actor.org_id == f.org_id else found
    contains = Scope.of(actor.area_code).contains
    if role in INSPECTORS:
        return {Party.ABOVE, Party.INSPECTOR} if contains(f.area_code) else found
    if role is UserRole.PUBLIC:
        return found
    if actor.area_code == f.office_area and f.office_kind not in DEPARTMENTS:
        found.add(Party.OFFICE)
    if role is not UserRole.STREET:
        if actor.area_code == f.judge_area:
            found.add(Party.JUDGE)
        if contains(f.office_area) and actor.area_code != f.office_area:
            found.add(Party.ABOVE)
    if role is UserRole.PROVINCE:
        found |= {Party.PROVINCE, Party.INSPECTOR}
    return found


_JUDGING = frozenset({Permission.REVIEW, Permission.GRANT_EXTENSION, Permission.REVOKE})
"""What nobody does about an answer of their own; to make it harsher (提级) is no judging."""


def check(
    follow_up: FollowUp, act: Act, actor: Actor, said: Mapping[str, Any] | None, on: date, *, burns: bool
) -> None:
    """Raises Refusal where this person may not do this now.

    ``burns``: whether the alert's lamp still burns. ``said``: None where it is not asked yet what they say.
    """
    f, line = follow_up, BY_ACT[act]
    check_may(actor.role, line.permission)
    if not parties(actor, f) & set(line.parties):
        who = "或".join(line.parties)
        raise Refusal(f"“{act.label}”由{who}办理：您所在单位对预警 {f.alert_no} 没有这一职责。", status=403)
    if line.permission in _JUDGING and actor.actor_id in f.spoke:
        raise Refusal(f"您曾代表应答单位办理预警 {f.alert_no}，不能自己审核：请由上一级的其他人员办理。", status=403)
    if f.state not in line.states:
        allowed = "、".join(state.label for state in line.states)
        raise Refusal(
            f"预警 {f.alert_no} 现为“{f.state.label}”，不能“{act.label}”：只有{allowed}的预警可以。", status=409
        )
    if reason := _hindrance(f, act, said, on, burns):
        raise Refusal(f"不能“{act.label}”：{reason}", status=409)


def offered(follow_up: FollowUp, actor: Actor, on: date, *, burns: bool) -> list[Act]:
    """What a person may do now, in the order of the table."""
    found = []
    for act in BY_ACT:
        try:
            check(follow_up, act, actor, None, on, burns=burns)
        except Refusal:
            continue
        found.append(act)
    return found


def _hindrance(f: FollowUp, act: Act, said: Mapping[str, Any] | None, on: date, burns: bool) -> str:
    """What beside the state stands in the way, '' for nothing."""
    if f.near_limit != (act is Act.CLEAR):
        return "临界预警不需签收与反馈，在时限内办成即自动解除。" if f.near_limit else "只有临界预警自动解除。"
    match act:
        case Act.RETURN if f.returns >= MOST_RETURNS:
            return f"已退回 {f.returns} 次，至多 {MOST_RETURNS} 次；仍不合格的，请按三次不合格转督办。"
        case Act.FAIL if f.returns < MOST_RETURNS:
            return f"只退回过 {f.returns} 次，请先退回并写明要补什么。"
        case Act.CLOSE if said and said["outcome"] == Outcome.FIXED and burns:
            return "灯仍亮着，业务系统中尚无整改记录；请待灯熄，或说明为何客观上无法补正。"
        case Act.CLOSE if f.escalated_on and not f.interviewed:
            return "已提级的预警须先登记约谈。"
        case Act.ASK_EXTENSION if f.extension_asked:
            return "延期只能申请一次。"
        case Act.ASK_EXTENSION if f.due_on is None or on >= f.due_on:
            return f"延期应在到期日（{f.due_on}）之前提出，今天是 {on}。"
        case Act.ASK_EXTENSION if said and not 1 <= said["days"] <= f.limit_days:
            return f"延长的工作日数应为 1 至 {f.limit_days}，不超过原时限。"
        case Act.GRANT | Act.REFUSE if not f.asked_days:
            return "没有待批的延期申请。"
        case Act.APPEAL if f.appealed:
            return "申诉只能提出一次。"
        case Act.APPEAL if f.office_area == PROVINCE:
            return "本预警由省级单位应答，不能向本级申诉，请直接反馈。"
        case Act.ORDER if f.order_no:
            return f"已发出督办函 {f.order_no}，不再重复督办。"
        case Act.ESCALATE if f.escalated_on:
            return f"已于 {f.escalated_on} 提级。"
        case Act.INTERVIEW if not f.escalated_on:
            return "只有已提级的预警登记约谈。"
        case Act.LATE if f.late or f.lamp_class != LampClass.IRREGULAR:
            return "只对尚未标记的不规范预警。"
    return ""
