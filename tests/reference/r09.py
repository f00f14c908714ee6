"""R09 资格认定超期: decided within 5 working days of the joint review, S3 ended within 12."""

from collections.abc import Iterator

from .clocks import limit, step_limit
from .lamps import Burning
from .ledger import Ledger


def burning(ledger: Ledger) -> Iterator[Burning]:
    for case in ledger.cases.values():
        # "end of S2 to the first `determined`"; it "does not run again" after a re-review.
        decided = case.first("determined")
        yield from limit(case, "R09.decide", case.ends["S2"], decided, 5, 1, case.uncounted_days, step="S3")
        yield from step_limit(case, "R09.step", "S3", 12, 2)
