"""R04. The street's acceptance is on public notice: in time, in full, five working days long.

The odd finding is ``R04.notice.late``: a notice that came after all, but later than ten working days from the
submission.
"""

from cockpit.domain.vocabulary import Category, Level, Step
from cockpit.rules.rule import Rule
from cockpit.rules.shapes import faulty, omitted
from cockpit.rules.timing import came_late

RULE = Rule(
    code="R04",
    name="受理结果未按规定公示",
    identifier="acceptance_notice_missing",
    step=Step.ACCEPTANCE,
    risk_point="P03",
    category=Category.NON_DISCLOSURE,
    basis="《福建省公租房分配信息公开标准目录》；《公共租赁住房管理办法》第九条",
    named=False,
    findings=(
        came_late(
            "R04.notice.late",
            "acceptance_notice",
            says="受理结果公示晚于提交后10个工作日",
            sentence="{office}应于 {due} 前公示{subject}的受理结果（{limit} 个工作日），实际于 {since} 公示。",
        ),
        faulty(
            "R04.notice.elements",
            "acceptance_notice",
            "elements",
            Level.YELLOW,
            says="受理结果公示缺少要素，或公开了完整的身份证号、手机号",
            sentence="{office}于 {since} 发布的{subject}受理结果公示要素不全或未脱敏，{tail}。",
        ),
        faulty(
            "R04.notice.short",
            "acceptance_notice",
            "short",
            Level.YELLOW,
            says="受理结果公示只有3至4个工作日",
            sentence="{office}对{subject}的受理结果公示不足5个工作日（{since}），{tail}。",
        ),
        omitted(
            "R04.notice.missing",
            "acceptance_notice",
            says="未公示受理结果即进入联审",
            sentence="{office}未公示受理结果，{subject}即于 {since} 进入联审，{tail}。",
        ),
        faulty(
            "R04.notice.cut",
            "acceptance_notice",
            "cut",
            Level.RED,
            says="受理结果公示不足3个工作日",
            sentence="{office}对{subject}的受理结果公示不足3个工作日（{since}），{tail}。",
        ),
        faulty(
            "R04.notice.withdrawn",
            "acceptance_notice",
            "withdrawn",
            Level.RED,
            says="受理结果公示在公示期内被撤回",
            sentence="{office}于 {since} 在公示期内撤回{subject}的受理结果公示，{tail}。",
        ),
    ),
)
