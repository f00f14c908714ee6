"""Shared definitions about contents: specific opinions, required elements, unmasked data, notice days."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache

from .model import Operation

# fmt: off
WORDS = [
    "户籍", "人口", "住房", "面积", "房产", "不动产", "收入", "资产",
    "存款", "车辆", "社保", "公积金", "经营", "纳税", "残疾", "优抚",
]
# fmt: on
STOCK_PHRASES = ["同意", "符合", "符合条件", "情况属实", "已阅", "无", "无异议", "通过", "同意上报", "ok"]
MASS_TEXT = 20  # other operations of the same actor on the same day

ACCEPTANCE_ELEMENTS = {"applicant_name", "area", "result", "period", "objection_channel", "publisher"}
ELIGIBILITY_ELEMENTS = ACCEPTANCE_ELEMENTS | {"category"}
RESULT_ELEMENTS = {"applicant_name", "area", "result", "publisher"}

UNMASKED = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])|(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


@cache
def nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def names_a_checked_item(text: str) -> bool:
    """ "contains one of [the words], with a digit 0-9 or one of 无 未 within the 12 code points after it"."""
    for word in WORDS:
        start = text.find(word)
        while start >= 0:
            after = text[start + len(word) : start + len(word) + 12]
            if any(c in "0123456789无未" for c in after):
                return True
            start = text.find(word, start + 1)
    return False


def is_specific_alone(opinion: Operation) -> bool:
    """Specific, as far as the one operation shows (mass text needs the actor's whole day)."""
    text = nfkc(opinion["opinion"] or "").strip()
    return (
        len(text) >= 15
        and names_a_checked_item(text)
        and text not in STOCK_PHRASES
        and opinion["verdict"] in ("pass", "fail")
        and not (opinion["verdict"] == "fail" and opinion.lacks("reason_code", "basis"))
    )


@cache
def bare(text: str) -> str:
    """The text "with every code point of the Unicode categories N, P, S and Z removed after NFKC"."""
    return "".join(c for c in nfkc(text) if unicodedata.category(c)[0] not in "NPSZ")


class Opinions:
    """All opinions of all cases up to D, to tell mass text."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.written: Counter[tuple[str, str, date, str]] = Counter(
            self.fingerprint(o)
            for o in operations
            if o.action in ("street_opinion_given", "answered") and o.row["actor_id"]
        )

    @staticmethod
    def fingerprint(opinion: Operation) -> tuple[str, str, date, str]:
        return opinion.row["source"], opinion.row["actor_id"], opinion.day, bare(opinion["opinion"] or "")

    def are_mass_text(self, opinion: Operation) -> bool:
        """It "equals that of >= 20 other operations of the same actor on the same day, judged at the end of that day".

        The operation itself is in the count, hence more than 20.
        """
        return self.written[self.fingerprint(opinion)] > MASS_TEXT

    def is_specific(self, opinion: Operation) -> bool:
        return is_specific_alone(opinion) and not self.are_mass_text(opinion)


def is_unmasked(notice: Operation) -> bool:
    """ "in the notice's text or any string of elements, after NFKC": an identity number or a mobile number in full."""
    texts = [notice["text"], *(notice["elements"] or [])]
    return any(isinstance(t, str) and UNMASKED.search(nfkc(t)) for t in texts)


def has_elements(notice: Operation, required: set[str]) -> bool:
    """Every required element is named and nothing is unmasked."""
    return required <= set(notice["elements"] or []) and not is_unmasked(notice)
