"""Limits of the procedure: how many working days, from when, and where that is written.

The lines are data (示例规则集): a province replaces them by its own annex, a city or county adds stricter ones with an
area code and a date, and no code changes. The limit in force on the day a clock starts applies to the whole run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cockpit.domain.area import PROVINCE
from cockpit.domain.vocabulary import Named

ALWAYS = date(1949, 10, 1)
"""Start of a limit that rules.md gives without a date."""

IMPLEMENTING_RULES = "《福建省公共租赁住房分配工作实施细则》（2022-12-19）第七条；分环节时限为示例规则集"
ORDER_11 = "《公共租赁住房管理办法》（住建部令第11号）"


@dataclass(frozen=True, slots=True)
class Limit:
    """One dated line: ``days`` working days (calendar days where ``calendar``), a yellow lamp ``near`` before.

    ``instance`` narrows the line to one instance of the clock, e.g. the department ``civil_affairs``.
    """

    code: str
    label: str
    days: int
    near: int
    source: str
    area_code: str = PROVINCE
    since: date = ALWAYS
    instance: str = ""
    calendar: bool = False
    document: str = ""  # the number of the document that set it; '' for the lines that come along
    change_no: str = ""  # of the operation that set it (`limit_changed` in the ledger); '' likewise

    @property
    def cited(self) -> str:
        """The source with the number of its document."""
        return f"{self.source}（{self.document}）" if self.document else self.source

    @property
    def unit(self) -> str:
        return "天" if self.calendar else "个工作日"

    def governs(self, area_code: str) -> bool:
        """Whether the line holds in an area. A city's line holds wherever its code leads, 平潭 under 3501 included, as
        its admission criteria do (delivery.md)."""
        return self.area_code == PROVINCE or area_code.startswith(self.area_code)


LIMITS: tuple[Limit, ...] = (
    Limit("accept", "作出受理、补正或不予受理决定", 5, 1, f"{ORDER_11}第八条；5个工作日为示例规则集"),
    Limit("S1", "申请受理环节", 15, 3, IMPLEMENTING_RULES),
    Limit("acceptance_notice", "公示受理结果", 10, 0, f"{ORDER_11}第九条；10个工作日为示例规则集"),
    Limit("answer", "联审部门反馈", 5, 1, f"{IMPLEMENTING_RULES}；第五条"),
    Limit("answer", "民政部门经济状况核对反馈", 10, 2, f"{IMPLEMENTING_RULES}；第五条", instance="civil_affairs"),
    Limit("S2", "多部门联审环节", 15, 3, IMPLEMENTING_RULES),
    Limit("decide", "作出资格认定", 5, 1, IMPLEMENTING_RULES),
    Limit("S3", "汇总认定环节", 12, 2, IMPLEMENTING_RULES),
    Limit("S4", "配租环节", 18, 3, IMPLEMENTING_RULES),
    Limit(
        "total",
        "全流程",
        60,
        6,
        "《福建省公共租赁住房分配工作实施细则》（2022-12-19）第七条：总办理时限不超过60个工作日",
    ),
    Limit("objection", "调查异议并作出结论", 10, 2, f"{ORDER_11}第九条、第十四条；10个工作日为示例规则集"),
    Limit("objection_published.late", "公布异议调查结论", 2, 0, f"{ORDER_11}第九条；2个工作日为示例规则集"),
    Limit("objection_published.over", "公布异议调查结论", 3, 0, f"{ORDER_11}第九条；3个工作日为示例规则集"),
    Limit("review", "答复复核申请", 15, 0, f"{ORDER_11}第九条：15个工作日内书面告知"),
    Limit("eligibility_notice", "公示资格认定结果", 2, 0, f"{ORDER_11}第九条；2个工作日为示例规则集"),
    Limit("refusal.late", "书面告知不符合结果", 2, 0, f"{ORDER_11}第九条；2个工作日为示例规则集"),
    Limit("refusal.missing", "书面说明不符合理由", 5, 0, f"{ORDER_11}第九条；5个工作日为示例规则集"),
    Limit("result.late", "公开配租结果", 2, 0, f"{ORDER_11}第十四条；2个工作日为示例规则集"),
    Limit("result.over", "公开配租结果", 5, 0, f"{ORDER_11}第十四条；5个工作日为示例规则集"),
    Limit("filing", "租赁合同备案", 30, 5, f"{ORDER_11}第十七条：合同签订后30日内备案", calendar=True),
)


class OverdueLight(Named):
    """How a province shows what is overdue (domain.md B: elsewhere "overdue = yellow")."""

    RED = "red", "超期即亮红灯"
    YELLOW_THEN_RED = "yellow_then_red", "超期前3个工作日亮黄灯，此后亮红灯"


YELLOW_DAYS = 3
"""Working days for which an exceeded limit stays yellow under ``YELLOW_THEN_RED``."""


@dataclass(frozen=True, slots=True)
class Light:
    """The convention from a day on, for clocks that start on it or later. It changes levels, never days."""

    light: OverdueLight
    since: date
    document: str = ""
    source: str = ""
    change_no: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything that an evaluation judges durations by: the lines that come along, and those that people set."""

    lines: tuple[Limit, ...] = LIMITS
    lights: tuple[Light, ...] = ()  # the latest ``since`` first

    def of(self, code: str) -> list[Limit]:
        """As ``lines``."""
        return lines(code, self.lines)

    def light_on(self, day: date) -> Light | None:
        """The convention of what starts on this day; None: nobody chose one, overdue is red."""
        return next((light for light in self.lights if light.since <= day), None)

    def changed_by(self, change_no: str) -> Limit | None:
        """The line that an operation set; None once another of the same place and day has taken its place."""
        return next((line for line in self.lines if line.change_no == change_no), None)

    def in_force(self, code: str, area_code: str, on: date, instance: str = "") -> Limit | None:
        """As ``limit_in_force``."""
        return limit_in_force(code, area_code, on, instance, self.lines)


SHIPPED = Limits()


def lines(code: str, limits: Iterable[Limit] = LIMITS) -> list[Limit]:
    """Every line of a limit, the most particular first: own instance, then longest area, then latest date."""
    found = [line for line in limits if line.code == code]
    return sorted(found, key=lambda line: (line.instance, len(line.area_code), line.since), reverse=True)


def limit_in_force(
    code: str, area_code: str, on: date, instance: str = "", limits: Iterable[Limit] = LIMITS
) -> Limit | None:
    """The line that governs a clock of this area, instance and start day; None where none is in force."""
    for line in lines(code, limits):
        if line.instance in ("", instance) and line.governs(area_code) and line.since <= on:
            return line
    return None
