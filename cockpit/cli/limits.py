"""`cockpit limit`: what limits there are, and setting stricter ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

import typer

from cockpit.cli.printing import Format, print_rows
from cockpit.db.cipher import Cipher
from cockpit.domain.refusal import Refusal

LIMIT_COLUMNS = (
    "limit",
    "label",
    "instance",
    "area_code",
    "days",
    "unit",
    "near",
    "since",
    "document_no",
    "source",
    "changed_by",
    "changed_at",
)

TABLE_COLUMNS = ("limit", "instance", "area_code", "days", "since", "document_no", "changed_by")
"""What a terminal holds; the other formats give every column."""

Since = Annotated[str, typer.Option(metavar="日期", help="自何日起：该日及以后起算的时限按新规定。")]
Document = Annotated[str, typer.Option(metavar="文号", help="依据文件的文号，必填。")]
Source = Annotated[str, typer.Option(metavar="出处", help="依据文件的名称与条款，必填。")]
By = Annotated[str, typer.Option("--by", metavar="姓名", help="由谁调整。")]
Grounds = Annotated[str, typer.Option("--reason", metavar="理由", help="为什么调整。")]


def _days(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise Refusal(f"“{text[:20]}”不是天数：应为整数，例如 3。") from error


def limit_commands(
    opened: Callable[[], Cipher],
    now: Callable[[], datetime],
    day: Callable[[str], date],
    say: Callable[[str], Any],
    judge_again: Callable[[Cipher, datetime], None],
) -> typer.Typer:
    """The group. ``opened`` opens the database for writing; ``day`` reads a date or refuses; ``judge_again`` brings
    what is stored under the limits as they are now, and says so."""
    group = typer.Typer(no_args_is_help=True, help="时限参数：查看，由市、县从严调整，选择超期亮灯方式。")

    @group.command("set", help="市、县从严设定一项时限。每次调整都入账，并即重新研判。")
    def set_(
        code: Annotated[str, typer.Argument(metavar="时限", help="时限代码，见 cockpit limit list。")],
        days: Annotated[int, typer.Argument(parser=_days, metavar="天数", help="不得多于全省规定。")],
        area: Annotated[str, typer.Option(metavar="区划代码", help="设区市 4 位，县（市、区）6 位。")],
        since: Since,
        document: Document = "",
        source: Source = "",
        near: Annotated[
            int | None, typer.Option(parser=_days, metavar="天数", help="提前几天亮黄灯，默认为时限的五分之一。")
        ] = None,
        department: Annotated[str, typer.Option(metavar="部门", help="只对联审反馈（answer）：某一部门。")] = "",
        by: By = "命令行",
        reason: Grounds = "",
    ) -> None:
        from cockpit.actions.change_limit import set_limit
        from cockpit.db.doors import writing_as_engine
        from cockpit.domain.area import checked
        from cockpit.domain.limit_change import Ground

        ground = Ground(day(since), document, source, reason)
        cipher, moment = opened(), now()
        with writing_as_engine() as connection:
            line = set_limit(
                connection,
                cipher,
                code,
                days,
                area_code=checked(area),
                ground=ground,
                by=by,
                now=moment,
                near=near,
                instance=department,
            )
        unit = "天" if line.calendar else "个工作日"
        say(
            f"已入账：{line.area_code} 的“{line.label}”自 {line.since} 起为 {line.days} {unit}，"
            f"提前 {line.near} {unit}亮黄灯（{line.document}）。"
        )
        if line.since < moment.date():
            say("该日早于今天：此后起算、已经办结的也将按新时限重新判定。")
        judge_again(cipher, moment)

    @group.command("light", help="选择全省的超期亮灯方式：red 即亮红灯；yellow_then_red 前3个工作日亮黄灯。")
    def light(
        convention: Annotated[str, typer.Argument(metavar="red|yellow_then_red", help="超期亮灯方式。")],
        since: Since,
        document: Document = "",
        source: Source = "",
        by: By = "命令行",
        reason: Grounds = "",
    ) -> None:
        from cockpit.actions.change_limit import set_light
        from cockpit.db.doors import writing_as_engine
        from cockpit.domain.limit_change import Ground

        ground = Ground(day(since), document, source, reason)
        cipher, moment = opened(), now()
        with writing_as_engine() as connection:
            chosen = set_light(connection, cipher, convention, ground=ground, by=by, now=moment)
        say(f"已入账：自 {since} 起{chosen.label}。")
        judge_again(cipher, moment)

    @group.command("list", help="列出全省的时限与市、县从严的规定，最新的在前。")
    def list_(
        area: Annotated[str | None, typer.Option(metavar="区划代码", help="只列适用于该地区的。")] = None,
        how: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.table,
    ) -> None:
        from cockpit.db.doors import writing_as_engine
        from cockpit.domain.area import checked
        from cockpit.queries.limits import limit_rows

        opened()
        with writing_as_engine() as connection:
            columns = TABLE_COLUMNS if how is Format.table else LIMIT_COLUMNS
            print_rows(limit_rows(connection, checked(area) if area else None), columns, how)

    return group
