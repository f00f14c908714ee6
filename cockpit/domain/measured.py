"""The values that a lamp compared, in words: the members of ``finding.measured``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

_LABELS = {
    "start_on": "起算日（当日不计）",
    "limit": "期限",
    "due_on": "到期日",
    "done_on": "实际完成日",
    "over_days": "超过期限",
    "left_days": "剩余",
    "moved_on": "转入下一步的日期",
    "mended_on": "补办日期",
    "criteria_set": "认定所用的准入条件",
    "in_force": "受理日有效的准入条件",
    "accepted_on": "受理日",
    "mass": "与同一人当日至少20条意见雷同",
    "selector": "选房的办件",
    "rank_no": "选房者的排序号",
    "rank_before": "被越过者的排序号",
    "published_at": "排序公布时间",
}
_MOVED = {
    "R12.unit.secret": "分配日",
    "R12.unit": "超过天数之日",
    "R12.plan": "开放或公布之日",
    "R07": "认定日",
    "R16.document": "要件逾期或归档之日",
    "R16.suspension": "超过允许期限之日",
}
"""What went ahead differs by finding; the first prefix that fits names ``moved_on``."""
_SILENT = frozenset({"clock", "asked_of", "limit_by"})  # the office that must answer and the limit are named beside
_IN_DAYS = frozenset({"limit", "over_days", "left_days"})


def compared(measured: Mapping[str, Any], unit: str = "个工作日", finding: str = "") -> Iterator[tuple[str, str]]:
    """(label, value) in the order of a calculation; ``unit`` is what the limit counts. Silent members are left out."""
    moved = next((label for prefix, label in _MOVED.items() if finding.startswith(prefix)), _LABELS["moved_on"])
    for name in (*_LABELS, *(name for name in measured if name not in _LABELS)):
        value = measured.get(name)
        if name in _SILENT or value in (None, "", False) or (name == "over_days" and value == 0):
            continue
        yield moved if name == "moved_on" else _LABELS.get(name, name), _worded(name, value, unit)


def _worded(name: str, value: Any, unit: str) -> str:
    if name in _IN_DAYS:
        return f"{value:,} {unit}"
    if name == "published_at":
        return f"{datetime.fromisoformat(str(value)):%Y-%m-%d %H:%M}"
    return "是" if value is True else str(value)
