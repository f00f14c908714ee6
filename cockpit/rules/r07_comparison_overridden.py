"""R07. The comparison runs before the decision, and is overridden only with reason, evidence and a second person."""

from cockpit.domain.vocabulary import Category, Level, Step
from cockpit.rules.rule import Rule
from cockpit.rules.shapes import faulty, omitted

RULE = Rule(
    code="R07",
    name="无依据推翻智能比对",
    identifier="comparison_overridden",
    step=Step.JOINT_REVIEW,
    risk_point="P05",
    category=Category.UNAUTHORISED_CHANGE,
    basis="《福建省公共租赁住房分配工作实施细则》第五条；《个人信息保护法》第二十四条",
    named=False,
    findings=(
        faulty(
            "R07.override.alone",
            "override",
            "alone",
            Level.YELLOW,
            says="人工结果与智能比对不一致，有理由和依据，但无第二人核准",
            sentence="{office}于 {since} 改变{subject}的智能比对结果，没有第二人核准。",
        ),
        faulty(
            "R07.override.baseless",
            "override",
            "baseless",
            Level.RED,
            says="人工结果与智能比对不一致，缺理由或依据，或核准人就是经办人",
            sentence="{office}于 {since} 推翻{subject}的智能比对结果，缺少理由、依据，或自办自批。",
        ),
        omitted(
            "R07.comparison.missing",
            "comparison",
            says="未经智能比对即作出认定",
            sentence="{office}于 {since} 对{subject}作出认定，此前没有智能比对。",
        ),
    ),
)
