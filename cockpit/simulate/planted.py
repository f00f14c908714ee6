"""What the simulator knows should burn: planted.csv, the answer sheet beside the deliveries."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cockpit.simulate.workdays import Workdays

COLUMNS = ("finding", "subject_kind", "subject_id", "instance", "since", "until")


class Lamp(NamedTuple):
    """One row of planted.csv; `until` is "" while the lamp burns."""

    finding: str
    subject_kind: str
    subject_id: str
    instance: str
    since: str
    until: str


class Planted:
    """Collects lamps as of the day `today` (an ordinal)."""

    def __init__(self, today: int, workdays: Workdays) -> None:
        self.lamps: list[Lamp] = []
        self._today = today
        self._workdays = workdays

    def timed(self, finding: str, kind: str, subject: str, instance: str, since: int, until: int) -> None:
        """A lamp that time lights: it may begin on `today` itself, a day without operations."""
        if since > self._today:
            return
        end = self._workdays.iso(until) if until <= self._today else ""
        self.lamps.append(Lamp(finding, kind, subject, instance, self._workdays.iso(since), end))

    def caused(self, finding: str, kind: str, subject: str, instance: str, cause: int, until: int) -> None:
        """A lamp that an operation lights on the day `cause`; that operation must lie within the data."""
        if cause < self._today:
            self.timed(finding, kind, subject, instance, cause, until)


def write_planted(path: Path, lamps: Iterable[Lamp]) -> None:
    """Write planted.csv, ordered by its columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(sorted(lamps))
