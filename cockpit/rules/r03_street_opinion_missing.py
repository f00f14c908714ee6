"""R03. The street visits the home with two persons and says specifically what it found."""

from cockpit.domain.vocabulary import Category, Level, Step
from cockpit.rules.rule import Rule
from cockpit.rules.shapes import faulty, omitted

RULE = Rule(
    code="R03",
    name="街道未出具具体初审意见或未入户调查",
    identifier="street_opinion_missing",
    step=Step.ACCEPTANCE,
    risk_point="P02",
    category=Category.MISSING_OPINION,
    basis="《公共租赁住房管理办法》第九条；审查意见应当明确的档案规范",
    named=True,
    findings=(
        faulty(
            "R03.opinion.vague",
            "street_opinion",
            "vague",
            Level.YELLOW,
            says="初审意见不具体：少于15字、未写明核查事项及数值、套话、雷同或缺少结论",
            sentence="{office}于 {since} 对{subject}出具的初审意见不具体，{tail}。",
        ),
        faulty(
            "R03.survey.weak",
            "survey",
            "weak",
            Level.YELLOW,
            says="入户调查不足两人，或缺少地点、照片",
            sentence="{office}于 {since} 对{subject}的入户调查不规范（不足两人，或缺地点、照片），{tail}。",
        ),
        omitted(
            "R03.opinion.missing",
            "opinion",
            says="未出具初审意见即公示受理结果或进入联审",
            sentence="{office}未出具初审意见，{subject}即于 {since} 转入下一步，{tail}。",
        ),
        omitted(
            "R03.survey.missing",
            "survey",
            says="未入户调查即公示受理结果或进入联审",
            sentence="{office}未入户调查，{subject}即于 {since} 转入下一步，{tail}。",
        ),
    ),
)
