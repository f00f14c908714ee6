"""Feedback that says nothing is refused with the reason; feedback that says something is not."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest

from cockpit.domain.feedback import PHRASES, account, alike, checked
from cockpit.domain.follow_up import Act
from cockpit.domain.opinion import STOCK_PHRASES, letters
from cockpit.domain.refusal import Refusal
from tests.offices import another_feedback, feedback

SENTENCE = "鼓楼区民政局对办件 350102-2026-00123 的联审意见应于 2026-10-20 前出具（10 个工作日），至今超期 3 个工作日。"
BLANKS = [
    "",
    " ",
    "\u3000\u3000",
    "\n\t ",
    "\u200b\u200b\u200b",
    "。。。。。。",
    "……",
    "---",
    "1234567890",
    "（）、；",
    "\u2060",
    "①②③④⑤⑥⑦⑧",
]
REPEATED = ["啊" * 40, "整改" * 20, "好的" * 30, "abab" * 20, "已处理" * 20, "一二" * 20]


def refused(**members: Any) -> str:
    with pytest.raises(Refusal) as found:
        checked(Act.FEEDBACK, feedback(**members), sentence=SENTENCE)
    return found.value.message


def fakes(count: int) -> list[str]:
    """Texts put together of nothing but stock phrases, blanks, figures and punctuation, drawn from one seed."""
    drawn = random.Random(7)
    parts = [*sorted(PHRASES), *BLANKS, "，", "。", "；", "3月", "2026年", "10 件", "第一", "！"]
    return ["，".join(drawn.choices(parts, k=drawn.randrange(1, 9))) for _ in range(count)]


def test_a_feedback_that_says_something_is_taken_as_it_was_written() -> None:
    given = feedback(day="3月3日，")
    assert checked(Act.FEEDBACK, given, sentence=SENTENCE) == given


@pytest.mark.parametrize("text", BLANKS + REPEATED)
@pytest.mark.parametrize("member", ["facts", "correction"])
def test_blank_and_repeated_texts_are_refused(member: str, text: str) -> None:
    assert refused(**{member: text}).startswith(f"“{'事实' if member == 'facts' else '整改'}”")


@pytest.mark.parametrize("phrase", sorted(PHRASES))
def test_a_stock_phrase_is_refused_however_often_it_is_said(phrase: str) -> None:
    assert "不具体" in refused(facts=f"{phrase}。3月3日{phrase}，{phrase}！")


def test_of_five_hundred_fakes_none_passes() -> None:
    passed = []
    for fake in fakes(500):
        for member in ("facts", "correction"):
            try:
                checked(Act.FEEDBACK, feedback() | {member: fake})
            except Refusal:
                continue
            passed.append(fake)
    assert passed == []


def test_of_a_hundred_honest_ones_all_pass() -> None:
    told = [another_feedback(n) for n in range(100)]
    for given in told:
        assert checked(Act.FEEDBACK, given, sentence=SENTENCE)
    assert not [1 for one, other in pairwise(told) if alike(account(one), account(other))]


def test_facts_name_a_day_or_a_figure() -> None:
    assert "日期或数字" in refused(facts="收到联审件以后经办人员调岗，漏登收件台账，致核对意见迟出")


def test_the_facts_said_twice_are_no_correction() -> None:
    text = feedback()["facts"]
    assert "同一段话" in refused(correction=text.replace("，", "。"))


def test_a_copy_of_the_alert_is_no_feedback() -> None:
    assert "照抄了预警原文" in refused(facts=SENTENCE)


@pytest.mark.parametrize(
    "copied",
    [
        feedback(),
        feedback(2, day="4月9日"),
        feedback(3, facts=feedback()["facts"].replace("，", " ，") + "！！"),
        feedback(4, facts=feedback()["facts"].replace("漏登", "漏记")),
        {name: text.upper() for name, text in feedback().items()} | {"cause": "staff"},
    ],
)
def test_copies_of_earlier_feedback_are_refused_whatever_figures_they_bear(copied: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="雷同"):
        checked(Act.FEEDBACK, copied, earlier=[account(another_feedback(3)), account(feedback())])


def test_the_same_matter_in_other_words_is_no_copy() -> None:
    assert checked(Act.FEEDBACK, another_feedback(1), earlier=[account(feedback()), account(another_feedback(2))])


@pytest.mark.parametrize(
    "number", ["350102199001011234", "35010219900101123X", "350102 19900101 1234", "13800138000", "138-0013-8000",
               "１３８００１３８０００"]
)  # fmt: skip
def test_personal_numbers_are_refused_in_every_text(number: str) -> None:
    assert "证件号码或手机号码" in refused(facts=feedback()["facts"] + f"，申请人{number}")
    assert "证件号码或手机号码" in refused(documents=f"鼓民核{number}")


def test_case_numbers_and_days_are_no_personal_numbers() -> None:
    text = feedback()["facts"] + "，办件 350102-2026-00123，2026-03-03 至 2026-03-05，共 12 件"
    assert checked(Act.FEEDBACK, feedback(facts=text))


@pytest.mark.parametrize(
    ("member", "value", "says"),
    [
        ("cause", "", "请选择“原因”"),
        ("cause", "because", "请选择“原因”"),
        ("cause", None, "请选择“原因”"),
        ("documents", "", "“依据”未填写"),
        ("documents", "无", "没有内容"),
        ("documents", "a\nb", "一行"),
        ("facts", None, "“事实”未填写"),
        ("facts", ["x"], "应为文字"),
        ("facts", "多" * 2001, "过长"),
    ],
)
def test_other_members_are_refused_by_name(member: str, value: Any, says: str) -> None:
    assert says in refused(**{member: value})


@pytest.mark.parametrize("days", ["", None, "x", "0.5", "-1", "100", "１ ２"])
def test_days_are_a_whole_number(days: Any) -> None:
    with pytest.raises(Refusal, match="整数"):
        checked(Act.ASK_EXTENSION, {"days": days, "said": "档案调取需省厅协助，预计三月中旬回复"})


def test_days_written_in_full_width_are_read() -> None:
    said = checked(Act.ASK_EXTENSION, {"days": "３", "said": "档案调取需省厅协助，预计三月中旬回复"})
    assert said["days"] == 3


@pytest.mark.parametrize("act", [Act.RETURN, Act.CLOSE, Act.REVOKE, Act.ORDER, Act.REFER, Act.ACCEPT, Act.APPEAL])
def test_every_other_act_says_why_in_its_own_words(act: Act) -> None:
    for fake in ("", "同意", "按要求办理。"):
        with pytest.raises(Refusal):
            checked(act, {"said": fake, "documents": "闽建〔2026〕1号", "outcome": "fixed", "cause": "staff"})


def test_what_the_form_did_not_ask_is_dropped() -> None:
    assert set(checked(Act.FEEDBACK, feedback(order_no="1", judge="35", n=5))) == {
        "facts", "cause", "correction", "documents",
    }  # fmt: skip


def test_the_stock_phrases_of_opinions_are_stock_phrases_of_feedback() -> None:
    assert STOCK_PHRASES <= PHRASES
    assert all(letters(phrase) for phrase in PHRASES)


def test_counting_letters_alone_would_let_fakes_pass() -> None:
    long_enough = [fake for fake in fakes(500) if len(set(letters(fake))) >= 15]
    assert len(long_enough) > 100
