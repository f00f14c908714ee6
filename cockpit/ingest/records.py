"""CSV records (RFC 4180) with what quarantine needs: the raw bytes and the number of the first line.

Works on bytes split at line feeds, which is safe: in UTF-8 and in GB18030 no part of another character looks like a
line feed, a comma or a quote. Python's csv parses; it is lenient, so records with quotes are checked against the
grammar as well.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

from cockpit.ingest.codes import Reason, Unfit

LARGEST_RECORD = 64 * 1024 * 1024
"""A quote that never closes swallows the rest of a file; beyond this the delivery is refused."""

csv.field_size_limit(LARGEST_RECORD)

BOM = b"\xef\xbb\xbf"

_FIELD = rb'(?:"(?:[^"]++|"")*+"|[^",\r\n]*+)'
_WELL_FORMED = re.compile(rb"%s(?:,%s)*+\r?\n?" % (_FIELD, _FIELD))
# A field of a broken record: quoted text with whatever follows its closing quote, or plain text with stray quotes.
_ANY_FIELD = re.compile(rb'"(?:[^"]++|"")*+(?P<closed>")?[^,\n]*+|[^,\n]*+')


def read_records(lines: Iterable[bytes], encoding: str, columns: int) -> Iterator[tuple[int, bytes, list[str] | Unfit]]:
    """(line, raw bytes, fields or why not) of each record, the header first. Empty lines are no records.

    A record of another number of columns than ``columns`` comes as Unfit, except the header, which the caller judges.
    """
    source = iter(lines)
    taken: list[bytes] = []

    def decoded() -> Iterator[str]:
        first_line = True
        for raw in source:
            if first_line and encoding == "utf-8":
                raw = raw.removeprefix(BOM)
            first_line = False
            taken.append(raw)
            yield raw.decode(encoding)

    reader = csv.reader(decoded(), strict=True)
    read = 0
    while True:
        fields: list[str] | Unfit
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            fields = Unfit(Reason.QUOTE)
        raw = taken[0] if len(taken) == 1 else b"".join(taken)
        line, read = read + 1, read + len(taken)
        taken.clear()
        if isinstance(fields, Unfit):
            raw, more, fields = _whole(raw, source)
            read += more
        elif not fields:
            continue
        elif b'"' in raw and not _WELL_FORMED.fullmatch(raw):
            fields = Unfit(Reason.QUOTE)
        elif b"\0" in raw:
            fields = Unfit(Reason.CONTROL)
        elif len(fields) != columns and line > 1:
            fields = Unfit(Reason.COLUMNS, found=len(fields), expected=columns)
        yield line, raw, fields


def _whole(raw: bytes, source: Iterator[bytes]) -> tuple[bytes, int, Unfit]:
    """The rest of a broken record: it ends at the first line feed outside quotes. With it, how many lines it took."""
    more = 0
    while _open_at_end(raw):
        following = next(source, None)
        if following is None:
            return raw, more, Unfit(Reason.QUOTE_OPEN)
        raw, more = raw + following, more + 1
    return raw, more, Unfit(Reason.QUOTE)


def _open_at_end(raw: bytes) -> bool:
    place = 0
    while found := _ANY_FIELD.match(raw, place):
        place = found.end()
        if raw[found.start() : found.start() + 1] == b'"' and not found["closed"]:
            return True
        if raw[place : place + 1] != b",":
            return False
        place += 1
    return False
