"""R10. The result of the determination is published, and a refused applicant is told why."""

from cockpit.domain.vocabulary import Category, Level, Step
from cockpit.rules.rule import Rule
from cockpit.rules.shapes import faulty, omitted
from cockpit.rules.timing import late, overdue

RULE = Rule(
    code="R10",
    name="未对外公布资格认定结果",
    identifier="eligibility_result_unpublished",
    step=Step.DETERMINATION,
    risk_point="P08",
    category=Category.NON_DISCLOSURE,
    basis="《公共租赁住房管理办法》第九条",
    named=True,
    findings=(
        faulty(
            "R10.notice.elements",
            "eligibility_notice",
            "elements",
            Level.YELLOW,
            says="资格审核结果公示缺少要素，或公开了完整的身份证号、手机号",
            sentence="{office}于 {since} 发布的{subject}资格审核结果公示要素不全或未脱敏，{tail}。",
        ),
        faulty(
            "R10.notice.short",
            "eligibility_notice",
            "short",
            Level.YELLOW,
            says="资格审核结果公示只有3至4个工作日",
            sentence="{office}对{subject}的资格审核结果公示不足5个工作日（{since}），{tail}。",
        ),
        faulty(
            "R10.notice.cut",
            "eligibility_notice",
            "cut",
            Level.RED,
            says="资格审核结果公示不足3个工作日",
            sentence="{office}对{subject}的资格审核结果公示不足3个工作日（{since}），{tail}。",
        ),
        late(
            "R10.refusal.late",
            "refusal.late",
            limit="refusal.late",
            then="refusal.missing",
            says="认定不符合后2个工作日内未书面告知",
            sentence="{office}应于 {due} 前将{subject}认定不符合的结果书面告知申请人（{limit} 个工作日），{tail}。",
        ),
        overdue(
            "R10.notice.missing",
            "eligibility_notice",
            says="认定符合后2个工作日内未公示资格审核结果",
            sentence="{office}应于 {due} 前公示{subject}的资格审核结果（{limit} 个工作日），{tail}。",
        ),
        omitted(
            "R10.registered",
            "eligibility_notice",
            says="未公示资格审核结果即登记轮候",
            sentence="{office}未公示资格审核结果，即于 {since} 将{subject}登记轮候，{tail}。",
        ),
        overdue(
            "R10.refusal.missing",
            "refusal.missing",
            says="认定不符合后5个工作日内未书面说明理由",
            sentence="{office}应于 {due} 前书面说明{subject}认定不符合的理由（{limit} 个工作日），{tail}。",
        ),
    ),
)
