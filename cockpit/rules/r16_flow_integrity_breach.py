"""R16. The right hands, in the right order, at the time they say, with the papers in the file."""

from cockpit.domain.vocabulary import Category, Level
from cockpit.rules.rule import Rule
from cockpit.rules.shapes import faulty, omitted

RULE = Rule(
    code="R16",
    name="越权越序或要件缺失办理",
    identifier="flow_integrity_breach",
    step=None,
    risk_point="P11",
    category=Category.INTEGRITY,
    basis="明确各环节的权限、要件、时限、递进；所有操作记录在案、不可更改",
    named=False,
    findings=(
        faulty(
            "R16.authority",
            "authority",
            "authority",
            Level.RED,
            says="办理单位或角色不在该动作的权限之内",
            sentence="{office}于 {since} 对{subject}的办理（操作 {instance}）超出权限。",
        ),
        faulty(
            "R16.order",
            "order",
            "order",
            Level.RED,
            says="后一环节先于前一环节开始，或前一环节在后一环节开始后才办结",
            sentence="{subject}于 {since} 越序办理{instance}环节。",
        ),
        faulty(
            "R16.same_person",
            "same_person",
            "same",
            Level.RED,
            says="认定的初核与复核为同一人",
            sentence="{office}于 {since} 对{subject}的认定，初核与复核为同一人。",
        ),
        faulty(
            "R16.backdated",
            "backdated",
            "backdated",
            Level.RED,
            says="办理时间比先入账的操作早24小时以上，或入账晚于办理3个工作日以上",
            sentence="{office}于 {since} 才录入{subject}的操作 {instance}，办理时间与入账时间不符。",
        ),
        faulty(
            "R16.suspension.reasonless",
            "suspension",
            "reasonless",
            Level.RED,
            says="停表没有理由",
            sentence="{office}于 {since} 对{subject}停表，没有理由。",
        ),
        omitted(
            "R16.suspension.long",
            "suspension_long",
            Level.YELLOW,
            says="停表超过10个工作日加延长期限仍未恢复",
            sentence="{subject}的第 {instance} 次停表至 {since} 已超过允许期限，{tail}。",
        ),
        omitted(
            "R16.document.late",
            "document_late",
            Level.YELLOW,
            says="要件在办理次日才归档（1个工作日以内）",
            sentence="{subject}的要件（{instance}的记录）于 {since} 才归档，晚于办理日。",
        ),
        omitted(
            "R16.document.missing",
            "document_missing",
            says="办理后1个工作日内未归档要件",
            sentence="{office}未在 1 个工作日内归档{subject}的要件（{instance}的记录），自 {since} 起缺失，{tail}。",
        ),
    ),
)
