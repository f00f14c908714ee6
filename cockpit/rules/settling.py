"""From the lamps that the findings select to those that burn: the last step of every judgement.

Evaluation settles all lamps at once, an explanation those of one subject: by the same text, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Compiled,
    CompoundSelect,
    Connection,
    Dialect,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from cockpit.domain.limit import Limits
from cockpit.rules.judging import judged_by, level_of
from cockpit.rules.rule import LAMP_COLUMNS, Finding

# Who must answer is the organisation of the kind that was asked, of the lamp's own area or of its county. What comes
# true again while its lamp burns changes nothing: once one goes on burning, it is the last of its key. A cure or a
# taking over after the day of evaluation has not happened yet; where red replaces yellow, yellow ends that day. An
# office is found by one key: by three the planner merges on two, and filters the offices of all counties for each lamp;
# grouped by that key, it knows each place to have one. Sorted by the subject first, few comparisons go on to the rest.
_SETTLED = """office AS (
    SELECT concat_ws(' ', source, kind, area_code) AS place, min(org_id) AS org_id FROM organisation{of_the_lamps}
    GROUP BY place
), burning AS (
    SELECT lamp.*,
        CASE WHEN cured_on <= {as_of} THEN cured_on + 1 END AS cured_until,
        CASE WHEN taken_on <= {as_of} THEN taken_on END AS taken_until
    FROM lamp
    WHERE since <= {as_of} AND (cured_on IS NULL OR cured_on >= since) AND (taken_on IS NULL OR taken_on > since)
), once AS (
    SELECT DISTINCT ON (subject_id, finding, city_code, subject_kind, instance, since) *,
        least(cured_until, taken_until) AS until
    FROM burning
    ORDER BY subject_id, finding, city_code, subject_kind, instance, since,
        least(cured_until, taken_until) DESC NULLS FIRST
), told AS (
    SELECT *, bool_or(until IS NULL) OVER earlier AS burning_already, row_number() OVER earlier AS raising
    FROM once
    WINDOW earlier AS (
        PARTITION BY subject_id, finding, city_code, subject_kind, instance ORDER BY since
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), raised AS (
    SELECT * FROM told WHERE burning_already IS NOT TRUE
)
SELECT raised.city_code, subject_kind, subject_id, finding, instance, since, until, until IS NULL AS open, raising,
    rule, level, lamp_class, step, raised.area_code,
    coalesce(nullif(raised.case_no, ''), tenancy.case_no, '') AS case_no,
    coalesce(nullif(raised.org_id, ''), own.org_id, county.org_id, '') AS org_id, actor_id, raised.source, evidence,
    measured || jsonb_build_object('asked_of', asked_of) AS measured
FROM raised
LEFT JOIN tenancy ON subject_kind = 'tenancy' AND tenancy.city_code = raised.city_code AND tenancy_id = subject_id
LEFT JOIN office AS own ON own.place = concat_ws(' ', raised.source, asked_of, raised.area_code)
LEFT JOIN office AS county ON county.place = concat_ws(' ', raised.source, asked_of, left(raised.area_code, 6))
"""

SETTLED = _SETTLED.replace("{of_the_lamps}", "")
"""What follows WITH: reads a table ``lamp`` (finding, rule, level, lamp_class and LAMP_COLUMNS), gives the columns of
table ``finding``. ``{as_of}`` is the placeholder of the day."""

SETTLED_OF_FEW = _SETTLED.replace(
    "{of_the_lamps}", " WHERE area_code IN (SELECT unnest(ARRAY[area_code, left(area_code, 6)]) FROM lamp)"
)
"""The same for a handful of lamps: without grouping the offices of the whole province."""


def labelled(rule_code: str, finding: Finding, limits: Limits) -> Select[Any]:
    """The lamps of a finding by these limits, with finding, rule, level and lamp_class before LAMP_COLUMNS."""
    lamps = judged_by(limits, finding.lamps()).subquery("found")
    return select(
        literal(finding.code).label("finding"),
        literal(rule_code).label("rule"),
        level_of(finding, limits, lamps).label("level"),
        literal(finding.lamp_class.value).label("lamp_class"),
        *(lamps.c[name] for name in LAMP_COLUMNS),
    )


def on_subjects(rows: FromClause) -> ColumnElement[bool]:
    """Those of some subjects of one kind. Parameters: kind, cities, ids."""
    cities, ids = (bindparam(name, type_=ARRAY(Text)) for name in ("cities", "ids"))
    return and_(
        rows.c.subject_kind == bindparam("kind", type_=Text),
        rows.c.city_code == func.any(cities),
        rows.c.subject_id == func.any(ids),
    )


@lru_cache(maxsize=256)
def raw_lamps(code: str, findings: tuple[Finding, ...], limits: Limits) -> CompoundSelect[Any]:
    """What the findings of a rule select of some subjects, unsettled. Parameters: as_of, kind, cities, ids."""
    selects = []
    for finding in findings:
        lamps = labelled(code, finding, limits).subquery()
        selects.append(select(lamps).where(on_subjects(lamps)))
    return union_all(*selects)


def selected(connection: Connection, lamps: CompoundSelect[Any], parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the findings select, before settling."""
    made = _compiled(lamps, connection.dialect)
    return _rows(connection, made, str(made), parameters)


def settled(connection: Connection, lamps: CompoundSelect[Any], parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lamps that burn or have burned, as `evaluate` stores them."""
    made = _compiled(lamps, connection.dialect)
    statement = f"WITH lamp AS ({made}), {SETTLED.format(as_of='%(as_of)s::date')} ORDER BY finding, instance, since"
    return _rows(connection, made, statement, parameters)


def counted(
    connection: Connection, rule_code: str, finding: Finding, limits: Limits, as_of: date, first: date
) -> list[tuple[str, str, int]]:
    """(month of ``since``, county, number) of the lamps of a finding that began from ``first`` to ``as_of``."""
    made = _compiled(labelled(rule_code, finding, limits), connection.dialect)
    statement = f"""
        SELECT to_char(since, 'YYYY-MM') AS month, left(area_code, 6) AS county, count(*)::int AS lamps
        FROM (WITH lamp AS ({made}), {SETTLED.format(as_of="%(as_of)s::date")}) AS settled
        WHERE since >= %(first)s::date
        GROUP BY month, county ORDER BY month, county
    """
    parameters = {"as_of": as_of, "first": first}
    found = connection.exec_driver_sql(statement, {**(made.construct_params(parameters) or {}), **parameters})
    return [(row.month, row.county, row.lamps) for row in found]


@lru_cache(maxsize=256)
def _compiled(lamps: CompoundSelect[Any] | Select[Any], dialect: Dialect) -> Compiled:
    # Compiling takes several times longer than running it on one case.
    return lamps.compile(dialect=dialect)


def _rows(connection: Connection, made: Compiled, sql: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = connection.exec_driver_sql(sql, {**(made.construct_params(parameters) or {}), **parameters})
    return [dict(row) for row in found.mappings()]
