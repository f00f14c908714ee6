"""Random lives of alerts: what people do about them, day after day, with what the system does by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select

from cockpit.actions.follow_up import act_on
from cockpit.db import doors, tables
from cockpit.domain.follow_up import BY_ACT, Act, Kind
from cockpit.domain.following import Actor, offered
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.jobs.follow_up import follow_up_of
from cockpit.jobs.raise_alerts import raise_alerts
from cockpit.jobs.tick import tick
from tests.facts.reading import CIPHER
from tests.offices import CIVIL, EVERYBODY, MONDAY, another_feedback, at, desk, light, settle

_LAMPS: tuple[dict[str, Any], ...] = (
    {"org": "O350102", "asked_of": "county_housing"},
    {"org": CIVIL, "asked_of": "civil_affairs"},
    {"org": "O350102001", "asked_of": "street"},
    {"org": "O350128", "area": "350128101", "asked_of": "county_housing"},
    {"org": "", "area": "350203001", "asked_of": "county_housing"},
)
_SELDOM = frozenset({Act.REFER, Act.REVOKE, Act.ASK_MORE, Act.ESCALATE, Act.APPEAL})
_OFTEN = frozenset({Act.RETURN, Act.FAIL, Act.FEEDBACK, Act.ACCEPT, Act.CLOSE})


def live(seed: int, days: int = 40, lamps: int = 36) -> date:
    """Lamps of several offices, as they fare; answers the last day, as of which everything is evaluated."""
    drawn = random.Random(seed)
    with doors.writing_as_engine() as connection:
        settle(connection)
    begins = [drawn.randrange(days // 2) for _ in range(lamps)]
    texts = iter(range(200))
    for offset in range(days):
        day = MONDAY + timedelta(days=offset)
        with doors.writing_as_engine() as connection:
            while tick(connection, CIPHER, day, now=at(day, 8)):
                pass
            for _ in range(begins.count(offset)):
                code = drawn.choice(["R05.answer.over", "R05.answer.over", "R06.opinion.vague"])
                light(connection, code, since=day, **drawn.choice(_LAMPS))
        _flicker(drawn, day)
        for number in _numbers():
            if drawn.random() < 0.5:
                _do_something(drawn, number, day, texts)
    with doors.writing_as_engine() as connection:
        connection.execute(insert(tables.evaluation), [{"as_of": day, "rules_version": "made-up", "ledger_size": 0}])
    return day


def _numbers() -> list[str]:
    with doors.writing_as_engine() as connection:
        return list(connection.scalars(select(tables.follow_up.c.alert_no).order_by(tables.follow_up.c.alert_no)))


def _flicker(drawn: random.Random, day: date) -> None:
    """Some lamps go out, some that are out burn once more."""
    f = tables.finding
    with doors.writing_as_engine() as connection:
        for row in connection.execute(select(f).order_by(f.c.subject_id, f.c.since)).mappings().all():
            same = [f.c[name] == row[name] for name in ("subject_id", "finding", "instance")]
            if row["open"] and row["since"] < day and drawn.random() < 0.06:
                this = (f.c.since == row["since"], *same)
                connection.execute(f.update().where(*this).values(until=day, open=False))
            later = select(f.c.since).where(f.c.since > row["since"], *same)
            out = row["until"] is not None and row["until"] < day
            if out and drawn.random() < 0.06 and connection.execute(later).first() is None:
                again = {"since": day, "until": None, "open": True, "raising": row["raising"] + 1}
                connection.execute(insert(f), [dict(row) | again])
        raise_alerts(connection, CIPHER, day, now=at(day, 8), rules_version="made-up")


def _do_something(drawn: random.Random, number: str, day: date, texts: Iterator[int]) -> None:
    with doors.writing_as_engine() as connection:
        f = follow_up_of(
            connection.execute(select(tables.follow_up).where(tables.follow_up.c.alert_no == number)).mappings().one()
        )
    able: list[tuple[Viewer, Act]] = [
        (who, act) for who in EVERYBODY for act in offered(f, Actor.of(who), day, burns=False)
    ]
    able.sort(key=lambda pair: (pair[0].account, pair[0].name, str(pair[1])))  # the same choice in every process
    # Enough is answered and returned, too little referred, for all that can happen to happen.
    able += [pair for pair in able if pair[1] in _OFTEN] * 4
    able = [pair for pair in able if pair[1] not in _SELDOM or drawn.random() < 0.15]
    if not able:
        return
    who, act = drawn.choice(able)
    try:
        act_on(who, desk(day), number, act, _words(act, texts), seen=f.n)
    except Refusal as refused:
        # Whether a lamp still burns, or a text is too much like another, is said only when it is tried.
        assert act in (Act.CLOSE, Act.FEEDBACK), refused.message


def _words(act: Act, texts: Iterator[int]) -> dict[str, Any]:
    if act is Act.FEEDBACK:
        return another_feedback(next(texts))
    said: dict[str, Any] = {}
    for field in BY_ACT[act].says:
        if field.kind is Kind.CHOICE:
            assert field.choices is not None
            said[field.name] = str(list(field.choices)[-1])
        else:
            words = {Kind.DAYS: "2", Kind.LINE: "闽建核〔2026〕1号"}
            said[field.name] = words.get(field.kind, "窗口3月3日移交材料时少了附页，已补齐并双人清点")
    return said
