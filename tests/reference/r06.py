"""R06 联审未出具具体审核意见: every department that was asked gives a verdict and a specific opinion."""

from collections.abc import Iterator

from .lamps import Burning, stretches
from .ledger import Ledger


def burning(ledger: Ledger) -> Iterator[Burning]:
    for case in ledger.cases.values():
        answers = case.every("answered")
        for department in sorted({o["department"] for o in answers}):
            given = [o for o in answers if o["department"] == department]
            specific = [o for o in given if ledger.opinions.is_specific(o)]
            null = [o for o in given if o.lacks("verdict")]
            vague = [o for o in given if o not in specific and o not in null]
            # "vague and null burn side by side until a specific one; a bad one after it is a new row."
            for finding, bad in (("R06.opinion.vague", vague), ("R06.opinion.null", null)):
                for since, cured_on in stretches(bad, specific):
                    yield case.burning(finding, since, cured_on=cured_on, instance=department, step="S2")
        # "end of S2 while a dispatched department has not answered; cured by the answer"
        end = case.ends["S2"]
        for department, dispatched, answered in case.requests:
            if end is not None and dispatched.at <= end.at and (answered is None or answered.at > end.at):
                cured_on = answered.day if answered else None
                yield case.burning("R06.opinion.missing", end.day, cured_on=cured_on, instance=department, step="S2")
