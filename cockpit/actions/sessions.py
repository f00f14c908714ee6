"""Logging in and out, and whose session a request is. Sessions live on the server: a copied cookie dies with them.

The cookie holds 32 random bytes, the table their SHA-256. Times are the database's own.

Guesses are counted by account and origin: the origin is the browser where it has logged in to this account before
(a cookie that outlives the session says so), else its address. So nobody can lock out somebody else who works in a
browser of their own, not even from the same address.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from cockpit.actions.desk import Desk
from cockpit.actions.passwords import a_turn, fits
from cockpit.actions.recording import account_act
from cockpit.db.doors import at_the_gate
from cockpit.db.tables import account, login_try, session
from cockpit.domain.access import UserRole
from cockpit.domain.audit import AccountAct
from cockpit.domain.following import Actor
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer

LONGEST = timedelta(hours=12)
IDLE = timedelta(hours=1)
WINDOW = timedelta(minutes=15)
MOST_PER_ORIGIN, MOST_PER_ADDRESS, MOST_PER_ACCOUNT = 10, 50, 100
"""Wrong passwords within WINDOW: for one account from one origin; from one unknown address; for one account from all
origins that it is not known at."""
REMEMBERED = timedelta(days=90)

WRONG = "账号或口令不正确：请核对后重试。"
TOO_MANY = "登录尝试过多，暂不受理：请 15 分钟后再试；忘记口令请联系管理员重置。"
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Login:
    """``token`` and ``device`` go into cookies; the device stays when the session ends."""

    token: str
    device: str
    viewer: Viewer


def log_in(
    name: str, password: str, address: str, *, device: str = "", before: str = "", desk: Desk | None = None
) -> Login:
    """A new session; the one of the token ``before`` ends. Refusal: 401 wrong, 429 too many guesses, 503 too busy.

    ``device``: what an earlier login handed to this browser. ``desk``: where it is recorded, as is what failed;
    None only where nothing at all can be recorded.
    """
    who = _digest("name", name.strip().lower())
    with a_turn():
        with at_the_gate() as conn:
            found = conn.execute(select(account).where(account.c.name == name.strip().lower())).mappings().first()
        try:
            with at_the_gate() as conn:
                number = _noted(conn, who, _origin(conn, who, device, address), _digest("address", address))
        except Refusal:
            _failed(found, AccountAct.LOGIN_BLOCKED, desk)
            raise
        if not fits(found["password"] if found else None, password) or found is None or found["disabled_at"]:
            _failed(found, AccountAct.LOGIN_FAILED, desk)
            raise Refusal(WRONG, status=401)
    return begin(found, device=device, before=before, attempt=number, desk=desk)


def _failed(found: Any, act: AccountAct, desk: Desk | None) -> None:
    """Of names that are no account nothing is recorded: people type passwords there."""
    if found is None or desk is None:
        return
    with at_the_gate() as conn:
        account_act(conn, desk, act, found["name"], found["area_code"], by=Actor.of(_viewer(found)))


def log_in_to_demo(name: str, *, device: str = "", before: str = "", desk: Desk | None = None) -> Login:
    """A session for an account of the demo, without its password: the caller sees to it that this is a demonstration.

    Refusal (401) for an account that is none of the demo's, or disabled.
    """
    with at_the_gate() as conn:
        of_demo = (account.c.name == name) & account.c.demo & account.c.disabled_at.is_(None)
        found = conn.execute(select(account).where(of_demo)).mappings().first()
    if found is None:
        raise Refusal(f"演示账号“{name[:40]}”已停用：请换一个，或用口令登录。", status=401)
    return begin(found, device=device, before=before, desk=desk)


def begin(
    found: Any, *, device: str = "", before: str = "", attempt: int | None = None, desk: Desk | None = None
) -> Login:
    """A session for an account (a row of the table) whose owner has been recognised."""
    token, device = secrets.token_urlsafe(32), device or secrets.token_urlsafe(32)
    with at_the_gate() as conn:
        if attempt is not None:
            good = {"good": True, "origin": _digest("device", device)}
            conn.execute(update(login_try).where(login_try.c.number == attempt).values(good))
        conn.execute(delete(login_try).where(login_try.c.at < func.now() - REMEMBERED))
        conn.execute(
            delete(session).where((session.c.digest == _digest("token", before)) | (session.c.ends_at < func.now()))
        )
        conn.execute(
            insert(session).values(
                digest=_digest("token", token),
                account=found["name"],
                begun_at=func.now(),
                seen_at=func.now(),
                ends_at=func.now() + LONGEST,
            )
        )
        if desk is not None:
            actor = Actor.of(_viewer(found))
            account_act(conn, desk, AccountAct.LOGGED_IN, found["name"], found["area_code"], by=actor)
    return Login(token, device, _viewer(found))


def viewer_of(token: str) -> Viewer | None:
    """Whose session it is, as the account stands now; None for no session, or one that ended or was ended."""
    if not token:
        return None
    key = session.c.digest == _digest("token", token)
    statement = (
        select(account, (session.c.seen_at < func.now() - _SEEN_EVERY).label("stale"))
        .join_from(session, account, account.c.name == session.c.account)
        .where(
            key,
            session.c.ends_at > func.now(),
            session.c.seen_at > func.now() - IDLE,
            account.c.disabled_at.is_(None),
        )
    )
    with at_the_gate() as conn:
        found = conn.execute(statement).mappings().first()
        if found is not None and found["stale"]:
            conn.execute(update(session).where(key).values(seen_at=func.now()))
    return _viewer(found) if found is not None else None


def log_out(token: str, desk: Desk | None = None) -> None:
    """Ends the session; a token that is nobody's ends nothing, and nothing is recorded."""
    with at_the_gate() as conn:
        ended = delete(session).where(session.c.digest == _digest("token", token)).returning(session.c.account)
        name = conn.execute(ended).scalar()
        if name is None or desk is None:
            return
        found = conn.execute(select(account).where(account.c.name == name)).mappings().one()
        account_act(conn, desk, AccountAct.LOGGED_OUT, name, found["area_code"], by=Actor.of(_viewer(found)))


def csrf_of(token: str) -> str:
    """What a request that changes something must show besides the cookie: only our own pages can read it."""
    return _digest("csrf", token).hex()


def _viewer(found: Any) -> Viewer:
    return Viewer(
        name=found["display_name"],
        area_code=found["area_code"],
        role=UserRole(found["role"]),
        org_id=found["org_id"],
        account=found["name"],
    )


def _digest(what: str, text: str) -> bytes:
    return sha256(f"{what}:{text}".encode()).digest()


def _origin(conn: Connection, who: bytes, device: str, address: str) -> bytes:
    origin = _digest("device", device)
    t = login_try.c
    if device and conn.execute(select(t.number).where(t.who == who, t.origin == origin, t.good).limit(1)).first():
        return origin
    return _digest("address", address)


def _noted(conn: Connection, who: bytes, origin: bytes, address: bytes) -> int:
    """Counts this try as wrong until it proves good. Refusal (429) where there were too many, which is not counted."""
    # One after the other for one account, so that a hundred guesses at the same time are counted like one by one.
    conn.execute(select(func.pg_advisory_xact_lock(int.from_bytes(who[:8], signed=True))))
    t = login_try.c
    recent = t.at > func.now() - WINDOW
    since_good = t.number > func.coalesce(
        select(func.max(t.number)).where(t.who == who, t.origin == origin, t.good).scalar_subquery(), 0
    )
    of_origin = select(func.count()).where(t.who == who, t.origin == origin, ~t.good, recent, since_good)
    limits = [(of_origin, MOST_PER_ORIGIN)]
    if origin == address:
        limits.append(
            (select(func.count()).where(t.address == address, t.origin == address, ~t.good, recent), MOST_PER_ADDRESS)
        )
        limits.append(
            (select(func.count()).where(t.who == who, t.origin == t.address, ~t.good, recent), MOST_PER_ACCOUNT)
        )
    if any(conn.execute(counted).scalar_one() >= most for counted, most in limits):
        raise Refusal(TOO_MANY, status=429)
    noted = insert(login_try).values(who=who, origin=origin, address=address, at=func.now(), good=False)
    return int(conn.execute(noted.returning(t.number)).scalar_one())
