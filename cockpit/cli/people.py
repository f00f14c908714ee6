"""`cockpit account`: who may log in. Passwords come from the terminal or from standard input, never as an argument."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from cockpit.actions.desk import Desk
from cockpit.cli.printing import Format, print_rows
from cockpit.domain.access import PEOPLE
from cockpit.domain.refusal import Refusal
from cockpit.settings import Settings

app = typer.Typer(no_args_is_help=True, help="账号：建立、列出、停用、改口令、改角色。")

COLUMNS = ("name", "display_name", "role", "area_code", "org_id", "disabled_at", "sessions")
_said = Console(stderr=True, highlight=False)
_ROLES = "，".join(f"{role} {role.label}" for role in PEOPLE)

Name = Annotated[str, typer.Argument(metavar="账号")]
RoleOption = Annotated[str, typer.Option("--role", metavar="角色", help=f"{_ROLES}。")]
AreaOption = Annotated[str, typer.Option("--area", metavar="区划代码", help="只能看到这个地区以内的数据。")]
OrgOption = Annotated[str, typer.Option("--org", metavar="单位编号", help="以哪个单位的名义办理；只查看的不填。")]
Piped = Annotated[bool, typer.Option("--password-stdin", help="从标准输入读取口令（一行），不在终端询问。")]


@app.command(help="建立账号；口令在终端输入两次。")
def add(
    name: Name,
    role: RoleOption,
    area: AreaOption,
    org: OrgOption = "",
    display: Annotated[str, typer.Option("--display", metavar="姓名", help="页面右上角显示的名字。")] = "",
    piped: Piped = False,
    sso_only: Annotated[bool, typer.Option("--sso-only", help="不设口令，只能单点登录。")] = False,
) -> None:
    from cockpit.actions import accounts
    from cockpit.db import doors

    record = _open()
    password = None if sso_only else _password(piped)
    with doors.writing_as_engine() as conn:
        made = accounts.add(
            conn, name, display_name=display, role=role, area_code=area, org_id=org, password=password, record=record
        )
    _said.print(f"已建立账号 {made}。")


@app.command("list", help="列出账号，连同正在登录的会话数。")
def list_(how: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.table) -> None:
    from cockpit.actions import accounts
    from cockpit.db import doors

    _open()
    with doors.writing_as_engine() as conn:
        print_rows(accounts.listed(conn), COLUMNS, how)


@app.command(help="停用账号；正在登录的立即退出。")
def disable(name: Name) -> None:
    from cockpit.actions import accounts
    from cockpit.db import doors

    record = _open()
    with doors.writing_as_engine() as conn:
        accounts.disable(conn, name, record=record)
    _said.print(f"已停用账号 {name}，其会话已全部结束。")


@app.command(help="重新启用账号。")
def enable(name: Name) -> None:
    from cockpit.actions import accounts
    from cockpit.db import doors

    record = _open()
    with doors.writing_as_engine() as conn:
        accounts.enable(conn, name, record=record)
    _said.print(f"已启用账号 {name}。")


@app.command(help="设新口令；正在登录的立即退出。")
def password(name: Name, piped: Piped = False) -> None:
    from cockpit.actions import accounts
    from cockpit.db import doors

    record = _open()
    given = _password(piped)
    with doors.writing_as_engine() as conn:
        accounts.set_password(conn, name, given, record=record)
    _said.print(f"已更换账号 {name} 的口令，其会话已全部结束。")


@app.command(help="改角色、地区、单位；正在登录的立即退出。")
def change(name: Name, role: RoleOption, area: AreaOption, org: OrgOption = "") -> None:
    from cockpit.actions import accounts
    from cockpit.db import doors

    record = _open()
    with doors.writing_as_engine() as conn:
        accounts.change(conn, name, role=role, area_code=area, org_id=org, record=record)
    _said.print(f"已修改账号 {name}，其会话已全部结束。")


def check_accounts(current: Settings) -> None:
    """Refusal where a cockpit that others can reach would let in whoever knows a password of the demo."""
    from cockpit.actions import accounts
    from cockpit.db import doors

    with doors.at_the_gate() as conn:
        known, rows = accounts.demo_names(conn), accounts.listed(conn)
    if current.public_url and known:
        raise Refusal(
            f"数据库中有可登录的演示账号（{'、'.join(sorted(known))}），拒绝在演示之外启动："
            "请先用 cockpit account disable 停用。"
        )
    if not rows and current.demo_viewer is None:
        _said.print("尚无账号，无人能登录：请用 cockpit account add 建立。")


def _open() -> tuple[Desk, str]:
    """Where changes are recorded, and whose login on the server this is."""
    from cockpit.db import doors, schema
    from cockpit.db.cipher import Cipher

    current = Settings.from_environment(os.environ)
    if not schema.schema_is_current(doors.open_database(current)):
        raise Refusal("数据库结构不是最新：请先执行 cockpit migrate（或 cockpit import 导入数据）。", exit_code=1)
    return Desk(Cipher(current.house_key()), lambda: datetime.now(UTC)), getpass.getuser()


def _password(piped: bool) -> str:
    if piped:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Refusal("没有终端可以输入口令：请在终端执行，或加 --password-stdin 从标准输入读取。")
    first = getpass.getpass("口令：")
    if getpass.getpass("再输一次：") != first:
        raise Refusal("两次输入的口令不一致：请重新执行。")
    return first
