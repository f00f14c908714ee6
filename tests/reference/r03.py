"""R03 街道未出具具体初审意见或未入户调查: a real survey and a specific first opinion before the case moves on."""

from collections.abc import Iterator

from .case import earliest
from .lamps import Burning, first_later, stretches
from .ledger import Ledger
from .model import Operation


def is_full_survey(surveyed: Operation) -> bool:
    """At least 2 different surveyors, place and photos."""
    surveyors = {name.strip() for name in surveyed["surveyors"] or [] if name.strip()}
    return len(surveyors) >= 2 and not surveyed.lacks("place", "photos")


def burning(ledger: Ledger) -> Iterator[Burning]:
    for case in ledger.cases.values():
        opinions = case.every("street_opinion_given")
        specific = [o for o in opinions if ledger.opinions.is_specific(o)]
        for since, cured_on in stretches([o for o in opinions if o not in specific], specific):
            yield case.burning("R03.opinion.vague", since, cured_on=cured_on, step="S1")

        surveys = case.every("surveyed")
        full = [o for o in surveys if is_full_survey(o)]
        for since, cured_on in stretches([o for o in surveys if o not in full], full):
            yield case.burning("R03.survey.weak", since, cured_on=cured_on, step="S1")

        # "moved on (the earlier of `notice_opened` acceptance and the begin of S2) without any; cured by one"
        moved_on = earliest([case.first("notice_opened", notice="acceptance"), case.begins["S2"]])
        if moved_on is None:
            continue
        for finding, needed in (("R03.opinion.missing", opinions), ("R03.survey.missing", surveys)):
            if not any(o.at <= moved_on.at for o in needed):
                cure = first_later(moved_on, needed)
                yield case.burning(finding, moved_on.day, cured_on=cure.day if cure else None, step="S1")
