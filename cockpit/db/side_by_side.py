"""The same work on several things in several processes: one reads and folds while another waits for PostgreSQL.

Processes are forked, not spawned: the work is a closure over open files, the key of the house and the caller's hook.
Each comes through a door of its own (db.engine): a connection is never shared with a child.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from queue import Empty
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")
Tell = Callable[..., None]
"""Told in a process at work, heard in the one that started it, in order."""

_PATIENCE = 1.0
_UNHEARD = 20
"""Messages that may wait to be heard: bounds the memory where they are large."""


def side_by_side(
    work: Callable[[Thing, Tell], Result], things: Sequence[Thing], processes: int, hear: Tell
) -> list[Result]:
    """The results of ``work`` in the order of ``things``; raises what the first failing process raised.

    What the work tells is heard by the caller's process; with fewer than two processes that is the same one.
    """
    processes = min(processes, len(things))
    if processes < 2:
        return [work(thing, hear) for thing in things]
    context = multiprocessing.get_context("fork")
    queue: Any = context.Queue(_UNHEARD)
    turn = context.Value("i", 0)

    def run() -> None:
        try:
            while True:
                with turn.get_lock():
                    number = turn.value
                    turn.value += 1
                if number >= len(things):
                    return
                result = work(things[number], lambda *told: queue.put(("told", told, None)))
                queue.put(("result", number, result))
        except BaseException as error:
            queue.put(("error", error, None))

    workers = [context.Process(target=run, daemon=True) for _ in range(processes)]
    for worker in workers:
        worker.start()
    try:
        return _collect(queue, workers, len(things), hear)
    finally:
        for worker in workers:
            worker.terminate()  # nothing is lost: a chunk is committed or it is not
            worker.join()


def _collect(queue: Any, workers: Sequence[Any], wanted: int, hear: Tell) -> list[Any]:
    results: dict[int, Any] = {}
    while len(results) < wanted:
        try:
            kind, first, second = queue.get(timeout=_PATIENCE)
        except Empty:
            if not any(worker.is_alive() for worker in workers) and queue.empty():
                raise RuntimeError("an import process ended without a word") from None
            continue
        if kind == "error":
            raise first
        if kind == "told":
            hear(*first)
        else:
            results[first] = second
    return [results[number] for number in range(wanted)]
