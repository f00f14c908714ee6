"""Accounts: made, changed and disabled from the command line. Whatever takes rights away ends the sessions at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from cockpit.actions.desk import Desk
from cockpit.actions.passwords import hashed
from cockpit.actions.recording import account_act
from cockpit.db.tables import account, organisation, session
from cockpit.domain.access import PEOPLE, UserRole, check_area
from cockpit.domain.area import PROVINCE
from cockpit.domain.audit import OPERATOR, AccountAct
from cockpit.domain.credential import check_password, checked_name
from cockpit.domain.following import Actor
from cockpit.domain.refusal import Refusal

Recorder = tuple[Desk, str] | None
"""Where a change is recorded and who makes it (their login on the server); None only where nothing can be."""


def add(
    conn: Connection,
    name: str,
    *,
    display_name: str,
    role: str,
    area_code: str,
    org_id: str = "",
    password: str | None,
    demo: bool = False,
    record: Recorder = None,
) -> str:
    """Makes the account and answers its name. ``password`` None: by single sign-on only.

    Raises Refusal for a name in use, a role that is none, an area or an organisation that does not fit the role.
    """
    name = checked_name(name)
    if conn.execute(select(account.c.name).where(account.c.name == name)).first():
        raise Refusal(f"账号“{name}”已存在：请换一个账号名，或用 cockpit account change 修改。")
    _check_place(conn, role, area_code, org_id)
    conn.execute(
        insert(account).values(
            name=name,
            display_name=display_name.strip() or name,
            role=role,
            area_code=area_code,
            org_id=org_id,
            password=_taken(name, password),
            demo=demo,
            created_at=func.now(),
        )
    )
    _recorded(conn, record, AccountAct.ADDED, name, new_role=str(role), new_area=area_code, new_org=org_id)
    return name


def change(conn: Connection, name: str, *, role: str, area_code: str, org_id: str, record: Recorder = None) -> None:
    """Another role, area or office; whoever is logged in has to log in anew."""
    name = _known(conn, name)
    _check_place(conn, role, area_code, org_id)
    # Before it happens: the record stands under the area that the account leaves, so that it can see it go.
    _recorded(conn, record, AccountAct.CHANGED, name, new_role=str(role), new_area=area_code, new_org=org_id)
    conn.execute(update(account).where(account.c.name == name).values(role=role, area_code=area_code, org_id=org_id))
    _end_sessions(conn, name)


def set_password(conn: Connection, name: str, password: str, *, record: Recorder = None) -> None:
    name = _known(conn, name)
    conn.execute(update(account).where(account.c.name == name).values(password=_taken(name, password)))
    _end_sessions(conn, name)
    _recorded(conn, record, AccountAct.PASSWORD, name)


def disable(conn: Connection, name: str, *, record: Recorder = None) -> None:
    name = _known(conn, name)
    conn.execute(update(account).where(account.c.name == name).values(disabled_at=func.now()))
    _end_sessions(conn, name)
    _recorded(conn, record, AccountAct.DISABLED, name)


def enable(conn: Connection, name: str, *, record: Recorder = None) -> None:
    name = _known(conn, name)
    conn.execute(update(account).where(account.c.name == name).values(disabled_at=None))
    _recorded(conn, record, AccountAct.ENABLED, name)


def listed(conn: Connection) -> list[dict[str, Any]]:
    """By name: name, display_name, role (Chinese), area_code, org_id, disabled_at, sessions (how many are open)."""
    here = select(func.count()).where(session.c.account == account.c.name, session.c.ends_at > func.now())
    shown = (account.c[name] for name in ("name", "display_name", "role", "area_code", "org_id", "disabled_at"))
    rows = conn.execute(select(*shown, here.scalar_subquery().label("sessions")).order_by(account.c.name)).mappings()
    return [{**row, "role": UserRole(row["role"]).label} for row in rows]


def demo_names(conn: Connection) -> set[str]:
    """The accounts of a demo that can still log in."""
    return set(conn.scalars(select(account.c.name).where(account.c.demo, account.c.disabled_at.is_(None))))


def _known(conn: Connection, name: str) -> str:
    if not conn.execute(select(account.c.name).where(account.c.name == checked_name(name))).first():
        raise Refusal(f"没有账号“{name[:40]}”：请用 cockpit account list 查看。", status=404)
    return checked_name(name)


def _check_place(conn: Connection, role: str, area_code: str, org_id: str) -> None:
    if role not in set(PEOPLE):
        raise Refusal(f"角色“{role[:40]}”不正确：可为 {'、'.join(f'{one}（{one.label}）' for one in PEOPLE)}。")
    check_area(UserRole(role), area_code)
    if org_id and not conn.execute(select(organisation.c.org_id).where(organisation.c.org_id == org_id)).first():
        raise Refusal(f"没有编号为“{org_id[:40]}”的单位：请核对 --org。", status=404)


def _taken(name: str, password: str | None) -> str:
    if password is None:
        return ""
    check_password(name, password)
    return hashed(password)


def _end_sessions(conn: Connection, name: str) -> None:
    conn.execute(delete(session).where(session.c.account == name))


def _recorded(conn: Connection, record: Recorder, act: AccountAct, name: str, **said: str) -> None:
    """In the transaction of the change itself; what was before is said beside what is new."""
    if record is None:
        return
    desk, who = record
    found = conn.execute(select(account).where(account.c.name == name)).mappings().one()
    if act is AccountAct.CHANGED:
        said |= {"old_role": found["role"], "old_area": found["area_code"], "old_org": found["org_id"]}
    operator = Actor(f"os:{who}", f"运维 {who}", UserRole.ENGINE, PROVINCE)
    account_act(conn, desk, act, name, found["area_code"], by=operator, role=OPERATOR, **said)
