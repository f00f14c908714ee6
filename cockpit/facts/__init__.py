"""Facts: what the operations amount to, one row per limit, statement, omission and decision.

``mark`` notes, with the operations themselves, whose facts are stale; ``settle`` makes those anew, ``rebuild`` all of
them from the ledger, and ``as_of`` makes them in temporary tables from what had happened by the end of an earlier day.
``take_up`` brings a few subjects up by differences and tells what changed. All run the same fold (facts.folding).
"""

from cockpit.facts.differing import Change
from cockpit.facts.keeping import FACT_TABLES, as_of, mark, rebuild, refresh, settle
from cockpit.facts.reading import Known
from cockpit.facts.taking_up import FOLLOWED, Counting, take_up

__all__ = [
    "FACT_TABLES",
    "FOLLOWED",
    "Change",
    "Counting",
    "Known",
    "as_of",
    "mark",
    "rebuild",
    "refresh",
    "settle",
    "take_up",
]
