"""R11. An objection is investigated in ten working days, its conclusion published, and nothing goes on before."""

from cockpit.domain.vocabulary import Category
from cockpit.rules.rule import Rule
from cockpit.rules.shapes import omitted
from cockpit.rules.timing import late, near_limit, overdue

_CONCLUDE = "{office}应于 {due} 前对{subject}的异议 {instance} 作出调查结论（{limit} 个工作日），{tail}。"
_PUBLISH = "{office}应于 {due} 前公布{subject}异议 {instance} 的调查结论（{limit} 个工作日），{tail}。"

RULE = Rule(
    code="R11",
    name="未按时调查异议或未公布异议调查结论",
    identifier="objection_conclusion_unpublished",
    step=None,
    risk_point="P09",
    category=Category.NON_DISCLOSURE,
    basis="《公共租赁住房管理办法》第九条、第十四条",
    named=True,
    findings=(
        near_limit(
            "R11.conclude.near", "objection", sentence=_CONCLUDE, says="异议未结论，距10个工作日期限只剩2个工作日"
        ),
        overdue("R11.conclude.over", "objection", sentence=_CONCLUDE, says="异议提出后10个工作日内未作出调查结论"),
        late(
            "R11.publish.late",
            "objection_published",
            limit="objection_published.late",
            then="objection_published.over",
            says="异议调查结论作出后2个工作日内未公布",
            sentence=_PUBLISH,
        ),
        overdue(
            "R11.publish.over",
            "objection_published",
            limit="objection_published.over",
            says="异议调查结论作出后3个工作日内未公布",
            sentence=_PUBLISH,
        ),
        omitted(
            "R11.advanced",
            "conclusion",
            says="异议未结论即越过该公示进入下一步",
            sentence="{subject}的异议 {instance} 尚未结论，即于 {since} 进入下一步，{tail}。",
        ),
        overdue(
            "R11.review.over",
            "review",
            says="复核申请15个工作日内未答复",
            sentence="{office}应于 {due} 前答复{subject}的第 {instance} 次复核申请（{limit} 个工作日），{tail}。",
        ),
    ),
)
