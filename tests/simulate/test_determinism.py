"""The same arguments give the same bytes; another seed gives another province."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import cockpit.simulate
from cockpit.simulate import province


def _bytes(out: Path, seed: int, as_of: date = date(2026, 11, 24)) -> dict[str, bytes]:
    province(out, scale=0.001, seed=seed, as_of=as_of)
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    assert _bytes(tmp_path / "one", seed=1) == _bytes(tmp_path / "two", seed=1)


def test_processes_of_their_own_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = _bytes(tmp_path / "one", seed=1)
    monkeypatch.setattr(cockpit.simulate, "_PARALLEL_FROM", 0.0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert _bytes(tmp_path / "two", seed=1) == alone


def test_another_seed_gives_another_province(tmp_path: Path) -> None:
    one, two = _bytes(tmp_path / "one", seed=1), _bytes(tmp_path / "two", seed=2)
    assert one["3501/case.csv"] != two["3501/case.csv"]


def test_any_year_will_do(tmp_path: Path) -> None:
    assert _bytes(tmp_path / "past", seed=1, as_of=date(2024, 2, 29))
    assert _bytes(tmp_path / "next", seed=1, as_of=date(2027, 1, 5)), "2027 has no holiday notice yet"


def test_progress_is_told_folder_by_folder(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    province(tmp_path, scale=0.001, seed=1, as_of=date(2026, 11, 24), progress=lambda *step: told.append(step))
    assert told[0] == ("3500-base", 1, 10)
    assert told[-1] == ("3509", 10, 10)
