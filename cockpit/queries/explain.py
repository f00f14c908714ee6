"""Why a rule's lamps burn or do not in one case: the same SELECTs as the evaluation, and the rows behind them.

Which lamps burn is settled by the text that settles every evaluation (rules.settling); what is said of each row that a
finding looked at comes from ``rules.explaining``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from cockpit.db.limits import known
from cockpit.db.tables import area, batch_fact, batch_member, decision, organisation, stoppage
from cockpit.domain.area import PROVINCE
from cockpit.domain.daycount import Stoppage
from cockpit.domain.explaining_words import STOPPAGES
from cockpit.domain.explanation import Explanation
from cockpit.domain.limit import Limits
from cockpit.domain.strip import span
from cockpit.domain.vocabulary import SubjectKind
from cockpit.domain.workday import Day
from cockpit.queries import occupied
from cockpit.queries.alert import calendar
from cockpit.queries.operations import Act, numbered, of_subject
from cockpit.rules import PROMPTS, REGISTRY, Family
from cockpit.rules.explaining import explained
from cockpit.rules.grounds import Facts
from cockpit.rules.judging import judged_by
from cockpit.rules.reads import CLOCKS, Reads
from cockpit.rules.rule import Rule
from cockpit.rules.settling import on_subjects, raw_lamps, selected, settled

Row = dict[str, Any]

OF_BATCHES = ("R12", "R13")
"""Rules that look at the other cases of the batch as well."""

EXPLAINED: dict[str, Rule | Family] = {**REGISTRY, **PROMPTS}
"""What can be explained, by code: rules and families of prompts."""


def explain(
    conn: Connection,
    city_code: str,
    case_no: str,
    rule_code: str,
    as_of: date,
    subject: SubjectKind = SubjectKind.CASE,
) -> Explanation:
    """``as_of`` must be the day of which the fact tables tell; KeyError for what is not built.

    ``subject``: for prompts ``case_no`` may be the number of a tenancy or a home (``subjects``).
    """
    rule, limits = EXPLAINED[rule_code], known(conn, as_of)
    acts = {act.operation_id: act for act in _acts(conn, city_code, subject, case_no, as_of)}
    lamps: list[Row] = []
    raw: list[Row] = []
    rows: dict[str, list[Row]] = {finding.code: [] for finding in rule.findings}
    judged = {subject: [case_no]}
    if subject == SubjectKind.CASE:
        judged = _subjects(conn, city_code, case_no, rule, acts.values())
    for kind, ids in judged.items():
        if kind != subject:
            for subject_id in ids:
                acts |= {act.operation_id: act for act in _acts(conn, city_code, kind, subject_id, as_of)}
        asked = {"as_of": as_of, "kind": str(kind), "cities": [city_code], "ids": ids}
        if kind == SubjectKind.CRITERIA:
            asked["cities"] = [city_code, _province_of(city_code)]
        ours = _of_case(case_no, kind)
        selects = raw_lamps(rule.code, rule.findings, limits)
        if found := selected(conn, selects, asked):
            raw += filter(ours, found)
            lamps += filter(ours, settled(conn, selects, asked))
        looked_at: dict[Any, list[Row]] = {}
        for finding in rule.findings:
            if finding.reads is None:
                continue
            key = (finding.reads.shape in CLOCKS or finding.reads.shape, finding.reads.kind, finding.limit)
            if key not in looked_at:
                found = [dict(row) for row in conn.execute(_considered(finding.reads, limits), asked).mappings()]
                looked_at[key] = list(filter(ours, found))
            rows[finding.code] += looked_at[key]
    told = _named(conn, lamps)
    facts = Facts(
        as_of, limits, _places(conn, limits), _stoppages(conn, city_code, case_no, acts), _Calendar(conn, as_of), acts
    )
    findings = [
        explained(
            finding,
            [lamp for lamp in told if lamp["finding"] == finding.code],
            [lamp for lamp in raw if lamp["finding"] == finding.code],
            rows[finding.code],
            facts,
        )
        for finding in rule.findings
    ]
    read = {each for found in findings for ground in found.grounds for each in ground.read}
    acts |= _of_others(conn, city_code, rows, read - acts.keys())
    return Explanation(city_code, case_no, rule.code, as_of, findings, acts, subject)


def subjects(rule_code: str) -> tuple[SubjectKind, ...]:
    """Of what a rule or family of prompts can be explained."""
    family = PROMPTS.get(rule_code)
    return tuple(dict.fromkeys([SubjectKind.CASE, *([family.subject] if family else [])]))


def _subjects(
    conn: Connection, city_code: str, case_no: str, rule: Rule | Family, acts: Iterable[Act]
) -> dict[SubjectKind, list[str]]:
    """On what the rule can burn that concerns the case: itself, its criteria sets, batches, home, tenancies."""
    if isinstance(rule, Family) and rule.subject != SubjectKind.CASE:
        ids = occupied.of_case(conn, city_code, case_no, rule.subject)
        return {rule.subject: ids} if ids else {}
    found: dict[SubjectKind, list[str]] = {SubjectKind.CASE: [case_no]}
    if rule.code == "R08":
        d = decision.c
        sets = conn.scalars(
            select(d.criteria_set)
            .where(d.city_code == city_code, d.case_no == case_no)
            .distinct()
            .order_by(d.criteria_set)
        )
        found[SubjectKind.CRITERIA] = list(sets)
    if rule.code in OF_BATCHES:
        m = batch_member.c
        batches = conn.scalars(
            select(m.batch_id).where(m.city_code == city_code, m.case_no == case_no).order_by(m.batch_id)
        )
        found[SubjectKind.BATCH] = list(batches)
    if rule.code == "R12":
        homes = [str(act.data["unit_id"]) for act in acts if act.action == "unit_selected" and act.data.get("unit_id")]
        found[SubjectKind.UNIT] = list(dict.fromkeys(homes))
    return {kind: ids for kind, ids in found.items() if ids}


def areas_of_batches(conn: Connection, city_code: str, case_no: str) -> list[str | None]:
    """The areas of the batches that the case is in; None for one that the viewer does not see at all."""
    m, b = batch_member.c, batch_fact.c
    joined = batch_member.outerjoin(batch_fact, and_(b.city_code == m.city_code, b.batch_id == m.batch_id))
    found = select(b.area_code).select_from(joined).where(m.city_code == city_code, m.case_no == case_no)
    return list(conn.scalars(found.order_by(m.batch_id)))


def _of_case(case_no: str, kind: SubjectKind) -> Any:
    """Of a batch, what is meant for this case or for nobody in particular."""
    if kind != SubjectKind.BATCH:
        return None
    return lambda row: row.get("instance", "") in ("", case_no)


@lru_cache(maxsize=256)
def _considered(reads: Reads, limits: Limits) -> Select[Any]:
    rows = judged_by(limits, reads.considered()).subquery()
    return select(rows).where(on_subjects(rows))


def _acts(conn: Connection, city_code: str, kind: str, subject_id: str, as_of: date) -> list[Act]:
    """What had happened by the end of the day."""
    acts = of_subject(conn, city_code, kind, subject_id)
    if not acts and kind == SubjectKind.CRITERIA:
        acts = of_subject(conn, _province_of(city_code), kind, subject_id)
    return [act for act in acts if act.occurred_at.date() <= as_of]


def _of_others(
    conn: Connection, city_code: str, rows: Mapping[str, Sequence[Row]], missing: Collection[str]
) -> dict[str, Act]:
    """Operations of other cases that were read: who selected a home before this one."""
    sources = {row["source"] for found in rows.values() for row in found} if missing else set()
    acts = [act for source in sorted(sources) for act in numbered(conn, city_code, source, sorted(missing))]
    return {act.operation_id: act for act in acts}


def _province_of(city_code: str) -> str:
    """Stands as city for what the province itself decreed: its criteria sets are in force everywhere."""
    return f"{city_code[:2]}00"


def _places(conn: Connection, limits: Limits) -> dict[str, str]:
    """area code -> name of the areas that made a limit stricter."""
    codes = {line.area_code for line in limits.lines} - {PROVINCE}
    if not codes:
        return {}
    return dict(conn.execute(select(area.c.area_code, area.c.name).where(area.c.area_code.in_(sorted(codes)))).all())


def _stoppages(conn: Connection, city_code: str, case_no: str, acts: Mapping[str, Act]) -> list[Stoppage]:
    s = stoppage.c
    rows = conn.execute(
        select(stoppage).where(s.city_code == city_code, s.case_no == case_no).order_by(s.from_n, s.kind)
    )
    return [Stoppage(row.from_n, row.to_n, _reason(row, acts), row.operation_id) for row in rows]


def _reason(row: Any, acts: Mapping[str, Act]) -> str:
    number = f" {row.instance}" if row.kind == "objection" else f"（第 {row.instance} 次）" if row.instance else ""
    act = acts.get(row.operation_id)
    begun = f"，自 {act.occurred_at:%Y-%m-%d} 起" if act is not None else ""
    return f"{STOPPAGES[row.kind]}{number}{begun}"


class _Calendar:
    """The days worth drawing of a clock; several findings draw the same ones."""

    def __init__(self, conn: Connection, as_of: date) -> None:
        self._conn = conn
        self._as_of = as_of
        self._known: dict[tuple[date, date], list[Day]] = {}

    def __call__(self, row: Mapping[str, Any]) -> list[Day]:
        asked = span(row["start_on"], row["due_on"], row["done_on"], self._as_of)
        if asked not in self._known:
            self._known[asked] = calendar(self._conn, *asked)
        return self._known[asked]


def _named(conn: Connection, lamps: Sequence[Row]) -> list[Row]:
    """The lamps with office and area_name: what their sentences name."""
    for lamp in lamps:
        o = organisation.c
        lamp["office"] = conn.scalar(
            select(o.name).where(o.source == lamp["source"], o.org_id == lamp["org_id"]).limit(1)
        )
        lamp["area_name"] = conn.scalar(
            select(area.c.name).where(area.c.area_code == func.left(lamp["area_code"], 6)).limit(1)
        )
    return list(lamps)
