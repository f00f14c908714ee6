"""Thresholds of the prompts (T codes): how long before a day, how long after it, or how many times.

Data like domain.limit (示例规则集): dated lines, a city's or county's own beside the province's. A line governs what
began on or after its date in its area.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cockpit.domain.limit import ALWAYS, ORDER_11

EXAMPLE = "示例规则集"


class Unit(StrEnum):
    """What ``amount`` counts."""

    DAY = "day"  # calendar days
    MONTH = "month"  # calendar months; from the 31st to the last day of a shorter month
    WORKDAY = "workday"
    TIMES = "times"  # visits without anybody at home
    OWED = "owed"  # months of rent owed at a time


UNIT_NAMES = {Unit.DAY: "日", Unit.MONTH: "个月", Unit.WORKDAY: "个工作日", Unit.TIMES: "次", Unit.OWED: "个月"}


@dataclass(frozen=True, slots=True)
class PromptLimit:
    """One dated line; all lines of a code are in the same unit."""

    code: str
    label: str
    amount: int
    unit: Unit
    source: str = EXAMPLE
    area_code: str = "35"
    since: date = ALWAYS

    @property
    def words(self) -> str:
        """30 日, 54 个月, 3 个工作日."""
        return f"{self.amount} {UNIT_NAMES[self.unit]}"

    @property
    def fewest_days(self) -> int:
        """Calendar days that it comes to at the least."""
        if self.unit is not Unit.MONTH:
            return self.amount
        shorter = 3 if self.amount % 12 else 0  # than the mean: from the last of January to that of February
        return self.amount * 365 // 12 - shorter


PROMPT_LIMITS: tuple[PromptLimit, ...] = (
    PromptLimit("ready.long", "可配租房源未配租", 30, Unit.DAY),
    PromptLimit("ready.idle", "可配租房源长期未配租", 180, Unit.DAY),
    PromptLimit("repair.due", "维修到期前", 5, Unit.DAY),
    PromptLimit("unused.first", "门禁、水电表无使用记录", 90, Unit.DAY),
    PromptLimit("unused.second", "门禁、水电表无使用记录", 150, Unit.DAY),
    PromptLimit("unused.idle", "连续闲置", 6, Unit.MONTH, f"{ORDER_11}第二十七条第（五）项：连续6个月以上闲置"),
    PromptLimit("expiry.first", "租赁合同到期前", 90, Unit.DAY, f"{ORDER_11}第三十条：期满3个月前申请续租"),
    PromptLimit("expiry.second", "租赁合同到期前", 30, Unit.DAY),
    PromptLimit("expiry.third", "租赁合同到期前", 7, Unit.DAY),
    PromptLimit("waiting.long", "轮候时间将满5年", 54, Unit.MONTH),
    PromptLimit("waiting.over", "轮候时间", 60, Unit.MONTH, f"{ORDER_11}第十条：轮候期一般不超过5年"),
    PromptLimit("recheck.first", "资格复核到期前", 30, Unit.DAY),
    PromptLimit("recheck.second", "资格复核到期前", 15, Unit.DAY),
    PromptLimit("recheck.third", "资格复核到期前", 5, Unit.DAY),
    PromptLimit("recheck.missing", "未作资格复核", 12, Unit.MONTH),
    PromptLimit("change.unhandled", "复核比对发现变化后处理", 10, Unit.WORKDAY),
    PromptLimit("visit.due", "计划走访到期前", 5, Unit.WORKDAY),
    PromptLimit("visit.absent", "走访连续无人", 2, Unit.TIMES),
    PromptLimit("visit.missing", "未入户走访", 12, Unit.MONTH),
    PromptLimit("rectification.due", "整改到期前", 3, Unit.WORKDAY),
    PromptLimit("arrears.first", "拖欠租金", 1, Unit.OWED),
    PromptLimit("arrears.second", "拖欠租金", 3, Unit.OWED),
    PromptLimit("arrears.over", "累计拖欠租金", 6, Unit.OWED, f"{ORDER_11}第二十九条：累计6个月以上拖欠租金"),
)


def prompt_lines(code: str, limits: Iterable[PromptLimit] = PROMPT_LIMITS) -> list[PromptLimit]:
    """Every line of a threshold, the most particular first: longest area, then latest date."""
    found = [line for line in limits if line.code == code]
    return sorted(found, key=lambda line: (len(line.area_code), line.since), reverse=True)


def prompt_limit_in_force(
    code: str, area_code: str, start_on: date, limits: Iterable[PromptLimit] = PROMPT_LIMITS
) -> PromptLimit:
    """The line that governs what began on a day in an area: the very choice that the prompts' SELECT makes."""
    return next(
        line
        for line in prompt_lines(code, limits)
        if line.since <= start_on and (line.area_code == "35" or area_code.startswith(line.area_code))
    )
