"""The command line: what is printed where, and that bad input ends in one sentence and an exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url

from cockpit.actions import accounts
from cockpit.cli.commands import LAMP_COLUMNS
from cockpit.db import doors
from cockpit.settings import REPOSITORY

PROGRAM = Path(sys.executable).parent / "cockpit"


class Shell:
    """Runs `cockpit` as a user would, on one database."""

    def __init__(self, folder: Path, url: str) -> None:
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "COCKPIT_DATABASE_URL": url,
            "COCKPIT_DATA_DIR": str(folder / "data"),
            "COLUMNS": "200",
            "PYTHONPATH": str(REPOSITORY),  # the program beside these tests, whatever copy is installed
        }

    def __call__(self, *words: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROGRAM, *words],
            env=self._environment | environment,
            capture_output=True,
            input=given,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture
def cockpit(database: Engine, tmp_path: Path) -> Shell:
    return Shell(tmp_path, database.url.render_as_string(hide_password=False))


@pytest.fixture
def empty_database(server_url: str) -> Iterator[str]:
    """Address of a database without any table."""
    name = f"cockpit_empty_{os.getpid()}"
    administrator = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    with administrator.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    administrator.dispose()


@pytest.fixture(scope="session")
def small_province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province")
    done = subprocess.run(
        [PROGRAM, "simulate", "--out", folder, "--scale", "0.001", "--as-of", "2026-06-30"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_command_explains_itself(cockpit: Shell) -> None:
    for command in (
        "serve",
        "migrate",
        "simulate",
        "import",
        "evaluate",
        "rebuild",
        "alerts",
        "explain",
        "quarantine",
        "demo",
        "account",
    ):
        told = cockpit(command, "--help")
        assert told.returncode == 0
        assert command in told.stdout


_SINCE = ["--since", "2026-03-02", "--document", "榕建〔2026〕3号", "--source", "《福州市细则》第六条"]
_SET = ["--area", "3501", *_SINCE]


def test_a_limit_that_was_set_is_listed_with_its_document(cockpit: Shell) -> None:
    told = cockpit("limit", "set", "answer", "3", *_SET)
    assert told.returncode == 0, told.stderr
    assert "自 2026-03-02 起为 3 个工作日" in told.stderr
    assert "尚未研判过" in told.stderr
    (row,) = [
        row
        for row in csv.DictReader(io.StringIO(cockpit("limit", "list", "--format", "csv").stdout))
        if row["area_code"] == "3501"
    ]
    assert (row["limit"], row["days"], row["since"], row["document_no"]) == (
        "answer", "3", "2026-03-02", "榕建〔2026〕3号",
    )  # fmt: skip


def test_a_limit_that_was_set_is_judged_by_at_once(cockpit: Shell) -> None:
    assert cockpit("evaluate", "--as-of", "2026-06-30").returncode == 0
    for told in (cockpit("limit", "set", "answer", "3", *_SET), cockpit("limit", "light", "yellow_then_red", *_SINCE)):
        assert told.returncode == 0, told.stderr
        assert "已按新规定重新研判：截至 2026-06-30" in told.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["alerts", "--as-of", "2026-13-01"], "不是日期"),
        (["evaluate", "--as-of", "yesterday"], "不是日期"),
        (["alerts", "--area", "9999"], "9999"),
        (["alerts", "--area", "3599"], "3599"),
        (["alerts", "--level", "green"], "green"),
        (["alerts", "--rule", "R17"], "R17"),
        (["explain", "350102-2026-00001", "R01"], "没有编号为“350102-2026-00001”的办件"),
        (["explain", "350102-2026-00001", "R17"], "没有编号为“R17”的规则"),
        (["explain", "nope", "T07"], "没有编号为“nope”的办件或租赁"),
        (["explain", "350102-2026-00001", "R01", "--as-of", "2999-01-01"], "之后"),
        (["import", "/no/such/folder"], "/no/such/folder"),
        (["limit", "set", "answer", "0", *_SET], "至少为 1"),
        (["limit", "set", "answer", "6", *_SET], "地方只能从严"),
        (["limit", "set", "answer", "two", *_SET], "“two”不是天数"),
        (["limit", "set", "answr", "3", *_SET], "没有代码为“answr”的时限"),
        (["limit", "set", "answer", "3", *_SET, "--area", "3599"], "没有区划代码为 3599 的地区"),
        (["limit", "set", "answer", "3", *_SET, "--area", "35"], "只能由设区市或县"),
        (["limit", "set", "answer", "3", *_SET, "--document", " "], "缺少文号"),
        (["limit", "set", "answer", "3", *_SET, "--since", "soon"], "不是日期"),
        (["limit", "light", "green", *_SINCE], "没有名为“green”的超期亮灯方式"),
        (["limit", "list", "--area", "9999"], "9999"),
        (["simulate", "--out", "x", "--scale", "0"], "规模"),
        (["account", "add", "lin", "--role", "mayor", "--area", "35", "--sso-only"], "角色“mayor”"),
        (["account", "add", "lin", "--role", "city", "--area", "35", "--sso-only"], "4 位"),
        (["account", "add", "lin", "--role", "city", "--area", "3501", "--org", "X", "--sso-only"], "单位"),
        (["account", "add", "林", "--role", "city", "--area", "3501", "--sso-only"], "账号名"),
        (["account", "add", "lin", "--role", "city", "--area", "3501"], "--password-stdin"),
        (["account", "disable", "nobody"], "没有账号“nobody”"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(cockpit: Shell, words: list[str], said: str) -> None:
    refused = cockpit(*words)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""


def test_an_account_is_made_listed_and_disabled_and_its_password_never_shown(cockpit: Shell) -> None:
    options = ("--role", "city", "--area", "3501")
    made = cockpit("account", "add", "lin", *options, "--password-stdin", given="kite-harbour-71-lanterns\n")
    assert made.returncode == 0, made.stderr
    again = cockpit("account", "add", "lin", *options, "--password-stdin", given="kite-harbour-71-lanterns\n")
    assert (again.returncode, "已存在" in again.stderr) == (2, True)
    assert cockpit("account", "disable", "lin").returncode == 0
    listed = cockpit("account", "list", "--format", "csv")
    assert "lin,lin,市级主管部门,3501,,20" in listed.stdout
    assert "kite-harbour" not in made.stdout + made.stderr + listed.stdout
    weak = cockpit("account", "password", "lin", "--password-stdin", given="12345678901234\n")
    assert weak.returncode == 2
    assert "12345678901234" not in weak.stderr


def test_a_cockpit_that_others_reach_does_not_start_with_accounts_of_the_demo(cockpit: Shell, database: Engine) -> None:
    with doors.writing_as_engine() as connection:
        accounts.add(connection, "city", display_name="", role="city", area_code="3501", password=None, demo=True)
    refused = cockpit("serve", "--port", "8999", COCKPIT_PUBLIC_URL="https://cockpit.example")
    assert refused.returncode == 2
    assert "演示账号（city）" in refused.stderr


def test_a_wrong_database_address_fails_without_showing_the_password(cockpit: Shell) -> None:
    failed = cockpit("migrate", COCKPIT_DATABASE_URL="postgresql://me:secret@127.0.0.1:1/none")
    assert failed.returncode == 1
    assert "连接不上数据库" in failed.stderr
    assert "secret" not in failed.stderr


def test_a_port_in_use_is_named_before_any_work(cockpit: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = cockpit("serve", "--port", port, COCKPIT_DEMO_VIEWER="province:35")
    assert refused.returncode == 1
    assert port in refused.stderr


def test_reading_from_an_empty_database_says_what_to_do_and_changes_nothing(
    cockpit: Shell, empty_database: str
) -> None:
    told = cockpit("alerts", COCKPIT_DATABASE_URL=empty_database)
    assert told.returncode == 1
    assert "cockpit migrate" in told.stderr
    assert cockpit("quarantine", COCKPIT_DATABASE_URL=empty_database).returncode == 1


def test_a_command_that_writes_sets_up_an_empty_database_and_says_so(cockpit: Shell, empty_database: str) -> None:
    first = cockpit("evaluate", "--as-of", "2026-06-30", COCKPIT_DATABASE_URL=empty_database)
    assert first.returncode == 0, first.stderr
    assert "自动建立" in first.stderr
    assert "自动建立" not in cockpit("evaluate", COCKPIT_DATABASE_URL=empty_database).stderr


def test_without_lamps_csv_is_a_header_and_json_an_empty_list(cockpit: Shell) -> None:
    assert cockpit("alerts", "--format", "csv").stdout == ",".join(LAMP_COLUMNS) + "\n"
    assert json.loads(cockpit("alerts", "--format", "json").stdout) == []


def test_from_a_delivery_to_lamps_and_back_from_the_ledger(cockpit: Shell, small_province: Path) -> None:
    imported = cockpit("import", str(small_province))
    assert imported.returncode == 0, imported.stderr
    assert "入账" in imported.stderr

    # Lamps of a day need no evaluation, and an evaluation of another day does not change them.
    asked = ("alerts", "--as-of", "2026-06-30", "--format", "csv")
    before = cockpit(*asked).stdout
    rows = list(csv.DictReader(io.StringIO(before)))
    assert rows
    assert list(rows[0]) == list(LAMP_COLUMNS)
    assert cockpit("evaluate", "--as-of", "2026-03-31").returncode == 0
    assert cockpit(*asked).stdout == before

    lit = next(row for row in rows if row["case_no"] and not row["until"])
    told = cockpit("explain", lit["case_no"], lit["rule"], "--as-of", "2026-06-30")
    assert told.returncode == 0, told.stderr
    assert lit["sentence"] in told.stdout
    assert "enc:1:" not in told.stdout

    burning = list(csv.DictReader(io.StringIO(cockpit(*asked, "--open", "--level", "red").stdout)))
    assert {row["level"] for row in burning} == {"red"}
    assert len(burning) < len(rows)

    assert cockpit("rebuild").returncode == 0
    assert cockpit(*asked).stdout == before
    again = cockpit("import", str(small_province))
    assert again.returncode == 0
    assert cockpit(*asked).stdout == before
