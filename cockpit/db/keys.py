"""The keys of subjects: read, made on first use, destroyed. The one writer of table ``subject_key``."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from cockpit.db.cipher import Cipher, Subject, SubjectKey
from cockpit.db.doors import psycopg_of
from cockpit.domain.refusal import Refusal

# One index probe for each subject, whatever the planner believes about the size of the table while it is being filled.
_FIND = """
SELECT k.city_code, k.subject_kind, k.subject_id, found.wrapped
FROM unnest(%s::text[], %s::text[], %s::text[]) AS k (city_code, subject_kind, subject_id)
CROSS JOIN LATERAL (
    SELECT wrapped FROM subject_key s
    WHERE s.city_code = k.city_code AND s.subject_kind = k.subject_kind AND s.subject_id = k.subject_id LIMIT 1
) AS found
"""
_ADD = """
INSERT INTO subject_key (city_code, subject_kind, subject_id, wrapped)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::bytea[]) ON CONFLICT DO NOTHING RETURNING 1
"""


def existing_keys(conn: Connection, cipher: Cipher, subjects: Collection[Subject]) -> dict[Subject, SubjectKey]:
    """The keys of those subjects that have one that opens."""
    if not subjects:
        return {}
    rows = psycopg_of(conn).execute(_FIND, _columns(subjects)).fetchall()
    found: dict[Subject, SubjectKey] = {}
    for city_code, kind, subject_id, wrapped in rows:
        subject = Subject(str(city_code), str(kind), str(subject_id))
        assert isinstance(wrapped, bytes)
        key = cipher.unwrap(subject, wrapped)
        if key is not None:
            found[subject] = key
    return found


def keys_of(conn: Connection, cipher: Cipher, subjects: Collection[Subject]) -> dict[Subject, SubjectKey]:
    """The key of every subject, made where there is none yet."""
    keys = existing_keys(conn, cipher, subjects)
    # In key order, so that two importers that make keys for the same subjects wait for each other and never both.
    missing = sorted(set(subjects) - keys.keys())
    if missing:
        made = {subject: cipher.new_key(subject) for subject in missing}
        wrapped = [wrapped for _, wrapped in made.values()]
        added = psycopg_of(conn).execute(_ADD, (*_columns(missing), wrapped)).fetchall()  # a rowcount would not wait
        if len(added) == len(missing):
            keys.update({subject: key for subject, (key, _) in made.items()})
        else:  # somebody else made some of them between our two statements
            keys.update(existing_keys(conn, cipher, missing))
            if lost := set(missing) - keys.keys():
                raise Refusal(
                    f"密钥文件与数据库不符：有 {len(lost)} 个数据密钥无法用现有密钥文件解开；请换回本库原来的密钥文件"
                    "（COCKPIT_KEY_FILE）后重试，未写入任何数据。"
                )
    return keys


def destroy(conn: Connection, subject: Subject) -> None:
    """Makes everything sealed for the subject unreadable, for ever (PIPL, Art. 47)."""
    psycopg_of(conn).execute(
        "DELETE FROM subject_key WHERE city_code = %s AND subject_kind = %s AND subject_id = %s", tuple(subject)
    )


def _columns(subjects: Collection[Subject]) -> tuple[list[str], list[str], list[str]]:
    return [s.city_code for s in subjects], [s.kind for s in subjects], [s.id for s in subjects]
