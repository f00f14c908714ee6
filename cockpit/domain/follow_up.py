"""The life of an alert after it was raised: ONE table of who may do what in which state, within how many working days.

domain.md B(f); the limits are data of the 示例规则集. `domain.following` applies the table, `docs/write.py` draws it.
People answer alerts; only the ledger clears a lamp: no act here changes the colour of anything.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from cockpit.domain.access import Permission
from cockpit.domain.vocabulary import LampClass, Named


class State(Named):
    RAISED = "raised", "待签收"
    ACKNOWLEDGED = "acknowledged", "已签收"
    IN_DISPOSAL = "in_disposal", "处置中"
    SUBMITTED = "feedback_submitted", "待审核"
    RETURNED = "returned", "已退回"
    SUPERVISED = "supervised", "督办中"
    ESCALATED = "escalated", "已提级"
    ACCEPTED = "feedback_accepted", "待销号"
    APPEALED = "appealed", "申诉中"
    CLOSED = "closed", "已销号"
    REVOKED = "revoked", "已撤销"
    REFERRED = "referred", "已移送"
    AUTO_CLEARED = "auto_cleared", "临界解除"


TERMINAL = frozenset({State.CLOSED, State.REVOKED, State.REFERRED, State.AUTO_CLEARED})
WITH_OFFICE = frozenset(
    {State.RAISED, State.ACKNOWLEDGED, State.IN_DISPOSAL, State.RETURNED, State.SUPERVISED, State.ESCALATED}
)
"""States in which the office that must answer has the next move."""


class Act(Named):
    """What can be done; the values are the actions of the ledger's operations."""

    RAISE = "alert_raised", "发出预警"
    ACKNOWLEDGE = "alert_acknowledged", "签收"
    DISPOSE = "disposal_begun", "开始处置"
    INTERIM = "interim_stated", "阶段说明"
    FEEDBACK = "feedback_submitted", "提交反馈"
    ACCEPT = "feedback_accepted", "审核通过"
    RETURN = "feedback_returned", "退回反馈"
    FAIL = "feedback_failed", "三次不合格，转督办"
    CLOSE = "alert_closed", "销号"
    ASK_EXTENSION = "extension_asked", "申请延期"
    GRANT = "extension_granted", "同意延期"
    REFUSE = "extension_refused", "不同意延期"
    APPEAL = "alert_appealed", "申诉"
    DISMISS = "appeal_dismissed", "驳回申诉"
    REVOKE = "alert_revoked", "撤销预警"
    ORDER = "supervision_ordered", "督办"
    ASK_MORE = "more_asked", "要求补充说明"
    ESCALATE = "alert_escalated", "提级"
    INTERVIEW = "interview_recorded", "登记约谈"
    REFER = "lead_referred", "移送线索"
    CLEAR = "near_limit_cleared", "临界解除"
    LATE = "marked_unanswered", "标记逾期未反馈"


class Party(StrEnum):
    """What somebody is to one alert; `domain.following.parties` works it out."""

    OFFICE = "应答单位"
    JUDGE = "审核单位（上一级，或督办、提级单位）"
    ABOVE = "上级主管部门或有管辖权的纪检监察机构"
    INSPECTOR = "纪检监察机构或省级"
    PROVINCE = "省级主管部门"
    SYSTEM = "系统"


class Kind(StrEnum):
    LINE = "line"  # one line: a number, a name
    TEXT = "text"  # an account in one's own words
    CHOICE = "choice"
    DAYS = "days"  # a number of working days


@dataclass(frozen=True, slots=True)
class Field:
    """What an act must say. ``hint`` is the example that the form shows."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    choices: type[Named] | None = None


class Cause(Named):
    """Why it came to the alert; the closing confirms it."""

    STAFF = "staff", "人手不足或人员变动"
    OVERSIGHT = "oversight", "工作疏漏"
    MISREAD = "misread", "对规定理解有误"
    HANDOVER = "handover", "部门间衔接不畅"
    SYSTEM = "system", "系统或网络故障"
    DATA = "data", "数据或记录有误"
    APPLICANT = "applicant", "申请人原因"
    FORCE_MAJEURE = "force_majeure", "不可抗力"


class Outcome(Named):
    """How an alert was closed."""

    FIXED = "fixed", "已整改到位"
    CANNOT = "cannot", "客观上无法补正"


@dataclass(frozen=True, slots=True)
class Transition:
    """In ``states`` one of the ``parties`` with ``permission`` may do ``act``; it leads to ``to`` (None: it stays)."""

    act: Act
    states: tuple[State, ...]
    to: State | None
    parties: tuple[Party, ...]
    permission: Permission
    says: tuple[Field, ...] = ()
    note: str = ""


_ANSWERABLE = (State.ACKNOWLEDGED, State.IN_DISPOSAL, State.RETURNED, State.SUPERVISED, State.ESCALATED)
_UNORDERED = (State.RAISED, State.ACKNOWLEDGED, State.IN_DISPOSAL, State.RETURNED)
_LIVE = tuple(state for state in State if state not in TERMINAL)
_OFFICE, _JUDGE, _PROVINCE = (Party.OFFICE,), (Party.JUDGE,), (Party.PROVINCE,)


def _said(label: str, hint: str = "") -> Field:
    return Field("said", label, hint=hint)


_FEEDBACK = (
    Field("facts", "事实", hint="何时、何人、办到哪一步，写明日期或数字"),
    Field("cause", "原因", Kind.CHOICE, choices=Cause),
    Field("correction", "整改", hint="已采取的措施与结果；未完成的，写明完成日期"),
    Field("documents", "依据", Kind.LINE, hint="文号、办理记录编号或材料名称"),
)
_SHORTCOMING = (_said("退回理由", "哪一项没有说清，需要补什么"),)

TABLE: tuple[Transition, ...] = (
    Transition(Act.ACKNOWLEDGE, (State.RAISED,), State.ACKNOWLEDGED, _OFFICE, Permission.ACKNOWLEDGE),
    Transition(
        *(Act.DISPOSE, (State.ACKNOWLEDGED,), State.IN_DISPOSAL, _OFFICE, Permission.ANSWER),
        says=(_said("处置安排", "由谁、何时前、做什么"),),
    ),
    Transition(
        *(Act.INTERIM, (State.IN_DISPOSAL, State.RETURNED, State.SUPERVISED, State.ESCALATED), None, _OFFICE),
        Permission.ANSWER,
        says=(_said("进展", "已完成什么，还差什么"),),
    ),
    Transition(Act.FEEDBACK, _ANSWERABLE, State.SUBMITTED, _OFFICE, Permission.ANSWER, says=_FEEDBACK),
    Transition(
        *(Act.ACCEPT, (State.SUBMITTED,), State.ACCEPTED, _JUDGE, Permission.REVIEW),
        says=(_said("审核意见", "核实了什么"),),
    ),
    Transition(
        *(Act.RETURN, (State.SUBMITTED,), State.RETURNED, _JUDGE, Permission.REVIEW),
        says=_SHORTCOMING,
        note="至多两次",
    ),
    Transition(
        *(Act.FAIL, (State.SUBMITTED,), State.SUPERVISED, _JUDGE, Permission.REVIEW),
        says=_SHORTCOMING,
        note="已退回两次之后；已督办的转为提级",
    ),
    Transition(
        *(Act.CLOSE, (State.ACCEPTED,), State.CLOSED, _JUDGE, Permission.REVIEW),
        says=(
            Field("outcome", "结果", Kind.CHOICE, choices=Outcome),
            Field("cause", "原因", Kind.CHOICE, choices=Cause),
            _said("销号理由", "核实的整改结果，或无法补正的理由"),
        ),
        note="“已整改到位”须灯已熄；已提级的须先登记约谈",
    ),
    Transition(
        *(Act.ASK_EXTENSION, _ANSWERABLE, None, _OFFICE, Permission.ASK_EXTENSION),
        says=(Field("days", "延长的工作日数", Kind.DAYS), _said("延期理由", "为何不能按期，何时能完成")),
        note="限一次，到期日之前提出，不超过原时限；批准之前原时限照算",
    ),
    Transition(Act.GRANT, _ANSWERABLE, None, _JUDGE, Permission.GRANT_EXTENSION, note="有待批的申请"),
    Transition(
        *(Act.REFUSE, _ANSWERABLE, None, _JUDGE, Permission.GRANT_EXTENSION),
        says=(_said("不同意的理由"),),
        note="有待批的申请",
    ),
    Transition(
        *(Act.APPEAL, tuple(sorted(WITH_OFFICE)), State.APPEALED, _OFFICE, Permission.APPEAL),
        says=(_said("申诉理由", "规则为何误判，依据哪条规定"),),
        note="限一次",
    ),
    Transition(
        *(Act.DISMISS, (State.APPEALED,), None, _PROVINCE, Permission.REVOKE),
        says=(_said("驳回理由"),),
        note="回到申诉前的状态，至少留两个工作日",
    ),
    Transition(
        *(Act.REVOKE, (State.APPEALED,), State.REVOKED, _PROVINCE, Permission.REVOKE),
        says=(Field("documents", "依据", Kind.LINE, hint="批准文号"), _said("撤销理由", "规则误判的事实与依据")),
    ),
    Transition(
        *(Act.ORDER, _UNORDERED, State.SUPERVISED, (Party.ABOVE, Party.SYSTEM), Permission.SUPERVISE),
        says=(_said("督办要求", "要求何事、办到何种程度"),),
        note="发督办函，编号；不规范、异常预警",
    ),
    Transition(
        *(Act.ASK_MORE, tuple(sorted(WITH_OFFICE)), None, (Party.INSPECTOR,), Permission.SUPERVISE),
        says=(_said("要求说明的事项"),),
    ),
    Transition(
        *(Act.ESCALATE, (*_UNORDERED, State.SUPERVISED), State.ESCALATED, (Party.PROVINCE, Party.SYSTEM)),
        Permission.ESCALATE,
        says=(_said("提级理由"),),
    ),
    Transition(
        *(Act.INTERVIEW, (State.ESCALATED, State.SUBMITTED, State.RETURNED, State.ACCEPTED), None, (Party.INSPECTOR,)),
        Permission.SUPERVISE,
        says=(
            Field("documents", "约谈记录", Kind.LINE, hint="记录编号"),
            _said("约谈情况", "何时、约谈何人、要求何事"),
        ),
        note="已提级的",
    ),
    Transition(
        *(Act.REFER, _LIVE, State.REFERRED, (Party.ABOVE,), Permission.REFER),
        says=(
            Field("documents", "移送文书", Kind.LINE, hint="文号与接收机关"),
            _said("线索摘要", "涉嫌何种问题"),
        ),
    ),
    Transition(
        *(Act.CLEAR, (State.RAISED,), State.AUTO_CLEARED, (Party.SYSTEM,), Permission.RAISE),
        note="临界预警：按期办成，或由红灯接替",
    ),
    Transition(
        *(Act.LATE, _UNORDERED, None, (Party.SYSTEM,), Permission.RAISE),
        note="不规范预警：灯色不变，自此按红灯的时限",
    ),
)
BY_ACT = {line.act: line for line in TABLE}

# Working days for irregular (yellow) and abnormal (red) alerts. An irregular one that was not answered in time goes by
# the second column. Near-limit alerts have no limit of their own: the lamp's own limit is the limit.
LIMITS: dict[State, tuple[int, int]] = {
    State.RAISED: (1, 1),
    State.ACKNOWLEDGED: (3, 5),  # from the raising, so that a late signature wins no time
    State.IN_DISPOSAL: (3, 5),
    State.RETURNED: (2, 3),
    State.SUPERVISED: (5, 5),
    State.ESCALATED: (10, 10),
    State.SUBMITTED: (3, 3),
    State.ACCEPTED: (3, 3),
    State.APPEALED: (5, 5),
}
INTERIM_LIMIT = 2
"""Working days in which a red alert's office says how far it is."""
AFTER_APPEAL = 2
"""Working days that an office has at least when its appeal was dismissed."""
MOST_RETURNS = 2
REPEATED, REPEAT_DAYS = 3, 90
"""So many red alerts of one rule by one office within so many days are taken up by the province."""


def limit_of(state: State, lamp_class: str, late: bool) -> int:
    irregular, abnormal = LIMITS[state]
    return abnormal if late or lamp_class == LampClass.ABNORMAL else irregular


def acts_in(state: State) -> Collection[Act]:
    """What the table knows of in a state, whoever may do it."""
    return [line.act for line in TABLE if state in line.states]
