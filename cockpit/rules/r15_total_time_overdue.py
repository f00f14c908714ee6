"""R15. Allotment ends in eighteen working days, the whole in sixty, and the contract is filed in thirty days."""

from cockpit.domain.vocabulary import Category, Step
from cockpit.rules.rule import Rule
from cockpit.rules.timing import near_limit, overdue

_STEP = "{subject}的配租环节应于 {due} 前办结（{limit} 个工作日），{tail}。"
_TOTAL = "{subject}应于 {due} 前全流程办结（{limit} 个工作日，轮候不计），{tail}。"
_FILING = "{office}应于 {due} 前将{subject}的租赁合同备案（{limit} 日），{tail}。"

RULE = Rule(
    code="R15",
    name="配租超期或全流程超60个工作日",
    identifier="total_time_overdue",
    step=Step.ALLOTMENT,
    risk_point="P11",
    category=Category.TIME_LIMIT,
    basis="《福建省公共租赁住房分配工作实施细则》第七条；《公共租赁住房管理办法》第十七条",
    named=True,
    findings=(
        near_limit("R15.step.near", "S4", sentence=_STEP, says="配租环节未办结，距18个工作日期限只剩3个工作日"),
        overdue("R15.step.over", "S4", sentence=_STEP, says="配租环节超过18个工作日"),
        near_limit("R15.total.near", "total", sentence=_TOTAL, says="全流程未办结，距60个工作日期限只剩6个工作日"),
        overdue("R15.total.over", "total", sentence=_TOTAL, says="全流程超过60个工作日（轮候不计）"),
        near_limit("R15.filing.near", "filing", sentence=_FILING, says="合同未备案，距30日期限只剩5日"),
        overdue("R15.filing.over", "filing", sentence=_FILING, says="合同签订后30日内未备案"),
    ),
)
