"""Who may see and do what: one table of roles and permissions (docs/generated/access.md prints it).

A permission says what a role may do at all; *whose* rows it may do it to is the scope, the area of the viewer, to which
the database holds. Both must allow it. Inspectors read everything in their area and change nothing but orders; nobody
reviews an answer of their own office, whatever this table says (that is judged alert by alert).
"""

from __future__ import annotations

from collections.abc import Collection

from cockpit.domain.area import ZONE, AreaLevel, level_of
from cockpit.domain.refusal import Refusal
from cockpit.domain.vocabulary import Named


class UserRole(Named):
    """What a person is to the cockpit; `Role` of the vocabulary is what an operation was recorded under."""

    PROVINCE = "province", "省级主管部门"
    PROVINCE_INSPECTOR = "province_inspector", "省级纪检监察"
    CITY_INSPECTOR = "city_inspector", "市级纪检监察"
    CITY = "city", "市级主管部门"
    COUNTY = "county", "县级主管部门"
    STREET = "street", "街道（乡镇）"
    DEPARTMENT = "department", "联审部门"
    PUBLIC = "public", "社会公众"
    ENGINE = "engine", "系统自动"


class Permission(Named):
    SEE_PUBLISHED = "see_published", "查看公开数据"
    SEE_FIGURES = "see_figures", "查看本地区指标与排名"
    SEE_ROWS = "see_rows", "查看本地区办件、预警、房源与依据"
    EXPORT = "export", "导出本地区清单"
    LOOK_BACK = "look_back", "查看本地区历史截至日"

    RAISE = "raise", "提出预警"
    ACKNOWLEDGE = "acknowledge", "签收"
    ANSWER = "answer", "处置、阶段说明与反馈"
    ASK_EXTENSION = "ask_extension", "申请延期"
    APPEAL = "appeal", "申诉"
    REVIEW = "review", "复核、退回与销号"
    GRANT_EXTENSION = "grant_extension", "批准延期"
    SUPERVISE = "supervise", "督办"
    ESCALATE = "escalate", "提级"
    REFER = "refer", "移送线索"
    REVOKE = "revoke", "裁定申诉、撤销预警"
    DRAW_CHECKS = "draw_checks", "随机抽查"

    SEE_BACKLOG = "see_backlog", "查看积压与在办"
    SEE_SUPERVISION = "see_supervision", "查看督办台账"
    SEE_AUDIT = "see_audit", "查看操作留痕"
    REVEAL = "reveal", "查看个人信息原文"


_READING = {
    Permission.SEE_PUBLISHED,
    Permission.SEE_FIGURES,
    Permission.SEE_ROWS,
    Permission.EXPORT,
    Permission.LOOK_BACK,
}
_ANSWERING = {Permission.ACKNOWLEDGE, Permission.ANSWER, Permission.ASK_EXTENSION, Permission.APPEAL, Permission.REVEAL}
_REVIEWING = {Permission.REVIEW, Permission.GRANT_EXTENSION, Permission.SEE_BACKLOG}
_INSPECTING = {
    Permission.SUPERVISE,
    Permission.REFER,
    Permission.DRAW_CHECKS,
    Permission.SEE_BACKLOG,
    Permission.SEE_SUPERVISION,
    Permission.SEE_AUDIT,
    Permission.REVEAL,
}

ACCESS: dict[UserRole, frozenset[Permission]] = {
    UserRole.PROVINCE: frozenset(
        _READING | _ANSWERING | _REVIEWING | _INSPECTING | {Permission.ESCALATE, Permission.REVOKE}
    ),
    UserRole.PROVINCE_INSPECTOR: frozenset(_READING | _INSPECTING),
    UserRole.CITY_INSPECTOR: frozenset(_READING | _INSPECTING),
    UserRole.CITY: frozenset(_READING | _ANSWERING | _REVIEWING | {Permission.SUPERVISE, Permission.REFER}),
    UserRole.COUNTY: frozenset(_READING | _ANSWERING | _REVIEWING | {Permission.REFER}),
    UserRole.STREET: frozenset(_READING | _ANSWERING),
    UserRole.DEPARTMENT: frozenset(_READING | _ANSWERING),
    UserRole.PUBLIC: frozenset({Permission.SEE_PUBLISHED}),
    UserRole.ENGINE: frozenset({Permission.RAISE, Permission.SUPERVISE, Permission.ESCALATE}),
}

INSPECTORS = frozenset({UserRole.PROVINCE_INSPECTOR, UserRole.CITY_INSPECTOR})
PEOPLE = tuple(role for role in UserRole if role is not UserRole.ENGINE)
"""The roles that an account may have; the engine never logs in."""

_LEVELS: dict[UserRole, Collection[AreaLevel]] = {
    UserRole.PROVINCE: (AreaLevel.PROVINCE,),
    UserRole.PROVINCE_INSPECTOR: (AreaLevel.PROVINCE,),
    UserRole.CITY_INSPECTOR: (AreaLevel.CITY,),
    UserRole.CITY: (AreaLevel.CITY,),
    UserRole.COUNTY: (AreaLevel.COUNTY,),
    UserRole.STREET: (AreaLevel.STREET,),
    UserRole.DEPARTMENT: (AreaLevel.CITY, AreaLevel.COUNTY),
    UserRole.PUBLIC: (AreaLevel.PROVINCE,),
    UserRole.ENGINE: (AreaLevel.PROVINCE,),
}
_OF_THE_ZONE = (UserRole.CITY, UserRole.CITY_INSPECTOR)
"""平潭 reports to the province, so its offices may be of a city's rank although its code has a county's length."""


def may(role: UserRole, permission: Permission) -> bool:
    return permission in ACCESS[role]


def check_may(role: UserRole, permission: Permission) -> None:
    """Raises Refusal (403)."""
    if not may(role, permission):
        raise Refusal(
            f"您的角色是“{role.label}”，没有“{permission.label}”的权限：如确需办理，请联系有权限的单位。", status=403
        )


def check_area(role: UserRole, code: str) -> None:
    """Raises Refusal (400) where no office of this role is responsible for such an area."""
    written = code.isascii() and code.isdigit() and code.startswith("35") and len(code) in (2, 4, 6, 9)
    if not written or not (level_of(code) in _LEVELS[role] or (code == ZONE and role in _OF_THE_ZONE)):
        wanted = "或".join(f" {_DIGITS[level]} 位" for level in _LEVELS[role])
        raise Refusal(f"区划代码“{code[:20]}”不正确：{role.label}应为 35 开头的{wanted}数字。", status=400)


_DIGITS = {AreaLevel.PROVINCE: 2, AreaLevel.CITY: 4, AreaLevel.COUNTY: 6, AreaLevel.STREET: 9}
