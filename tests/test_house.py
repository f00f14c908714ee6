"""The rules of the house that no linter knows. Each has a negative control: a guard never seen red proves nothing."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit.domain.opinion import STOCK_PHRASES
from cockpit.settings import REPOSITORY, SEED_DATA

SOURCES = sorted((REPOSITORY / "cockpit").rglob("*.py"))
TESTS = sorted((REPOSITORY / "tests").rglob("*.py"))
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "service", "base", "core", "misc"}

CLOCK_READERS = {"now", "today", "utcnow", "time", "localtime", "gmtime"}
CLOCKS = {"datetime", "date", "time", "dt"}


def clock_reads(tree: ast.AST) -> Iterator[int]:
    """Lines that ask what day or time it is: datetime.now(), date.today(), time.time() …"""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CLOCK_READERS
            and isinstance(node.func.value, ast.Name | ast.Attribute)
            and (node.func.value.id if isinstance(node.func.value, ast.Name) else node.func.value.attr) in CLOCKS
        ):
            yield node.lineno


def skips(text: str) -> list[str]:
    return re.findall(r"pytest\.(?:skip|xfail|importorskip)|mark\.(?:skip|skipif|xfail)\b", text)


def test_only_the_command_line_reads_the_clock() -> None:
    found = [
        f"{path.relative_to(REPOSITORY)}:{line}"
        for path in SOURCES
        if "cli" not in path.parts
        for line in clock_reads(ast.parse(path.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize("code", ["datetime.now(tz)", "date.today()", "time.time()", "datetime.datetime.utcnow()"])
def test_a_read_clock_would_be_found(code: str) -> None:
    assert list(clock_reads(ast.parse(code))) == [1]


@pytest.mark.parametrize("code", ["time.monotonic()", "case.today()", "datetime.combine(day, time())"])
def test_measuring_a_duration_is_no_reading_of_the_clock(code: str) -> None:
    assert list(clock_reads(ast.parse(code))) == []


def test_only_the_command_line_reads_the_environment() -> None:
    found = [path.name for path in SOURCES if "cli" not in path.parts and "os.environ" in code_of(path)]
    assert found == []


def code_of(path: Path) -> str:
    """The source without docstrings and comments."""
    return ast.unparse(_without_docstrings(ast.parse(path.read_text())))


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [  # type: ignore[attr-defined]
                part
                for part in body
                if not (
                    isinstance(part, ast.Expr)
                    and isinstance(part.value, ast.Constant)
                    and isinstance(part.value.value, str)
                )
            ] or [ast.Pass()]
    return tree


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path.stem for path in SOURCES if path.stem in VAGUE_NAMES] == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(REPOSITORY))
        for path in SOURCES
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert silent == []


def test_lines_are_no_longer_than_120_characters() -> None:
    found = [
        f"{path.relative_to(REPOSITORY)}:{number}"
        for path in SOURCES + TESTS
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > 120
    ]
    assert found == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    assert [str(path) for path in TESTS if path != Path(__file__) and skips(path.read_text())] == []


def test_a_skipped_test_would_be_found() -> None:
    assert skips("@pytest.mark.skipif(True)\npytest.xfail()") == ["mark.skipif", "pytest.xfail"]


def test_the_lock_pins_every_package_and_names_no_address() -> None:
    lines = [line for line in (REPOSITORY / "requirements.lock").read_text().splitlines() if not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line)] == []


def test_no_page_or_asset_fetches_from_elsewhere() -> None:
    assets = [path for path in (REPOSITORY / "assets").rglob("*") if path.suffix in {".css", ".js", ".html"}]
    found = [
        f"{path.name}: {address}"
        for path in assets
        for address in re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", path.read_text())
        if "www.w3.org/" not in address  # the name of the SVG vocabulary, never fetched
    ]
    assert found == []


def test_every_reference_file_is_described_with_source_and_licence() -> None:
    described = (SEED_DATA / "README.md").read_text()
    files = {path.name for path in SEED_DATA.glob("*.csv")}
    assert files
    assert {name for name in files if f"`{name}`" not in described} == set()


@pytest.mark.parametrize(("name", "rows"), [("risk_points", 11), ("reclaim_situations", 14)])
def test_the_numbers_that_the_article_names(name: str, rows: int) -> None:
    with (SEED_DATA / f"{name}.csv").open(newline="") as lines:
        assert len(list(csv.DictReader(lines))) == rows


def test_the_stock_phrases_on_file_are_the_ones_that_are_judged_by() -> None:
    with (SEED_DATA / "stock_phrases.csv").open(newline="") as lines:
        assert {row["phrase"] for row in csv.DictReader(lines)} == STOCK_PHRASES
