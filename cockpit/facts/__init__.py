"""Facts: what the operations amount to, one row per limit, statement, omission and decision.

``mark`` notes, with the operations themselves, whose facts are stale; ``settle`` makes those anew, ``rebuild`` all of
them from the ledger, and ``as_of`` makes them in temporary tables from what had happened by the end of an earlier day.
All run the same fold (facts.folding).
"""

from cockpit.facts.keeping import FACT_TABLES, as_of, mark, rebuild, refresh, settle

__all__ = ["FACT_TABLES", "as_of", "mark", "rebuild", "refresh", "settle"]
