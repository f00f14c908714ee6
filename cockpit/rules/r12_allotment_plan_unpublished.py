"""R12. The allotment plan is public and complete before a batch opens, and no ready home is kept from the lists."""

from cockpit.domain.vocabulary import Category, Level, Step
from cockpit.rules.rule import Rule
from cockpit.rules.shapes import faulty, omitted

RULE = Rule(
    code="R12",
    name="配租方案或房源信息未公开",
    identifier="allotment_plan_unpublished",
    step=Step.ALLOTMENT,
    risk_point="P10",
    category=Category.NON_DISCLOSURE,
    basis="《公共租赁住房管理办法》第十一条",
    named=False,
    findings=(
        faulty(
            "R12.plan.contents",
            "plan",
            "contents",
            Level.YELLOW,
            says="配租方案缺少位置、数量、户型、面积、租金、对象、意向登记期限之一",
            sentence="{office}于 {since} 公布的{subject}配租方案内容不全，{tail}。",
        ),
        omitted(
            "R12.plan.missing",
            "plan",
            says="未公布配租方案即开放意向登记或公布排序",
            sentence="{office}未公布配租方案，即于 {since} 开放{subject}，{tail}。",
        ),
        omitted(
            "R12.unit.unlisted",
            "unlisted",
            Level.YELLOW,
            says="可供房源60日以上未列入任何公开清单或方案",
            sentence="{office}未公开{subject}：可供超过60日，未列入任何公开清单或配租方案（{since} 起），{tail}。",
        ),
        omitted(
            "R12.unit.hidden",
            "hidden",
            says="可供房源180日以上未列入任何公开清单或方案",
            sentence="{office}未公开{subject}：可供超过180日，未列入任何公开清单或配租方案（{since} 起），{tail}。",
        ),
        omitted(
            "R12.unit.secret",
            "secret",
            says="房源自上次可供起从未公开即被分配",
            sentence="{office}从未公开{subject}，即于 {since} 分配。",
        ),
    ),
)
