"""The words of the domain: every enumeration once, each member with the Chinese name that screens show.

Values are the codes that deliveries carry (delivery.md) and that the tables store; labels are for people only.
"""

from __future__ import annotations

from enum import StrEnum


class Named(StrEnum):
    """A code with its Chinese name: ``Step.ACCEPTANCE == "S1"``, ``Step.ACCEPTANCE.label == "申请受理"``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Named:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Step(Named):
    """Where in the procedure an operation stands; the four names are Fujian's own (Implementing Rules, Art. 7)."""

    ACCEPTANCE = "S1", "申请受理"
    JOINT_REVIEW = "S2", "多部门联审"
    DETERMINATION = "S3", "住建部门汇总认定"
    WAIT = "WAIT", "轮候"
    ALLOTMENT = "S4", "配租"
    USE = "USE", "租后使用"
    EXIT = "EXIT", "退出"


class Level(Named):
    """The colour of a lamp."""

    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"


class LampClass(Named):
    """The three warning classes of the article, and the prompts, which are no warnings of the sixteen rules."""

    NEAR_LIMIT = "near_limit", "临界"
    IRREGULAR = "irregular", "不规范"
    ABNORMAL = "abnormal", "异常"
    PROMPT = "prompt", "临期提示"


WARNING_CLASSES = (LampClass.NEAR_LIMIT, LampClass.IRREGULAR, LampClass.ABNORMAL)


class SubjectKind(Named):
    """What a lamp burns on."""

    CASE = "case", "办件"
    BATCH = "batch", "配租批次"
    CRITERIA = "criteria", "准入条件"
    UNIT = "unit", "房源"
    TENANCY = "tenancy", "租赁"


class OrganisationKind(Named):
    STREET = "street", "街道（乡镇）"
    COUNTY_HOUSING = "county_housing", "县级住建部门"
    CITY_HOUSING = "city_housing", "市级住建部门"
    PROVINCE_HOUSING = "province_housing", "省级住建部门"
    OPERATOR = "operator", "运营单位"
    DISCIPLINE = "discipline", "纪检监察机构"
    CIVIL_AFFAIRS = "civil_affairs", "民政"
    PUBLIC_SECURITY = "public_security", "公安"
    REAL_ESTATE = "real_estate", "不动产登记"
    MARKET_SUPERVISION = "market_supervision", "市场监管"
    HUMAN_RESOURCES = "human_resources", "人社"
    PROVIDENT_FUND = "provident_fund", "公积金"
    TAX = "tax", "税务"
    VETERANS = "veterans", "退役军人"
    DISABLED_FEDERATION = "disabled_federation", "残联"


DEPARTMENTS = frozenset(
    {
        OrganisationKind.CIVIL_AFFAIRS,
        OrganisationKind.PUBLIC_SECURITY,
        OrganisationKind.REAL_ESTATE,
        OrganisationKind.MARKET_SUPERVISION,
        OrganisationKind.HUMAN_RESOURCES,
        OrganisationKind.PROVIDENT_FUND,
        OrganisationKind.TAX,
        OrganisationKind.VETERANS,
        OrganisationKind.DISABLED_FEDERATION,
    }
)
"""The kinds of organisation that are asked for an opinion in the joint review."""


class Role(Named):
    CLERK = "clerk", "经办"
    SURVEYOR = "surveyor", "入户调查员"
    REVIEWER = "reviewer", "审核"
    APPROVER = "approver", "审批"
    DEPARTMENT_REVIEWER = "department_reviewer", "联审部门审核"
    OPERATOR = "operator", "运营"
    SYSTEM = "system", "系统"
    INSPECTOR = "inspector", "监督"
    APPLICANT = "applicant", "申请人"


class Channel(Named):
    MIN_ZHENG_TONG = "min_zheng_tong", "闽政通APP"
    RENTAL_APP = "rental_app", "公租房APP"
    ONLINE_HALL = "online_hall", "网上办事大厅"
    LOCAL_PLATFORM = "local_platform", "地方公共服务平台"
    WINDOW = "window", "窗口"


class Mode(Named):
    UNIT = "unit", "实物配租"
    SUBSIDY = "subsidy", "租赁补贴"


class Notice(Named):
    ACCEPTANCE = "acceptance", "受理结果公示"
    ELIGIBILITY = "eligibility", "资格审核结果公示"
    RANKING = "ranking", "排序公示"
    RESULT = "result", "配租结果公开"


class EndKind(Named):
    """How a case ended (rules.md, "A case ends with")."""

    REJECTED = "rejected", "不予受理"
    WITHDRAWN = "withdrawn", "申请人撤回"
    TERMINATED = "terminated", "终止"
    UNQUALIFIED = "unqualified", "认定不符合"
    COMPLETED = "completed", "配租完成"


class Category(Named):
    """The kind of breach a rule watches for."""

    TIME_LIMIT = "time_limit", "未在规定时限办结"
    MISSING_OPINION = "missing_opinion", "未出具具体意见"
    UNAUTHORISED_CHANGE = "unauthorised_change", "擅自变更"
    NON_DISCLOSURE = "non_disclosure", "未公开公示"
    ORDER_SKIPPED = "order_skipped", "突破轮候排序"
    PROCEDURE = "procedure", "程序不规范"
    INTEGRITY = "integrity", "越权越序"


class RiskKind(Named):
    BREAK = "break", "断点"
    BLOCKAGE = "blockage", "堵点"
    INTEGRITY = "integrity", "风险点"
