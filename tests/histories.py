"""Made-up worlds: a few cases, the batches and homes they meet at; plausible for the most part and nasty on purpose.

A case follows the usual plot (tests/plots.py), but each act of it may be left out, repeated, come on the same day or at
the very same instant as another, or late; between acts lie as many working days as the limits allow, one less or one
more, over weekends, Spring Festival, National Day and into 2027 (no official calendar yet). Strange acts are thrown in
anywhere: corrections, objections, suspensions and re-reviews that overlap, decisions that turn, ends that are none.

    world(Random("ci:7"))         a World, the same on every machine; thousands a second
    @given(worlds())              a World that hypothesis shrinks
    @given(judged_worlds())       (a World, a day on which to judge it)
"""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.build import FULL_CONTENTS, BuiltWorld, History, batch, case, criteria, tenancy, unit, world_of
from tests.plots import (
    AREAS,
    BEFALLEN,
    ENDINGS,
    EXTRAS,
    GAPS,
    LONG_GAPS,
    PLOT,
    RESULTS,
    SCENES,
    SELDOM,
    SPAN,
    STARTS,
    act,
    instant,
    rarely,
    some,
)
from tests.reference.days import SHANGHAI, day_of, nth_working_day_after


def case_history(random: Random, case_no: str) -> History:
    """One case: its plot with its faults, and the acts thrown in."""
    h = case(case_no, area=random.choice(AREAS), mode=random.choice(["unit", "unit", "subsidy"]))
    first = random.choice(STARTS)
    acts: list[tuple[str, datetime]] = []
    day = first
    # A hurried case keeps its days, so that later steps are reached in time and not only red from the first on.
    gaps = [0, 1, 1, 1, 2] if rarely(random, 2) else GAPS
    if not rarely(random, 3):
        plot = [what for scene in some(random, SCENES, 3, least=1) for what in scene]
    else:
        # Some records begin in the middle; most stop somewhere.
        first_act = 0 if rarely(random, 2) else random.choice([0, 0, 8, 15, 22])
        acts_told = PLOT[first_act : first_act + random.randint(3, len(PLOT) + 10)]
        plot = [what for what in acts_told if what not in SELDOM or rarely(random, 3)]
    for what in plot:
        fate = random.randint(0, 15)  # 0-12 happens, 13 twice, 14 and 15 not at all
        if fate >= 14:
            continue
        for _ in range(2 if fate == 13 else 1):
            gap = random.choice(LONG_GAPS) if rarely(random, 14) else random.choice(gaps)
            day = nth_working_day_after(day, gap) if rarely(random, 2) else day + timedelta(days=gap)
            acts.append((what, instant(random, day)))
    days = (day - first).days + 25
    for what in some(random, EXTRAS, 8):
        acts.append((what, instant(random, first + timedelta(days=random.randint(0, days)))))
    for opening, closing in some(random, SPAN, 2):
        opened = first + timedelta(days=random.randint(0, days))
        acts.append((opening, instant(random, opened)))
        if not rarely(random, 4):
            closed = nth_working_day_after(opened, random.choice([0, 1, 3, 9, 10, 11, 14, 15, 16]))
            acts.append((closing, instant(random, closed)))
    if rarely(random, 6):
        acts += turned(random, day)
    if rarely(random, 5):
        acts.append((random.choice(ENDINGS), instant(random, first + timedelta(days=random.randint(0, days)))))
    # Shuffled in time or not, the ledger sorts them; here they are told in the order they were made up.
    for what, at in acts:
        act(random, h, what, at)
    return h


def turned(random: Random, day: date) -> list[tuple[str, datetime]]:
    """A refusal that a re-review turns; which result each `determined` has is drawn like any other."""
    acts = []
    for what in ("determined", "notified", "re_review_requested", "determined", "re_review_answered", "registered"):
        day = nth_working_day_after(day, random.choice(GAPS))
        acts.append((what, instant(random, day)))
    return acts


def orderly_queue(random: Random, number: int) -> list[History]:
    """Cases ranked in one batch, the ranking published; the last of them chooses, and something befell each before."""
    start = random.choice(STARTS)
    told = [batch("B1", area=AREAS[0]).ranking_published(instant(random, start + timedelta(days=4)))]
    for n in range(1, number + 1):
        h = case(f"350102-2026-{n:05}", area=random.choice(AREAS[:3]))
        h.determined(instant(random, start), category="A")
        h.batch_entered(instant(random, start + timedelta(days=1)))
        h.ranked(instant(random, start + timedelta(days=2)), rank_no=n)
        what = random.choice(["submitted", "passed", "passed", "passed", "rank_changed", *BEFALLEN])
        act(random, h, what, instant(random, start + timedelta(days=random.randint(3, 8))))
        if n == number:
            h.unit_selected(instant(random, start + timedelta(days=random.randint(6, 14))))
        told.append(h)
    return told


def disorderly_queue(random: Random, number: int) -> list[History]:
    """Cases of one city that wait in one batch: ranked, passed over, moved, ended, and selecting in any order."""
    told = []
    start = random.choice(STARTS)
    ranks = random.sample([1, 2, 3], 3)
    for n in range(1, number + 1):
        mode = random.choice(["unit", "unit", "unit", "subsidy"])
        h = case(f"350102-2026-{n:05}", area=random.choice(AREAS[:3]), mode=mode)
        if not rarely(random, 6):
            h.determined(instant(random, start), category=random.choice(["A", "A", "A", "A", "A", "B", ""]))
        day = start + timedelta(days=random.randint(0, 3))
        h.batch_entered(instant(random, day))
        if not rarely(random, 8):
            layout = random.choice(["", "", "1-1", "2-1"])
            h.ranked(instant(random, day), rank_no=ranks[n - 1], layout=layout)
        for what in some(random, [*BEFALLEN, *RESULTS], 5):
            day += timedelta(days=random.choice([0, 0, 1, 1, 2, 3, 7, 8]))
            act(random, h, what, instant(random, day))
        if not rarely(random, 3):
            h.unit_selected(instant(random, day + timedelta(days=random.randint(0, 5))))
        told.append(h)
    return told


def criteria_histories(random: Random) -> list[History]:
    """Sets of the province, of Fuzhou and of Gulou, changed with or without approval, early or late."""
    told = []
    sets = [("C-35", "35"), ("C-FZ", "3501"), ("C-GL", "350102")]
    for name, area in random.sample(sets, random.randint(0, 3)):
        h = criteria(name, area=area)
        day = date(2025, 12, 1)
        for _ in range(random.randint(1, 3)):
            day += timedelta(days=random.randint(0, 120))
            h.criteria_changed(
                instant(random, day),
                approval_no=random.choice(["闽政1", "闽政1", ""]),
                published_on=random.choice([str(day), str(day + timedelta(days=9)), ""]),
                effective_on=str(day + timedelta(days=random.choice([0, 5, 40, -5]))),
                by=random.choice(["province_housing/approver", "city_housing/approver", "county_housing/clerk"]),
            )
        told.append(h)
    return told


def batch_history(random: Random, batch_id: str, area: str) -> History:
    h = batch(batch_id, area=area)
    day = random.choice(STARTS)
    actions = ["plan_published", "intent_opened", "ranking_published", "lottery_held", "lottery_held", "plan_published"]
    for action in some(random, actions, 5, least=1):
        day += timedelta(days=random.randint(0, 30))
        given: dict[str, Any] = {}
        if action == "plan_published":
            given["contents"] = random.choice([FULL_CONTENTS, FULL_CONTENTS[1:]])
            given["units"] = random.choice([[], ["U1"], ["U1", "U2"]])
        if action == "lottery_held":
            given["notary"] = random.choice(["公证处", ""])
        h.did(action, instant(random, day), by=random.choice(["county_housing/clerk", "city_housing/clerk"]), **given)
    return h


def unit_history(random: Random, unit_id: str, area: str) -> History:
    """A home's life; its days cluster around the 60th and the 180th."""
    h = unit(unit_id, area=area)
    day = date(2026, 1, 5)
    actions = ["ready", "ready", "listed", "assigned", "vacated", "repair_started", "repaired"]
    for action in some(random, actions, 7, least=1):
        h.did(action, datetime.combine(day, time(8, 0), SHANGHAI))
        day += timedelta(days=random.choice([1, 2, 20, 59, 60, 61, 62, 119, 120, 121, 179, 180, 181, 182]))
    return h


def mass_history(random: Random, case_no: str) -> History:
    """An office that signs one text all day long: just under, at and over twenty others."""
    h = case(case_no, area="350102001").submitted("2026-03-02 09:00").dispatched("2026-03-02 09:00", department="tax")
    for n in range(random.randint(19, 22)):
        text = f"第{n}号:经核查,该户人口{n}人,人均住房面积{n + 3}平方米,符合准入条件"
        h.answered("2026-03-03 10:00", department="tax", opinion=text)
    return h


def world(random: Random) -> BuiltWorld:
    """One to four cases, the batches and homes they meet at, criteria sets, now and then a tenancy."""
    waiting = random.choice([0, 2, 3])
    told: list[History] = []
    if waiting:
        told += (disorderly_queue if rarely(random, 4) else orderly_queue)(random, waiting)
    for number in range(waiting + 1, waiting + random.randint(1, 5) + 1):
        case_no = f"350102-2026-{number:05}"
        told.append(mass_history(random, case_no) if rarely(random, 25) else case_history(random, case_no))
    for city in ("3501", "3505"):
        area = next(a for a in AREAS if a.startswith(city))
        if not (told and told[0].city_code == city and told[0].kind == "batch") and rarely(random, 2):
            told.append(batch_history(random, "B1", area))
        if rarely(random, 2):
            told.append(unit_history(random, "U1", area))
    if rarely(random, 5):
        late = tenancy().moved_in("2026-03-02", recorded=f"2026-03-0{random.randint(2, 9)}")
        told.append(late.rent_paid("2026-03-04", by=random.choice(["operator/operator", "/system"])))
    return world_of(*told, *criteria_histories(random), with_criteria=rarely(random, 2))


def day_of_judgement(random: Random, world: BuiltWorld) -> date:
    """A day on which something turns: an operation's, a limit after it, or long after all."""
    days = sorted({day_of(o["occurred_at"]) for o in world.operations if o["occurred_at"].year >= 2026})
    if not days:
        return date(2026, 6, 1)
    day = nth_working_day_after(random.choice(days), random.choice([0, 1, 2, 3, 4, 5, 9, 10, 12, 15, 200]))
    return day + timedelta(days=random.choice([0, 0, 1]))


def judged_world(random: Random) -> tuple[BuiltWorld, date]:
    told = world(random)
    return told, day_of_judgement(random, told)


def worlds() -> st.SearchStrategy[BuiltWorld]:
    """`world`, with a Random that hypothesis can shrink."""
    return RANDOMS.map(world)


def judged_worlds() -> st.SearchStrategy[tuple[BuiltWorld, date]]:
    return RANDOMS.map(judged_world)


RANDOMS = st.randoms(use_true_random=False)
