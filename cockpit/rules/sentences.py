"""A finding in one Chinese sentence: who, what, which limit, how late, since when (look.md, "Words").

A finding's template names these fields: ``office`` who must answer, ``subject`` the case, batch or criteria set,
``instance`` the department or objection, ``limit``, ``start``, ``due``, ``since``, and ``tail``: how it stands now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cockpit.domain.vocabulary import LampClass, Level, OrganisationKind, SubjectKind
from cockpit.rules.rule import Finding

_DEPARTMENT = {kind.value: kind.label for kind in OrganisationKind}


def sentence(finding: Finding, row: Mapping[str, Any]) -> str:
    """``row`` holds subject_kind, subject_id, instance, since, until, measured and, where known, office (the
    name of the organisation) and area_name."""
    measured: Mapping[str, Any] = row.get("measured") or {}
    instance = str(row.get("instance") or "")
    said = finding.sentence.format(
        office=_office(row, measured),
        subject=f"{SubjectKind(row['subject_kind']).label} {row['subject_id']} ",
        instance=_DEPARTMENT.get(instance, instance),
        limit=measured.get("limit", ""),
        start=measured.get("start_on", ""),
        due=measured.get("due_on", ""),
        since=row["since"],
        tail=_tail(finding, row, measured),
    )
    return said.replace(" ，", "，").replace(" 。", "。")


def _office(row: Mapping[str, Any], measured: Mapping[str, Any]) -> str:
    if row.get("office"):
        return str(row["office"])
    kind = _DEPARTMENT.get(str(measured.get("asked_of") or ""), "经办单位")
    return f"{row.get('area_name') or ''}{kind}"


def _tail(finding: Finding, row: Mapping[str, Any], measured: Mapping[str, Any]) -> str:
    """How it stands: days left or over for a limit, since when and whether mended for the rest."""
    if finding.lamp_class == LampClass.PROMPT:
        return f"已于 {row['until']} 前解除" if row.get("until") else "请及时处理"
    if finding.limit is None:
        return f"已于 {row['until']} 前改正" if row.get("until") else "至今未改正"
    done = measured.get("done_on")
    over = measured.get("over_days", 0)
    if finding.level == Level.RED or not finding.code.endswith(".near"):
        if row.get("until") and done:
            return f"实际于 {done} 完成，超期 {over} 个工作日"
        return "办件已结束" if row.get("until") else f"至今超期 {over} 个工作日"
    if row.get("until"):
        return f"已于 {done} 完成，临界解除" if done and done <= str(measured.get("due_on")) else "临界期已过"
    return f"剩余 {measured.get('left_days', 0)} 个工作日"
