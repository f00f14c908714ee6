"""R07 无依据推翻智能比对: the automatic comparison is overridden only with reason, evidence and a second person."""

from collections.abc import Iterator

from .lamps import Burning
from .ledger import Ledger


def burning(ledger: Ledger) -> Iterator[Burning]:
    for case in ledger.cases.values():
        for override in case.every("comparison_overridden"):
            # "Against the last `compared` at or before it"; "without a `compared` there is no override".
            compared = [o for o in case.every("compared") if o.at <= override.at]
            if not compared or compared[-1]["result"] == override["manual_result"]:
                continue
            approver = (override["approver_id"] or "").strip()
            if override.lacks("reason") or override.lacks("evidence") or approver == override.row["actor_id"] != "":
                yield case.burning("R07.override.baseless", override.day, step="S2")
            elif not approver:
                yield case.burning("R07.override.alone", override.day, step="S2")
        determined = case.first("determined")
        if determined is not None and not case.has("compared", by=determined.at):
            yield case.burning("R07.comparison.missing", determined.day, step="S2")
