"""Mass text: opinions equal to 20 others of the same actor on the same day (rules.md, "Shared definitions").

Whether one is mass text depends on opinions of other cases, so the mark is set across cases, after the folding.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, text

from cockpit.domain.opinion import MASS
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


def _keys(cases: Collection[Subject]) -> dict[str, list[str]]:
    return {"cities": [city for city, _, _ in cases], "ids": [case_no for _, _, case_no in cases]}
