"""What a list is narrowed by: read from a page's query string, checked against the server's own lists, written back.

The query string is the state of a list page, so it is also its only input: everything in it comes from a stranger until
it went through here. Each reader answers with the value or raises Refusal (400) in one sentence that says what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from urllib.parse import parse_qsl, urlencode

from cockpit.domain.refusal import Refusal

LONGEST_TEXT = 40
_AREA = re.compile(r"35(?:[0-9]{2}|[0-9]{4}|[0-9]{7})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TEXT = re.compile(r"[0-9A-Za-z\-_.:/]+")

Arguments = Mapping[str, str]
"""The query string as name -> value; of a name given twice the values are joined by commas."""


def arguments(search: str | None) -> dict[str, str]:
    """``?rule=R05&rule=R06&level=red`` -> {"rule": "R05,R06", "level": "red"}; blank values are dropped."""
    found: dict[str, str] = {}
    for name, value in parse_qsl((search or "").lstrip("?")):
        if value := value.strip():
            found[name] = f"{found[name]},{value}" if name in found else value
    return found


def search(args: Iterable[tuple[str, str]]) -> str:
    """The query string of (name, value), '' when nothing is asked; commas stay readable."""
    given = [(name, value) for name, value in args if value]
    return "?" + urlencode(given, safe=",:/") if given else ""


def chosen(args: Arguments, name: str, allowed: Collection[str], label: str) -> tuple[str, ...]:
    """The members of a list such as ``rule=R05,R06``, each once, in the order given."""
    values = tuple(dict.fromkeys(part.strip() for part in args.get(name, "").split(",") if part.strip()))
    for value in values:
        if value not in allowed:
            known = "、".join(list(allowed)[:20])
            raise Refusal(f"筛选条件“{label}”中没有“{_short(value)}”：请从 {known} 中选择。", status=400)
    return values


def one_of(args: Arguments, name: str, allowed: Collection[str], label: str, otherwise: str) -> str:
    """One member of a list, ``otherwise`` where nothing is given."""
    values = chosen(args, name, allowed, label)
    if len(values) > 1:
        raise Refusal(f"筛选条件“{label}”只能选一项，收到 {len(values)} 项：请只保留一项。", status=400)
    return values[0] if values else otherwise


def day(args: Arguments, name: str, label: str) -> date | None:
    value = args.get(name, "")
    if not value:
        return None
    try:
        if not _DAY.fullmatch(value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError:
        raise Refusal(
            f"筛选条件“{label}”不是日期：收到“{_short(value)}”，请写成 2026-11-23 的形式。", status=400
        ) from None


def period(args: Arguments, label: str, prefix: str = "") -> tuple[date | None, date | None]:
    """``from`` and ``to`` (``ended_from`` and ``ended_to`` with the prefix ended_), both included, either open."""
    first, last = day(args, f"{prefix}from", f"{label}（起）"), day(args, f"{prefix}to", f"{label}（止）")
    if first and last and last < first:
        raise Refusal(f"筛选条件“{label}”的止日 {last} 早于起日 {first}：请交换两个日期。", status=400)
    return first, last


def area(args: Arguments) -> str:
    """The code of an area, '' for everything the viewer may see. Whether it exists is the database's to say."""
    value = args.get("area", "")
    if value and not _AREA.fullmatch(value):
        raise Refusal(
            f"筛选条件“地区”不是福建省的区划代码：收到“{_short(value)}”，应为 35 开头的 2、4、6 或 9 位数字。",
            status=400,
        )
    return value


def text(args: Arguments, label: str = "编号") -> str:
    """Part of a number: ASCII letters, digits and - _ . : / only, because every number of ours is made of these."""
    value = unicodedata.normalize("NFKC", args.get("text", ""))  # numbers are often typed full-width
    if value and (len(value) > LONGEST_TEXT or not _TEXT.fullmatch(value)):
        raise Refusal(
            f"“{label}”只能含字母、数字和 - _ . : /，且不超过 {LONGEST_TEXT} 个字符：收到“{_short(value)}”。",
            status=400,
        )
    return value


def _short(value: str) -> str:
    return value if len(value) <= 30 else value[:30] + "…"
