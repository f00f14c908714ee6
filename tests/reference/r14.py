"""R14 未对外公布配租结果: who got which home, or whose subsidy is paid, is published."""

from collections.abc import Iterator

from .clocks import missed
from .content import RESULT_ELEMENTS, has_elements
from .lamps import Burning, first_later, stretches
from .ledger import Ledger


def burning(ledger: Ledger) -> Iterator[Burning]:
    for case in ledger.cases.values():
        required = RESULT_ELEMENTS | ({"unit"} if case.path == "unit" else set())
        notices = case.every("notice_opened", notice="result")
        # "all are cured by a full one": by elements and masking, whatever the length.
        full = [o for o in notices if has_elements(o, required)]

        # "From the case's first `unit_selected` (subsidy path: first `ranked`; while there is none, contract only)."
        start = case.first("ranked" if case.path == "subsidy" else "unit_selected")
        if start is not None:
            following = [o for o in notices if o.at >= start.at]
            published_on = following[0].day if following else None
            cure = first_later(start, full)
            cured_on = cure.day if cure else None
            over = missed(start.day, case.days_of("result.over", start.day, 5), published_on)
            if over is not None and not case.begins_before_end(over):
                over = None
            late = missed(start.day, case.days_of("result.late", start.day, 2), published_on)
            if late is not None and case.begins_before_end(late):
                yield case.burning("R14.result.late", late, cured_on=cured_on, taken_over=over, step="S4")
            if over is not None:
                yield case.burning("R14.result.over", over, cured_on=cured_on, step="S4")
            for since, cured in stretches([o for o in following if o not in full], full):
                yield case.burning("R14.result.elements", since, cured_on=cured, step="S4")

        # "`contract_signed` or `subsidy_paid` with no earlier result notice"
        for signed in case.every("contract_signed", "subsidy_paid")[:1]:
            if not case.has("notice_opened", by=signed.at, notice="result"):
                cure = first_later(signed, full)
                yield case.burning("R14.contract", signed.day, cured_on=cure.day if cure else None, step="S4")
