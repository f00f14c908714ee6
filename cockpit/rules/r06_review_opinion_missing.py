"""R06. A department's answer carries a verdict and says specifically what was checked."""

from cockpit.domain.vocabulary import Category, Level, Step
from cockpit.rules.rule import Rule
from cockpit.rules.shapes import faulty, omitted

RULE = Rule(
    code="R06",
    name="联审未出具具体审核意见",
    identifier="review_opinion_missing",
    step=Step.JOINT_REVIEW,
    risk_point="P05",
    category=Category.MISSING_OPINION,
    basis="审查意见应当明确的档案规范；《福建省公共租赁住房分配工作实施细则》",
    named=True,
    findings=(
        faulty(
            "R06.opinion.vague",
            "answer",
            "vague",
            Level.YELLOW,
            says="联审意见不具体：少于15字、未写明核查事项及数值、套话、雷同，或不通过而无理由编码和依据",
            sentence="{office}于 {since} 对{subject}出具的联审意见不具体，{tail}。",
        ),
        faulty(
            "R06.opinion.null",
            "answer",
            "no_verdict",
            Level.RED,
            says="联审部门已反馈，但没有通过或不通过的结论",
            sentence="{office}于 {since} 对{subject}的联审反馈没有结论，{tail}。",
        ),
        omitted(
            "R06.opinion.missing",
            "answer",
            says="联审结束时，被征询的部门仍未反馈",
            sentence="{subject}的联审于 {since} 结束时，{office}（{instance}）尚未反馈，{tail}。",
        ),
    ),
)
