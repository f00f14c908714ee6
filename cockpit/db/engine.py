"""The one SQLAlchemy engine of a process. Only ``db.doors`` imports this: everybody else comes through a door."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine

from cockpit.domain.refusal import Refusal

_T = TypeVar("_T")
_current: Engine | None = None
_known: dict[str, Any] = {}


def connect_to(url: str) -> Engine:
    """Points the process at ``url``; nothing is opened before the first use."""
    global _current
    if _current is not None:
        _current.dispose()
    _known.clear()
    _current = create_engine(
        url,
        pool_pre_ping=True,  # a restarted server costs one round trip, not an error page
        pool_size=8,
        max_overflow=8,
        pool_timeout=5,
        connect_args={
            "connect_timeout": 5,
            # A day is a calendar day in Shanghai, whatever the server's own zone is.
            "options": "-c timezone=Asia/Shanghai -c lock_timeout=60s -c idle_in_transaction_session_timeout=600s",
        },
    )
    return _current


def current() -> Engine:
    if _current is None:
        raise Refusal("数据库尚未连接：请先打开数据库（cockpit.db.doors.open_database）。", status=500, exit_code=1)
    return _current


def once(what: str, ask: Callable[[], _T]) -> _T:
    """What does not change while the process is pointed at this database, asked for at its first use."""
    if what not in _known:
        _known[what] = ask()
    found: _T = _known[what]
    return found


def _forget_in_child() -> None:
    # A connection shared by two processes mixes their answers: a forked worker starts with an empty pool, and leaves
    # the parent's sockets alone.
    if _current is not None:
        _current.dispose(close=False)


os.register_at_fork(after_in_child=_forget_in_child)
