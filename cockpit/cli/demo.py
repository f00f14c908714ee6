"""`cockpit demo`: from nothing to a province with lamps; a second time, only what the new day asks for."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

from cockpit import facts
from cockpit.cli.stages import Report, Stage, run_stages
from cockpit.cli.working import PROCESSES, evaluate_to, settle, tick_to
from cockpit.db import doors, schema
from cockpit.db.cipher import Cipher
from cockpit.domain.refusal import Refusal
from cockpit.ingest.deliveries import import_path
from cockpit.queries.deliveries import sources
from cockpit.settings import Settings
from cockpit.simulate import province

# Seconds at scale 1 on two cores; they shape the bar and its first estimate, nothing depends on them.
_SIMULATE, _IMPORT, _FACTS, _EVALUATE = 200.0, 900.0, 200.0, 250.0


@dataclass(frozen=True, slots=True)
class Mark:
    """What the data folder holds, written beside the database so that a later start can tell what is left to do."""

    scale: float
    seed: int
    simulated_to: str  # ISO day; stays, so that an interrupted demo goes on with the very same province
    imported: bool = False
    evaluated_to: str = ""

    @classmethod
    def read(cls, file: Path) -> Mark | None:
        return cls(**json.loads(file.read_text())) if file.exists() else None

    def write(self, file: Path) -> Mark:
        aside = file.with_suffix(".new")
        aside.write_text(json.dumps(asdict(self)))
        aside.replace(file)
        return self


def prepare(settings: Settings, *, scale: float, seed: int, now: datetime) -> None:
    """Fills the database with the simulated province, up to the day of ``now``.

    Raises Refusal where the folder holds another province, or the database other people's data.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    file = settings.data_dir / "demo.json"
    found = Mark.read(file)
    if found and (found.scale, found.seed) != (scale, seed):
        raise Refusal(
            f"{settings.data_dir} 中已有规模 {found.scale:g}、种子 {found.seed} 的演示数据："
            f"请沿用（make demo SCALE={found.scale:g}），或先执行 make clean 清除后重建。"
        )
    schema.migrate(doors.open_database(settings))
    with doors.writing_as_engine() as connection:
        strangers = sources(connection) if found is None else []
    if strangers:
        raise Refusal(
            f"数据库中已有来自 {'、'.join(strangers)} 的数据，演示不会写入：请换一个空库，或改用 cockpit serve。"
        )
    mark = found or Mark(scale, seed, now.date().isoformat()).write(file)
    if stages := _stages(settings, mark, now, file):
        run_stages(stages)


def _stages(settings: Settings, mark: Mark, now: datetime, file: Path) -> list[Stage]:
    folder = settings.data_dir / "delivery"
    as_of = date.fromisoformat(mark.simulated_to)
    cipher = Cipher(settings.house_key())
    # The clock of a machine may go back, the evaluation does not.
    until = max(now.date(), as_of)

    def simulate(report: Report) -> None:
        province(folder, scale=mark.scale, seed=mark.seed, as_of=as_of, progress=report)

    def import_all(report: Report) -> None:
        import_path(folder, cipher=cipher, received_at=now, touched=facts.mark, progress=report, processes=PROCESSES)

    def make_facts(report: Report) -> None:
        settle(cipher, report)
        replace(mark, imported=True).write(file)

    def judge(report: Report) -> None:
        evaluate_to(cipher, until, now, report)
        tick_to(cipher, until, now, report)
        replace(mark, imported=True, evaluated_to=until.isoformat()).write(file)

    stages: list[Stage] = []
    if not mark.imported:
        stages.append(Stage("模拟全省办件", 2 + _SIMULATE * mark.scale, simulate))
        # Interrupted in between, the mark sends the next start through here again.
        stages.append(Stage("导入交付数据", 2 + _IMPORT * mark.scale, import_all))
        stages.append(Stage("整理事实", 1 + _FACTS * mark.scale, make_facts))
    if mark.evaluated_to != until.isoformat():
        stages.append(Stage("评估规则并汇总", 1 + _EVALUATE * mark.scale, judge))
    return stages
