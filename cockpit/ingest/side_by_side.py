"""The same work on several things in several processes: one for Python, and PostgreSQL uses the other core meanwhile.

Processes are forked, not spawned: the work is a closure over open files, the key of the house and the caller's hook.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from queue import Empty
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")
Advance = Callable[[str, int], None]

_PATIENCE = 1.0


def side_by_side(
    work: Callable[[Thing, Advance], Result], things: Sequence[Thing], processes: int, advance: Advance
) -> list[Result]:
    """The results of ``work`` in the order of ``things``; raises what the first failing process raised."""
    processes = min(processes, len(things))
    if processes < 2:
        return [work(thing, advance) for thing in things]
    context = multiprocessing.get_context("fork")
    queue: Any = context.Queue()
    turn = context.Value("i", 0)

    def run() -> None:
        try:
            while True:
                with turn.get_lock():
                    number = turn.value
                    turn.value += 1
                if number >= len(things):
                    return
                result = work(things[number], lambda what, rows: queue.put(("advance", what, rows)))
                queue.put(("result", number, result))
        except BaseException as error:
            queue.put(("error", error, None))

    workers = [context.Process(target=run, daemon=True) for _ in range(processes)]
    for worker in workers:
        worker.start()
    try:
        return _collect(queue, workers, len(things), advance)
    finally:
        for worker in workers:
            worker.terminate()  # nothing is lost: a chunk is committed or it is not
            worker.join()


def _collect(queue: Any, workers: Sequence[Any], wanted: int, advance: Advance) -> list[Any]:
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
        if kind == "advance":
            advance(first, second)
        else:
            results[first] = second
    return [results[number] for number in range(wanted)]
