"""Reading one CSV value: every way of writing the same value that delivery.md allows becomes one.

Codes, numbers, dates and times are folded with NFKC (１ is 1); names and free text are only trimmed. Python's own
``int`` and ``isdigit`` accept Arabic and other digits, hence the explicit [0-9].
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from unicodedata import normalize

from cockpit.ingest.codes import Reason, Unfit, quoted

_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{6})?)?"
    r"(Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_LARGEST = 2**31 - 1


def code(text: str) -> str:
    return text.strip() if text.isascii() else normalize("NFKC", text).strip()


def wording(text: str) -> str:
    return text.strip()


def instant(text: str, column: str) -> datetime:
    """A time in UTC."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise Unfit(Reason.TIME, column=column, value=quoted(text))
    if found[1] is None:
        raise Unfit(Reason.NO_OFFSET, column=column)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):  # 30 February; 0001-01-01 east of Greenwich
        raise Unfit(Reason.TIME, column=column, value=quoted(text)) from None


@lru_cache(maxsize=20_000)  # a delivery names a few thousand days, a million times
def is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def day(text: str, column: str) -> str:
    if not is_date(text):
        raise Unfit(Reason.DATE, column=column, value=quoted(text))
    return text


def number(text: str, column: str) -> str:
    """A decimal number in its shortest form: 45.50 and 045.5 are 45.5."""
    if not _NUMBER.fullmatch(text):
        raise Unfit(Reason.NUMBER, column=column, value=quoted(text))
    shortest = f"{Decimal(text):f}"
    if "." in shortest:
        shortest = shortest.rstrip("0").rstrip(".")
    return "0" if shortest == "-0" else shortest


def integer(text: str, column: str) -> int:
    shortest = number(text, column)
    if "." in shortest or abs(int(shortest)) > _LARGEST:
        raise Unfit(Reason.INTEGER, column=column, value=quoted(text))
    return int(shortest)


def flag(text: str, column: str) -> int:
    if text not in ("0", "1"):
        raise Unfit(Reason.VALUE, column=column, value=quoted(text), allowed="0、1")
    return int(text)
