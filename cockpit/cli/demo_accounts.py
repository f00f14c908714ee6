"""The accounts of the demo, one for each office, with passwords of this data folder alone; printed at each start."""

from __future__ import annotations

import getpass
import json
import os
import secrets
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, func, select

from cockpit.actions import accounts
from cockpit.actions.desk import Desk
from cockpit.db import doors
from cockpit.db.scope import within
from cockpit.db.tables import account, area, case_fact, organisation
from cockpit.domain.access import UserRole
from cockpit.settings import Settings

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for each other."""


class DemoAccount(NamedTuple):
    name: str
    role: str
    place: str
    password: str


def accounts_file(settings: Settings) -> Path:
    return settings.data_dir / "accounts.json"


def demo_accounts(settings: Settings, desk: Desk) -> list[DemoAccount]:
    """Makes what is missing; an account that was disabled or changed stays so. Empty in a folder without the demo."""
    file = accounts_file(settings)
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    record = (desk, getpass.getuser())
    with doors.writing_as_engine() as conn:
        there = set(conn.scalars(select(account.c.name)))
        for name, role, area_code, org_id in _wanted(conn):
            if name in there and name in known:
                continue
            if name in there:
                accounts.set_password(conn, name, known.setdefault(name, _password()), record=record)
                continue
            known[name] = _password()
            accounts.add(
                conn,
                name,
                display_name=f"演示{role.label}",
                role=role,
                area_code=area_code,
                org_id=org_id,
                password=known[name],
                demo=True,
                record=record,
            )
        _keep(file, known)  # before the commit: a password that is not kept opens nothing
        names = {row.area_code: row.name for row in conn.execute(select(area.c.area_code, area.c.name))}
        rows = sorted(
            conn.execute(select(account).where(account.c.demo)),
            key=lambda row: list(UserRole).index(UserRole(row.role)),
        )
    return [
        DemoAccount(
            row.name, UserRole(row.role).label, names.get(row.area_code, row.area_code), known.get(row.name, "")
        )
        for row in rows
        if row.disabled_at is None
    ]


def print_accounts(shown: list[DemoAccount], console: Console) -> None:
    table = Table("账号", "口令", "角色", "地区", title="演示账号", title_justify="left", show_edge=False)
    for one in shown:
        table.add_row(one.name, one.password, one.role, one.place)
    console.print(table)


def _wanted(conn: Connection) -> list[tuple[str, UserRole, str, str]]:
    """(name, role, area, office): the street with the most cases of 福州, and the offices above it."""
    of = case_fact.c.area_code
    busiest = select(of).where(within(of, "3501")).group_by(of).order_by(func.count().desc(), of).limit(1)
    street = conn.execute(busiest).scalar() or "350102001"
    city, county = street[:4], street[:6]
    return [
        ("province", UserRole.PROVINCE, "35", _office(conn, "province_housing", "35")),
        ("inspector", UserRole.PROVINCE_INSPECTOR, "35", ""),
        ("city-inspector", UserRole.CITY_INSPECTOR, city, ""),
        ("city", UserRole.CITY, city, _office(conn, "city_housing", city)),
        ("county", UserRole.COUNTY, county, _office(conn, "county_housing", county)),
        ("street", UserRole.STREET, street, _office(conn, "street", street)),
        ("department", UserRole.DEPARTMENT, county, _office(conn, "civil_affairs", county)),
    ]


def _office(conn: Connection, kind: str, area_code: str) -> str:
    found = select(organisation.c.org_id).where(organisation.c.kind == kind, organisation.c.area_code == area_code)
    return conn.execute(found.order_by(organisation.c.org_id).limit(1)).scalar() or ""


def _password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def _keep(file: Path, known: dict[str, str]) -> None:
    aside = file.with_suffix(".new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(known, out, indent=1)
    aside.replace(file)
