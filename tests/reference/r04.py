"""R04 受理结果未按规定公示: the street's result is posted in time, in full and for 5 working days."""

from collections.abc import Iterator

from .content import ACCEPTANCE_ELEMENTS
from .days import nth_working_day_after
from .lamps import Burning
from .ledger import Ledger
from .notices import formal_defects


def burning(ledger: Ledger) -> Iterator[Burning]:
    for case in ledger.cases.values():
        submitted = case.first("submitted")
        if submitted is not None:
            # "`notice_opened` acceptance after due(submitted, 10); stays": the first one, plain working days.
            notice = case.first("notice_opened", since=submitted.at, notice="acceptance")
            if notice is not None and notice.day > nth_working_day_after(
                submitted.day, case.days_of("acceptance_notice", submitted.day, 10)
            ):
                yield case.burning("R04.notice.late", notice.day, step="S1")
        yield from formal_defects(case, "R04", "acceptance", ACCEPTANCE_ELEMENTS, "S1")
        # "begin of S2 with no earlier `notice_opened` acceptance; cured by one"
        begin = case.begins["S2"]
        if begin is not None and not case.has("notice_opened", by=begin.at, notice="acceptance"):
            cure = case.first("notice_opened", since=begin.at, notice="acceptance")
            yield case.burning("R04.notice.missing", begin.day, cured_on=cure.day if cure else None, step="S1")
