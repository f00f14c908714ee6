"""Hypothesis strategies: worlds of one to four cases, plausible for the most part and nasty on purpose.

A case follows the usual plot, but each act of it may be left out, repeated, come on the same day or at the very same
instant as another, or late; between acts lie as many working days as the limits allow, one less or one more, over
weekends, Spring Festival, National Day and into 2027 (no official calendar yet). Strange acts are thrown in anywhere:
corrections, objections, suspensions and re-reviews that overlap, decisions that turn, ends that are none.

    @given(worlds())              a World
    @given(judged_worlds())       (a World, a day on which to judge it)

Every row is one that an importer must load: what delivery.md would quarantine is tested elsewhere.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.build import (
    DEPARTMENTS,
    FULL_CONTENTS,
    FULL_ELEMENTS,
    SPECIFIC,
    BuiltWorld,
    History,
    batch,
    case,
    criteria,
    tenancy,
    unit,
    world_of,
)
from tests.reference.days import SHANGHAI, day_of, nth_working_day_after

Draw = Any  # hypothesis' own `draw`

AREAS = ["350102001", "350102002", "350128100", "350502001"]
# Before long holidays, at plain weeks, on a Saturday, and at the end of the official calendar.
STARTS = [
    date(2026, 2, 9),
    date(2026, 3, 2),
    date(2026, 3, 7),
    date(2026, 4, 27),
    date(2026, 9, 17),
    date(2026, 9, 28),
    date(2026, 12, 14),
]
# Midnight and the last second decide to which day an act belongs; 10:00 comes often, so that instants meet.
TIMES = [time(0, 0), time(9, 0), time(10, 0), time(10, 0), time(16, 30), time(23, 59, 59)]
GAPS = [0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 9, 10, 11]
LONG_GAPS = [12, 14, 15, 16, 18, 19, 40]
DELAYS = [timedelta(hours=25), timedelta(days=3), timedelta(days=5), timedelta(hours=-2)]
OPINIONS = [
    SPECIFIC,
    SPECIFIC,
    "同意",
    "",
    "经审核该户收入、资产和车辆均未超过本市准入标准",
    "该户住房情况经街道工作人员入户核查后属实,编号12",
    "  经核查,该户人口3人,人均住房面积12平方米  ",
]
TEXTS = ["张**,鼓东街道", "张三 350102198001011234", "联系电话13800138000", "编号3501021980010112345", ""]

# One line a step.
PLOT = [
    *["submitted", "accepted", "surveyed", "document:surveyed", "street_opinion_given"],
    *["notice:acceptance", "close:acceptance", "end:S1"],
    *["dispatched", "dispatched", "answered", "answered", "compared", "comparison_overridden", "end:S2"],
    *["proposed", "determined", "document:determined", "notice:eligibility", "close:eligibility"],
    *["registered", "end:S3"],
    *["batch_entered", "re_examined", "ranked", "notice:ranking", "unit_selected", "notice:result"],
    *["contract_signed", "document:contract_signed", "contract_filed", "subsidy_paid", "end:S4"],
]
# Acts that a plot has only now and then.
SELDOM = {"comparison_overridden", "subsidy_paid", "re_examined", "notice:ranking"}
SPAN = [
    ("clock_suspended", "clock_resumed"),
    ("correction_requested", "correction_received"),
    ("objection_raised", "objection_concluded"),
    ("re_review_requested", "re_review_answered"),
]
EXTRAS = [
    *(action for pair in SPAN for action in pair),
    "objection_published",
    "suspension_extended",
    "condition_changed",
    "notified",
    "notified",
    "determined",
    "determined",
    "answered",
    "dispatched",
    "surveyed",
    "street_opinion_given",
    "notice:acceptance",
    "close:acceptance",
    "notice:eligibility",
    "close:eligibility",
    "notice:result",
    "rank_changed",
    "passed",
    "unit_selected",
    "document:surveyed",
    "document:determined",
    "start:S2",
    "start:S3",
    "start:S4",
    "end:S1",
    "end:S2",
    "end:S3",
    "end:S4",
    "accepted",
    "registered",
]
ENDINGS = ["rejected", "withdrawn", "terminated"]
WRONG_HANDS = ["street/clerk", "county_housing/reviewer", "city_housing/clerk", "operator/operator", "tax/clerk"]
DOCUMENTS = {"surveyed": "survey_record", "determined": "determination_sheet", "contract_signed": "contract"}


def rarely(draw: Draw, one_in: int) -> bool:
    """True about once in so many draws; False is what shrinking goes to."""
    return draw(st.integers(0, one_in - 1)) == one_in - 1


def pick(draw: Draw, options: list[Any]) -> Any:
    return draw(st.sampled_from(options))


def instant(draw: Draw, day: date) -> datetime:
    return datetime.combine(day, pick(draw, TIMES), SHANGHAI)


# --- one act ----------------------------------------------------------------------------------------------------------


def members(draw: Draw, action: str, day: date) -> dict[str, Any]:
    """The members of `data` where they are not those of a careful office."""
    match action:
        case "correction_requested":
            return {"items": pick(draw, [["income_proof"], []]), **({"due_on": ""} if rarely(draw, 4) else {})}
        case "rejected":
            keys = ["reason_code", "reason", "notice_delivered_on"]
            return {key: "" for key in keys if rarely(draw, 2)}
        case "surveyed":
            surveyors = pick(draw, [["s-1", "s-2"], ["s-1", "s-2"], ["s-1", "s-1"], []])
            return {"surveyors": surveyors, "photos": pick(draw, [["1.jpg"], 2, 0, []])}
        case "street_opinion_given" | "answered":
            given: dict[str, Any] = {"opinion": pick(draw, OPINIONS)}
            given["verdict"] = pick(draw, ["pass", "pass", "pass", "fail"])
            if given["verdict"] == "fail":
                given |= {"reason_code": pick(draw, ["F01", ""]), "basis": "榕政办规〔2022〕6号"}
            if action == "answered":
                given["department"] = department(draw)
                if rarely(draw, 6):
                    given["verdict"] = None
            return given
        case "dispatched":
            return {"department": department(draw)}
        case "compared":
            return {"result": pick(draw, ["pass", "pass", "fail"])}
        case "comparison_overridden":
            return {
                "manual_result": pick(draw, ["fail", "pass"]),
                "evidence": pick(draw, ["登记簿", ""]),
                "approver_id": pick(draw, ["chief", "", "x"]),
            }
        case "determined":
            return {
                "result": pick(draw, ["qualified", "qualified", "qualified", "unqualified"]),
                "category": pick(draw, ["A", "A", "B", ""]),
                "criteria_set": pick(draw, ["C-35", "C-35", "C-FZ", "C-GL"]),
                "mode": pick(draw, [None, None, "unit", "subsidy"]),
            }
        case "notified":
            later = timedelta(days=pick(draw, [0, 0, 1, 4, -3]))
            return {"delivered_on": pick(draw, [str(day + later), ""]), "reasons": pick(draw, ["超标", "超标", ""])}
        case "re_examined":
            return {"result": pick(draw, ["pass", "pass", "fail"])}
        case "batch_entered" | "unit_selected":
            return {"batch_id": batch_of(draw)}
        case "ranked":
            rank = draw(st.integers(1, 4))
            return {"batch_id": batch_of(draw), "rank_no": rank, "layout": pick(draw, ["", "", "1-1", "2-1"])}
        case "rank_changed":
            return {"batch_id": batch_of(draw), "to": draw(st.integers(1, 5))}
        case "passed":
            return {"batch_id": batch_of(draw), "document_no": pick(draw, ["", "d"])}
        case "objection_raised":
            return {"objection_no": objection(draw), "notice": pick(draw, list(FULL_ELEMENTS))}
        case "objection_concluded" | "objection_published":
            return {"objection_no": objection(draw)}
        case "clock_suspended":
            return {"reason": pick(draw, ["系统升级", "系统升级", "系统升级", ""])}
        case "suspension_extended":
            return {"days": pick(draw, [1, 3, 5, 10])}
        case "condition_changed":
            return {"approval_no": pick(draw, ["批1", ""]), "approver_role": pick(draw, ["approver", "clerk"])}
    return {}


def department(draw: Draw) -> str:
    return pick(draw, ["real_estate", "real_estate", "civil_affairs", "tax", *DEPARTMENTS[:2]])


def batch_of(draw: Draw) -> str:
    return pick(draw, ["B1"] * 9 + ["B2"])


def objection(draw: Draw) -> str:
    return pick(draw, ["1", "1", "2"])


def notice(draw: Draw, kind: str, day: date) -> dict[str, Any]:
    """A notice of any length, full or not, masked or not."""
    first = day + timedelta(days=pick(draw, [0, 0, 0, 1, 2]))
    last = nth_working_day_after(first, pick(draw, [4, 4, 4, 5, 3, 2, 1, 0]))
    elements = list(FULL_ELEMENTS[kind])
    if rarely(draw, 5):
        elements.remove(pick(draw, elements))
    text = pick(draw, TEXTS) if rarely(draw, 4) else TEXTS[0]
    return {"notice": kind, "starts_on": str(first), "ends_on": str(last), "elements": elements, "text": text}


def act(draw: Draw, h: History, what: str, at: datetime) -> None:
    """Append one act: `action`, or notice:kind, close:kind, start:step, end:step, document:action."""
    action, _, detail = what.partition(":")
    day = day_of(at)
    given: dict[str, Any] = {}
    if action == "notice":
        action, given = "notice_opened", notice(draw, detail, day)
    elif action == "close":
        action, given = "notice_closed", {"notice": detail, "withdrawn": rarely(draw, 4)}
    elif action in ("start", "end"):
        action, given = {"start": "step_started", "end": "step_ended"}[action], {"step": detail}
    elif action == "document":
        action, given = "document_attached", {"document": DOCUMENTS[detail], "for_action": detail}
    else:
        given = members(draw, action, day)
    if rarely(draw, 20):
        given["by"] = pick(draw, [*WRONG_HANDS, "/system"])
    if action in ("proposed", "determined", "comparison_overridden") and rarely(draw, 3):
        given |= {"actor": "x", "by": "county_housing/reviewer"}
    if rarely(draw, 15):
        given["recorded"] = at + pick(draw, DELAYS)
    h.did(action, at, **given)


# --- whole histories --------------------------------------------------------------------------------------------------


@st.composite
def case_histories(draw: Draw, case_no: str) -> History:
    """One case: its plot with its faults, and the acts thrown in."""
    h = case(case_no, area=pick(draw, AREAS), mode=pick(draw, ["unit", "unit", "subsidy"]))
    first = pick(draw, STARTS)
    acts: list[tuple[str, datetime]] = []
    day = first
    # A hurried case keeps its days, so that later steps are reached in time and not only red from the first on.
    gaps = [0, 1, 1, 1, 2] if draw(st.booleans()) else GAPS
    # Some records begin in the middle; most stop somewhere.
    first_act = 0 if draw(st.booleans()) else pick(draw, [0, 0, 8, 15, 22])
    acts_told = draw(st.integers(3, len(PLOT) + 10))
    for what in PLOT[first_act : first_act + acts_told]:
        if what in SELDOM and not rarely(draw, 3):
            continue
        fate = draw(st.integers(0, 15))  # 0-12 happens, 13 twice, 14 and 15 not at all
        if fate >= 14:
            continue
        for _ in range(2 if fate == 13 else 1):
            gap = pick(draw, LONG_GAPS) if rarely(draw, 14) else pick(draw, gaps)
            day = nth_working_day_after(day, gap) if draw(st.booleans()) else day + timedelta(days=gap)
            acts.append((what, instant(draw, day)))
    days = (day - first).days + 25
    for what in draw(st.lists(st.sampled_from(EXTRAS), max_size=8)):
        acts.append((what, instant(draw, first + timedelta(days=draw(st.integers(0, days))))))
    for opening, closing in draw(st.lists(st.sampled_from(SPAN), max_size=2)):
        opened = first + timedelta(days=draw(st.integers(0, days)))
        acts.append((opening, instant(draw, opened)))
        if not rarely(draw, 4):
            closed = nth_working_day_after(opened, pick(draw, [0, 1, 3, 9, 10, 11, 14, 15, 16]))
            acts.append((closing, instant(draw, closed)))
    if rarely(draw, 6):
        acts += turned(draw, day)
    if rarely(draw, 5):
        acts.append((pick(draw, ENDINGS), instant(draw, first + timedelta(days=draw(st.integers(0, days))))))
    # Shuffled in time or not, the ledger sorts them; here they are told in the order they were made up.
    for what, at in acts:
        act(draw, h, what, at)
    return h


def turned(draw: Draw, day: date) -> list[tuple[str, datetime]]:
    """A refusal that a re-review turns; which result each `determined` has is drawn like any other."""
    acts = []
    for what in ("determined", "notified", "re_review_requested", "determined", "re_review_answered", "registered"):
        day = nth_working_day_after(day, pick(draw, GAPS))
        acts.append((what, instant(draw, day)))
    return acts


@st.composite
def queue_histories(draw: Draw, first_number: int, number: int) -> list[History]:
    """Cases of one city that wait in one batch: ranked, passed over, moved, ended, and selecting in any order."""
    told = []
    start = pick(draw, STARTS)
    ranks = draw(st.permutations([1, 2, 3]))
    for n in range(first_number, first_number + number):
        h = case(
            f"350102-2026-{n:05}", area=pick(draw, AREAS[:3]), mode=pick(draw, ["unit", "unit", "unit", "subsidy"])
        )
        if not rarely(draw, 6):
            h.determined(instant(draw, start), category=pick(draw, ["A", "A", "A", "A", "A", "B", ""]))
        day = start + timedelta(days=draw(st.integers(0, 3)))
        h.batch_entered(instant(draw, day))
        if not rarely(draw, 8):
            layout = pick(draw, ["", "", "1-1", "2-1"])
            h.ranked(instant(draw, day), rank_no=ranks[(n - first_number) % 3], layout=layout)
        acts = st.sampled_from(
            [
                "unit_selected",
                "passed",
                "passed",
                "passed",
                "rank_changed",
                "re_examined",
                "withdrawn",
                "notice:result",
                "contract_signed",
                "subsidy_paid",
                "contract_filed",
                "document:contract_signed",
            ]
        )
        for what in draw(st.lists(acts, max_size=5)):
            day += timedelta(days=pick(draw, [0, 0, 1, 1, 2, 3, 7, 8]))
            act(draw, h, what, instant(draw, day))
        if not rarely(draw, 3):
            h.unit_selected(instant(draw, day + timedelta(days=draw(st.integers(0, 5)))))
        told.append(h)
    return told


@st.composite
def criteria_histories(draw: Draw) -> list[History]:
    """Sets of the province, of Fuzhou and of Gulou, changed with or without approval, early or late."""
    told = []
    for name, area in draw(
        st.lists(st.sampled_from([("C-35", "35"), ("C-FZ", "3501"), ("C-GL", "350102")]), unique=True, max_size=3)
    ):
        h = criteria(name, area=area)
        day = date(2025, 12, 1)
        for _ in range(draw(st.integers(1, 3))):
            day += timedelta(days=draw(st.integers(0, 120)))
            h.criteria_changed(
                instant(draw, day),
                approval_no=pick(draw, ["闽政1", "闽政1", ""]),
                published_on=pick(draw, [str(day), str(day + timedelta(days=9)), ""]),
                effective_on=str(day + timedelta(days=pick(draw, [0, 5, 40, -5]))),
                by=pick(draw, ["province_housing/approver", "city_housing/approver", "county_housing/clerk"]),
            )
        told.append(h)
    return told


@st.composite
def batch_histories(draw: Draw, batch_id: str, area: str) -> History:
    h = batch(batch_id, area=area)
    day = pick(draw, STARTS)
    actions = ["plan_published", "intent_opened", "ranking_published", "lottery_held", "plan_published"]
    for action in draw(st.lists(st.sampled_from(actions), min_size=1, max_size=5)):
        day += timedelta(days=draw(st.integers(0, 30)))
        given: dict[str, Any] = {}
        if action == "plan_published":
            given["contents"] = pick(draw, [FULL_CONTENTS, FULL_CONTENTS[1:]])
            given["units"] = pick(draw, [[], ["U1"], ["U1", "U2"]])
        if action == "lottery_held":
            given["notary"] = pick(draw, ["公证处", ""])
        h.did(action, instant(draw, day), by=pick(draw, ["county_housing/clerk", "city_housing/clerk"]), **given)
    return h


@st.composite
def unit_histories(draw: Draw, unit_id: str, area: str) -> History:
    """A home's life; its days cluster around the 60th and the 180th."""
    h = unit(unit_id, area=area)
    day = date(2026, 1, 5)
    actions = ["ready", "ready", "listed", "assigned", "vacated", "repair_started", "repaired"]
    for action in draw(st.lists(st.sampled_from(actions), min_size=1, max_size=7)):
        h.did(action, datetime.combine(day, time(8, 0), SHANGHAI))
        day += timedelta(days=pick(draw, [1, 2, 20, 59, 60, 61, 62, 119, 120, 121, 179, 180, 181, 182]))
    return h


@st.composite
def mass_histories(draw: Draw, case_no: str) -> History:
    """An office that signs one text all day long: just under, at and over twenty others."""
    h = case(case_no, area="350102001").submitted("2026-03-02 09:00").dispatched("2026-03-02 09:00", department="tax")
    for n in range(draw(st.integers(19, 22))):
        text = f"第{n}号:经核查,该户人口{n}人,人均住房面积{n + 3}平方米,符合准入条件"
        h.answered("2026-03-03 10:00", department="tax", opinion=text)
    return h


@st.composite
def worlds(draw: Draw) -> BuiltWorld:
    """One to four cases, the batches and homes they meet at, criteria sets, now and then a tenancy."""
    told: list[History] = []
    cases = draw(st.integers(1, 4))
    in_queue = min(cases, pick(draw, [0, 2, 3])) if cases > 1 else 0
    told += draw(queue_histories(1, in_queue))
    for number in range(in_queue + 1, cases + 1):
        case_no = f"350102-2026-{number:05}"
        told.append(draw(mass_histories(case_no) if rarely(draw, 25) else case_histories(case_no)))
    for city in ("3501", "3505"):
        area = next(a for a in AREAS if a.startswith(city))
        if draw(st.booleans()):
            told.append(draw(batch_histories("B1", area)))
        if rarely(draw, 3):
            told.append(draw(unit_histories("U1", area)))
    if rarely(draw, 5):
        late = tenancy().moved_in("2026-03-02", recorded=f"2026-03-0{draw(st.integers(2, 9))}")
        told.append(late.rent_paid("2026-03-04", by=pick(draw, ["operator/operator", "/system"])))
    return world_of(*told, *draw(criteria_histories()), with_criteria=draw(st.booleans()))


@st.composite
def days_of_judgement(draw: Draw, world: BuiltWorld) -> date:
    """A day on which something turns: an operation's, a limit after it, or long after all."""
    days = sorted({day_of(o["occurred_at"]) for o in world.operations if o["occurred_at"].year >= 2026})
    if not days:
        return date(2026, 6, 1)
    day = pick(draw, days)
    return nth_working_day_after(day, pick(draw, [0, 1, 2, 3, 4, 5, 9, 10, 12, 15, 200])) + timedelta(
        days=pick(draw, [0, 0, 1])
    )


@st.composite
def judged_worlds(draw: Draw) -> tuple[BuiltWorld, date]:
    world = draw(worlds())
    return world, draw(days_of_judgement(world))


@st.composite
def queue_worlds(draw: Draw) -> tuple[BuiltWorld, date]:
    """Three cases in one batch and nothing else, judged after all: what R13 is about comes up often enough."""
    told = draw(queue_histories(1, 3))
    return world_of(*told, draw(batch_histories("B1", AREAS[0]))), date(2027, 6, 1)
