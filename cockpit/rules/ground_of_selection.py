"""A home selected, beside the case that stood before it; and the criteria by which a case was decided."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.domain.explanation import Ground
from cockpit.rules.grounds import UNEXPLAINED, Facts, Row, became, present, selected_of
from cockpit.rules.reads import Reads

_PASSED = {
    "": "没有顺延或放弃的记录",
    "undocumented": "顺延或放弃记录缺理由或文号",
    "documented": "顺延或放弃有理由和文号",
}


def selection_ground(reads: Reads, row: Row, lamps: Sequence[Row], raw: Sequence[Row], facts: Facts) -> Ground:
    """``row``: a selection, for R13.pass and R13.skipped beside the standing of the case (rules.r13)."""
    selected = selected_of(row, row["operation_id"], raw)
    lit, follows = became(selected, lamps, facts.as_of) if selected is not None else (False, "")
    alone = reads.kind == "outsider"
    if selected is None:
        follows = _why_not_an_outsider(row) if alone else _why_not_passed_over(reads.kind, row, raw)
    compared = [("选房", f"办件 {row['case_no']} 于 {row['day']}"), ("选房者排序", _rank(row["rank_no"]))]
    if not alone:
        compared += [
            ("本件排序", _rank(row["own_rank"])),
            ("保障类别", _both(row["category"], row["own_category"])),
            ("户型", _both(row["layout"], row["own_layout"])),
            ("本件是否在候", "是" if row["waits"] else "否：已结束、复审未通过或已选房"),
            ("顺延或放弃", _PASSED[row["passed"]]),
        ]
    return Ground(f"批次 {row['batch_id']} 的选房", follows, lit, present(row["operation_id"]), compared)


def _why_not_an_outsider(row: Row) -> str:
    return "本件已在该批次排序" if row["ranked"] else "此前已有未经排序的选房，以第一次为准"


def _why_not_passed_over(passed: str, row: Row, raw: Sequence[Row]) -> str:
    """The comparisons of rules.r13, in their order."""
    theirs, own = row["rank_no"], row["own_rank"]
    if theirs is None:
        return f"选房的 {row['case_no']} 未经排序，没有越过本件"
    if own >= theirs:
        return f"本件第 {own} 名，不在选房的 {row['case_no']}（第 {theirs} 名）之前"
    if row["category"] != row["own_category"]:
        return f"与选房的 {row['case_no']} 保障类别不同"
    if row["layout"] and row["own_layout"] and row["layout"] != row["own_layout"]:
        return f"与选房的 {row['case_no']} 户型不同"
    if not row["waits"]:
        return f"{row['case_no']} 选房时本件已不在候"
    if row["passed"] != passed:
        return f"{row['case_no']} 选房时本件{_PASSED[row['passed']]}"
    if any(lamp["since"] <= row["day"] for lamp in raw):
        return "此前已被越过，以第一次为准"
    return UNEXPLAINED


def decision_ground(row: Row, lamps: Sequence[Row], raw: Sequence[Row], facts: Facts) -> Ground:
    """``row``: of table decision, with the set in force on the acceptance day (rules.r08)."""
    selected = selected_of({**row, "instance": ""}, row["operation_id"], raw)
    if selected is not None:
        lit, follows = became(selected, lamps, facts.as_of)
    else:
        lit, follows = False, _why_dark(row, raw)
    compared = [
        ("认定日", f"{row['day']}"),
        ("受理日", f"{row['accepted_on'] or '没有受理或提交的记录'}"),
        ("认定所用的准入条件", row["criteria_set"] or "未写明"),
        ("受理日有效的准入条件", row["in_force"] or "没有"),
    ]
    return Ground("认定所用的准入条件", follows, lit, present(row["operation_id"]), compared)


def _why_dark(row: Row, raw: Sequence[Row]) -> str:
    if row["in_force"] is None:
        return "受理日没有有效的准入条件，不作判定"
    if row["in_force"] == row["criteria_set"]:
        return f"{row['day']} 认定所用的 {row['criteria_set']} 就是受理日有效的那一套"
    return "此前已按另一套认定，以第一次为准" if raw else UNEXPLAINED


def _rank(number: int | None) -> str:
    return f"第 {number} 名" if number is not None else "未排序"


def _both(theirs: str, own: str) -> str:
    return f"选房者 {theirs or '空'}，本件 {own or '空'}"
