"""A matter that was pending: from when, which threshold it met, what ended it, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from cockpit.domain.area import PROVINCE
from cockpit.domain.daycount import Count, count_days
from cockpit.domain.explaining_words import MATTERS
from cockpit.domain.explanation import Ground
from cockpit.domain.prompt_limit import PromptLimit, Unit, prompt_limit_in_force
from cockpit.domain.vocabulary import SubjectKind
from cockpit.rules.grounds import UNEXPLAINED, Facts, Row, became, in_force_from, present
from cockpit.rules.reads import Reads, Shape
from cockpit.rules.rule import Finding


def pending_ground(
    finding: Finding, reads: Reads, row: Row, lamps: Sequence[Row], raw: Sequence[Row], facts: Facts
) -> Ground:
    """``row``: a pending with near_on, since_on and taken_on (rules.prompting)."""
    limit = prompt_limit_in_force(finding.limit, row["area_code"], row["start_on"]) if finding.limit else None
    ends = [became(lamp, lamps, facts.as_of) for lamp in raw if _is_of(lamp, row)]
    lit = any(burned for burned, _ in ends)
    told = [words for burned, words in ends if burned or not lit] or [_why_dark(reads.shape, row, facts.as_of)]
    ground = Ground(
        MATTERS[reads.kind].name + _subject(row),
        "；".join(dict.fromkeys(told)),
        lit,
        read=present(row["operation_id"], row["done_op"]),
        limit=limit,
        governed=_governed(limit) if limit is not None else "",
        compared=list(_compared(reads, row, limit, facts)),
    )
    if limit is not None and limit.unit is Unit.WORKDAY and row["near_on"] is not None:
        ground.count = _count(reads.shape, row, lit, facts)
    return ground


def _governed(limit: PromptLimit) -> str:
    where = "全省统一规定" if limit.area_code == PROVINCE else f"地区 {limit.area_code}"
    return f"起算日有效的期限：{limit.label}，{where}，{in_force_from(limit.since)}；来源：{limit.source}"


def _subject(row: Row) -> str:
    kind = SubjectKind(row["subject_kind"])
    return "" if kind is SubjectKind.CASE else f"（{kind.label} {row['subject_id']}）"


def _is_of(lamp: Row, row: Row) -> bool:
    """Whether the SELECT made the lamp of this row; of a count that falls and rises again it makes several."""
    same = all(lamp[name] == row[name] for name in ("city_code", "subject_kind", "subject_id", "source"))
    began = lamp["measured"]["start_on"] == str(row["start_on"])
    return same and began and tuple(lamp["evidence"]) == tuple(filter(None, (row["operation_id"], row["done_op"])))


def _compared(reads: Reads, row: Row, limit: PromptLimit | None, facts: Facts) -> list[tuple[str, str]]:
    matter = MATTERS[reads.kind]
    due_on, near_on = row["due_on"], row["near_on"]
    told = [("起算", f"{row['start_on']}（{matter.starts}）")]
    if due_on is not None:
        told.append(("到期日", f"{due_on}"))
    if reads.shape == Shape.PASSED:
        told.append(("应亮灯日", f"{near_on}（到期日的次日）"))
    elif limit is None:
        told.append(("应亮灯日", f"{near_on}（当日）"))
    else:
        words = {
            Shape.AHEAD: f"{near_on or '工作日历之外'}（到期前 {limit.words}）",
            Shape.LASTING: f"{near_on or '工作日历之外'}（满 {limit.words}的次日）",
            Shape.COUNTED: f"{near_on}（达到 {limit.words}）",
        }
        told.append(("应亮灯日", words[reads.shape]))
    if row["taken_on"] is not None:
        last = reads.shape == Shape.AHEAD and row["taken_on"] > due_on
        told.append(("至迟亮到", "到期日") if last else ("由下一级提示接替", f"{row['taken_on']} 起"))
    told.append(("了结", f"{row['done_on'] or f'截至 {facts.as_of} 尚未{matter.ends}'}"))
    return told


def _count(shape: Shape, row: Row, lit: bool, facts: Facts) -> Count:
    """The working days from the begin to the last day in time, or from the day of the prompt to the due day."""
    start_on = row["near_on"] if shape == Shape.AHEAD else row["start_on"]
    due_on = row["due_on"] if shape == Shape.AHEAD else row["near_on"] - timedelta(days=1)
    done_on = row["done_on"] if row["done_on"] is not None and row["done_on"] >= start_on else None
    days = facts.calendar({**row, "start_on": start_on, "due_on": due_on, "done_on": done_on})
    counted = count_days(
        days,
        start_on=start_on,
        near_on=None,
        due_on=due_on,
        done_on=done_on,
        ended_on=None,
        since=row["since_on"] if lit else None,
        as_of=facts.as_of,
        stopped=[],
        stoppages=[],
        calendar_days=False,
    )
    last = done_on or facts.as_of
    return Count(counted, "个工作日", f"此后至 {last} 从略。" if last > days[-1].day else "")


def _why_dark(shape: Shape, row: Row, as_of: date) -> str:
    """Why the SELECT made no lamp of a matter: the comparisons of rules.prompting, in their order."""
    since, due_on, done_on, taken_on = row["since_on"], row["due_on"], row["done_on"], row["taken_on"]
    if row["near_on"] is None:
        return f"到期日 {due_on} 在工作日历之外"
    if shape == Shape.AHEAD and row["start_on"] > due_on:
        return f"起算日 {row['start_on']} 已在到期日 {due_on} 之后，没有临期"
    if since > as_of:
        return f"应亮灯日 {since} 尚未到"
    if done_on is not None and done_on < since:
        return f"在应亮灯的 {since} 之前，已于 {done_on} 了结"
    if taken_on is not None and taken_on <= since:
        return f"{since} 应亮灯时，已由下一级提示接替"
    return UNEXPLAINED
