"""The words of an explanation: what starts and ends a limit, what a statement is, what had to come first.

Codes are those of the facts (clock, statement, omission, stoppage); what has no line is shown by its code.
"""

from __future__ import annotations

from typing import NamedTuple

from cockpit.domain.action_labels import readable
from cockpit.domain.check import Check


class Running(NamedTuple):
    """A limit: what it is for, what starts it, what ends it."""

    name: str
    starts: str
    ends: str


CLOCKS: dict[str, Running] = {
    "accept": Running("作出受理决定", "提交申请或收到补正材料", "受理、不予受理或要求补正"),
    "S1": Running("申请受理环节", "申请受理环节开始", "办结"),
    "S2": Running("多部门联审环节", "多部门联审环节开始", "办结"),
    "S3": Running("汇总认定环节", "汇总认定环节开始", "办结"),
    "S4": Running("配租环节", "配租环节开始", "办结"),
    "total": Running("全流程", "提交申请", "全流程办结"),
    "answer": Running("联审部门反馈", "转交部门联审", "反馈"),
    "decide": Running("作出资格认定", "联审环节结束", "作出资格认定"),
    "acceptance_notice": Running("公示受理结果", "提交申请", "开始受理结果公示"),
    "objection": Running("调查异议", "提出异议", "作出异议调查结论"),
    "objection_published": Running("公布异议调查结论", "作出异议调查结论", "公布异议调查结论"),
    "review": Running("答复复核申请", "申请复核", "答复复核"),
    "eligibility_notice": Running("公示资格认定结果", "认定符合", "开始资格审核结果公示"),
    "refusal.late": Running("书面告知不符合结果", "认定不符合", "书面告知申请人"),
    "refusal.missing": Running("书面说明不符合理由", "认定不符合", "书面告知申请人并说明理由"),
    "result": Running("公开配租结果", "选定房源（租赁补贴为首次排序）", "公开配租结果"),
    "filing": Running("租赁合同备案", "签订租赁合同", "租赁合同备案"),
}


class Matter(NamedTuple):
    """What is pending (facts.pending): its name, what starts it, what ends it, and what is true where there is none."""

    name: str
    starts: str
    ends: str
    none: str


_NO_TENANCY = "没有这样的租约"
MATTERS: dict[str, Matter] = {
    "ready": Matter("可配租房源", "房源可配租", "配租、维修或腾退", "房源没有待配租的记录"),
    "repair": Matter("房源维修", "开始维修", "修竣", "房源没有定有期限的维修"),
    "unused": Matter("使用记录", "最近一次使用记录", "再有使用记录", "房源没有门禁、水电表的使用记录"),
    "application": Matter("申请续租", "租期开始", "申请续租或续签", _NO_TENANCY),
    "expiry": Matter("合同到期", "租期开始", "续签", _NO_TENANCY),
    "waiting": Matter("轮候", "进入轮候", "进入配租或退出", "没有进入轮候"),
    "recheck": Matter("资格复核", "启动复核", "作出复核决定", "没有启动过资格复核"),
    "recheck_missing": Matter("年度资格复核", "入住或上次复核决定", "作出复核决定", "没有入住的记录"),
    "change": Matter("比对发现的变化", "比对发现变化", "作出复核决定", "比对没有发现变化"),
    "visit": Matter("计划走访", "安排走访", "走访", "没有安排过走访"),
    "absent": Matter("走访无人", "走访无人", "走访见到承租人", "没有连续走访无人"),
    "visit_missing": Matter("年度入户走访", "入住或上次见到承租人", "走访见到承租人", "没有入住或走访的记录"),
    "rectification": Matter("违规整改", "责令整改", "改正", "没有责令整改的记录"),
    "moving": Matter("搬迁期", "确定搬迁期", "腾退", "没有确定搬迁期的记录"),
    "arrears": Matter("租金欠缴", "欠租达到本项月数", "补缴", "欠租没有达到本项月数"),
}
"""Leaving ends every matter of a tenancy; the act itself is named among the operations read."""

STATEMENTS: dict[str, str] = {
    "street_opinion": "初审意见",
    "survey": "入户调查",
    "answer": "联审部门反馈",
    "acceptance_notice": "受理结果公示",
    "eligibility_notice": "资格审核结果公示",
    "result_notice": "配租结果公开",
    "correction": "补正告知",
    "rejection": "不予受理告知",
    "override": "人工改变比对结果",
    "condition_change": "个案条件变更",
    "criteria_change": "准入条件变更",
    "plan": "配租方案",
    "lottery": "摇号",
    "rank_change": "排序变更",
    "authority": "越出权限的办理",
    "order": "环节先后颠倒",
    "same_person": "建议与认定为同一人",
    "backdated": "时间倒填或迟录的办理",
    "suspension": "无理由停表",
}

NONE_WRONG: dict[str, str] = {
    "authority": "各项办理的机构和角色都在权限表之内",
    "order": "各环节先后有序",
    "same_person": "提出建议与作出认定的不是同一人，或尚未认定",
    "backdated": "各项办理都及时、按先后录入",
    "suspension": "没有不写理由的停表",
}
"""Statements that the facts keep only where they are faulty: what is true where there is none."""


class Order(NamedTuple):
    """What had to come first, and the step not to be taken before it; actions as ``notice_opened:acceptance``."""

    needed: str
    needed_by: tuple[str, ...]
    step: str
    step_by: tuple[str, ...]


_REVIEW = ("dispatched", "step_started:S2")
_DETERMINED = ("proposed", "determined", "step_started:S3", "step_ended:S2")
ORDERS: dict[str, Order] = {
    "opinion": Order(
        "出具初审意见", ("street_opinion_given",), "公示受理结果或进入联审", ("notice_opened:acceptance", *_REVIEW)
    ),
    "survey": Order("入户调查", ("surveyed",), "公示受理结果或进入联审", ("notice_opened:acceptance", *_REVIEW)),
    "acceptance_notice": Order("公示受理结果", ("notice_opened:acceptance",), "进入联审", _REVIEW),
    "answer": Order("所转部门全部反馈", ("answered",), "结束联审环节", _DETERMINED),
    "comparison": Order("智能比对", ("compared",), "作出资格认定", ("determined",)),
    "eligibility_notice": Order("公示资格审核结果", ("notice_opened:eligibility",), "登记轮候", ("registered",)),
    "conclusion": Order(
        "作出异议调查结论",
        ("objection_concluded",),
        "对公示提出异议",
        ("objection_raised",),
    ),
    "result_notice": Order(
        "公开配租结果", ("notice_opened:result",), "签订合同或发放补贴", ("contract_signed", "subsidy_paid")
    ),
    "plan": Order(
        "公布配租方案", ("plan_published",), "开放意向登记或公布排序", ("intent_opened", "ranking_published")
    ),
    "unlisted": Order("公开房源", ("listed", "assigned", "repair_started"), "可供满 60 日", ("ready",)),
    "hidden": Order("公开房源", ("listed", "assigned", "repair_started"), "可供满 180 日", ("ready",)),
    "secret": Order("公开房源", ("listed",), "分配房源", ("assigned",)),
    "suspension_long": Order(
        "恢复计时", ("clock_resumed", "suspension_extended"), "停表超过期限", ("clock_suspended",)
    ),
    "document_late": Order(
        "上传要件", ("document_attached",), "办理须附要件的事项", ("surveyed", "determined", "contract_signed")
    ),
    "document_missing": Order(
        "上传要件", ("document_attached",), "办理须附要件的事项", ("surveyed", "determined", "contract_signed")
    ),
}

KEPT: dict[str, str] = {
    "conclusion": "没有在异议未结论时越过被异议的公示",
    "answer": "联审环节结束时没有已转而未反馈的部门",
    "unlisted": "房源可供后 60 日内已公开、分配或维修，或期限未到",
    "hidden": "房源可供后 180 日内已公开、分配或维修，或期限未到",
    "secret": "房源在分配之前已经公开",
    "suspension_long": "停表没有超过 10 个工作日及其延长，或期限未到",
    "document_late": "没有迟于当日上传的要件",
    "document_missing": "所需要件都在次一工作日之内上传，或期限未到",
}
"""Orders that one comparison of first acts does not tell: what is true where the facts hold no breach."""

STOPPAGES: dict[str, str] = {
    "correction": "补正停表",
    "re_review": "复核停表",
    "objection": "异议停表",
    "explicit": "停表",
    "wait": "轮候，不是办理时间",
    "refused": "认定不符合至复核改正之间",
}

_CHECKS: dict[str, str] = {
    "length": "不少于 15 个字",
    "item": "写明核查事项及其数值或有无",
    "own_words": "不是套话",
    "verdict": "有通过或不通过的结论",
    "reason_code": "有理由编码",
    "basis": "有依据",
    "mass": "不与同一人当日另外 20 条以上意见雷同",
    "surveyors": "不少于 2 名调查人",
    "place": "有地点",
    "photos": "有照片",
    "elements": "公示要素齐全",
    "masked": "未公开完整证件号或手机号",
    "notice_days": "公示不少于 5 个工作日",
    "stood": "未在公示期内撤回",
    "only_one": "一次性告知",
    "items": "列明补正内容",
    "due_on": "列明补正期限",
    "reason": "有理由",
    "delivered": "书面告知已送达",
    "evidence": "有证据",
    "second_person": "批准人不是经办人本人",
    "approver": "有批准人",
    "differs": "与最近一次比对一致，或此前没有比对，不算改变结果",
    "approval_no": "有批准文号",
    "approver_role": "由审批人办理",
    "published_on": "已公布",
    "in_order": "施行日不早于公布日",
    "authority": "由住建部门审批人办理",
    "contents": "方案内容齐全",
    "notary": "有公证人",
    "record_no": "有记录编号",
}
_FIGURES = {
    "length": "实有 {} 字",
    "surveyors": "实有 {} 人",
    "notice_days": "实为 {} 个工作日",
    "only_one": "第 {} 次",
}


def of_check(check: Check) -> tuple[str, str]:
    """(criterion, how it stands): ("不少于 15 个字", "符合，实有 23 字")."""
    value = check.value
    if check.name in ("elements", "contents") and value:
        ((_, missing),) = readable({check.name: value.split("/")})
        value = f"缺 {missing}"
    elif check.name in _FIGURES:
        value = _FIGURES[check.name].format(value)
    elif check.name == "verdict":
        value = {"pass": "通过", "fail": "不通过"}.get(value, "无结论")
    stands = "符合" if check.holds else "不符合"
    return _CHECKS.get(check.name, check.name), f"{stands}，{value}" if value else stands
