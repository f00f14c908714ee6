"""One case's operations, folded into the rows of every fact table.

Everything here is plain Python over one history; the same fold serves the import of one operation, a rebuild from
nothing and an evaluation as of an earlier day. Rows are tuples in the order of ``COLUMNS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cockpit.domain.operation import Operation
from cockpit.domain.workday import Workdays
from cockpit.facts.cases import case_fact
from cockpit.facts.clocks import clocks
from cockpit.facts.conduct import OrganisationKinds, conduct, overlong_suspensions
from cockpit.facts.decisions import condition_changes, decisions
from cockpit.facts.documents import documents
from cockpit.facts.history import History
from cockpit.facts.notices import notices
from cockpit.facts.notifying import corrections, overrides, rejections
from cockpit.facts.omissions import Omission, omissions
from cockpit.facts.opinions import opinions
from cockpit.facts.pending import Pending, waiting_list
from cockpit.facts.procedure import procedure
from cockpit.facts.standings import memberships, rank_changes, selections, standings
from cockpit.facts.statements import Statement
from cockpit.facts.suspension import Stretch, merged, standstills, suspensions

Row = tuple[object, ...]
Rows = dict[str, list[Row]]

COLUMNS: dict[str, tuple[str, ...]] = {
    "case_fact": (
        *("city_code", "case_no", "area_code", "path", "channel", "submitted_on", "accepted_on"),
        *(f"{step}_{edge}" for step in ("s1", "s2", "s3", "s4") for edge in ("begin", "end")),
        *("waiting_from", "waiting_to", "ended_on", "end_kind", "handled_days", "on_time", "state", "last_at"),
    ),
    "clock": (
        *("city_code", "case_no", "clock", "instance", "start_op", "area_code", "source", "start_on", "start_n"),
        *("stopped", "done_on", "done_n", "cured_on", "cut_on", "step", "asked_of", "done_op"),
    ),
    "statement": (
        *("city_code", "subject_kind", "subject_id", "kind", "instance", "operation_id", "source", "area_code"),
        *("at", "day", "step", "faults", "cures", "takes_over", "actor_id", "org_id", "text_key", "closes", "counts"),
        "checks",
    ),
    "stoppage": ("city_code", "case_no", "kind", "instance", "operation_id", "source", "from_n", "to_n"),
    "omission": (
        *("city_code", "subject_kind", "subject_id", "kind", "instance", "operation_id", "area_code", "source"),
        *("day", "mended_on", "taken_on", "step", "asked_of", "actor_id", "org_id"),
    ),
    "decision": (
        *("city_code", "case_no", "operation_id", "source", "area_code", "day", "accepted_on"),
        *("criteria_set", "result", "actor_id", "org_id"),
    ),
    "batch_member": ("city_code", "batch_id", "case_no", "source", "operation_id", "at", "org_id"),
    "batch_fact": ("city_code", "batch_id", "area_code", "ranking_published_at"),
    "plan_unit": ("city_code", "unit_id", "operation_id", "source", "batch_id", "at", "day"),
    "standing": (
        *("city_code", "batch_id", "case_no", "from_at", "to_at", "rank_no", "layout", "category", "waits", "passed"),
    ),
    "selection": (
        *("city_code", "batch_id", "case_no", "operation_id", "source", "at", "day", "ranked", "rank_no", "layout"),
        *("category", "actor_id", "org_id"),
    ),
    "pending": (
        *("city_code", "subject_kind", "subject_id", "kind", "start_on", "times", "operation_id", "source"),
        *("area_code", "due_on", "done_on", "done_op", "step", "asked_of"),
    ),
    "criteria_period": ("area_code", "from_on", "to_on", "city_code", "criteria_set"),
}


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What the fold needs of case.csv."""

    area_code: str
    mode: str
    channel: str


def fold_case(
    operations: Iterable[Operation],
    file: CaseFile,
    days: Workdays,
    kinds: OrganisationKinds,
    fingerprint: Callable[[str], bytes],
    rows: Rows,
) -> None:
    """Appends the fact rows of one case to ``rows``.

    ``kinds`` maps (source, org_id) to the kind of organisation; ``fingerprint`` is the keyed hash that mass text is
    compared by.
    """
    history = History(operations)
    if not history.operations:
        return
    first = history.operations[0]
    city, case_no, area = first.city_code, first.subject_id, file.area_code
    case = procedure(history, file.mode)
    pauses = suspensions(history, case, days)
    stops = merged(pause.stretch for pause in pauses)

    fact = case_fact(history, case, stops, days)
    rows["case_fact"].append(
        (
            *(city, case_no, area, fact.path, file.channel, fact.submitted_on, fact.accepted_on, *fact.steps),
            *(fact.waiting_from, fact.waiting_to, fact.ended_on, fact.end_kind, fact.handled_days, fact.on_time),
            *(fact.state, fact.last_at),
        )
    )
    for clock in clocks(history, case, stops, days):
        start = clock.start
        rows["clock"].append(
            (
                *(city, case_no, clock.clock, clock.instance, start.operation_id, area, start.source, start.day),
                *(days.n(start.day), _multirange(clock.stopped), clock.done_on),
                *(days.n(clock.done_on) if clock.done_on else None, clock.cured_on, clock.cut_on, clock.step),
                *(clock.asked_of, clock.done_op),
            )
        )
    rows["stoppage"].extend(
        # Extensions that end with the suspension itself may name the same days twice.
        dict.fromkeys(
            (city, case_no, pause.kind, pause.instance, pause.opened.operation_id, pause.opened.source, *pause.stretch)
            for pause in (*pauses, *standstills(case, days))
            if pause.stretch[0] < pause.stretch[1]
        )
    )
    for statement in (
        *opinions(history),
        *notices(history, case.path, days),
        *condition_changes(history),
        *corrections(history),
        *rejections(history),
        *overrides(history),
        *conduct(history, case, kinds, days),
    ):
        rows["statement"].append(statement_row(statement, area, fingerprint))
    for gap in (*omissions(history, case), *overlong_suspensions(history, case, days), *documents(history, days)):
        rows["omission"].append(omission_row(gap, area))
    rows["batch_member"].extend(memberships(history))
    rows["standing"].extend(standings(history, file.mode))
    rows["selection"].extend(selections(history))
    rows["statement"].extend(statement_row(s, area, fingerprint) for s in rank_changes(history))
    rows["pending"].extend(pending_row(matter, (city, "case", case_no), area) for matter in waiting_list(case))
    for decision in decisions(history):
        op = decision.operation
        rows["decision"].append(
            (
                *(city, case_no, op.operation_id, op.source, area, op.day, decision.accepted_on),
                *(decision.criteria_set, decision.result, op.actor_id, op.org_id),
            )
        )


def statement_row(statement: Statement, area_code: str, fingerprint: Callable[[str], bytes]) -> Row:
    """The row of ``statement`` in the order of COLUMNS."""
    op = statement.operation
    kind, subject_id = op.subject_kind, op.subject_id
    if statement.batch_id is not None:
        kind, subject_id = "batch", statement.batch_id
    return (
        *(op.city_code, kind, subject_id, statement.kind, statement.instance, op.operation_id),
        *(op.source, area_code, op.occurred_at, statement.since or op.day, statement.step),
        *(_array(statement.faults), _array(statement.cures), _array(statement.takes_over), op.actor_id, op.org_id),
        *(fingerprint(statement.letters) if statement.letters is not None else None, statement.closes),
        *(statement.counts, _array(tuple(map(str, statement.checks)))),
    )


def omission_row(gap: Omission, area_code: str) -> Row:
    """The row of ``gap`` in the order of COLUMNS."""
    act = gap.act
    return (
        *(act.city_code, act.subject_kind, act.subject_id, gap.kind, gap.instance, act.operation_id, area_code),
        *(act.source, gap.since or act.day, gap.mended.day if gap.mended else gap.ended_on, gap.taken_on, gap.step),
        *(gap.asked_of, act.actor_id, act.org_id),
    )


def pending_row(matter: Pending, subject: tuple[str, str, str], area_code: str) -> Row:
    """The row of ``matter`` in the order of COLUMNS; ``subject``: city_code, subject_kind, subject_id."""
    begun, done = matter.begun_by, matter.done_by
    return (
        *(*subject, matter.kind, matter.start_on, matter.times),
        *((begun.operation_id, begun.source) if begun is not None else ("", "")),
        *(area_code, matter.due_on, done.day if done is not None else None),
        *(done.operation_id if done is not None else None, matter.step, matter.asked_of),
    )


def _array(words: tuple[str, ...]) -> str:
    # The text form: COPY takes it several times faster than psycopg adapts a Python list. Our words need no quotes.
    return "{" + ",".join(words) + "}"


def _multirange(stretches: list[Stretch]) -> str:
    return "{" + ",".join(f"[{lo},{hi})" for lo, hi in stretches) + "}"
