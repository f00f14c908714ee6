"""The made-up province: five years of cases, homes and tenancies in the delivery format any source would use.

`province` writes delivery folders and, beside them, planted.csv: the lamps that must burn, worked out from how the
histories were built and without the product's rules. All people are synthetic; all places are real.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

from cockpit.simulate.city import tell_city
from cockpit.simulate.groundwork import tell_base
from cockpit.simulate.places import cities
from cockpit.simulate.planted import Lamp, write_planted

_PARALLEL_FROM = 0.05
"""Below this scale starting processes costs more than it saves."""
_PROCESSES = 2

Told = tuple[Path, list[Lamp]]


def province(
    out: Path,
    *,
    scale: float,
    seed: int,
    as_of: date,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Path]:
    """Write the province into `out` and return its delivery folders in the order of import.

    scale 1 = 320,000 units, about 200,000 tenancies, 300,000 cases of the five years before `as_of`, 10 M operations.
    The data end at midnight before `as_of`; the same arguments give the same bytes.
    `progress` is told (folder, how many are done, of how many).
    """
    out.mkdir(parents=True, exist_ok=True)
    places = cities()
    folders: list[Path] = []
    lamps: list[Lamp] = []
    told = [tell_base(out, places, scale, seed, as_of)]
    for folder, planted in _chain(told, _cities(out, [city.code for city in places], scale, seed, as_of)):
        folders.append(folder)
        lamps.extend(planted)
        if progress:
            progress(folder.name, len(folders), 1 + len(places))
    write_planted(out / "planted.csv", lamps)
    return folders


def _chain(first: list[Told], rest: Iterator[Told]) -> Iterator[Told]:
    yield from first
    yield from rest


def _cities(out: Path, codes: list[str], scale: float, seed: int, as_of: date) -> Iterator[Told]:
    if scale < _PARALLEL_FROM or (os.cpu_count() or 1) < _PROCESSES:
        for code in codes:
            yield tell_city(out, code, scale, seed, as_of)
        return
    with ProcessPoolExecutor(_PROCESSES) as pool:
        waiting = [pool.submit(tell_city, out, code, scale, seed, as_of) for code in codes]
        for one in waiting:
            yield one.result()
