"""What may happen in a made-up history: the acts of a case in their usual order, and one act drawn with its faults.

Everything is drawn from a `random.Random`: a seeded one makes thousands of histories a second, hypothesis' own makes a
few that it can shrink (its integers and choices shrink towards the first option, so that comes what is harmless).
Every row is one that an importer must load: what delivery.md would quarantine is tested elsewhere.
"""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from tests.build import DEPARTMENTS, FULL_ELEMENTS, SPECIFIC, History
from tests.reference.days import SHANGHAI, day_of, nth_working_day_after

AREAS = ["350102001", "350102002", "350128100", "350502001"]
# Before long holidays, at plain weeks, on a Saturday off and on one made up for a holiday, and at the end of the
# official calendar: Spring Festival 2026 lasts from 15 to 23 February, National Day from 1 to 7 October.
STARTS = [
    date(2026, 3, 2),
    date(2026, 2, 9),
    date(2026, 2, 14),
    date(2026, 3, 7),
    date(2026, 4, 27),
    date(2026, 9, 17),
    date(2026, 9, 28),
    date(2026, 10, 10),
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
# Short plots of their own, of what the usual one seldom comes to: each may be a whole record or stand inside a plot.
SCENES = [
    ["submitted", "correction_requested", "correction_received", "correction_requested", "rejected"],
    ["submitted", "correction_requested", "rejected"],
    ["submitted", "rejected"],
    ["submitted", "correction_requested", "correction_requested", "rejected"],
    ["submitted", "notice:acceptance", "close:acceptance", "notice:acceptance", "close:acceptance", "dispatched"],
    ["compared", "comparison_overridden", "comparison_overridden", "determined"],
    ["compared", "compared", "comparison_overridden", "proposed"],
    ["dispatched", "compared", "comparison_overridden", "comparison_overridden"],
    ["compared", "comparison_overridden"],
    ["submitted", "compared", "comparison_overridden", "comparison_overridden"],
    ["submitted", "notice:acceptance", "close:acceptance"],
    ["proposed", "determined"],
    ["compared", "proposed", "determined"],
    ["unit_selected", "notice:result"],
    ["notice:acceptance", "objection_raised:acceptance", "dispatched", "objection_concluded", "objection_published"],
    ["notice:eligibility", "objection_raised:eligibility", "registered", "objection_concluded", "objection_published"],
    ["notice:ranking", "objection_raised:ranking", "objection_concluded", "unit_selected", "objection_published"],
    ["notice:result", "objection_raised:result", "contract_signed", "objection_concluded"],
    ["proposed", "determined", "notice:eligibility", "close:eligibility", "registered"],
    ["condition_changed", "proposed", "determined", "condition_changed"],
    ["submitted", "clock_suspended", "suspension_extended", "clock_resumed", "clock_suspended"],
    ["unit_selected", "notice:result", "notice:result", "contract_signed", "contract_filed"],
    ["ranked", "unit_selected", "notice:result", "contract_signed"],
    ["dispatched", "answered", "answered", "end:S2"],
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
# What becomes of those who wait in a batch.
BEFALLEN = ["passed", "passed", "rank_changed", "unit_selected", "re_examined", "withdrawn"]
RESULTS = ["notice:result", "contract_signed", "subsidy_paid", "contract_filed", "document:contract_signed"]
ENDINGS = ["rejected", "withdrawn", "terminated"]
WRONG_HANDS = ["street/clerk", "county_housing/reviewer", "city_housing/clerk", "operator/operator", "tax/clerk"]
DOCUMENTS = {"surveyed": "survey_record", "determined": "determination_sheet", "contract_signed": "contract"}


def rarely(random: Random, one_in: int) -> bool:
    """True about once in so many draws; False is what shrinking goes to."""
    return random.randint(0, one_in - 1) == one_in - 1


def some(random: Random, options: list[Any], most: int, least: int = 0) -> list[Any]:
    """Between `least` and `most` of them, in any order, with repetitions."""
    return [random.choice(options) for _ in range(random.randint(least, most))]


def instant(random: Random, day: date) -> datetime:
    return datetime.combine(day, random.choice(TIMES), SHANGHAI)


def members(random: Random, action: str, day: date) -> dict[str, Any]:
    """The members of `data` where they are not those of a careful office."""
    match action:
        case "correction_requested":
            return {"items": random.choice([["income_proof"], []]), **({"due_on": ""} if rarely(random, 4) else {})}
        case "rejected":
            faults = random.choice(
                [
                    ["reason_code"],
                    ["reason_code"],
                    ["reason", "notice_delivered_on"],
                    ["reason", "notice_delivered_on"],
                    [],
                ]
            )
            return dict.fromkeys(faults, "")
        case "surveyed":
            surveyors = random.choice([["s-1", "s-2"], ["s-1", "s-2"], ["s-1", "s-1"], []])
            return {"surveyors": surveyors, "photos": random.choice([["1.jpg"], 2, 0, []])}
        case "street_opinion_given" | "answered":
            given: dict[str, Any] = {"opinion": random.choice(OPINIONS)}
            given["verdict"] = random.choice(["pass", "pass", "pass", "fail"])
            if given["verdict"] == "fail":
                given |= {"reason_code": random.choice(["F01", ""]), "basis": "榕政办规〔2022〕6号"}
            if action == "answered":
                given["department"] = department(random)
                if rarely(random, 4):
                    given["verdict"] = None
            return given
        case "dispatched":
            return {"department": department(random)}
        case "compared":
            return {"result": random.choice(["pass", "pass", "fail"])}
        case "comparison_overridden":
            return {
                "manual_result": random.choice(["fail", "fail", "pass"]),
                "evidence": random.choice(["登记簿", "登记簿", ""]),
                "approver_id": random.choice(["chief", "", "", "", "x"]),
            }
        case "determined":
            return {
                "result": random.choice(["qualified", "qualified", "qualified", "unqualified"]),
                "category": random.choice(["A", "A", "B", ""]),
                "criteria_set": random.choice(["C-35", "C-35", "C-FZ", "C-GL"]),
                "mode": random.choice([None, None, "unit", "subsidy"]),
            }
        case "notified":
            later = timedelta(days=random.choice([0, 0, 1, 4, -3]))
            return {
                "delivered_on": random.choice([str(day + later), ""]),
                "reasons": random.choice(["超标", "超标", ""]),
            }
        case "re_examined":
            return {"result": random.choice(["pass", "pass", "fail"])}
        case "batch_entered" | "unit_selected":
            return {"batch_id": batch_of(random)}
        case "ranked":
            rank = random.randint(1, 4)
            return {"batch_id": batch_of(random), "rank_no": rank, "layout": random.choice(["", "", "1-1", "2-1"])}
        case "rank_changed":
            return {"batch_id": batch_of(random), "to": random.randint(1, 5)}
        case "passed":
            return {
                "batch_id": batch_of(random),
                "document_no": random.choice(["", "d"]),
                "reason": random.choice(["", "r"]),
            }
        case "objection_raised":
            return {"objection_no": objection(random), "notice": random.choice(list(FULL_ELEMENTS))}
        case "objection_concluded" | "objection_published":
            return {"objection_no": objection(random)}
        case "clock_suspended":
            return {"reason": random.choice(["系统升级", "系统升级", ""])}
        case "suspension_extended":
            return {"days": random.choice([1, 3, 5, 10])}
        case "condition_changed":
            return {"approval_no": random.choice(["批1", ""]), "approver_role": random.choice(["approver", "clerk"])}
    return {}


def department(random: Random) -> str:
    return random.choice(["real_estate", "real_estate", "civil_affairs", "tax", *DEPARTMENTS[:2]])


def batch_of(random: Random) -> str:
    return random.choice(["B1"] * 9 + ["B2"])


def objection(random: Random) -> str:
    return random.choice(["1", "1", "2"])


def notice(random: Random, kind: str, day: date) -> dict[str, Any]:
    """A notice of any length, full or not, masked or not."""
    first = day + timedelta(days=random.choice([0, 0, 0, 1, 2]))
    last = nth_working_day_after(first, random.choice([4, 4, 4, 5, 3, 2, 1, 0]))
    elements = list(FULL_ELEMENTS[kind])
    if rarely(random, 3):
        elements.remove(random.choice(elements))
    text = random.choice(TEXTS) if rarely(random, 4) else TEXTS[0]
    return {"notice": kind, "starts_on": str(first), "ends_on": str(last), "elements": elements, "text": text}


def act(random: Random, h: History, what: str, at: datetime) -> None:
    """Append one act: an action, or notice:, close:, objection_raised:kind, start:step, end:step, document:action."""
    action, _, detail = what.partition(":")
    day = day_of(at)
    given: dict[str, Any] = {}
    if action == "notice":
        action, given = "notice_opened", notice(random, detail, day)
    elif action == "close":
        action, given = "notice_closed", {"notice": detail, "withdrawn": rarely(random, 2)}
    elif action in ("start", "end"):
        action, given = {"start": "step_started", "end": "step_ended"}[action], {"step": detail}
    elif action == "document":
        action, given = "document_attached", {"document": DOCUMENTS[detail], "for_action": detail}
    else:
        given = members(random, action, day) | ({"notice": detail} if detail else {})
    if rarely(random, 20):
        given["by"] = random.choice([*WRONG_HANDS, "/system"])
    if action in ("proposed", "determined", "comparison_overridden") and rarely(random, 2):
        given["actor"] = "x"
    if rarely(random, 15):
        given["recorded"] = at + random.choice(DELAYS)
    h.did(action, at, **given)
