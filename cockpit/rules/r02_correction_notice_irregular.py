"""R02. A correction is asked for once and in full, a rejection says why."""

from cockpit.domain.vocabulary import Category, Level, Step
from cockpit.rules.rule import Rule
from cockpit.rules.shapes import faulty

RULE = Rule(
    code="R02",
    name="补正或不予受理告知不规范",
    identifier="correction_notice_irregular",
    step=Step.ACCEPTANCE,
    risk_point="P01",
    category=Category.PROCEDURE,
    basis="《公共租赁住房管理办法》第八条（一次性告知）、第九条",
    named=False,
    findings=(
        faulty(
            "R02.correction.empty",
            "correction",
            "empty",
            Level.YELLOW,
            says="补正告知没有列明补正内容或期限",
            sentence="{office}于 {since} 对{subject}的补正告知未列明内容或期限，{tail}。",
        ),
        faulty(
            "R02.correction.repeated",
            "correction",
            "repeated",
            Level.RED,
            says="一次以上要求补正",
            sentence="{office}于 {since} 再次要求{subject}补正，违反一次性告知。",
        ),
        faulty(
            "R02.reject.code",
            "rejection",
            "code",
            Level.YELLOW,
            says="不予受理有理由而无理由编码",
            sentence="{office}于 {since} 不予受理{subject}，未注明理由编码。",
        ),
        faulty(
            "R02.reject.reasonless",
            "rejection",
            "reasonless",
            Level.RED,
            says="不予受理既无理由，也未书面告知",
            sentence="{office}于 {since} 不予受理{subject}，未说明理由，也未书面告知。",
        ),
    ),
)
