"""R01 受理超期: the street answers an application within 5 working days and ends S1 within 15."""

from collections.abc import Iterator

from .clocks import limit, step_limit
from .lamps import Burning
from .ledger import Ledger


def burning(ledger: Ledger) -> Iterator[Burning]:
    for case in ledger.cases.values():
        submitted = case.first("submitted")
        if submitted is not None:
            # "Instances: `submitted` and each `correction_received` (none after the first `accepted`)."
            starts = [submitted, *case.every("correction_received", since=submitted.at)]
            accepted = case.first("accepted")
            for number, start in enumerate(starts, 1):
                if number > 1 and accepted is not None and accepted.at < start.at:
                    continue
                # "Done = the first later `accepted`, `rejected` or `correction_requested`. Not suspended."
                done = case.first("accepted", "rejected", "correction_requested", since=start.at)
                yield from limit(case, "R01.accept", start, done, 5, 1, instance=str(number), step="S1")
        yield from step_limit(case, "R01.step", "S1", 15, 3)
