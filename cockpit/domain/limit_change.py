"""What a change of a limit must be: stricter than the province's or equal, dated, with document and source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cockpit.domain.area import PROVINCE, AreaLevel, level_of
from cockpit.domain.limit import LIMITS, Limit, OverdueLight, lines
from cockpit.domain.refusal import Refusal
from cockpit.domain.vocabulary import DEPARTMENTS

LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Ground:
    """From when a change holds, and what says so. ``grounds``: why, in the words of who changes it; may be ''."""

    since: date
    document: str
    source: str
    grounds: str = ""

    def __post_init__(self) -> None:
        for label, value in (("文号", self.document), ("出处", self.source)):
            if not value.strip():
                raise Refusal(f"缺少{label}：调整时限须有依据，请写明{label}（--document 文号，--source 出处）。")
        for label, value in (("文号", self.document), ("出处", self.source), ("理由", self.grounds)):
            if len(value) > LONGEST_TEXT:
                raise Refusal(f"{label}过长（{len(value)} 字）：请不超过 {LONGEST_TEXT} 字。")


def province_line(code: str, instance: str = "") -> Limit:
    """The line that comes along for this limit and department, else for the limit alone. Refusal for an unknown one."""
    found = lines(code)
    if not found:
        raise Refusal(f"没有代码为“{code[:40]}”的时限：现有 {'、'.join(dict.fromkeys(line.code for line in LIMITS))}。")
    own = [line for line in found if line.area_code == PROVINCE and line.instance == instance]
    return own[0] if own else next(line for line in found if line.area_code == PROVINCE and not line.instance)


def stricter(
    code: str, days: int, *, area_code: str, ground: Ground, near: int | None = None, instance: str = ""
) -> Limit:
    """The line that a city or county may set. Refusal where it is looser than the province's, or no limit at all.

    Without ``near`` the yellow lamp comes a fifth of the limit before it (domain.md B), where the province has one.
    """
    of = province_line(code, instance)
    if level_of(area_code) not in (AreaLevel.CITY, AreaLevel.COUNTY):
        raise Refusal(f"时限只能由设区市或县（市、区）从严调整：收到地区“{area_code}”，应为 4 位或 6 位区划代码。")
    if instance and (code != "answer" or instance not in DEPARTMENTS):
        known = "、".join(sorted(DEPARTMENTS))
        raise Refusal(f"“{of.label}”不能按“{instance[:40]}”单独设定：只有联审反馈（answer）可按部门，部门为 {known}。")
    unit = "天" if of.calendar else "个工作日"
    if days < 1:
        raise Refusal(f"“{of.label}”的时限至少为 1 {unit}：收到 {days}。")
    # Every line of the province that can meet this one: in force on its first day, or coming later.
    bounds = [line for line in lines(code) if line.area_code == PROVINCE and line.instance == of.instance]
    later = [line for line in bounds if line.since > ground.since]
    before = [line for line in bounds if line.since <= ground.since][:1]
    bound = min((*before, *later), key=lambda line: line.days)
    if days > bound.days:
        raise Refusal(
            f"“{of.label}”的时限 {days} {unit}长于全省的 {bound.days} {unit}：地方只能从严，不得放宽，"
            f"请改为不超过 {bound.days}。"
        )
    warning = (max(1, days // 5) if of.near else 0) if near is None else near
    if warning < 0 or warning > days:
        raise Refusal(f"提前亮黄灯的天数应在 0 与时限 {days} 之间：收到 {warning}。")
    if of.near and not warning:
        raise Refusal(f"全省对“{of.label}”提前 {of.near} {unit}亮黄灯：地方不得取消，请把 --near 设为 1 以上。")
    return Limit(
        code, of.label, days, warning, ground.source, area_code, ground.since, instance, of.calendar, ground.document
    )


def light_named(value: str) -> OverdueLight:
    """The convention of this code. Refusal names those that there are."""
    if value not in set(OverdueLight):
        known = "、".join(f"{one.value}（{one.label}）" for one in OverdueLight)
        raise Refusal(f"没有名为“{value[:40]}”的超期亮灯方式：应为 {known}。")
    return OverdueLight(value)
