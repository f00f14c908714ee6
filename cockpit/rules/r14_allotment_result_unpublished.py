"""R14. The result of the allotment is made public before a contract is signed or a subsidy paid."""

from cockpit.domain.vocabulary import Category, Level, Step
from cockpit.rules.rule import Rule
from cockpit.rules.shapes import faulty, omitted
from cockpit.rules.timing import late, overdue

_PUBLISH = "{office}应于 {due} 前公开{subject}的配租结果（{limit} 个工作日），{tail}。"

RULE = Rule(
    code="R14",
    name="未对外公布配租结果",
    identifier="allotment_result_unpublished",
    step=Step.ALLOTMENT,
    risk_point="P11",
    category=Category.NON_DISCLOSURE,
    basis="《公共租赁住房管理办法》第十四条；《福建省公租房分配信息公开标准目录》",
    named=True,
    findings=(
        late(
            "R14.result.late",
            "result",
            limit="result.late",
            then="result.over",
            says="选房（补贴排序）后2个工作日内未公开配租结果",
            sentence=_PUBLISH,
        ),
        faulty(
            "R14.result.elements",
            "result_notice",
            "elements",
            Level.YELLOW,
            says="配租结果公开缺少要素，或公开了完整的身份证号、手机号",
            sentence="{office}于 {since} 发布的{subject}配租结果要素不全或未脱敏，{tail}。",
        ),
        overdue(
            "R14.result.over",
            "result",
            limit="result.over",
            says="选房（补贴排序）后5个工作日内未公开配租结果",
            sentence=_PUBLISH,
        ),
        omitted(
            "R14.contract",
            "result_notice",
            says="未公开配租结果即签订合同或发放补贴",
            sentence="{office}未公开配租结果，即于 {since} 为{subject}签约或发放补贴，{tail}。",
        ),
    ),
)
