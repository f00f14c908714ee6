"""R13 未按轮候排序配租: homes are chosen in rank order, and nobody is passed over without a paper."""

from collections.abc import Iterator
from datetime import datetime

from .case import Case
from .days import day_of
from .lamps import Burning, Subject
from .ledger import Ledger
from .model import Operation


class Standing:
    """One case in one batch at the instant of a selection: "what comes later changes nothing"."""

    def __init__(self, ledger: Ledger, case: Case, batch_id: str, at: datetime) -> None:
        key = ("case", case.row["city_code"], case.row["case_no"])
        known = [o for o in ledger.by_subject.get(key, []) if o.at <= at]
        self.case = Case(case.row, known, day_of(at))
        self.batch_id = batch_id
        ranked = self.last("ranked")
        # "rank = the last of `ranked`.rank_no and `rank_changed`.to"; a case never ranked in the batch has none.
        self.rank: int | None = None
        if ranked is not None:
            last = self.last("ranked", "rank_changed")
            self.rank = last["rank_no"] if last.action == "ranked" else last["to"]
        self.layout = (ranked["layout"] or "") if ranked is not None else ""
        runs = self.case.determinations
        self.category = (runs[-1][-1]["category"] or "") if runs else ""

    def last(self, *actions: str) -> Operation | None:
        return next(reversed(self.case.every(*actions, batch_id=self.batch_id)), None)

    def can_be_passed_over(self) -> bool:
        """ "A case that has ended, or whose last `re_examined` is fail, is not passed over." """
        examined = self.case.every("re_examined")
        return self.case.end is None and not (examined and examined[-1]["result"] == "fail")

    def comes_before(self, other: "Standing") -> bool:
        """Same category (an empty one equals only an empty one), same layout unless one is empty, smaller rank."""
        return (
            self.rank is not None
            and other.rank is not None
            and self.rank < other.rank
            and self.category == other.category
            and (not self.layout or not other.layout or self.layout == other.layout)
        )


def burning(ledger: Ledger) -> Iterator[Burning]:
    for city, batch_id, operations in ledger.of_kind("batch"):
        for lottery in operations:
            if lottery.action == "lottery_held" and lottery.lacks("notary", "record_no"):
                yield Burning(ledger.subject("batch", city, batch_id), "R13.lottery.record", lottery.day, step="S4")

    for case in ledger.cases.values():
        city, case_no = case.row["city_code"], case.row["case_no"]
        for changed in case.every("rank_changed"):
            subject = ledger.subject("batch", city, changed["batch_id"])
            batch = ledger.by_subject.get(("batch", city, changed["batch_id"]), [])
            if any(o.action == "ranking_published" and o.at <= changed.at for o in batch):
                yield Burning(subject, "R13.rank.changed", changed.day, instance=case_no, step="S4")
        for selected in case.every("unit_selected"):
            yield from of_selection(ledger, case, selected)


def of_selection(ledger: Ledger, case: Case, selected: Operation) -> Iterator[Burning]:
    """Whom this selection passes over. That only the first such selection counts is left to `lamps_of`."""
    city, batch_id = case.row["city_code"], selected["batch_id"]
    subject: Subject = ledger.subject("batch", city, batch_id)
    lower = Standing(ledger, case, batch_id, selected.at)
    if lower.last("ranked") is None:
        yield Burning(subject, "R13.outsider", selected.day, instance=case.row["case_no"], step="S4")
    for other in ledger.cases.values():
        if other is case or other.row["city_code"] != city:
            continue
        higher = Standing(ledger, other, batch_id, selected.at)
        if not higher.comes_before(lower) or not higher.can_be_passed_over():
            continue
        if higher.last("unit_selected") is not None:
            continue
        passed = higher.last("passed")
        if passed is None:
            yield Burning(subject, "R13.skipped", selected.day, instance=other.row["case_no"], step="S4")
        elif passed.lacks("reason", "document_no"):
            yield Burning(subject, "R13.pass.undocumented", selected.day, instance=other.row["case_no"], step="S4")
