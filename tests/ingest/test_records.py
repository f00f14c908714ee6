"""RFC 4180 by the letter: what is one row, where it begins, and what its bytes were."""

import io
import random

import pytest

from cockpit.ingest.codes import Unfit
from cockpit.ingest.records import read_records


def read(content: bytes, columns: int = 2, encoding: str = "utf-8") -> list[tuple[int, bytes, object]]:
    """Records after the header, a refusal as its reason."""
    found = read_records(io.BytesIO(b"a,b\r\n" + content), encoding, columns)
    next(found)
    return [(line, raw, fields.reason.value if isinstance(fields, Unfit) else fields) for line, raw, fields in found]


def test_a_record_has_its_first_line_and_its_bytes() -> None:
    assert read(b"1,2\r\n3,4\r\n") == [(2, b"1,2\r\n", ["1", "2"]), (3, b"3,4\r\n", ["3", "4"])]


def test_a_quoted_field_may_hold_line_breaks_commas_and_quotes() -> None:
    assert read(b'1,"x\r\ny, ""z"""\r\n3,4\n') == [
        (2, b'1,"x\r\ny, ""z"""\r\n', ["1", 'x\r\ny, "z"']),
        (4, b"3,4\n", ["3", "4"]),
    ]


def test_empty_lines_are_no_rows_but_count_as_lines() -> None:
    assert read(b"\r\n\n1,2\n\n\n3,4") == [(4, b"1,2\n", ["1", "2"]), (7, b"3,4", ["3", "4"])]


@pytest.mark.parametrize("content", [b"1\n", b"1,2,3\n", b"1,2,\n", b" \n", b'""\n'])
def test_another_number_of_columns_is_one_refused_row(content: bytes) -> None:
    assert read(content + b"3,4\n") == [(2, content, "columns"), (3, b"3,4\n", ["3", "4"])]


def test_a_quote_that_never_closes_is_one_row_to_the_end_of_the_file() -> None:
    rest = b'1,"2\n3,4\n5,6\n'
    assert read(b"0,0\n" + rest) == [(2, b"0,0\n", ["0", "0"]), (3, rest, "quote_open")]


@pytest.mark.parametrize("content", [b'1,x"y\n', b'1,"x"y\n', b'"1" ,2\n', b'1, "2"\n', b"1,2\r3\n"])
def test_a_stray_quote_or_carriage_return_is_one_refused_row(content: bytes) -> None:
    assert read(content + b"3,4\n") == [(2, content, "quote"), (3, b"3,4\n", ["3", "4"])]


def test_a_broken_record_ends_at_the_first_line_break_outside_quotes() -> None:
    broken = b'"x"y,"two\nlines"\n'
    assert read(broken + b"3,4\n") == [(2, broken, "quote"), (4, b"3,4\n", ["3", "4"])]


def test_a_nul_refuses_its_row_only() -> None:
    assert read(b"1,\0\n3,4\n") == [(2, b"1,\0\n", "control"), (3, b"3,4\n", ["3", "4"])]


def test_a_byte_order_mark_belongs_to_nobody() -> None:
    records = list(read_records(io.BytesIO(b'\xef\xbb\xbf"a",b\n1,2\n'), "utf-8", 2))
    assert records[0][2] == ["a", "b"]


@pytest.mark.parametrize("word", ["联通", "㐂𠮷䶮", "丂,\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_no_byte_of_a_character_is_taken_for_a_mark(word: str, encoding: str) -> None:
    found = read(f'1,"{word}"\n3,4\n'.encode(encoding), encoding=encoding)
    assert [fields for _, _, fields in found] == [["1", word], ["3", "4"]]


def test_every_byte_belongs_to_exactly_one_record_whatever_is_delivered() -> None:
    rng = random.Random(7)
    for _ in range(3_000):
        content = "".join(rng.choice('ab,"\r\n\0') for _ in range(rng.randint(0, 40))).encode()
        found = read(content)
        assert b"".join(raw for _, raw, _ in found).replace(b"\r", b"").replace(b"\n", b"") == content.replace(
            b"\r", b""
        ).replace(b"\n", b"")
        lines = [line for line, _, _ in found]
        assert lines == sorted(set(lines))
        for line, raw, _ in found:
            assert content.split(b"\n")[line - 2].startswith(raw.split(b"\n")[0])
