"""People's acts: each one an operation with a receipt, refused where it is not theirs, and never two on one state."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, Engine, insert, select, text
from sqlalchemy.exc import ProgrammingError

from cockpit.actions.follow_up import MOST_AT_ONCE, acknowledge_all, act_on
from cockpit.db import doors, tables
from cockpit.db.chain import verify_chain
from cockpit.domain.follow_up import BY_ACT, Act, State
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.jobs.evaluate import ledger_size
from cockpit.jobs.follow_up import rebuild_follow_ups
from tests.offices import (
    CIVIL,
    MONDAY,
    another_feedback,
    city,
    city_inspector,
    civil_affairs,
    county,
    desk,
    feedback,
    foreign_city,
    inspector,
    light,
    province,
    put_out,
    settle,
    street,
)

Door = Callable[[], AbstractContextManager[Connection]]

WORDS: dict[Act, dict[str, Any]] = {
    Act.ACKNOWLEDGE: {},
    Act.DISPOSE: {"said": "由窗口负责人3月4日前补齐核对意见并送达"},
    Act.INTERIM: {"said": "核对意见已起草，尚待分管领导签发"},
    Act.ACCEPT: {"said": "已核对台账与送达回证，与所述一致"},
    Act.RETURN: {"said": "未写明漏登的原因与责任人员，请补充"},
    Act.FAIL: {"said": "第三次仍未写明责任人员与补正日期"},
    Act.CLOSE: {"outcome": "cannot", "cause": "staff", "said": "逾期事实无法回溯，已补正并核实"},
    Act.ASK_EXTENSION: {"days": "2", "said": "档案须向省档案馆调取，预计三日内到"},
    Act.GRANT: {},
    Act.REFUSE: {"said": "所述理由不影响按期出具意见"},
    Act.APPEAL: {"said": "当日系统停机公告已备案，规则未计停表"},
    Act.DISMISS: {"said": "停机公告未覆盖本办件的办理时段"},
    Act.REVOKE: {"documents": "闽建保〔2026〕12号", "said": "核实停机公告有效，规则误判成立"},
    Act.ORDER: {"said": "请查明漏登台账的责任，补正全部积压件"},
    Act.ASK_MORE: {"said": "请说明三月份全部联审件的收件日期"},
    Act.ESCALATE: {"said": "同类问题在该县反复出现，由省里直接督办"},
    Act.INTERVIEW: {"documents": "约谈〔2026〕3号", "said": "3月5日约谈分管副局长，要求月底前清零"},
    Act.REFER: {"documents": "闽纪移〔2026〕1号", "said": "收件台账疑似事后补填，涉嫌弄虚作假"},
}  # fmt: skip


@pytest.fixture
def lit(engine_door: Door) -> str:
    """The number of a red alert that the county's housing office must answer."""
    with engine_door() as connection:
        settle(connection)
        return light(connection)


def seen(number: str) -> int:
    with doors.writing_as_engine() as connection:
        f = tables.follow_up.c
        return int(connection.execute(select(f.n).where(f.alert_no == number)).scalar_one())


def do(who: Viewer, number: str, act: Act, day: date = MONDAY, **given: Any) -> Any:
    words = feedback() if act is Act.FEEDBACK else WORDS[act]
    return act_on(who, desk(day), number, act, words | given, seen=seen(number))


def acts(number: str) -> list[dict[str, Any]]:
    with doors.writing_as_engine() as connection:
        a = tables.follow_up_act
        rows = connection.execute(select(a).where(a.c.alert_no == number).order_by(a.c.n)).mappings()
        return [dict(row) for row in rows]


def kept(connection: Connection) -> list[list[tuple[Any, ...]]]:
    return [
        [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in (tables.follow_up, tables.follow_up_act, tables.order_head)
    ]


def check_rebuilt() -> None:
    with doors.writing_as_engine() as connection:
        before = kept(connection)
        rebuild_follow_ups(connection)
        assert kept(connection) == before
        for code in connection.execute(select(tables.chain_head.c.city_code)).scalars():
            assert list(verify_chain(connection, code)) == []


WAYS: dict[str, list[tuple[Viewer, Act]]] = {
    "answered and closed": [
        (county, Act.ACKNOWLEDGE), (county, Act.DISPOSE), (county, Act.INTERIM), (county, Act.ASK_EXTENSION),
        (city, Act.GRANT), (county, Act.FEEDBACK), (city, Act.ACCEPT), (city, Act.CLOSE),
    ],
    "appealed and dismissed": [(county, Act.APPEAL), (province, Act.DISMISS), (county, Act.ACKNOWLEDGE)],
    "appealed and revoked": [(county, Act.ACKNOWLEDGE), (county, Act.APPEAL), (province, Act.REVOKE)],
    "ordered": [(city_inspector, Act.ASK_MORE), (inspector, Act.ORDER), (county, Act.FEEDBACK), (province, Act.ACCEPT)],
    "escalated": [
        (province, Act.ESCALATE), (inspector, Act.INTERVIEW), (county, Act.FEEDBACK), (province, Act.ACCEPT),
        (province, Act.CLOSE),
    ],
    "referred": [(county, Act.ACKNOWLEDGE), (city_inspector, Act.REFER)],
    "extension refused": [(county, Act.ACKNOWLEDGE), (county, Act.ASK_EXTENSION), (city, Act.REFUSE)],
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_every_act_is_one_operation_with_actor_office_words_and_receipt(way: str, lit: str) -> None:
    for who, act in WAYS[way]:
        receipt = do(who, lit, act)
        with doors.writing_as_engine() as connection:
            o = tables.operation.c
            said = select(tables.operation).where(o.subject_id == lit).order_by(o.seq.desc()).limit(1)
            operation = connection.execute(said).mappings().one()
        row = acts(lit)[-1]
        assert (operation["action"], operation["source"], operation["actor_id"]) == (act, "cockpit", who.account)
        assert (operation["role"], operation["operation_id"]) == (who.role, f"{lit}-{row['n']:03d}")
        data = orjson.loads(operation["record"])["data"]
        assert row["said"].items() <= data.items()
        assert set(row["said"]) >= {field.name for field in BY_ACT[act].says}
        assert receipt.number == row["receipt"]
        assert operation["leaf"].hex().upper().startswith(receipt.number.replace("-", ""))
        assert receipt.number in receipt.sentence
    check_rebuilt()


def test_three_failures_end_in_a_numbered_order_that_the_city_judges(lit: str) -> None:
    do(county, lit, Act.ACKNOWLEDGE)
    for number in range(3):
        do(county, lit, Act.FEEDBACK, **another_feedback(number))
        receipt = do(city, lit, Act.RETURN if number < 2 else Act.FAIL)
    assert receipt.state is State.SUPERVISED
    assert receipt.order_no == "3501督〔2026〕0001号"
    check_rebuilt()


def test_orders_are_numbered_without_a_gap_in_each_city_and_year(engine_door: Door) -> None:
    with engine_door() as connection:
        settle(connection)
        numbers = [light(connection) for _ in range(3)] + [light(connection, area="350203001", org="")]
    with pytest.raises(Refusal):
        do(inspector, numbers[0], Act.ORDER, said="无")
    issued = [do(inspector, number, Act.ORDER).order_no for number in numbers]
    assert issued == ["3501督〔2026〕0001号", "3501督〔2026〕0002号", "3501督〔2026〕0003号", "3502督〔2026〕0001号"]
    with engine_door() as connection:
        later = light(connection)
    assert do(inspector, later, Act.ORDER, date(2027, 1, 4)).order_no == "3501督〔2027〕0001号"


def test_who_was_slower_is_told_what_happened_and_writes_nothing(lit: str) -> None:
    do(county, lit, Act.ACKNOWLEDGE)
    with pytest.raises(Refusal, match="county-350102已于 2026-03-02 09:00 办理“签收”") as refused:
        act_on(county, desk(MONDAY), lit, Act.ACKNOWLEDGE, {}, seen=0)
    assert refused.value.status == 409
    assert len(acts(lit)) == 2


@pytest.mark.parametrize("wrong", [-1, 7])
def test_a_page_that_cannot_be_right_is_refused(lit: str, wrong: int) -> None:
    with pytest.raises(Refusal, match="已过时"):
        act_on(county, desk(MONDAY), lit, Act.ACKNOWLEDGE, {}, seen=wrong)


def test_of_two_at_the_same_moment_one_acts(lit: str) -> None:
    told: list[str] = []
    start = threading.Barrier(4)

    def sign() -> None:
        start.wait()
        try:
            told.append(act_on(county, desk(MONDAY), lit, Act.ACKNOWLEDGE, {}, seen=0).number)
        except Refusal as refused:
            told.append(refused.message)

    threads = [threading.Thread(target=sign) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("已于" in words for words in told) == 3
    assert len(acts(lit)) == 2


def test_a_refused_act_leaves_no_trace(lit: str) -> None:
    with doors.writing_as_engine() as connection:
        before = connection.execute(select(tables.chain_head.c.seq)).scalars().all()
    for who, act in ((city, Act.ACKNOWLEDGE), (county, Act.FEEDBACK), (county, Act.CLOSE), (inspector, Act.REVOKE)):
        with pytest.raises(Refusal):
            do(who, lit, act)
    with doors.writing_as_engine() as connection:
        assert connection.execute(select(tables.chain_head.c.seq)).scalars().all() == before


@pytest.mark.parametrize("who", [foreign_city, replace(street, area_code="350103001")])
def test_somebody_elses_alert_is_as_absent_as_none(lit: str, who: Viewer) -> None:
    for number in (lit, "3501-99999999", "nonsense", "3501-%"):
        with pytest.raises(Refusal) as refused:
            act_on(who, desk(MONDAY), number, Act.ACKNOWLEDGE, {}, seen=0)
        assert refused.value.message == f"没有编号为“{number}”的预警：请核对网址，或从预警列表进入。"
        assert refused.value.status == 404


def test_nothing_can_be_done_on_an_earlier_day(lit: str) -> None:
    with pytest.raises(Refusal, match="返回今天"):
        act_on(replace(county, as_of=MONDAY), desk(MONDAY), lit, Act.ACKNOWLEDGE, {}, seen=0)


def test_a_department_answers_its_own_alert_and_the_city_reviews_it(engine_door: Door) -> None:
    with engine_door() as connection:
        settle(connection)
        number = light(connection, org=CIVIL, asked_of="civil_affairs")
    with pytest.raises(Refusal):
        do(county, number, Act.ACKNOWLEDGE)
    do(civil_affairs, number, Act.ACKNOWLEDGE)
    do(civil_affairs, number, Act.FEEDBACK)
    assert do(city, number, Act.ACCEPT).state is State.ACCEPTED


def test_a_copy_of_another_alerts_feedback_is_refused(engine_door: Door) -> None:
    with engine_door() as connection:
        settle(connection)
        one, other = light(connection), light(connection)
    for number in (one, other):
        do(county, number, Act.ACKNOWLEDGE)
    do(county, one, Act.FEEDBACK)
    with pytest.raises(Refusal, match="雷同"):
        do(county, other, Act.FEEDBACK, **feedback(9, day="5月6日"))
    assert do(county, other, Act.FEEDBACK, **another_feedback(4)).state is State.SUBMITTED


def test_a_returned_feedback_given_again_unchanged_is_refused(lit: str) -> None:
    do(county, lit, Act.ACKNOWLEDGE)
    do(county, lit, Act.FEEDBACK)
    do(city, lit, Act.RETURN)
    with pytest.raises(Refusal, match="雷同"):
        do(county, lit, Act.FEEDBACK)


def test_another_offices_text_letter_by_letter_is_refused_too(engine_door: Door) -> None:
    with engine_door() as connection:
        settle(connection)
        one, other = light(connection), light(connection, org="O350102001", asked_of="street")
    do(county, one, Act.ACKNOWLEDGE)
    do(county, one, Act.FEEDBACK)
    do(street, other, Act.ACKNOWLEDGE)
    with pytest.raises(Refusal, match="雷同"):
        do(street, other, Act.FEEDBACK)


def test_fixed_is_no_outcome_while_the_lamp_burns(lit: str, engine_door: Door) -> None:
    for who, act in WAYS["answered and closed"][:-1]:
        do(who, lit, act)
    with pytest.raises(Refusal, match="灯仍亮着"):
        do(city, lit, Act.CLOSE, outcome="fixed")
    with engine_door() as connection:
        put_out(connection, lit, date(2026, 3, 3))
    assert do(city, lit, Act.CLOSE, outcome="fixed").state is State.CLOSED


def test_signing_for_many_is_all_or_none(engine_door: Door) -> None:
    with engine_door() as connection:
        settle(connection)
        mine = [light(connection) for _ in range(3)]
        foreign = light(connection, org="O350102001", asked_of="street")
    with pytest.raises(Refusal, match=foreign):
        acknowledge_all(county, desk(MONDAY), dict.fromkeys([*mine, foreign], 0))
    assert [len(acts(number)) for number in mine] == [1, 1, 1]
    receipts = acknowledge_all(county, desk(MONDAY), dict.fromkeys(mine, 0))
    assert len({receipt.number for receipt in receipts}) == 3
    check_rebuilt()


@pytest.mark.parametrize("count", [0, MOST_AT_ONCE + 1])
def test_a_batch_has_bounds(database: Engine, count: int) -> None:
    with pytest.raises(Refusal, match="一次可签收"):
        acknowledge_all(county, desk(MONDAY), {f"3501-{n:08d}": 0 for n in range(count)})


def test_an_act_leaves_the_evaluation_as_current_as_it_was(lit: str) -> None:
    with doors.writing_as_engine() as connection:
        size = ledger_size(connection)
        evaluated = {"as_of": MONDAY, "rules_version": "x", "ledger_size": size}
        connection.execute(insert(tables.evaluation), [evaluated])
    do(county, lit, Act.ACKNOWLEDGE)
    with doors.writing_as_engine() as connection:
        stored = connection.execute(select(tables.evaluation.c.ledger_size)).scalar_one()
        assert stored == ledger_size(connection) == size + 1


def test_the_raising_itself_is_nobodys_act(lit: str) -> None:
    with pytest.raises(Refusal, match="没有这种办理事项"):
        act_on(county, desk(MONDAY), lit, Act.RAISE, {}, seen=0)


FORBIDDEN = [
    "UPDATE finding SET level = 'yellow'",
    "UPDATE evaluation SET as_of = '2020-01-01'",
    "DELETE FROM follow_up",
    "DELETE FROM follow_up_act",
    "UPDATE follow_up_act SET said = '{}'",
    "UPDATE operation SET action = 'x'",
    "UPDATE alert SET level = 'yellow'",
    "SELECT * FROM subject_key",
    "SELECT content FROM operation",
    "INSERT INTO alert SELECT * FROM alert",
    "TRUNCATE follow_up",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_door_for_acts_opens_nothing_else(lit: str, statement: str) -> None:
    with doors.acting_as(county) as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text(statement))
