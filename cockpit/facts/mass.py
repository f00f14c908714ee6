"""Mass text: opinions equal to 20 others of the same actor on the same day (rules.md, "Shared definitions").

Whether one is mass text depends on opinions of other cases, so the mark is set across cases, after the folding.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, text

from cockpit.db.doors import psycopg_of
from cockpit.domain.opinion import MASS
from cockpit.facts.differing import Change, TextGroup
from cockpit.facts.writing import Subject

_TOUCHED = """
JOIN unnest(CAST(:cities AS text[]), CAST(:ids AS text[])) AS touched(city, id)
  ON city_code = touched.city AND subject_kind = 'case' AND subject_id = touched.id
"""

_UNMARK = f"""
UPDATE statement SET mass = false
FROM (SELECT DISTINCT source, actor_id, day, text_key FROM statement {_TOUCHED} WHERE mass) AS was
WHERE statement.mass AND (statement.source, statement.actor_id, statement.day, statement.text_key)
    = (was.source, was.actor_id, was.day, was.text_key)
"""

_MARK = """
UPDATE statement SET mass = true
FROM (
    SELECT source, actor_id, day, text_key FROM statement
    WHERE text_key IS NOT NULL {only}
    GROUP BY source, actor_id, day, text_key HAVING count(*) > {mass}
) AS many
WHERE NOT statement.mass AND (statement.source, statement.actor_id, statement.day, statement.text_key)
    = (many.source, many.actor_id, many.day, many.text_key)
"""

_ONLY_TOUCHED = f"AND (source, actor_id, day) IN (SELECT source, actor_id, day FROM statement {_TOUCHED})"


def unmark(connection: Connection, cases: Collection[Subject]) -> None:
    """Before the opinions of some cases leave: without them their equals may be mass text no more."""
    connection.execute(text(_UNMARK), _keys(cases))


def mark(connection: Connection, cases: Collection[Subject] | None) -> None:
    """After the opinions of some cases (None: of all) came in; those whose equals were unmarked are judged again."""
    if cases is None:
        connection.execute(text(_MARK.format(only="", mass=MASS)))
    else:
        connection.execute(text(_MARK.format(only=_ONLY_TOUCHED, mass=MASS)), _keys(cases))


_JUDGE_AGAIN = f"""
UPDATE statement SET mass = NOT statement.mass
FROM (
    SELECT text.*, (
        SELECT count(*) FROM statement
        WHERE (statement.source, statement.actor_id, statement.day, statement.text_key)
            = (text.source, text.actor_id, text.day, text.text_key)
    ) > {MASS} AS many
    FROM (
        SELECT source, actor_id, day, hex::bytea AS text_key
        FROM unnest(%s::text[], %s::text[], %s::date[], %s::text[]) AS told(source, actor_id, day, hex)
    ) AS text
) AS judged
WHERE (statement.source, statement.actor_id, statement.day, statement.text_key)
    = (judged.source, judged.actor_id, judged.day, judged.text_key) AND statement.mass <> judged.many
RETURNING 'statement', kind, city_code, subject_kind, subject_id
"""


def judge_again(connection: Connection, texts: Collection[TextGroup]) -> set[Change]:
    """After some texts came or went: marks or unmarks their equals; which opinions that changed."""
    if not texts:
        return set()
    rows = psycopg_of(connection).execute(_JUDGE_AGAIN, [list(part) for part in zip(*texts, strict=True)])
    return {Change(str(table), str(kind), (str(c), str(k), str(i))) for table, kind, c, k, i in rows}


def _keys(cases: Collection[Subject]) -> dict[str, list[str]]:
    return {"cities": [city for city, _, _ in cases], "ids": [case_no for _, _, case_no in cases]}
