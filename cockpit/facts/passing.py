"""Folding many subjects one after the other: their rows come in batches, from several processes where there are some.

The processes share the cities out. Each reads through a door of its own and packs what it folds; the rows are written
by the caller's connection alone, so that all of them appear with its transaction or none does. What that transaction
has appended to the ledger itself the others do not see: it is not for facts of operations that came with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Connection, select

from cockpit.db import tables
from cockpit.db.doors import writing_as_engine
from cockpit.db.side_by_side import Tell, side_by_side
from cockpit.domain.operation import Operation
from cockpit.facts.folding import Rows
from cockpit.facts.writing import copy_packed, no_rows, packed

Key = tuple[str, str]
"""(city_code, subject_id)"""

Told = tuple[Key, list[Operation]]
"""A subject and its operations, in order."""

Fold = Callable[[Key, list[Operation], Rows], None]
"""Appends the fact rows of one subject."""

BATCH = 2_000
"""Subjects folded before their rows are written: bounds the memory, not the transaction."""


def in_batches(subjects: Iterable[Told], fold: Fold) -> Iterator[tuple[Rows, list[Key]]]:
    """The rows of so many subjects at a time, and which those are."""
    rows, keys = no_rows(), list[Key]()
    for key, own in subjects:
        fold(key, own, rows)
        keys.append(key)
        if len(keys) == BATCH:
            yield rows, keys
            rows, keys = no_rows(), []
    if keys:
        yield rows, keys


def city_by_city(
    connection: Connection,
    subjects: Callable[[Connection, str], Iterable[Told]],
    fold: Fold,
    processes: int,
    written: Callable[[list[Key]], None],
) -> None:
    """Folds ``subjects`` of every city and writes their rows; ``written`` is called with the subjects of each batch.

    Whatever ``fold`` looks up must be there already: in its process the caller's connection may not be used.
    """

    def fold_city(city_code: str, tell: Tell) -> None:
        with writing_as_engine() as own:
            for rows, keys in in_batches(subjects(own, city_code), fold):
                tell(packed(own, rows), keys)

    def write(rows: dict[str, bytes], keys: list[Key]) -> None:
        copy_packed(connection, rows)
        written(keys)

    # Those with most to read first: then nobody is at work on one of them when all others are done.
    head = tables.chain_head.c
    cities = list(connection.scalars(select(head.city_code).order_by(head.seq.desc())))
    side_by_side(fold_city, cities, processes, write)
