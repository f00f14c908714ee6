"""The commands. Each one opens what it needs, calls one function of the layers below, and prints."""

from __future__ import annotations

import os
import socket
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from cockpit.actions.desk import Desk
from cockpit.cli import people
from cockpit.cli.limits import limit_commands
from cockpit.cli.printing import Format, print_rows
from cockpit.cli.stages import counting
from cockpit.db.cipher import Cipher
from cockpit.domain.refusal import Refusal
from cockpit.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="驾驶舱：全省公租房权力运行监督。交付数据入账，规则亮灯，逐级下钻到办件、环节、规则。",
    epilog="退出码：0 成功；1 环境不可用（数据库、端口）；2 输入有误，原因写在标准错误输出。",
)

app.add_typer(people.app, name="account")

LAMP_COLUMNS = (
    "subject_kind",
    "subject_id",
    "case_no",
    "rule",
    "finding",
    "instance",
    "level",
    "class",
    "step",
    "area_code",
    "since",
    "until",
    "sentence",
)
QUARANTINE_COLUMNS = ("source", "delivery_id", "file", "line", "reason", "detail", "waiting")

REPLAY_COLUMNS = (
    *("day", "where", "cause", "subject_kind", "subject_id", "finding", "instance", "since"),
    *("stored", "recomputed"),
)

_said = Console(stderr=True, highlight=False)


class Every(StrEnum):
    day = "day"
    month = "month"


def now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Shanghai"))


def today() -> date:
    return now().date()


def settings() -> Settings:
    return Settings.from_environment(os.environ)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(f"“{text}”不是日期：应写成 2026-11-24。") from error


AsOf = Annotated[
    date | None, typer.Option(parser=_day, metavar="日期", help="截至日（含当日），默认今天（北京时间）。")
]
Scale = Annotated[float, typer.Option(help="规模：1 为全省，0.1 为十分之一。")]
Seed = Annotated[int, typer.Option(help="随机种子：同一种子、同一截至日，逐字节相同。")]
Port = Annotated[int | None, typer.Option(help="端口，默认 PORT 环境变量或 8050。")]


@app.command(help="建立或升级数据库结构，装入区划与工作日历。可重复执行。")
def migrate() -> None:
    from cockpit.db import doors, schema

    changed = schema.migrate(doors.open_database(settings()))
    _said.print("数据库结构已更新。" if changed else "数据库结构已是最新，未作改动。")


@app.command(help="生成模拟省：按交付格式写出文件，旁边另写 planted.csv（埋入的违规）。")
def simulate(
    out: Annotated[Path, typer.Option(metavar="目录", help="写到哪里。")],
    scale: Scale = 0.1,
    seed: Seed = 1,
    as_of: AsOf = None,
) -> None:
    from cockpit.simulate import province

    _check_scale(scale)
    with counting("模拟") as report:
        province(out, scale=scale, seed=seed, as_of=as_of or today(), progress=report)
    _said.print(f"已写出模拟数据：{out}")


@app.command("import", help="导入一次交付（目录或 .zip）。重复导入不会改变结果。")
def import_(
    path: Annotated[Path, typer.Argument(metavar="目录|ZIP", help="含 manifest.json 的目录或压缩包。")],
) -> None:
    from cockpit.cli.working import take_in

    cipher = _open_for_writing(settings())
    with counting("导入") as report:
        receipts = take_in(cipher, [path], now(), report)
    for receipt in receipts:
        before = "此前已导入，本次未作改动；当时" if receipt.repeated else ""
        _said.print(
            f"{receipt.source} {receipt.delivery_id}：{before}入账 {receipt.loaded} 行，"
            f"重复 {receipt.duplicate} 行，隔离 {receipt.quarantined} 行。"
        )


@app.command(help="按规则评估到截至日，写入亮灯、预警与汇总。重复执行不会改变结果。")
def evaluate(as_of: AsOf = None) -> None:
    from cockpit.cli.working import evaluate_to

    cipher = _open_for_writing(settings())
    with counting("评估") as report:
        raised = evaluate_to(cipher, as_of or today(), now(), report)
    _said.print(f"评估完成：截至 {as_of or today()}，新增预警 {raised} 条。")


@app.command(help="跟进办理的自动事项：临界解除、逾期标记、自动督办、提级。每日执行；随时可中断、可重复。")
def tick(as_of: AsOf = None) -> None:
    from cockpit.cli.working import tick_to
    from cockpit.domain.follow_up import Act

    cipher = _open_for_writing(settings())
    with counting("跟进") as report:
        done = tick_to(cipher, as_of or today(), now(), report)
    told = "，".join(f"{Act(act).label} {count} 件" for act, count in sorted(done.items()))
    _said.print(f"跟进事项已处理：{told or '没有到期的'}。")


@app.command(help="整理截至较早一天的情况，供网页查看（?as_of=日期）；网页需要时会自行执行。")
def keep(
    as_of: Annotated[date, typer.Option(parser=_day, metavar="日期", help="截至日（含当日），早于最近一次研判。")],
) -> None:
    from cockpit.cli.working import keep_day

    made = keep_day(_open_for_writing(settings()), as_of, now())
    _said.print(f"已整理截至 {as_of} 的情况。" if made else f"截至 {as_of} 的情况已整理过，未作改动。")


@app.command(help="从台账重算若干天，逐盏核对存储的亮灯；不一致的逐条列出，退出码 1。不改动任何数据。")
def replay(
    first: Annotated[
        date | None, typer.Option("--from", parser=_day, metavar="日期", help="自哪天，默认同 --to。")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--to", parser=_day, metavar="日期", help="至哪天，默认最近一次研判之日。")
    ] = None,
    every: Annotated[Every, typer.Option(help="逐日，或只核对首尾两天与其间各月末。")] = Every.day,
    how: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.table,
) -> None:
    from cockpit.cli.working import replay_days

    cipher, rows = _open_for_reading(settings()), []
    with counting("核对") as report:
        for day, lamps, found in replay_days(cipher, first, last, every is Every.month, report):
            wrong = [one for one in found if not one.by_later]
            later = f"，{len(found) - len(wrong)} 盏因此后发生的事而不同" if len(found) > len(wrong) else ""
            _said.print(f"{day}：重算 {lamps} 盏，{f'不一致 {len(wrong)} 盏' if wrong else '一致'}{later}。")
            rows += [
                one.key
                | {"day": day, "where": one.where, "stored": one.stored, "recomputed": one.worked_out}
                | {"cause": "此后发生的事" if one.by_later else "不一致"}
                for one in found
            ]
    if rows:
        print_rows(rows, REPLAY_COLUMNS, how)
    if any(row["cause"] == "不一致" for row in rows):
        raise typer.Exit(1)


@app.command(help="清空全部派生数据，从台账重新生成；结果与原来逐行相同。")
def rebuild() -> None:
    from cockpit.cli.working import rebuild_all

    cipher = _open_for_writing(settings())
    with counting("重建") as report:
        rebuild_all(cipher, now(), report)
    _said.print("已从台账重建全部派生数据。")


@app.command(help="列出亮灯，每条一行；截至任何一天都可查，不依赖是否已评估。")
def alerts(
    area: Annotated[str | None, typer.Option(metavar="区划代码", help="2、4、6 或 9 位，例如 3501。")] = None,
    level: Annotated[str | None, typer.Option(metavar="red|yellow", help="灯色。")] = None,
    rule: Annotated[str | None, typer.Option(metavar="R01…R16", help="规则。")] = None,
    as_of: AsOf = None,
    open_only: Annotated[bool, typer.Option("--open", help="只列截至日终仍亮着的。")] = False,
    include_late: Annotated[bool, typer.Option("--all", help="连同因迟报而消失的预警。")] = False,
    prompts: Annotated[bool, typer.Option("--prompts", help="连同临期提示（T01…，不属于十六条规则）。")] = False,
    how: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.table,
) -> None:
    from cockpit.cli.working import lamp_rows

    cipher = _open_for_reading(settings())
    rows = lamp_rows(
        cipher,
        as_of=as_of or today(),
        area=area,
        level=level,
        rule=rule,
        open_only=open_only,
        include_late=include_late,
        prompts=prompts,
    )
    print_rows(rows, LAMP_COLUMNS, how)


@app.command(help="说明一条规则在一个办件上为什么亮灯、为什么没亮灯：读了什么，逐日怎么算，差在哪里。")
def explain(
    case_no: Annotated[str, typer.Argument(metavar="编号", help="办件编号；临期提示也可用租赁或房源编号。")],
    rule: Annotated[str, typer.Argument(metavar="R01…R16、T01…T07")],
    as_of: AsOf = None,
    city: Annotated[str | None, typer.Option(metavar="区划代码", help="设区市，4 位；编号重复时须指明。")] = None,
) -> None:
    from cockpit.cli.explaining import explanation, print_explanation

    cipher = _open_for_reading(settings())
    print_explanation(explanation(cipher, case_no, rule, city, as_of or today(), today()))


@app.command(help="列出被隔离的行：文件、行号、原因。")
def quarantine(how: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.table) -> None:
    from cockpit.db import doors
    from cockpit.queries.deliveries import refused_rows

    _open_for_reading(settings())
    with doors.writing_as_engine() as connection:
        print_rows(refused_rows(connection), QUARANTINE_COLUMNS, how)


@app.command(help="启动网页（只监听 127.0.0.1）。用户以 cockpit account add 建立的账号登录。")
def serve(port: Port = None) -> None:
    from cockpit.app import server
    from cockpit.cli.people import check_accounts
    from cockpit.cli.working import keep_apart

    current = settings()
    chosen = port or current.port
    refuse_taken_port(chosen)
    cipher = _open_for_reading(current)
    check_accounts(current)
    server.serve(
        current,
        chosen,
        keep=keep_apart,
        desk=Desk(cipher, now),
        ready=lambda address: _said.print(f"驾驶舱：{address}（按 Ctrl-C 结束）"),
    )


@app.command(help="演示：建库、模拟、导入、评估、汇总，然后启动网页。再次执行沿用已有数据。")
def demo(scale: Scale = 0.1, seed: Seed = 1, port: Port = None) -> None:
    from cockpit.app import server
    from cockpit.app.login import Demo
    from cockpit.cli.demo import prepare
    from cockpit.cli.demo_accounts import accounts_file, demo_accounts, print_accounts
    from cockpit.cli.working import keep_apart

    _check_scale(scale)
    current = settings()
    chosen = port or current.port
    refuse_taken_port(chosen)
    prepare(current, scale=scale, seed=seed, now=now())
    desk = Desk(Cipher(current.house_key()), now)
    accounts = demo_accounts(current, desk)

    def ready(address: str) -> None:
        print_accounts(accounts, _said)
        _said.print(f"驾驶舱已就绪：{address}（模拟数据；按 Ctrl-C 结束）")

    server.serve(
        current,
        chosen,
        keep=keep_apart,
        desk=desk,
        ready=ready,
        demo=Demo(
            f"口令见终端，也在 {accounts_file(current)}。", [(one.name, one.role, one.place) for one in accounts]
        ),
    )


def _judge_again(cipher: Cipher, moment: datetime) -> None:
    """After a change of limits: pages reckon by the new ones at once, so the stored lamps must not stay behind."""
    from cockpit.cli.working import evaluate_again

    with counting("评估") as report:
        judged = evaluate_again(cipher, moment, report)
    if judged is None:
        _said.print("尚未研判过：首次执行 cockpit evaluate 时即按此判定。")
    else:
        _said.print(f"已按新规定重新研判：截至 {judged[0]}，新增预警 {judged[1]} 条。")


app.add_typer(
    limit_commands(
        lambda: _open_for_writing(settings()), lambda: now(), _day, lambda words: _said.print(words), _judge_again
    ),
    name="limit",
)


def refuse_taken_port(port: int) -> None:
    """Before the long work, not after it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refusal(
                f"端口 {port} 不可用：可能已被占用，请换一个，例如 make demo PORT={port + 1}。", exit_code=1
            ) from error


def _check_scale(scale: float) -> None:
    if not 0 < scale <= 1:
        raise Refusal(f"规模 {scale} 不正确：应大于 0，不超过 1。")


def _open_for_writing(current: Settings) -> Cipher:
    """Opens the database, sets up the tables where they are missing or old, and hands over the cipher of the house."""
    from cockpit.db import doors, schema

    engine = doors.open_database(current)
    if not schema.schema_is_current(engine):
        schema.migrate(engine)
        _said.print("数据库结构不是最新，已自动建立或升级。")
    return Cipher(current.house_key())


def _open_for_reading(current: Settings) -> Cipher:
    from cockpit.db import doors, schema

    if not schema.schema_is_current(doors.open_database(current)):
        raise Refusal("数据库结构不是最新：请先执行 cockpit migrate（或 cockpit import 导入数据）。", exit_code=1)
    return Cipher(current.house_key())
