"""Why a row is refused: one code and one Chinese sentence for each clause of delivery.md."""

from __future__ import annotations

import re
from enum import StrEnum


class Reason(StrEnum):
    """The code is stored; ``says`` is its sentence, with places for what was found."""

    says: str

    def __new__(cls, code: str, says: str) -> Reason:
        member = str.__new__(cls, code)
        member._value_ = code
        member.says = says
        return member

    # The record
    COLUMNS = "columns", "这一行有 {found} 列，应为 {expected} 列：请检查逗号与引号。"
    QUOTE_OPEN = "quote_open", "引号直到文件末尾没有配对：请补上引号，并重新报送其后的各行。"
    QUOTE = "quote", "引号用法不符合 RFC 4180：含引号、逗号或换行的列须整列加引号，列内的引号写两次。"
    CONTROL = "control", "这一行含有空字符（NUL）：请去除后重新报送。"

    # Columns
    EMPTY = "empty", "列 {column} 不能为空。"
    VALUE = "value", "列 {column} 的值{value}不在允许范围内，可用：{allowed}。"
    NUMBER = "number", "列 {column} 的值{value}不是数字（例如 45.5）。"
    INTEGER = "integer", "列 {column} 的值{value}不是整数，或超出范围。"
    DATE = "date", "列 {column} 的值{value}不是存在的日期，应写成 2024-03-01。"
    TIME = "time", "列 {column} 的值{value}不是存在的时间，应写成 2024-03-01T08:30:00+08:00。"
    NO_OFFSET = "no_offset", "列 {column} 的时间没有时区：请在末尾加 +08:00 或 Z。"
    FUTURE = "future", "列 {column} 的时间晚于本次交付的生成时间 5 分钟以上：请核对时钟与时区。"

    # Places
    UNKNOWN_AREA = "unknown_area", "列 {column} 的区划{value}不在全省区划表（市、县、街道乡镇）中。"
    AREA_LEVEL = "area_level", "列 {column} 的区划{value}级别不对，应为 {digits} 位。"
    UNKNOWN_CITY = "unknown_city", "city_code 的值{value}不是本省设区市代码（四位，如 3501）。"
    OTHER_CITY = "other_city", "对象属于其他城市：city_code 为{city}，而区划{area}不在该市。"

    # Operations
    SUBJECT_KIND = "subject_kind", "subject_kind 的值{value}不接受，可用：case、batch、criteria、unit、tenancy。"
    UNKNOWN_ACTION = "unknown_action", "对象 {kind} 没有操作{value}：请对照报送格式的操作表。"
    STEP = "step", "操作 {action} 属于环节 {expected}，而 step 写的是{value}。"
    NO_STEP = "no_step", "操作 {action} 可在任何环节发生，step 必须写明（S1、S2、S3、WAIT、S4、USE 或 EXIT）。"
    NO_ACTOR = "no_actor", "列 {column} 不能为空：只有申请人本人的操作与系统操作可以不写经办人和机构。"
    CRITERIA_SUBJECT = "criteria_subject", "准入条件操作的 subject_id 应等于 data 中的 criteria_set。"
    CONFLICT = "conflict", "冲突：操作号{value}已有内容不同的记录，先入库的一条有效；更正请用新的操作号报送。"

    # Members of data
    JSON = "json", "data 不是一个 JSON 对象：请检查引号、括号与转义。"
    MISSING = "missing", "操作 {action} 的 data 缺少 {member}。"
    MEMBER_TYPE = "member_type", "data 的 {member} 类型不对，应为{expected}。"
    MEMBER_VALUE = "member_value", "data 的 {member} 的值{value}不在允许范围内，可用：{allowed}。"
    MEMBER_DATE = "member_date", "data 的 {member} 的值{value}不是存在的日期，应写成 {expected}。"

    # Keys not known yet: the row waits
    UNKNOWN_ORGANISATION = "unknown_organisation", "机构{value}尚未报送：收到 organisation.csv 中的该机构后自动入库。"
    UNKNOWN_STAFF = "unknown_staff", "人员{value}尚未报送：收到 staff.csv 中的该人员后自动入库。"
    UNKNOWN_PROJECT = "unknown_project", "本市项目{value}尚未报送：收到 project.csv 中的该项目后自动入库。"
    UNKNOWN_UNIT = "unknown_unit", "本市房源{value}尚未报送：收到 unit.csv 中的该房源后自动入库。"
    UNKNOWN_CASE = "unknown_case", "本市办件{value}尚未报送：收到 case.csv 中的该办件后自动入库。"
    UNKNOWN_TENANCY = "unknown_tenancy", "本市租赁{value}尚未报送：收到 tenancy.csv 中的该租赁后自动入库。"

    @property
    def waits(self) -> bool:
        """Whether a later delivery can cure it."""
        return self.value in _WAITING


_WAITING = frozenset(f"unknown_{table}" for table in ("organisation", "staff", "project", "unit", "case", "tenancy"))


class Unfit(Exception):
    """A row that is quarantined: ``reason`` and the sentence ``detail``."""

    def __init__(self, reason: Reason, **found: object) -> None:
        self.reason = reason
        self.detail = reason.says.format(**found)
        super().__init__(self.detail)


_SHOWN = re.compile(r"[A-Za-z0-9_:+./-]{1,60}")
_PERSONAL = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9})(?![0-9])")


def quoted(value: object) -> str:
    """A value inside a sentence, in quotes; nothing at all where it might name a person.

    A shifted column puts names and ID numbers where codes belong, and these sentences are stored in the clear.
    """
    text = str(value)
    return f"“{text}”" if _SHOWN.fullmatch(text) and not _PERSONAL.search(text) else ""
