"""A limit that ran: from when, how long, what stopped it, when it was met, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from cockpit.domain.area import PROVINCE
from cockpit.domain.daycount import Count, count_days
from cockpit.domain.explaining_words import CLOCKS
from cockpit.domain.explanation import Ground
from cockpit.domain.limit import Limit, limit_in_force
from cockpit.domain.strip import DAYS_PAST_DUE
from cockpit.rules.grounds import (
    UNEXPLAINED,
    Facts,
    Row,
    became,
    in_force_from,
    instance_in_words,
    present,
    selected_of,
)
from cockpit.rules.reads import Reads, Shape
from cockpit.rules.rule import Finding


def clock_ground(
    finding: Finding, reads: Reads, row: Row, lamps: Sequence[Row], raw: Sequence[Row], facts: Facts
) -> Ground:
    """``row``: a clock with days, near, near_on and due_on (rules.timing)."""
    assert finding.limit is not None  # every clock's finding names its limit
    limit = facts.limits.in_force(finding.limit, row["area_code"], row["start_on"], row["instance"])
    selected = selected_of(row, row["start_op"], raw)
    if selected is not None:
        lit, follows = became(selected, lamps, facts.as_of)
    else:
        lit, follows = False, _why_dark(reads.shape, row, facts.as_of)
    named = CLOCKS[reads.kind]
    unit = limit.unit if limit is not None else "个工作日"
    ground = Ground(
        f"{named.name}{instance_in_words(reads.kind, row['instance'])}",
        follows,
        lit,
        read=present(row["start_op"], row["done_op"]),
        limit=limit,
        governed=_governed(limit, row, facts) if limit is not None else "",
    )
    light = facts.limits.light_on(row["start_on"]) if finding.graded else None
    ground.compared = [
        ("起算", f"{row['start_on']}（{named.starts}；当日不计）"),
        ("期限", f"{row['days']} {unit}" if row["days"] is not None else "起算日没有有效的期限"),
        *([("临界日", _day(row["near_on"], "不会到来"))] if reads.shape == Shape.NEAR else []),
        ("到期日", _day(row["due_on"], "停表或轮候未止，尚不能推定")),
        ("完成", _day(row["done_on"], f"截至 {facts.as_of} 尚未{named.ends}")),
        *([("超期亮灯方式", f"{light.light.label}（{light.since} 起，{light.document}）")] if light else []),
        *([("此后不再亮灯", f"办件于 {row['cut_on']} 结束")] if row["cut_on"] else []),
    ]
    if limit is not None:
        ground.count = _count(limit, row, selected["since"] if lit and selected is not None else None, facts)
    return ground


def _governed(limit: Limit, row: Row, facts: Facts) -> str:
    """Which line was in force on the start day: the province's own, or a stricter one of which area."""
    since = in_force_from(limit.since)
    said = f"{row['start_on']} 起算，当日有效的期限：{limit.label} {limit.days} {limit.unit}，"
    if limit.area_code == PROVINCE:
        return f"{said}全省统一规定，{since}；来源：{limit.cited}"
    of_all = limit_in_force(limit.code, PROVINCE, row["start_on"], row["instance"], facts.limits.lines)
    instead = f"，全省为 {of_all.days} {of_all.unit}" if of_all is not None else ""
    place = facts.places.get(limit.area_code, limit.area_code)
    return f"{said}{place}从严规定，{since}{instead}；来源：{limit.cited}"


def _day(day: date | None, otherwise: str) -> str:
    return f"{day}" if day is not None else otherwise


def _count(limit: Limit, row: Row, since: date | None, facts: Facts) -> Count:
    # Where a lamp burns on after the end of the case, its days are counted on as well.
    ended_on = row["cut_on"] if since is None else None
    stop = row["done_on"] or ended_on
    days = facts.calendar({**row, "done_on": stop})
    counted = count_days(
        days,
        start_on=row["start_on"],
        near_on=row["near_on"] if limit.near else None,
        due_on=row["due_on"],
        done_on=row["done_on"],
        ended_on=ended_on,
        since=since,
        as_of=facts.as_of,
        stopped=[(part.lower, part.upper) for part in row["stopped"]],
        stoppages=facts.stoppages,
        calendar_days=limit.calendar,
    )
    last = stop or facts.as_of
    rest = f"到期后逐日列出 {DAYS_PAST_DUE} 天，此后至 {last} 从略。" if last > days[-1].day else ""
    return Count(counted, limit.unit, rest)


def _why_dark(shape: Shape, row: Row, as_of: date) -> str:
    """Why the SELECT made no lamp of a clock: the comparisons of rules.timing, in their order."""
    if row["days"] is None:
        return "起算日没有有效的期限"
    done_on, cut_on, due_on = row["done_on"], row["cut_on"], row["due_on"]
    begins = row["near_on"] if shape == Shape.NEAR else due_on + timedelta(days=1) if due_on is not None else None
    if begins is None:
        return f"停表或轮候未止，截至 {as_of} 尚不能推定到期日"
    if shape == Shape.NEAR and done_on is not None and done_on < begins:
        return f"已于 {done_on} 完成，早于临界日 {begins}"
    if shape != Shape.NEAR and done_on is not None and done_on <= due_on:
        return f"已于 {done_on} 完成，没有超过到期日 {due_on}"
    if shape == Shape.CAME_LATE and done_on is None:
        return f"截至 {as_of} 尚未办理，没有迟办的那一天"
    if cut_on is not None and begins > cut_on:
        return f"办件已于 {cut_on} 结束，早于应亮灯的 {begins}"
    if begins > as_of:
        return f"临界日 {begins} 尚未到" if shape == Shape.NEAR else f"到期日 {due_on} 尚未过"
    return UNEXPLAINED
