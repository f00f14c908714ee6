"""R05. A department asked for its opinion answers in time, and the joint review ends in time."""

from cockpit.domain.vocabulary import Category, Step
from cockpit.rules.rule import Rule
from cockpit.rules.timing import near_limit, overdue

_ANSWER = "{office}对{subject}的联审意见应于 {due} 前出具（{limit} 个工作日），{tail}。"
_STEP = "{subject}的多部门联审环节应于 {due} 前办结（{limit} 个工作日），{tail}。"

RULE = Rule(
    code="R05",
    name="联审反馈超期",
    identifier="review_overdue",
    step=Step.JOINT_REVIEW,
    risk_point="P04",
    category=Category.TIME_LIMIT,
    basis="《福建省公共租赁住房分配工作实施细则》第五条、第七条",
    named=True,
    findings=(
        near_limit(
            "R05.answer.near",
            "answer",
            sentence=_ANSWER,
            says="联审部门未反馈，距5个工作日期限只剩1个工作日（民政10个工作日，只剩2个）",
        ),
        overdue("R05.answer.over", "answer", sentence=_ANSWER, says="联审部门5个工作日内未反馈（民政10个工作日）"),
        near_limit("R05.step.near", "S2", sentence=_STEP, says="联审环节未办结，距15个工作日期限只剩3个工作日"),
        overdue("R05.step.over", "S2", sentence=_STEP, says="联审环节超过15个工作日"),
    ),
)
