"""`cockpit explain CASE RULE`: why a rule's lamps burn or do not in one case, finding by finding, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from rich.console import Console
from rich.markup import escape

from cockpit.db import doors
from cockpit.db.cipher import Cipher
from cockpit.domain.action_labels import action_label
from cockpit.domain.daycount import weekday
from cockpit.domain.explaining_words import of_check
from cockpit.domain.explanation import Explained, Explanation, Ground
from cockpit.domain.refusal import Refusal
from cockpit.domain.vocabulary import Role, SubjectKind
from cockpit.jobs.evaluate import facts_of_day
from cockpit.queries.explain import EXPLAINED, explain, subjects
from cockpit.queries.occupied import cities

_ROLES = {str(role): role.label for role in Role}


def explanation(cipher: Cipher, case_no: str, rule: str, city: str | None, as_of: date, today: date) -> Explanation:
    """From the ledger, as of the end of any day up to ``today``. Raises Refusal for what is unknown or to come."""
    if rule not in EXPLAINED:
        raise Refusal(f"没有编号为“{rule[:20]}”的规则或提示，或尚未启用：现有 {'、'.join(EXPLAINED)}。", status=404)
    if as_of > today:
        raise Refusal(f"截至日 {as_of} 在今天（{today}）之后，尚无可解释的事实：请改用今天或更早的日期。", status=400)
    # The engine's door, not a viewer's: another day's facts are worked out in temporary tables.
    with doors.writing_as_engine() as connection:
        kinds = {kind: cities(connection, kind, case_no) for kind in subjects(rule)}
        kind = next((kind for kind, found in kinds.items() if found), SubjectKind.CASE)
        known = kinds[kind]
        if not known or (city is not None and city not in known):
            raise Refusal(
                f"没有编号为“{case_no[:40]}”的办件{_or_else(rule)}：请核对编号，或在办件列表中查找。", status=404
            )
        if city is None and len(known) > 1:
            raise Refusal(f"不止一个设区市有编号为“{case_no}”的{kind.label}：请加 --city，可选 {'、'.join(known)}。")
        facts_of_day(connection, cipher, as_of)
        return explain(connection, city or known[0], case_no, rule, as_of, kind)


def _or_else(rule: str) -> str:
    return "".join(f"或{kind.label}" for kind in subjects(rule)[1:])


def print_explanation(told: Explanation) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for line in lines(told):
        console.print(line)


def lines(told: Explanation) -> Iterator[str]:
    """The explanation as lines with rich's markup; everything that came from outside is escaped."""
    rule = EXPLAINED[told.rule]
    yield f"[bold]{told.subject.label} {escape(told.case_no)}  {rule.code} {rule.name}[/bold]"
    yield f"{told.summary}依据：{rule.basis}"
    for finding in told.findings:
        yield from _finding(finding, told)


def _finding(finding: Explained, told: Explanation) -> Iterator[str]:
    colour = {"red": "red", "yellow": "yellow"}[finding.level] if finding.lit else "green"
    yield ""
    yield f"[bold]{finding.code}[/bold] {finding.level.label}：{finding.says}"
    yield f"  [{colour}]{escape(finding.verdict)}[/{colour}]"
    for ground in finding.grounds:
        yield from _ground(ground, told.acts)


def _ground(ground: Ground, acts: dict[str, Any]) -> Iterator[str]:
    yield f"  [bold]{escape(ground.title)}[/bold]：{escape(ground.follows)}"
    for operation_id in ground.read:
        yield f"    读取 {escape(act_in_words(operation_id, acts))}"
    if ground.limit is not None:
        yield f"    {escape(ground.governed)}"
    for label, value in ground.compared:
        yield f"    {label} {escape(value)}"
    for check in ground.checks:
        criterion, stands = of_check(check)
        yield f"    {'✓' if check.holds else '✗'} {criterion}：{escape(stands)}"
    if ground.count is not None:
        for line in ground.count.lines():
            days = f"{line.first} {weekday(line.first)}"
            if line.last > line.first:
                days = f"{line.first} 至 {line.last}"
            marks = "".join(f" ◀{mark}" for mark in line.marks)
            yield f"      {days}  累计 {line.count:>2}  {line.why}{marks}"
        if ground.count.rest:
            yield f"      {ground.count.rest}"


def act_in_words(operation_id: str, acts: dict[str, Any]) -> str:
    """2026-03-02 10:00 提交申请（编号 O-1，张** 鼓楼区住建局 经办）; the number alone of what is not the case's own."""
    act = acts.get(operation_id)
    if act is None:
        return f"编号 {operation_id}"
    who = " ".join(
        part for part in (act.actor_name or act.actor_id, act.org_name, _ROLES.get(act.role, act.role)) if part
    )
    return f"{act.occurred_at:%Y-%m-%d %H:%M} {action_label(act.action)}（编号 {operation_id}，{who}）"
