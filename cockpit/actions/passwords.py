"""Passwords as argon2id; few at a time, because each check takes 64 MiB and a quarter of a second of a processor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cockpit.domain.refusal import Refusal

AT_ONCE = 1
"""Checks in one process at a time: logging in must not take the memory and the processors from those who work."""
WAITS = 8.0
"""Seconds after which somebody who waits for their turn is asked to try again."""

_hasher = PasswordHasher()
_turns = BoundedSemaphore(AT_ONCE)
_nobody = ""


@contextmanager
def a_turn() -> Iterator[None]:
    """Refusal (503) where too many log in at the same time."""
    if not _turns.acquire(timeout=WAITS):
        raise Refusal("此刻登录的人较多：请稍候片刻再登录。", status=503)
    try:
        yield
    finally:
        _turns.release()


def hashed(password: str) -> str:
    return _hasher.hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Takes as long for an account that is not there, or has no password, as for a wrong password."""
    try:
        return _hasher.verify(stored or _decoy(), password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def _decoy() -> str:
    global _nobody
    _nobody = _nobody or _hasher.hash("nobody has this password")
    return _nobody
