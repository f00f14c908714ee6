"""The values that a lamp compared, in words: the members of ``finding.measured``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
}
_SILENT = frozenset({"clock", "asked_of"})  # the office that must answer is named beside
_IN_DAYS = frozenset({"limit", "over_days", "left_days"})


def compared(measured: Mapping[str, Any], unit: str = "个工作日") -> Iterator[tuple[str, str]]:
    """(label, value) in the order of a calculation; ``unit`` is what the limit counts. Silent members are left out."""
    for name in (*_LABELS, *(name for name in measured if name not in _LABELS)):
        value = measured.get(name)
        if name in _SILENT or value in (None, "", False) or (name == "over_days" and value == 0):
            continue
        yield _LABELS.get(name, name), _worded(name, value, unit)


def _worded(name: str, value: Any, unit: str) -> str:
    if name in _IN_DAYS:
        return f"{value} {unit}"
    return "是" if value is True else str(value)
