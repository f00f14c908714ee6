"""Long work on a terminal: named stages, one bar, how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text


class Report:
    """How far a stage is. The layers below tell it what they have: (done,), (done, total) or (what, done, total)."""

    def __init__(self, moved: Callable[[str, float, float | None], None]) -> None:
        self._moved = moved

    def __call__(self, *told: str | float) -> None:
        what = " ".join(part for part in told if isinstance(part, str))
        numbers = [part for part in told if not isinstance(part, str)]
        self._moved(what, numbers[0], numbers[1] if len(numbers) > 1 else None)


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    seconds: float  # what it is expected to take: its share of the bar, and the first estimate of the time left
    work: Callable[[Report], object]


def run_stages(stages: Sequence[Stage]) -> None:
    """Runs the stages in order under one bar that never goes back."""
    expected = sum(stage.seconds for stage in stages)
    with _bar() as bar:
        task = bar.add_task("准备", total=expected, detail="")
        finished = 0.0
        for number, stage in enumerate(stages, start=1):
            bar.update(task, description=f"{number}/{len(stages)} {stage.name}", completed=finished)
            begun = time.monotonic()

            def moved(
                what: str, done: float, total: float | None, stage: Stage = stage, before: float = finished
            ) -> None:
                if total:
                    share = stage.seconds * min(done / total, 1.0)
                    bar.update(task, completed=before + share, detail=what)

            stage.work(Report(moved))
            finished += stage.seconds
            bar.update(task, completed=finished)
            if not bar.console.is_terminal:  # a log shows no moving bar: one line for each stage instead
                took = time.monotonic() - begun
                bar.console.print(f"{number}/{len(stages)} {stage.name}：{took:.1f} 秒")


@contextmanager
def counting(what: str) -> Iterator[Report]:
    """A bar for one long command; ``report(done, total)`` moves it."""
    with _bar() as bar:
        task = bar.add_task(what, total=None, detail="")

        def moved(told: str, done: float, total: float | None) -> None:
            bar.update(task, completed=done, total=total, detail=told)

        yield Report(moved)


def _bar() -> Progress:
    # On stderr, so that what a command prints can be piped.
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        _TimeLeft(),
        TextColumn("{task.fields[detail]}", style="dim"),
        console=Console(stderr=True),
    )


class _TimeLeft(ProgressColumn):
    """From the share that is done and the time it took; before there is any, from what was expected."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        if not task.total:
            return Text("")
        done = task.completed / task.total
        elapsed = task.elapsed or 0.0
        # The expectation counts for much at the start and for nothing at the end.
        measured = elapsed * (1 - done) / done if done > 0.02 else task.total
        left = done * measured + (1 - done) * max(task.total * (1 - done), 0.0)
        return Text(f"约剩 {left:.0f} 秒" if left < 90 else f"约剩 {left / 60:.0f} 分钟", style="dim")
