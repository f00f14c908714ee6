"""A finding in one Chinese sentence: who, what, which limit, how late, since when (look.md, "Words").

A finding's template names these fields: ``office`` who must answer, ``subject`` the case, batch or criteria set,
``instance`` the department, objection, step or paper, ``limit``, ``start``, ``due``, ``since``, and ``tail``: how it
stands now.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cockpit.domain.action_labels import ACTIONS
from cockpit.domain.limit import lines
from cockpit.domain.vocabulary import LampClass, Level, OrganisationKind, Step, SubjectKind
from cockpit.rules.rule import Finding

_DEPARTMENT = {kind.value: kind.label for kind in OrganisationKind}
_INSTANCE = _DEPARTMENT | {step.value: step.label for step in Step}


def sentence(finding: Finding, row: Mapping[str, Any]) -> str:
    """``row`` holds subject_kind, subject_id, instance, since, until, measured and, where known, office (the
    name of the organisation) and area_name."""
    measured: Mapping[str, Any] = row.get("measured") or {}
    said = finding.sentence.format(
        office=_office(row, measured),
        subject=f"{SubjectKind(row['subject_kind']).label} {row['subject_id']} ",
        instance=_instance(str(row.get("instance") or "")),
        limit=measured.get("limit", ""),
        start=measured.get("start_on", ""),
        due=measured.get("due_on", ""),
        since=row["since"],
        tail=_tail(finding, row, measured),
    )
    return re.sub(" (?=[，。：])", "", said)


def _instance(code: str) -> str:
    """``civil_affairs`` -> 民政, ``S2`` -> 多部门联审, ``determined:2`` (the paper of an act) -> 第 2 次作出资格认定."""
    action, _, number = code.partition(":")
    if number and action in ACTIONS:
        return ACTIONS[action] if number == "1" else f"第 {number} 次{ACTIONS[action]}"
    return _INSTANCE.get(code, code)


def _office(row: Mapping[str, Any], measured: Mapping[str, Any]) -> str:
    if row.get("office"):
        return str(row["office"])
    kind = _DEPARTMENT.get(str(measured.get("asked_of") or ""), "经办单位")
    return f"{row.get('area_name') or ''}{kind}"


def _tail(finding: Finding, row: Mapping[str, Any], measured: Mapping[str, Any]) -> str:
    """How it stands: days left or over for a limit, since when and whether mended for the rest."""
    # Mended, replaced by a red lamp, or ended with the case: the row does not say which, so neither do we.
    gone_out = f"自 {row.get('until')} 起熄灯"
    if finding.lamp_class == LampClass.PROMPT:
        return gone_out if row.get("until") else "请及时处理"
    if finding.limit is None:
        return gone_out if row.get("until") else "至今未改正"
    done = measured.get("done_on")
    over = measured.get("over_days", 0)
    unit = "天" if any(line.calendar for line in lines(finding.limit)) else "个工作日"
    if finding.level == Level.RED or not finding.code.endswith(".near"):
        if row.get("until") and done:
            return f"实际于 {done} 完成，超期 {over} {unit}"
        return gone_out if row.get("until") else f"至今超期 {over} {unit}"
    if row.get("until"):
        return f"已于 {done} 完成，临界解除" if done and done <= str(measured.get("due_on")) else "临界期已过"
    return f"剩余 {measured.get('left_days', 0)} {unit}"
