"""R09. The housing department decides in five working days and finishes determination in twelve."""

from cockpit.domain.vocabulary import Category, Step
from cockpit.rules.rule import Rule
from cockpit.rules.timing import near_limit, overdue

_DECIDE = "{office}应于 {due} 前对{subject}作出资格认定（{limit} 个工作日），{tail}。"
_STEP = "{subject}的汇总认定环节应于 {due} 前办结（{limit} 个工作日），{tail}。"

RULE = Rule(
    code="R09",
    name="资格认定超期",
    identifier="determination_overdue",
    step=Step.DETERMINATION,
    risk_point="P07",
    category=Category.TIME_LIMIT,
    basis="《福建省公共租赁住房分配工作实施细则》第七条",
    named=True,
    findings=(
        near_limit(
            "R09.decide.near", "decide", sentence=_DECIDE, says="联审结束后未认定，距5个工作日期限只剩1个工作日"
        ),
        overdue("R09.decide.over", "decide", sentence=_DECIDE, says="联审结束后5个工作日内未作出资格认定"),
        near_limit("R09.step.near", "S3", sentence=_STEP, says="汇总认定环节未办结，距12个工作日期限只剩2个工作日"),
        overdue("R09.step.over", "S3", sentence=_STEP, says="汇总认定环节超过12个工作日"),
    ),
)
