"""What several commands do with the layers below."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cockpit import facts
from cockpit.cli.stages import Report
from cockpit.db import doors, past
from cockpit.db.changes import announce
from cockpit.db.cipher import Cipher
from cockpit.db.limits import known, rebuild_limits
from cockpit.db.tables import area as area_table
from cockpit.db.tables import evaluation, stale_subject
from cockpit.domain.area import checked
from cockpit.domain.refusal import Refusal
from cockpit.domain.vocabulary import Level
from cockpit.ingest import projections
from cockpit.ingest.bookkeeping import Receipt
from cockpit.ingest.deliveries import import_path
from cockpit.jobs.evaluate import evaluate, judged_later, ledger_size, show_as_of
from cockpit.jobs.follow_up import rebuild_follow_ups
from cockpit.jobs.past import keep
from cockpit.jobs.raise_alerts import rebuild_alerts
from cockpit.jobs.replay import Difference, days, replay
from cockpit.jobs.rollup import rollup
from cockpit.jobs.take_up import take_up
from cockpit.jobs.tick import tick
from cockpit.queries.findings import lamps, late_lamps
from cockpit.rules import PROMPTS, TOTAL, version
from cockpit.settings import REPOSITORY

PROCESSES = 2
"""Of a large import and of many facts: one reads, seals and folds while the other waits for PostgreSQL."""

EVALUATED = ("finding", "alert", "day_rollup", "month_rollup", "handled_rollup")
"""What an evaluation fills in bulk."""


def take_in(cipher: Cipher, paths: Sequence[Path], now: datetime, report: Report) -> list[Receipt]:
    """Imports deliveries, then makes the facts of whatever got something new; of a few subjects the lamps as well.

    Each chunk notes its subjects with its operations, so that an import killed in between leaves no fact stale for
    ever: the next import or evaluation settles what was noted.
    """
    receipts: list[Receipt] = []
    for path in paths:
        receipts += import_path(
            path, cipher=cipher, received_at=now, touched=facts.mark, progress=report, processes=PROCESSES
        )
    with doors.writing_as_engine() as connection:
        taken = take_up(connection, cipher, (), now=now)
    if not taken:
        settle(cipher, report)
    return receipts


def settle(cipher: Cipher, report: Report) -> None:
    """Makes stale facts anew, where there are any."""
    with doors.writing_as_engine() as connection:
        if connection.execute(select(stale_subject).limit(1)).first() is None:
            return
    doors.refresh_statistics()  # after a bulk import the planner still believes that the tables are empty
    with doors.writing_as_engine() as connection:
        judged_later(connection, cipher, report, PROCESSES)
    doors.refresh_statistics(*(table.name for table in facts.FACT_TABLES))


def evaluate_to(cipher: Cipher, as_of: date, now: datetime, report: Report) -> int:
    """Findings, alerts and rollups as of the end of ``as_of``, all or none; returns how many alerts were raised."""
    settle(cipher, report)
    with doors.writing_as_engine() as connection:
        raised = evaluate(connection, cipher, as_of, now=now, progress=report)
        rollup(connection, as_of)
        announce(connection)
    doors.refresh_statistics(*EVALUATED)
    return raised


def evaluate_again(cipher: Cipher, now: datetime, report: Report) -> tuple[date, int] | None:
    """Judges the day of the stored evaluation anew; that day and how many alerts were raised, None without one."""
    with doors.writing_as_engine() as connection:
        as_of = connection.execute(select(evaluation.c.as_of)).scalar()
    return None if as_of is None else (as_of, evaluate_to(cipher, as_of, now, report))


def tick_to(cipher: Cipher, today: date, now: datetime, report: Report) -> dict[str, int]:
    """What follow-ups do by themselves as of the beginning of ``today``; how often each act was done.

    Piece by piece, each a transaction of its own: killed in between, the next call does the rest and nothing twice.
    """
    done: Counter[str] = Counter()
    while True:
        with doors.writing_as_engine() as connection:
            part = tick(connection, cipher, today, now=now)
        if not part:
            return dict(done)
        done.update(part)
        report(sum(done.values()))


def rebuild_all(cipher: Cipher, now: datetime, report: Report) -> None:
    """Drops every projection and makes it anew from the ledger, in one transaction: till then readers see the old rows.

    The day of evaluation stays what it was; without one there is nothing to evaluate.
    """
    with doors.writing_as_engine() as connection:
        as_of = connection.execute(select(evaluation.c.as_of)).scalar()
        projections.rebuild(connection, cipher)
        facts.rebuild(connection, cipher, report, PROCESSES)
        rebuild_alerts(connection)
        rebuild_follow_ups(connection)
        rebuild_limits(connection)
        if as_of is not None:
            evaluate(connection, cipher, as_of, now=now, progress=report)
            rollup(connection, as_of)
        announce(connection)
    doors.refresh_statistics()


def keep_day(cipher: Cipher, day: date, now: datetime) -> bool:
    """Stores the evaluation of an earlier day for pages; False where it is stored and still right. Refusal: not yet."""
    with doors.writing_as_engine() as connection:
        last = connection.execute(select(evaluation.c.as_of)).scalar()
        if last is None or day >= last:
            raise Refusal(f"只能整理已研判之日以前的情况：最近一次研判截至 {last or '（无）'}，收到 {day}。")
        place = keep(connection, cipher, day, now=now)
    if place is not None:
        doors.refresh_statistics(*(f"{past.schema_of(place)}.{name}" for name in past.KEPT))
    return place is not None


def replay_days(
    cipher: Cipher, first: date | None, last: date | None, monthly: bool, report: Report
) -> Iterator[tuple[date, int, list[Difference]]]:
    """(day, lamps, differences) of each day. Refusal: nothing evaluated, an evaluation out of date, no such days."""
    with doors.writing_as_engine() as connection:
        stored = connection.execute(select(evaluation)).one_or_none()
        size = ledger_size(connection)
        rules_version = version(known(connection, stored.as_of)) if stored is not None else version()
    if stored is None:
        raise Refusal("尚未研判，没有可核对的结果：请先执行 cockpit evaluate。")
    if (stored.ledger_size, stored.rules_version) != (size, rules_version):
        raise Refusal("上次研判之后台账或规则有变化，存储的结果已过时：请先执行 cockpit evaluate，再核对。")
    to = last or stored.as_of
    since = first or to
    if not since <= to <= stored.as_of:
        raise Refusal(f"核对的日期不正确：自 {since} 至 {to}，应先后有序，且不晚于最近一次研判的 {stored.as_of}。")
    wanted = days(since, to, stored.as_of, monthly=monthly)
    for number, day in enumerate(wanted):
        report(f"{day}", number, len(wanted))
        with doors.writing_as_engine() as connection:
            lamps, found = replay(connection, cipher, day)
        yield day, lamps, found


def keep_apart(day: date) -> subprocess.Popen[bytes]:
    """Starts ``cockpit keep`` for a page that waits for it: the web process itself neither folds nor writes."""
    program = "from cockpit.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, "keep", "--as-of", day.isoformat()], cwd=REPOSITORY, stdin=subprocess.DEVNULL
    )


def lamp_rows(
    cipher: Cipher,
    *,
    as_of: date,
    area: str | None,
    level: str | None,
    rule: str | None,
    open_only: bool,
    include_late: bool,
    prompts: bool,
) -> list[dict[str, Any]]:
    """Every lamp with since ≤ ``as_of``, from the ledger: right whether or not that day was ever evaluated.

    Raises Refusal for a filter that names nothing: an empty answer to a mistyped one would read as "all is well".
    """
    if level is not None and level not in set(Level):
        raise Refusal(f"灯色 --level {level} 不正确：应为 red 或 yellow。")
    if rule in PROMPTS and not prompts:
        raise Refusal(f"{rule} 是临期提示，不是监督规则：请加上 --prompts。")
    if rule is not None and rule not in PROMPTS and rule not in {f"R{number:02}" for number in range(1, TOTAL + 1)}:
        raise Refusal(f"没有规则 {rule}：应为 R01 至 R{TOTAL}。")
    # The engine's door, not a viewer's: another day's lamps are worked out in temporary tables.
    with doors.writing_as_engine() as connection:
        if area is not None and not connection.execute(select(area_table).filter_by(area_code=checked(area))).first():
            raise Refusal(f"没有区划代码为 {area} 的地区：请核对 --area。", status=404)
        show_as_of(connection, cipher, as_of)
        rows = lamps(connection, area_code=area, level=level, rule=rule, open_only=open_only, prompts=prompts)
        return rows + late_lamps(connection) if include_late else rows
