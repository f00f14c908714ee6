"""Hypothesis strategies for what the prompts watch: tenancies, the homes they are in, and cases that wait for years.

Plausible for the most part: terms end about the day of judgement, rechecks and visits come due around weekends and
holidays, rent is charged and paid month by month with gaps. Acts are left out, repeated, or fall on one instant.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.build import BuiltWorld, History, case, tenancy, unit, world_of
from tests.reference.days import SHANGHAI

Draw = Any  # hypothesis' own `draw`

FIRST = date(2025, 1, 27)
TIMES = [time(0, 0), time(10, 0), time(10, 0), time(16, 30), time(23, 59, 59)]
STEPS = [0, 0, 1, 2, 3, 5, 7, 10, 14, 29, 30, 31, 60, 90, 91, 150, 180, 181, 366]
DUE = [-3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 29, 30, 31, 40, 90, 91]


def pick(draw: Draw, choices: list[Any]) -> Any:
    return draw(st.sampled_from(choices))


def at(draw: Draw, day: date) -> datetime:
    return datetime.combine(day, pick(draw, TIMES), SHANGHAI)


@st.composite
def tenancy_histories(draw: Draw, tenancy_id: str = "T1", unit_id: str = "U1") -> History:
    """Up to fourteen acts; the term of tenancy.csv ends some time in the two years."""
    starts = FIRST + timedelta(days=draw(st.integers(-2000, 30)))
    ends = FIRST + timedelta(days=draw(st.integers(0, 800)))
    columns = {
        "starts_on": pick(draw, [str(starts), str(starts), ""]),
        "ends_on": pick(draw, [str(ends), str(ends), ""]),
    }
    h = tenancy(tenancy_id, unit_id=unit_id, **columns)
    day = FIRST
    family = pick(draw, ["term", "recheck", "visit", "violation", "rent", "any", "any"])
    for _ in range(draw(st.integers(0, 14))):
        day += timedelta(days=pick(draw, STEPS))
        act(draw, h, day, family)
    return h


ACTS = {
    "term": ["renewal_applied", "renewed", "moved_in"],
    "recheck": [
        "moved_in",
        "recheck_opened",
        "recheck_compared",
        "change_detected",
        "recheck_decided",
        "recheck_decided",
    ],
    "visit": ["moved_in", "visit_planned", "visited", "visited", "visited"],
    "violation": ["rectification_ordered", "rectified", "moving_period_set"],
    "rent": ["rent_charged", "rent_charged", "rent_charged", "rent_charged", "rent_paid"],
}
ACTS["any"] = [act for acts in ACTS.values() for act in acts]


def act(draw: Draw, h: History, day: date, family: str) -> None:
    """One act of the family; now and then the tenant leaves."""
    action = pick(draw, ACTS[family])
    if draw(st.integers(0, 24)) == 0:
        action = pick(draw, ["vacated", "court_enforced"])
    members: dict[str, Any] = {}
    due = str(day + timedelta(days=pick(draw, DUE)))
    if action == "renewed":
        members = {"ends_on": str(day + timedelta(days=pick(draw, [5, 30, 90, 120, 365])))}
    elif action in ("recheck_opened", "rectification_ordered"):
        members = {"due_on": due}
    elif action == "moving_period_set":
        members = {"until": due}
    elif action == "visit_planned":
        members = {"on": due}
    elif action == "visited":
        members = {"result": pick(draw, ["ok", "absent", "absent", "doubtful"])}
    elif action == "recheck_compared":
        members = {"changes": pick(draw, [[], ["car"]])}
    elif action in ("rent_charged", "rent_paid"):
        rent(draw, h, day, action)
        return
    h.did(action, at(draw, day), **members)


def rent(draw: Draw, h: History, day: date, action: str) -> None:
    """One to seven months in a row, so that the ladder's upper rungs are reached; paid in full or in part."""
    first = day.year * 12 + day.month - 1 - draw(st.integers(0, 3))
    amount = pick(draw, [90, 90, 45.5]) if action == "rent_paid" else 90
    for number in range(first, first + draw(st.integers(1, 7))):
        month = f"{number // 12:04}-{number % 12 + 1:02}"
        h.did(action, at(draw, day), month=month, amount_yuan=amount)


@st.composite
def home_histories(draw: Draw, unit_id: str = "U1") -> History:
    h = unit(unit_id)
    day = FIRST
    acts = pick(
        draw, [["use_observed"], ["ready", "assigned", "repair_started", "repaired", "vacated", "use_observed"]]
    )
    for _ in range(draw(st.integers(0, 8))):
        day += timedelta(days=pick(draw, STEPS))
        action = pick(draw, acts)
        members: dict[str, Any] = {}
        if action == "repair_started":
            members = {"due_on": pick(draw, [str(day + timedelta(days=pick(draw, DUE))), None])}
        elif action == "use_observed":
            on = str(day - timedelta(days=pick(draw, [0, 0, 0, 1, 30])))
            members = {"on": on, "source": pick(draw, ["gate", "meter", "visit"])}
        h.did(action, at(draw, day), **members)
    return h


@st.composite
def waiting_histories(draw: Draw) -> History:
    """Qualified four and a half or five years ago, give or take a day; now and then a home comes or the case ends."""
    day = pick(draw, [date(2021, 8, 31), date(2021, 8, 30), date(2021, 2, 28), date(2022, 2, 28), date(2020, 2, 29)])
    h = case("350102-2021-00001").submitted(day - timedelta(days=40)).determined(day - timedelta(days=1))
    h.registered(at(draw, day))
    if draw(st.booleans()):
        months = pick(draw, [10, 54, 60])
        later = day + timedelta(days=months * 365 // 12 + draw(st.integers(-1, 3)))
        h.did(pick(draw, ["batch_entered", "withdrawn", "terminated"]), at(draw, later))
    return h


@st.composite
def occupied_worlds(draw: Draw) -> BuiltWorld:
    told = [draw(tenancy_histories("T1")), draw(home_histories("U1"))]
    if draw(st.booleans()):
        told.append(draw(tenancy_histories("T2", "U1")))
    if draw(st.integers(0, 2)) == 0:
        told.append(draw(waiting_histories()))
    return world_of(*told)


@st.composite
def judged_occupied_worlds(draw: Draw) -> tuple[BuiltWorld, date]:
    world = draw(occupied_worlds())
    return world, draw(st.dates(FIRST, date(2027, 6, 30)))
