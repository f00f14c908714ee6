"""Personal data at rest: AES-256-GCM under one key per subject, each wrapped by the key of the house.

A token is text, ``enc:1:<base64 of nonce, ciphertext, tag>``, and holds any JSON value. The subject and the member's
name are its associated data: moved to another person or another member it does not open. Destroying the subject's key
makes all its tokens unreadable, while hashes over them stay valid.
"""

from __future__ import annotations

import hashlib
import os
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from typing import Any, NamedTuple

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

TOKEN = "enc:1:"
UNREADABLE = "（密钥已销毁，内容不可读）"
"""What is read where a subject's key is gone. Never empty: a destroyed opinion is not a missing one."""

_NONCE = 12


class Subject(NamedTuple):
    """Whom data are about; the key of table ``subject_key``."""

    city_code: str
    kind: str
    id: str


class Cipher:
    """The house key at work. It never leaves this object."""

    def __init__(self, house_key: bytes) -> None:
        if len(house_key) != 32:
            raise ValueError(f"a house key has 32 bytes, not {len(house_key)}")
        # Separate keys for separate uses: a keyed hash must never double as an encryption key.
        self._house = AESGCM(_derived(house_key, b"cockpit wrap 1"))
        self._content_key = _derived(house_key, b"cockpit content 1")

    def new_key(self, subject: Subject) -> tuple[SubjectKey, bytes]:
        """A fresh key for a subject, and its wrapped form for the table."""
        key, nonce = os.urandom(32), os.urandom(_NONCE)
        return SubjectKey(subject, key), nonce + self._house.encrypt(nonce, key, _aad(subject))

    def unwrap(self, subject: Subject, wrapped: bytes) -> SubjectKey | None:
        """The subject's key; None where the row was tampered with or belongs to another house or subject."""
        try:
            return SubjectKey(subject, self._house.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _aad(subject)))
        except InvalidTag:
            return None

    def content_hash(self, folded: bytes) -> bytes:
        """16 bytes that tell equal contents, keyed: who lacks the house key cannot try out ID numbers."""
        return hashlib.blake2b(folded, digest_size=16, key=self._content_key).digest()


class SubjectKey:
    """Seals and opens the tokens of one subject."""

    __slots__ = ("_aad", "_aead")

    def __init__(self, subject: Subject, key: bytes) -> None:
        self._aead = AESGCM(key)
        self._aad = _aad(subject)

    def seal(self, member: str, value: Any) -> str:
        return TOKEN + b64encode(self.seal_bytes(member, orjson.dumps(value))).decode("ascii")

    def seal_bytes(self, member: str, plain: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, plain, self._aad + member.encode())

    def open(self, member: str, token: str) -> Any:
        """The JSON value of a token, UNREADABLE where it was sealed under another key, subject or member."""
        try:
            sealed = b64decode(token[len(TOKEN) :], validate=True)
        except BadBase64:
            return UNREADABLE
        plain = self.open_bytes(member, sealed)
        return UNREADABLE if plain is None else orjson.loads(plain)

    def open_bytes(self, member: str, sealed: bytes) -> bytes | None:
        try:
            return self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._aad + member.encode())
        except (InvalidTag, ValueError):  # ValueError: cut below the length of a nonce
            return None


def _aad(subject: Subject) -> bytes:
    # NUL cannot occur in a code (the import refuses it), so no two subjects share a text.
    return "\0".join((*subject, "")).encode()


def _derived(house_key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(house_key)
