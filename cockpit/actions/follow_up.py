"""What people do about alerts: every act of the table in domain.follow_up, through one door, one transaction each.

Whoever acts says how far they had read (``seen``: acts so far): if somebody was faster, they are told what happened and
nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, text

from cockpit.actions.desk import Desk
from cockpit.db.doors import acting_as
from cockpit.domain.area import Scope
from cockpit.domain.feedback import account, checked
from cockpit.domain.follow_up import BY_ACT, Act, State
from cockpit.domain.following import Actor, FollowUp, check, orderer
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.jobs.follow_up import SHANGHAI, Doing, Key, acts_since, locked, perform
from cockpit.jobs.orders import Numbers
from cockpit.queries import alert as alerts

MOST_AT_ONCE = 200
"""Alerts that one batch signs for."""
COMPARED = 500
"""Earlier feedbacks of the same office that a new one is held against."""
COMPARED_DAYS = 730

# The same letters wherever in the city the office may read, and whatever it wrote itself in the last two years.
_EARLIER = """
SELECT account FROM follow_up_act WHERE account <> '' AND city_code = :city AND account = :mine
UNION ALL (
    SELECT account FROM follow_up_act
    WHERE account <> '' AND org_id = :org AND office_area = :office AND at > :since ORDER BY at DESC LIMIT :most
)
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person gets. ``due_on``: the last day of whoever has the next move."""

    number: str
    act: Act
    state: State
    due_on: date | None
    order_no: str = ""

    @property
    def sentence(self) -> str:
        order = f"，督办函编号 {self.order_no}" if self.order_no else ""
        due = f"，下一步应于 {self.due_on} 前办理" if self.due_on else ""
        return f"已办理“{self.act.label}”{order}。预警现为“{self.state.label}”{due}。回执号 {self.number}。"


def act_on(viewer: Viewer, desk: Desk, alert_no: str, act: Act, given: Mapping[str, Any], *, seen: int) -> Receipt:
    """Does one act. Refusal: not allowed, not now, said too little, or somebody was faster; then nothing is written."""
    return _act(viewer, desk, {alert_no: seen}, act, given)[0]


def acknowledge_all(viewer: Viewer, desk: Desk, seen: Mapping[str, int]) -> list[Receipt]:
    """Signs for several alerts (alert_no -> acts seen), all or none. Closing has no such thing."""
    if not 0 < len(seen) <= MOST_AT_ONCE:
        raise Refusal(f"一次可签收 1 至 {MOST_AT_ONCE} 条预警，收到 {len(seen)} 条：请调整选择。")
    return _act(viewer, desk, seen, Act.ACKNOWLEDGE, {})


def _act(viewer: Viewer, desk: Desk, seen: Mapping[str, int], act: Act, given: Mapping[str, Any]) -> list[Receipt]:
    if act not in BY_ACT:
        raise Refusal("没有这种办理事项：请在预警页面上办理。")
    now, actor = desk.now(), Actor.of(viewer)
    on = now.astimezone(SHANGHAI).date()
    with acting_as(viewer) as connection:
        keys = {number: (number.partition("-")[0], number) for number in seen}
        found = locked(connection, list(keys.values()))
        doings = []
        for number, key in keys.items():
            f = found.get(key)
            if f is None or not Scope.of(viewer.area_code).contains(f.area_code):
                raise Refusal(f"没有编号为“{number[:40]}”的预警：请核对网址，或从预警列表进入。", status=404)
            _check_unchanged(connection, f, key, seen[number])
            doings.append(_doing(connection, f, act, actor, given, on))
        rows = perform(connection, desk.cipher, doings, on=on, now=now)
    return [
        Receipt(row["receipt"], act, State(row["state"]), row["due_on"], row["said"].get("order_no", ""))
        for row in rows
    ]


def _check_unchanged(connection: Connection, f: FollowUp, key: Key, seen: int) -> None:
    if f.n == seen:
        return
    done = acts_since(connection, key, seen) if 0 <= seen < f.n else []
    if not done:
        raise Refusal(f"预警 {f.alert_no} 的页面已过时：请刷新页面后再办。", status=409)
    last = done[-1]
    raise Refusal(
        f"您打开页面之后，{last['actor_name']}已于 {last['at'].astimezone(SHANGHAI):%Y-%m-%d %H:%M} 办理“"
        f"{Act(last['act']).label}”，预警 {f.alert_no} 现为“{f.state.label}”：请刷新页面，看过之后再办。",
        status=409,
    )


def _doing(connection: Connection, f: FollowUp, act: Act, actor: Actor, given: Mapping[str, Any], on: date) -> Doing:
    lamp = alerts.detail(connection, f.alert_no) or {}
    burns = bool(lamp.get("open"))
    # Who and when comes first: nobody is told to write better what they may not do at all.
    check(f, act, actor, None, on, burns=burns)
    said = _said(connection, f, act, given, lamp.get("sentence") or "", on)
    check(f, act, actor, said, on, burns=burns)
    if act is Act.ORDER or (act is Act.FAIL and not f.order_no):
        judge = actor.area_code if act is Act.ORDER else orderer(f.office_area)
        said |= {"order_no": Numbers(connection, on.year).next(f.city_code), "judge": judge}
    return Doing(f, act, actor, said)


def _said(
    connection: Connection, f: FollowUp, act: Act, given: Mapping[str, Any], sentence: str, on: date
) -> dict[str, Any]:
    if act is not Act.FEEDBACK:
        return checked(act, given)
    since = on - timedelta(days=COMPARED_DAYS)
    wanted = {"city": f.city_code, "org": f.org_id, "office": f.office_area, "since": since, "most": COMPARED}
    earlier = connection.execute(text(_EARLIER), {**wanted, "mine": account(given)}).scalars()
    return checked(act, given, sentence=sentence, earlier=earlier)
