"""Whether an act says enough: accounts in one's own words, specific, no stock phrases, no copies, no personal data.

A feedback that says nothing is the commonest way to close an alert without effect (trust.md, T5). Judged here in plain
Python, with the reason in one sentence, so that whoever is refused knows what to write. Thresholds are data of the
示例规则集.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

from cockpit.domain.follow_up import BY_ACT, Act, Field, Kind
from cockpit.domain.opinion import STOCK_PHRASES, letters
from cockpit.domain.refusal import Refusal

LONGEST = 2_000
"""Code points of one text."""
SHORTEST = 6
"""Letters that remain of any text when figures, punctuation and stock phrases are gone."""
SHORTEST_ACCOUNT = 15
"""The same for the facts and the correction of a feedback."""
DISTINCT = 0.3
"""Share of different letters in a short text below which it is the same few over and over."""
ALIKE = 0.9
"""From here on two texts are the same one again."""

PHRASES = STOCK_PHRASES | {
    *("已整改", "已处理", "已办结", "已完成", "已完成整改", "已整改完毕", "整改到位", "已整改到位", "已落实", "已反馈"),
    *(
        "已按要求整改",
        "按要求落实",
        "按要求办理",
        "按规定办理",
        "正在办理",
        "正在整改",
        "正在处理",
        "抓紧办理",
        "尽快办理",
    ),
    *("高度重视", "立即整改", "认真整改", "认真落实", "举一反三", "引以为戒", "下一步", "加强管理", "加强学习"),
    *(
        "加强监管",
        "强化管理",
        "杜绝此类问题",
        "此类问题再次发生",
        "确保不再发生",
        "今后注意",
        "严格按照规定",
        "严格要求",
    ),
    *(
        "我单位",
        "我局",
        "我街道",
        "工作人员",
        "相关人员",
        "有关问题",
        "相关问题",
        "问题",
        "情况说明",
        "如下",
        "特此说明",
    ),
    *("收到", "知悉", "知道了", "测试", "见附件", "详见附件", "无补充", "没有问题", "同上", "略"),
}
"""What says nothing by itself: cut out before the letters are counted."""

# The longest first, so that 已完成整改 is not left as 整改.
_PHRASES = re.compile("|".join(map(re.escape, sorted((letters(p) for p in PHRASES), key=len, reverse=True))), re.I)
_FIGURE = re.compile(r"[0-9]|[一二三四五六七八九十]{1,3}(?:月|日|号|件|户|次|人|个)")
_ID_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_JOINED = re.compile(r"(?<=[0-9])[\s\-—]+(?=[0-9Xx])")


def checked(act: Act, given: Mapping[str, Any], *, sentence: str = "", earlier: Iterable[str] = ()) -> dict[str, Any]:
    """What an act says, cleaned. Refusal with the reason where it says too little, or what it must not.

    ``sentence``: the alert's own; ``earlier``: the ``account`` of each feedback given before.
    """
    line = BY_ACT[act]
    said = {field.name: _one(field, given.get(field.name), act) for field in line.says}
    if act is Act.FEEDBACK:
        _check_feedback(said, sentence, earlier)
    return said


def account(said: Mapping[str, Any]) -> str:
    """The letters of a feedback, by which copies are found: figures and punctuation make no difference."""
    return letters(f"{said.get('facts', '')}{said.get('correction', '')}").lower()


def _one(field: Field, value: Any, act: Act) -> Any:
    if field.kind is Kind.CHOICE:
        assert field.choices is not None
        if value not in set(field.choices):
            raise Refusal(f"请选择“{field.label}”。")
        return str(value)
    if field.kind is Kind.DAYS:
        text = unicodedata.normalize("NFKC", str(value if value is not None else "")).strip()
        if not re.fullmatch("[0-9]{1,2}", text):
            raise Refusal(f"请在“{field.label}”中填写 1 至 99 的整数。")
        return int(text)
    if value is not None and not isinstance(value, str):
        raise Refusal(f"“{field.label}”应为文字。")
    text = _visible(value or "")
    _check_text(text, field, SHORTEST_ACCOUNT if field.name in ("facts", "correction") else SHORTEST)
    return text


def _visible(text: str) -> str:
    """Without what no reader sees: controls, zero-width marks, blanks at the ends. Line breaks stay."""
    seen = (char for char in text if char == "\n" or unicodedata.category(char)[0] != "C")
    return "".join(seen).strip()


def _check_text(text: str, field: Field, shortest: int) -> None:
    where = f"“{field.label}”"
    if not text:
        raise Refusal(f"{where}未填写：请写明{field.hint or field.label}。")
    if len(text) > LONGEST:
        raise Refusal(f"{where}过长（{len(text):,} 字）：请压缩到 {LONGEST:,} 字以内。")
    folded = unicodedata.normalize("NFKC", text)
    digits = _JOINED.sub("", folded)
    if _ID_NUMBER.search(digits) or _PHONE.search(digits):
        raise Refusal(f"{where}中有证件号码或手机号码：请删去，用办件编号指代当事人。")
    if field.kind is Kind.LINE:
        if "\n" in text or len(text) > 200:
            raise Refusal(f"{where}应为一行，不超过 200 字。")
        if len(_substance(text)) + len(re.findall("[0-9]", folded)) < 2:
            raise Refusal(f"{where}没有内容：请写明{field.hint or field.label}。")
        return
    substance = _substance(text)
    if len(substance) < shortest:
        said = f"除去套话与标点只有 {len(substance)} 字" if letters(text) else "没有文字"
        raise Refusal(f"{where}不具体，{said}，至少 {shortest} 字：请写明{field.hint or '具体情况'}。")
    if len(set(substance)) < max(4, DISTINCT * min(len(substance), 40)):
        raise Refusal(f"{where}只是重复的字：请写明{field.hint or '具体情况'}。")


def _substance(text: str) -> str:
    """The letters that are left when stock phrases are cut out."""
    return _PHRASES.sub("", letters(text).lower())


def _check_feedback(said: Mapping[str, Any], sentence: str, earlier: Iterable[str]) -> None:
    facts, correction = letters(said["facts"]).lower(), letters(said["correction"]).lower()
    if not _FIGURE.search(unicodedata.normalize("NFKC", said["facts"])):
        raise Refusal("“事实”没有日期或数字：请写明何时、何事、几件。")
    if alike(facts, correction):
        raise Refusal("“事实”与“整改”是同一段话：请分别写明发生了什么、做了什么。")
    if sentence and (alike(facts, letters(sentence).lower()) or alike(correction, letters(sentence).lower())):
        raise Refusal("反馈只是照抄了预警原文：请写明本单位查明的事实与采取的措施。")
    mine = account(said)
    if any(alike(mine, other) for other in earlier):
        raise Refusal("与此前提交过的反馈雷同：请就本预警的实际情况重新填写。")


def alike(one: str, other: str) -> bool:
    """Whether two texts, letters only, are 90 % the same; the cheap bounds go first, for there may be hundreds."""
    if not one or not other:
        return False
    if one == other:
        return True
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE
