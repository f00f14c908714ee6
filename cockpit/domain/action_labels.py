"""Actions and the members of their data in the words of the offices: what a screen shows of an operation.

The codes are those of domain.action; a code without a line is shown as it is, because a source may send members that
nobody named (delivery.md: they are kept).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cockpit.domain.vocabulary import DEPARTMENTS, Mode, Notice, OrganisationKind, Role

SEALED = "已加密"
"""Stands for a member that is stored as ciphertext."""

_TOKEN = "enc:"

ACTIONS: dict[str, str] = {
    "submitted": "提交申请",
    "accepted": "受理",
    "correction_requested": "要求补正",
    "correction_received": "收到补正材料",
    "rejected": "不予受理",
    "surveyed": "入户调查",
    "street_opinion_given": "出具初审意见",
    "dispatched": "转交部门联审",
    "answered": "联审部门反馈",
    "compared": "智能比对",
    "comparison_overridden": "人工改变比对结果",
    "proposed": "提出认定建议",
    "determined": "作出资格认定",
    "registered": "登记轮候",
    "notified": "书面告知申请人",
    "batch_entered": "进入配租批次",
    "re_examined": "配租前复审",
    "ranked": "排序",
    "rank_changed": "变更排序",
    "passed": "顺延或放弃",
    "unit_selected": "选定房源",
    "contract_signed": "签订租赁合同",
    "contract_filed": "租赁合同备案",
    "subsidy_paid": "发放租赁补贴",
    "step_started": "环节开始",
    "step_ended": "环节结束",
    "notice_opened": "开始公示",
    "notice_closed": "结束公示",
    "objection_raised": "提出异议",
    "objection_concluded": "作出异议调查结论",
    "objection_published": "公布异议调查结论",
    "re_review_requested": "申请复核",
    "re_review_answered": "答复复核",
    "clock_suspended": "停表",
    "suspension_extended": "延长停表",
    "clock_resumed": "恢复计时",
    "document_attached": "上传要件",
    "condition_changed": "变更个案条件",
    "withdrawn": "申请人撤回",
    "terminated": "终止办理",
    "plan_published": "公布配租方案",
    "intent_opened": "开放意向登记",
    "lottery_held": "摇号",
    "ranking_published": "公布排序",
    "criteria_changed": "变更准入条件",
    "ready": "房源可配租",
    "listed": "列入公开房源",
    "repair_started": "开始维修",
    "repaired": "维修完成",
    "assigned": "配给承租人",
    "vacated": "腾退",
    "use_observed": "观察到使用",
    "moved_in": "入住",
    "rent_charged": "计收租金",
    "rent_paid": "缴纳租金",
    "renewal_applied": "申请续租",
    "renewed": "续租",
    "recheck_opened": "启动资格复核",
    "recheck_compared": "复核比对",
    "recheck_decided": "作出复核结论",
    "recheck_published": "公布复核结论",
    "visit_planned": "计划走访",
    "visited": "入户走访",
    "violation_found": "发现违规行为",
    "rectification_ordered": "责令整改",
    "rectified": "完成整改",
    "change_detected": "发现变动",
    "reclaim_ordered": "决定提前收回",
    "moving_period_set": "给予搬迁期",
    "court_enforced": "司法强制",
}

_MEMBERS: dict[str, str] = {
    "materials": "申请材料",
    "receipt_no": "受理编号",
    "items": "项目",
    "reason_code": "理由代码",
    "due_on": "期限",
    "reason": "理由",
    "reasons": "理由",
    "notice_delivered_on": "告知书送达日",
    "surveyors": "调查人",
    "place": "地点",
    "photos": "照片",
    "department": "部门",
    "verdict": "结论",
    "opinion": "意见",
    "basis": "依据",
    "data_version": "数据版本",
    "hit": "命中",
    "error": "差错",
    "criteria_set": "准入条件",
    "result": "结果",
    "manual_result": "人工结果",
    "evidence": "证据",
    "approver_id": "批准人",
    "approver_role": "批准人角色",
    "approved_by": "批准机关",
    "category": "保障类别",
    "mode": "保障方式",
    "waiting_no": "轮候号",
    "delivered_on": "送达日",
    "proof": "送达凭证",
    "batch_id": "批次",
    "rank_no": "排序号",
    "layout": "户型",
    "from": "原值",
    "to": "新值",
    "document_no": "文号",
    "kind": "方式",
    "unit_id": "房源",
    "tenancy_id": "租约",
    "amount_yuan": "金额（元）",
    "notice": "公示",
    "starts_on": "起日",
    "ends_on": "止日",
    "channel": "渠道",
    "elements": "公示要素",
    "text": "公示内容",
    "withdrawn": "撤下",
    "objection_no": "异议编号",
    "sustained": "异议成立",
    "conclusion": "调查结论",
    "days": "天数（工作日）",
    "document": "要件",
    "for_action": "所属动作",
    "item": "条件",
    "approval_no": "批准文号",
    "contents": "方案内容",
    "units": "房源",
    "notary": "公证人",
    "record_no": "记录号",
    "area_code": "地区",
    "parameters": "参数",
    "floor_area_per_head_m2": "人均住房面积（m²）",
    "income_per_head_yuan": "人均年收入（元）",
    "assets_yuan": "家庭资产（元）",
    "residence_years": "居住年限",
    "published_on": "公布日",
    "effective_on": "生效日",
    "list_no": "公开批号",
    "on": "日期",
    "source": "来源",
    "month": "月份",
    "changes": "变动",
    "situation": "收回情形",
    "measure": "整改措施",
    "what": "内容",
    "until": "截止日",
}

_ORDER = {name: place for place, name in enumerate(_MEMBERS)}
"""The order in which members are read; canonical JSON knows only the alphabet."""

_VALUES: dict[str, dict[str, str]] = {
    "verdict": {"pass": "通过", "fail": "不通过"},
    "result": {
        "pass": "通过",
        "fail": "不通过",
        "qualified": "符合",
        "unqualified": "不符合",
        "ok": "正常",
        "absent": "无人",
        "doubtful": "存疑",
    },
    "manual_result": {"pass": "通过", "fail": "不通过"},
    "kind": {"defer": "顺延", "forfeit": "放弃"},
    "department": {str(kind): kind.label for kind in OrganisationKind if kind in DEPARTMENTS},
    "mode": {str(mode): mode.label for mode in Mode},
    "notice": {str(notice): notice.label for notice in Notice},
    "approver_role": {str(role): role.label for role in Role},
    "for_action": ACTIONS,
    "document": {"survey_record": "入户调查记录", "determination_sheet": "资格认定表", "contract": "租赁合同"},
    "source": {"gate": "门禁", "meter": "水电表", "visit": "走访"},
    "measure": {
        "education": "教育劝导",
        "administrative": "行政处理",
        "credit": "信用惩戒",
        "exposure": "公开曝光",
        "judicial": "司法强制",
    },
    "elements": {
        "applicant_name": "申请人",
        "household_size": "家庭人数",
        "area": "地区",
        "housing": "住房",
        "income": "收入",
        "result": "结果",
        "category": "类别",
        "unit": "房源",
        "period": "公示期",
        "objection_channel": "异议渠道",
        "publisher": "公示单位",
    },
    "contents": {
        "location": "位置",
        "number": "套数",
        "layout": "户型",
        "area": "面积",
        "rent": "租金",
        "eligible_groups": "供应对象",
        "registration_period": "登记期限",
    },
}
_FLAGS = frozenset({"hit", "withdrawn", "sustained"})


def action_label(action: str) -> str:
    """What was done, in Chinese; the code itself for an action that is not listed."""
    return ACTIONS.get(action, action)


def readable(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The members of an operation's data as (label, value), without those that say nothing. Ciphertext reads 已加密."""
    for name, value in sorted(data.items(), key=lambda member: _ORDER.get(member[0], len(_ORDER))):
        if value not in (None, "", [], {}):
            yield _MEMBERS.get(name, name), _worded(name, value)


def _worded(name: str, value: Any) -> str:
    if isinstance(value, str):
        return SEALED if value.startswith(_TOKEN) else _VALUES.get(name, {}).get(value, value)
    if name in _FLAGS or isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_worded(name, item) for item in value)
    if isinstance(value, dict):
        return "，".join(
            f"{_MEMBERS.get(key, key)} {_worded(key, item)}" for key, item in value.items() if item is not None
        )
    return str(value)
