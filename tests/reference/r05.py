"""R05 联审反馈超期: each department answers within 5 working days (civil affairs 10), S2 ends within 15."""

from collections.abc import Iterator

from .clocks import limit, step_limit
from .lamps import Burning
from .ledger import Ledger


def burning(ledger: Ledger) -> Iterator[Burning]:
    for case in ledger.cases.values():
        for department, dispatched, answered in case.requests:
            days, near = (10, 2) if department == "civil_affairs" else (5, 1)
            # "Done = the first later `answered`, whatever the verdict; the limit runs on after the end of S2."
            yield from limit(
                case,
                "R05.answer",
                dispatched,
                answered,
                days,
                near,
                case.uncounted_days,
                instance=department,
                step="S2",
            )
        yield from step_limit(case, "R05.step", "S2", 15, 3)
