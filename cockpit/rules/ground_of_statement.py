"""Something said, shown or decreed, held against its criteria one by one."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.domain.check import Check
from cockpit.domain.explaining_words import STATEMENTS
from cockpit.domain.explanation import Ground
from cockpit.rules.grounds import UNEXPLAINED, Facts, Row, became, instance_in_words, present, selected_of
from cockpit.rules.reads import Reads


def statement_ground(reads: Reads, row: Row, lamps: Sequence[Row], raw: Sequence[Row], facts: Facts) -> Ground:
    """``row``: of table statement; of a rank change with ranking_published_at."""
    selected = selected_of(row, row["operation_id"], raw)
    if selected is not None:
        lit, follows = became(selected, lamps, facts.as_of)
    else:
        lit, follows = False, _why_dark(reads, row, raw)
    checks = [Check.read(text) for text in row["checks"]]
    if row["text_key"] is not None:
        checks.append(Check("mass", not row["mass"]))
    return Ground(
        f"{STATEMENTS[reads.kind]}{instance_in_words(reads.kind, row['instance'])}",
        follows,
        lit,
        read=present(row["operation_id"], *(selected["evidence"] if selected is not None else ())),
        compared=[("日期", f"{row['day']}")],
        checks=checks,
    )


def _why_dark(reads: Reads, row: Row, raw: Sequence[Row]) -> str:
    is_bad = reads.fault in row["faults"] or (reads.fault == "vague" and row["mass"] and not row["faults"])
    if not is_bad:
        if row["counts"] and not row["faults"] and not row["mass"]:
            return f"{row['day']} 的{STATEMENTS[reads.kind]}没有问题"
        return f"{row['day']} 的{STATEMENTS[reads.kind]}没有本项问题"
    if not row["counts"]:
        return f"{row['day']} 的{STATEMENTS[reads.kind]}在办件结束之后，不作判定"
    if reads.kind == "rank_change":
        published = row["ranking_published_at"]
        if published is None:
            return "所在批次尚未公布排序"
        if row["at"] < published:
            return f"{row['day']} 的变更在排序公布（{published:%Y-%m-%d %H:%M}）之前"
    # A run of faulty ones lights one lamp, with the first of them.
    same = [lamp for lamp in raw if lamp["instance"] == row["instance"] and lamp["subject_id"] == row["subject_id"]]
    if any(lamp["since"] <= row["day"] for lamp in same):
        return f"{row['day']} 的同样问题并入此前已亮的同一盏灯"
    return UNEXPLAINED
