"""R02 补正或不予受理告知不规范: one complete correction notice, a rejection with its reasons."""

from collections.abc import Iterator

from .lamps import Burning
from .ledger import Ledger


def burning(ledger: Ledger) -> Iterator[Burning]:
    for case in ledger.cases.values():
        requested = case.every("correction_requested")
        if requested and requested[0].lacks("items", "due_on"):
            # "ends when a second one comes or `correction_received`": both are endings like a cure, day + 1.
            endings = [*requested[1:], *case.every("correction_received", since=requested[0].at)]
            cured_on = min((o.day for o in endings), default=None)
            yield case.burning("R02.correction.empty", requested[0].day, cured_on=cured_on, step="S1")
        if len(requested) > 1:
            yield case.burning("R02.correction.repeated", requested[1].day, step="S1")
        for rejected in case.every("rejected"):
            if not rejected.lacks("reason") and rejected.lacks("reason_code"):
                yield case.burning("R02.reject.code", rejected.day, step="S1")
            if rejected.lacks("reason") and rejected.lacks("notice_delivered_on"):
                yield case.burning("R02.reject.reasonless", rejected.day, step="S1")
