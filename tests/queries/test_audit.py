"""/audit against a slow recount: what people did, in whose sight, and nothing that only the system did."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, text

from cockpit.actions import accounts, recording
from cockpit.actions.change_limit import set_light, set_limit
from cockpit.actions.follow_up import act_on
from cockpit.callbacks import audit as page
from cockpit.db import doors, tables
from cockpit.db.chain import leaf_of
from cockpit.domain.access import Permission, UserRole
from cockpit.domain.area import Scope
from cockpit.domain.audit import AccountAct
from cockpit.domain.follow_up import Act
from cockpit.domain.following import SYSTEM, Actor
from cockpit.domain.limit_change import Ground
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.jobs.follow_up import Doing, locked, perform
from cockpit.queries import audit
from cockpit.queries.audit import AuditFilter
from cockpit.queries.listing import Window
from tests import offices
from tests.conftest import a_database
from tests.facts.reading import CIPHER
from tests.offices import MONDAY, at, desk, someone

Door = Callable[[], AbstractContextManager[Connection]]
TUESDAY = MONDAY + timedelta(days=1)
GROUND = Ground(MONDAY, "榕建〔2026〕3号", "《福州市细则》第六条")
zone = someone("city_inspector", "350128")
LOOKING = (offices.province, offices.inspector, offices.city_inspector, offices.foreign_inspector, zone)
DOING = (*offices.EVERYBODY[:-1], zone, someone("county", "350128"), someone("county", "350203"))


@pytest.fixture(scope="module")
def done(server_url: str, template: str) -> Iterator[Engine]:
    """Alerts of three places, one signed for by hand and one by the system, and what people did beside."""
    with a_database(server_url, template) as opened:
        with doors.writing_as_engine() as conn:
            conn.execute(insert(tables.evaluation), [{"as_of": MONDAY, "rules_version": "made-up", "ledger_size": 0}])
            offices.settle(conn)
            signed, ordered, left = (offices.light(conn) for _ in range(3))
            offices.light(conn, area="350128101", org="O350128")
            foreign = offices.light(conn, area="350203001", org="O350203")
        act_on(offices.county, desk(MONDAY), signed, Act.ACKNOWLEDGE, {}, seen=0)
        order = {"said": "请查明漏登台账的责任，补正全部积压件"}
        act_on(offices.inspector, desk(MONDAY, 10), ordered, Act.ORDER, order, seen=0)
        act_on(offices.city_inspector, desk(TUESDAY), left, Act.ORDER, order, seen=0)
        with doors.writing_as_engine() as conn:
            key = ("3502", foreign)
            by_itself = Doing(locked(conn, [key])[key], Act.LATE, SYSTEM, {})
            perform(conn, CIPHER, [by_itself], on=TUESDAY, now=at(TUESDAY))
            set_limit(conn, CIPHER, "accept", 3, area_code="3501", ground=GROUND, by="林处长", now=at(MONDAY, 11))
            set_limit(conn, CIPHER, "accept", 2, area_code="350203", ground=GROUND, by="陈处长", now=at(MONDAY, 11))
            set_light(conn, CIPHER, "red", ground=GROUND, by="王处长", now=at(TUESDAY, 11))
            accounts.add(conn, "county-350102", display_name="", role="county", area_code="350102", password=None,
                         record=(desk(MONDAY, 8), "root"))  # fmt: skip
            accounts.disable(conn, "county-350102", record=(desk(TUESDAY, 17), "root"))
        for n, who in enumerate(DOING):
            with doors.at_the_gate() as conn:
                there = desk(MONDAY if n % 2 else TUESDAY, 12)
                login, by = AccountAct.LOGGED_IN, Actor.of(who)
                recording.account_act(conn, there, login, who.account, who.area_code, by=by)
            recording.export(who, desk(TUESDAY, 13), "alerts", f"?area={who.area_code}&level=red", n, "csv")
        yield opened


@dataclass(frozen=True)
class Deed:
    """One record as a plain reading of the ledger finds it."""

    key: tuple[str, int]
    action: str
    area: str
    actor: str
    subject: str
    day: date
    receipt: str


@pytest.fixture(scope="module")
def deeds(done: Engine) -> list[Deed]:
    with doors.writing_as_engine() as conn:
        rows = conn.execute(text("SELECT city_code, seq, record FROM operation")).all()
        alerts = dict(conn.execute(text("SELECT alert_no, area_code FROM follow_up")).all())
    found = []
    for city_code, seq, stored in rows:
        made: dict[str, Any] = json.loads(bytes(stored))
        if made["source"] != "cockpit" or made["role"] in ("system", "engine"):
            continue
        subject = made["subject_id"]
        if made["subject_kind"] == "alert":
            place = alerts[subject]
        elif made["subject_kind"] == "limit":
            place = made["data"].get("area_code", "35")
        else:
            place = subject.partition(":")[0]
        moment = datetime.fromisoformat(made["received_at"]) + timedelta(hours=8)
        digest = leaf_of(bytes(stored)).hex().upper()
        receipt = f"{digest[:4]}-{digest[4:8]}-{digest[8:12]}"
        found.append(Deed((city_code, seq), made["action"], place, made["actor_id"], subject, moment.date(), receipt))
    assert {deed.action for deed in found} >= {"alert_acknowledged", "supervision_ordered", "limit_changed",
                                              "logged_in", "exported", "account_added", "account_disabled"}  # fmt: skip
    return found


def seen(viewer: Viewer, asked: AuditFilter, part: Window | None = None) -> list[dict[str, Any]]:
    with doors.reading_as(viewer) as conn:
        found = audit.window(conn, asked, part or Window(0, 200))
        if part is None:
            assert audit.total(conn, asked) == len(found)
    return found


def keys(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(row["city_code"], row["seq"]) for row in rows]


ASKED: dict[str, tuple[AuditFilter, Callable[[Deed], bool]]] = {
    "everything": (AuditFilter(), lambda deed: True),
    "two acts": (
        AuditFilter(acts=("logged_in", "limit_changed")), lambda deed: deed.action in ("logged_in", "limit_changed")
    ),
    "a person": (
        AuditFilter(person="county-3501"),
        lambda deed: "county-3501" in deed.actor,
    ),
    "an account, done and done to": (
        AuditFilter(person="county-350102"),
        lambda deed: "county-350102" in deed.actor or deed.subject == "350102:county-350102",
    ),
    "a city": (AuditFilter(area_code="3501"), lambda deed: Scope.of("3501").contains(deed.area)),
    "the zone": (AuditFilter(area_code="350128"), lambda deed: Scope.of("350128").contains(deed.area)),
    "a day": (AuditFilter(first=TUESDAY, last=TUESDAY), lambda deed: deed.day == TUESDAY),
    "up to a day": (AuditFilter(last=MONDAY), lambda deed: deed.day <= MONDAY),
}  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("viewer", LOOKING, ids=lambda viewer: viewer.account)
def test_the_list_is_what_a_slow_recount_finds_in_the_viewers_sight(
    deeds: list[Deed], viewer: Viewer, asked: str
) -> None:
    filter_, holds = ASKED[asked]
    theirs = [deed for deed in deeds if Scope.of(viewer.area_code).contains(deed.area) and holds(deed)]
    found = seen(viewer, filter_)
    assert sorted(keys(found)) == sorted(deed.key for deed in theirs)
    receipts = {deed.key: deed.receipt for deed in theirs}
    assert [row["receipt"] for row in found] == [receipts[key] for key in keys(found)]
    times = [row["received_at"] for row in found]
    assert times == sorted(times, reverse=True)


def test_somewhere_something_is_seen_by_everybody_who_may_look_and_not_the_same(deeds: list[Deed]) -> None:
    lists = {viewer.account: len(seen(viewer, AuditFilter())) for viewer in LOOKING}
    assert lists["province-35"] == lists["province_inspector-35"] == len(deeds)
    assert 0 < lists["city_inspector-3502"] < lists["city_inspector-3501"] < len(deeds)
    assert 0 < lists["city_inspector-350128"] < len(deeds)


def test_windows_cover_the_list_without_gap_or_overlap(deeds: list[Deed]) -> None:
    whole = keys(seen(offices.province, AuditFilter()))
    parts = [
        key
        for first in range(0, len(whole), 7)
        for key in keys(seen(offices.province, AuditFilter(), Window(first, first + 7)))
    ]
    assert parts == whole


def test_the_list_is_read_from_its_own_index_and_not_from_what_was_delivered(done: Engine) -> None:
    with doors.reading_as(offices.province) as conn:
        conn.execute(text("SET LOCAL enable_seqscan = off"))
        query = "EXPLAIN SELECT count(*) FROM operation WHERE operation.source = 'cockpit'" \
                " AND operation.role NOT IN ('system', 'engine')"  # fmt: skip
        assert "operation_people_idx" in "\n".join(conn.execute(text(query)).scalars())


def test_who_where_and_on_what_is_told_in_words(done: Engine) -> None:
    drawn = {(row["action"], row["actor_id"]): page._grid_row(row) for row in seen(offices.province, AuditFilter())}
    signed = drawn["alert_acknowledged", "county-350102"]
    assert (signed["person"], signed["role"], signed["act"]) == ("county-350102", "县级主管部门", "签收")
    assert signed["href"].startswith("/alert/3501-")
    assert signed["at"] == "2026-03-02 09:00:00"
    assert signed["office"] == "鼓楼区"
    taken = drawn["exported", "city-3501"]
    assert taken["sentence"] == "预警列表 2 条（csv；地区 3501，灯色 红灯）"
    assert taken["href"] == "/alerts?area=3501&level=red"
    assert drawn["limit_changed", "林处长"]["sentence"].startswith("时限“作出受理、补正或不予受理决定”改为 3 个工作日")
    assert drawn["limit_changed", "王处长"]["area_code"] == "福建省"
    assert drawn["account_added", "os:root"]["sentence"] == "账号 county-350102：县级主管部门 350102"


def test_the_heads_are_those_of_the_ledger_and_a_city_sees_its_own(done: Engine) -> None:
    with doors.writing_as_engine() as conn:
        kept = {code: (seq, bytes(link).hex())
                for code, seq, link in conn.execute(text("SELECT city_code, seq, link FROM chain_head"))}  # fmt: skip
    with doors.reading_as(offices.province) as conn:
        assert {head.chain: (head.seq, head.link) for head in audit.heads(conn, offices.province)} == kept
    with doors.reading_as(offices.foreign_inspector) as conn:
        (head,) = audit.heads(conn, offices.foreign_inspector)
        assert (head.chain, head.seq) == ("3502", kept["3502"][0])


@pytest.mark.parametrize(
    "args",
    [{"act": "alert_raised"}, {"act": "nothing"}, {"area": "44"}, {"from": "yesterday"}, {"text": "x" * 41},
     {"from": "2026-03-03", "to": "2026-03-02"}, {"text": "a\nb"}],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(args: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        AuditFilter.read(args)
    assert refused.value.status == 400


def test_an_address_says_all_that_was_asked() -> None:
    asked = AuditFilter("3501", ("exported", "logged_in"), "county", MONDAY, TUESDAY)
    assert AuditFilter.read(asked.arguments()) == asked


@pytest.mark.parametrize(
    "viewer",
    [offices.street, offices.county, offices.city, offices.civil_affairs, offices.public],
    ids=lambda viewer: viewer.account,
)
def test_a_street_a_county_and_a_bureau_are_refused(viewer: Viewer) -> None:
    with pytest.raises(Refusal) as refused:
        viewer.check_may(Permission.SEE_AUDIT)
    assert refused.value.status == 403
    assert replace(viewer, role=UserRole.PROVINCE, area_code="35").may(Permission.SEE_AUDIT)
