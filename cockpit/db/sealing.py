"""Which members of an operation's data are ciphertext in the ledger, and the way there and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection

from cockpit.db.cipher import TOKEN, UNREADABLE, Cipher, Subject, SubjectKey
from cockpit.db.keys import keys_of
from cockpit.domain.action import ELEMENTS, Secrecy, secrecy

MARK = f'"{TOKEN}'.encode()
"""How a token begins inside a record: records without it need no key."""


UNNAMED = "*"
"""Where members that delivery.md does not name are kept together: even their names may be somebody's."""


class Sealable(Protocol):
    """What is needed of an entry: whom it is about and what it says."""

    city_code: str
    subject_kind: str
    subject_id: str
    action: str
    data: dict[str, Any]


def seal(conn: Connection, cipher: Cipher, entries: Sequence[Sealable]) -> Iterator[dict[str, Any]]:
    """The data of each entry with tokens for what is secret; keys are made for subjects that have none yet."""
    secrets = [_to_seal(entry) for entry in entries]
    subjects = [Subject(entry.city_code, entry.subject_kind, entry.subject_id) for entry in entries]
    keys = keys_of(conn, cipher, {subject for subject, names in zip(subjects, secrets, strict=True) if names})
    for entry, subject, names in zip(entries, subjects, secrets, strict=True):
        if not names:
            yield entry.data
            continue
        data, key = _unnamed_together(entry.data, names), keys[subject]
        for name in names:
            data[name] = _sealed_elements(key, data[name]) if name == "elements" else key.seal(name, data[name])
        yield data


def _to_seal(entry: Sealable) -> dict[str, Secrecy]:
    names: dict[str, Secrecy] = {}
    for member, value in entry.data.items():
        how = secrecy(entry.subject_kind, entry.action, member)
        if how is Secrecy.PLAIN:
            # A plain member that looks like a token is sealed as well: else the reader would try to open it.
            if type(value) is str and value.startswith("enc:"):
                names[member] = Secrecy.SEALED
        elif how is Secrecy.UNNAMED or not _empty(value):
            names[member] = how
    return names


def _unnamed_together(data: dict[str, Any], names: dict[str, Secrecy]) -> dict[str, Any]:
    """Data with all unnamed members under one name, in place of theirs in ``names``."""
    unnamed = [name for name, how in names.items() if how is Secrecy.UNNAMED]
    if not unnamed:
        return dict(data)
    for name in unnamed:
        del names[name]
    names[UNNAMED] = Secrecy.SEALED
    kept = {name: value for name, value in data.items() if name not in unnamed}
    return {**kept, UNNAMED: {name: data[name] for name in unnamed}}


def _empty(value: Any) -> bool:
    # Empty stays legible, so that whether something was said can be judged after its key is gone.
    return value is None or value == "" or value == [] or value == 0


def _sealed_elements(key: SubjectKey, value: Any) -> Any:
    """Names of elements stay legible; other wording in the list may name a person."""
    if not isinstance(value, list):
        return key.seal("elements", value)
    return [item if isinstance(item, str) and item in ELEMENTS else key.seal("elements", item) for item in value]


def opened(key: SubjectKey | None, data: dict[str, Any]) -> dict[str, Any]:
    """Data as they were before ``seal``; UNREADABLE in place of every token when the key is gone."""
    for name, value in data.items():
        if type(value) is str:
            if value.startswith(TOKEN):
                data[name] = key.open(name, value) if key else UNREADABLE
        elif name == "elements" and type(value) is list:
            data[name] = [
                (key.open(name, item) if key else UNREADABLE) if type(item) is str and item.startswith(TOKEN) else item
                for item in value
            ]
    unnamed = data.pop(UNNAMED, None)
    if isinstance(unnamed, dict):  # else its key is gone
        data.update(unnamed)
    return data
