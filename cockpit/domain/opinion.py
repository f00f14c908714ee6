"""When an opinion is a specific one, and when it is mass text (rules.md, "Shared definitions").

The item words and stock phrases are data of the 示例规则集; the seed files may replace them.
"""

from __future__ import annotations

import re
import unicodedata

from cockpit.domain.check import Check, all_hold

MIN_LENGTH = 15
"""Code points, after NFKC and strip."""

REACH = 12
"""A figure must follow the item within so many code points."""

ITEMS = (
    *("户籍", "人口", "住房", "面积", "房产", "不动产", "收入", "资产", "存款", "车辆", "社保", "公积金"),
    *("经营", "纳税", "残疾", "优抚"),
)

STOCK_PHRASES = frozenset({"同意", "符合", "符合条件", "情况属实", "已阅", "无", "无异议", "通过", "同意上报", "ok"})

MASS = 20
"""So many other opinions of the same actor on the same day, equal but for their figures, make an opinion mass text."""

_CHECKED_ITEM = re.compile(f"(?:{'|'.join(ITEMS)})(?=.{{0,{REACH - 1}}}[0-9无未])", re.DOTALL)


def is_specific(opinion: str, verdict: object, reason_code: object, basis: object) -> bool:
    """Whether an opinion says what was checked and found; mass text is judged apart, at the end of the day."""
    return all_hold(checks(opinion, verdict, reason_code, basis))


def checks(opinion: str, verdict: object, reason_code: object, basis: object) -> tuple[Check, ...]:
    """The criteria of a specific opinion, one by one; a refusal has two more than a consent."""
    text = unicodedata.normalize("NFKC", opinion).strip()
    found = (
        Check("length", len(text) >= MIN_LENGTH, str(len(text))),
        Check("item", _CHECKED_ITEM.search(text) is not None),
        Check("own_words", text not in STOCK_PHRASES),
        Check("verdict", verdict in ("pass", "fail"), str(verdict or "")),
    )
    if verdict != "fail":
        return found
    return (*found, Check("reason_code", bool(_said(reason_code))), Check("basis", bool(_said(basis))))


def letters(opinion: str) -> str:
    """The opinion without figures, punctuation, symbols and blanks: equal letters are the same text again."""
    text = unicodedata.normalize("NFKC", opinion)
    return "".join(char for char in text if unicodedata.category(char)[0] not in "NPSZ")


def _said(value: object) -> str:
    return str(value).strip() if value is not None else ""
