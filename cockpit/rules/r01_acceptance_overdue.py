"""R01. The street decides on an application in five working days and finishes acceptance in fifteen."""

from cockpit.domain.vocabulary import Category, Step
from cockpit.rules.rule import Rule
from cockpit.rules.timing import near_limit, overdue

_DECIDE = "{office}应于 {due} 前对{subject}作出受理、补正或不予受理决定（{limit} 个工作日），{tail}。"
_STEP = "{subject}的申请受理环节应于 {due} 前办结（{limit} 个工作日），{tail}。"

RULE = Rule(
    code="R01",
    name="受理超期",
    identifier="acceptance_overdue",
    step=Step.ACCEPTANCE,
    risk_point="P01",
    category=Category.TIME_LIMIT,
    basis="《公共租赁住房管理办法》第八条；《行政许可法》第三十二条（类推）",
    named=True,
    findings=(
        near_limit(
            "R01.accept.near", "accept", sentence=_DECIDE, says="提交或补正后未作决定，距5个工作日期限只剩1个工作日"
        ),
        overdue(
            "R01.accept.over",
            "accept",
            sentence=_DECIDE,
            says="提交或补正后5个工作日内未作出受理、补正或不予受理决定",
        ),
        near_limit("R01.step.near", "S1", sentence=_STEP, says="申请受理环节未办结，距15个工作日期限只剩3个工作日"),
        overdue("R01.step.over", "S1", sentence=_STEP, says="申请受理环节超过15个工作日"),
    ),
)
