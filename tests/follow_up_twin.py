"""The life of an alert again, in slow plain Python: the whole history is walked for every question.

Written from domain.md B(f) and not from the product: who, when and within how many working days stand here as sentences
of a table, and nothing is kept from one question to the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.reference.days import nth_working_day_after as nth

OFFICE_STATES = ("raised", "acknowledged", "in_disposal", "returned", "supervised", "escalated")
ENDS = ("closed", "revoked", "referred", "auto_cleared")
ANSWERABLE = ("acknowledged", "in_disposal", "returned", "supervised", "escalated")

WHO = {
    "alert_acknowledged": ("office", ("raised",)),
    "disposal_begun": ("office", ("acknowledged",)),
    "interim_stated": ("office", ("in_disposal", "returned", "supervised", "escalated")),
    "feedback_submitted": ("office", ANSWERABLE),
    "extension_asked": ("office", ANSWERABLE),
    "alert_appealed": ("office", OFFICE_STATES),
    "feedback_accepted": ("judge", ("feedback_submitted",)),
    "feedback_returned": ("judge", ("feedback_submitted",)),
    "feedback_failed": ("judge", ("feedback_submitted",)),
    "alert_closed": ("judge", ("feedback_accepted",)),
    "extension_granted": ("judge", ANSWERABLE),
    "extension_refused": ("judge", ANSWERABLE),
    "appeal_dismissed": ("province", ("appealed",)),
    "alert_revoked": ("province", ("appealed",)),
    "supervision_ordered": ("above", ("raised", "acknowledged", "in_disposal", "returned")),
    "more_asked": ("inspector", OFFICE_STATES),
    "alert_escalated": ("province", ("raised", "acknowledged", "in_disposal", "returned", "supervised")),
    "interview_recorded": ("inspector", ("escalated", "feedback_submitted", "returned", "feedback_accepted")),
    "lead_referred": ("above", (*OFFICE_STATES, "feedback_submitted", "feedback_accepted", "appealed")),
}


@dataclass
class Person:
    """``rank``: street, county, city, province, department, inspector or public."""

    name: str
    rank: str
    area: str
    org: str = ""


@dataclass
class Happened:
    act: str
    person: str
    on: date
    said: dict[str, Any]
    judge: str = ""


@dataclass
class Twin:
    """``red``: abnormal. ``office``: the area of the office that must answer; ``department``: its organisation."""

    red: bool
    area: str
    office: str
    raised_on: date
    department: str = ""
    history: list[Happened] = field(default_factory=list)

    # --- reading the history ---------------------------------------------------------------------------------------

    def count(self, act: str) -> int:
        return sum(happened.act == act for happened in self.history)

    def last(self, *acts: str) -> Happened | None:
        return next((happened for happened in reversed(self.history) if happened.act in acts), None)

    @property
    def late(self) -> bool:
        return self.count("marked_unanswered") > 0

    def by_red(self, upto: int | None = None) -> bool:
        return self.red or any(h.act == "marked_unanswered" for h in self.history[:upto])

    def state(self, upto: int | None = None) -> str:
        now, before = "raised", ""
        ordered = False
        for happened in self.history[:upto]:
            match happened.act:
                case "alert_acknowledged":
                    now = "acknowledged"
                case "disposal_begun":
                    now = "in_disposal"
                case "feedback_submitted" | "feedback_accepted":
                    now = happened.act
                case "feedback_returned":
                    now = "returned"
                case "feedback_failed":
                    now, ordered = "escalated" if ordered else "supervised", True
                case "supervision_ordered":
                    now, ordered = "supervised", True
                case "alert_escalated":
                    now = "escalated"
                case "alert_appealed":
                    now, before = "appealed", now
                case "appeal_dismissed":
                    now = before
                case "alert_closed":
                    now = "closed"
                case "alert_revoked":
                    now = "revoked"
                case "lead_referred":
                    now = "referred"
        return now

    @property
    def ordered(self) -> bool:
        return self.last("supervision_ordered", "feedback_failed") is not None

    @property
    def escalated(self) -> bool:
        seen = False
        for happened in self.history:
            if happened.act == "alert_escalated" or (happened.act == "feedback_failed" and seen):
                return True
            seen = seen or happened.act in ("supervision_ordered", "feedback_failed")
        return False

    def judge(self) -> str:
        if self.escalated:
            return "35"
        one_up = {9: self.office[:6], 6: "35" if self.office == "350128" else self.office[:4]}.get(
            len(self.office), "35"
        )
        order = self.last("supervision_ordered", "feedback_failed")
        return min(one_up, order.judge, key=len) if order else one_up

    def due(self) -> date | None:
        """The due day is worked out anew from every act; the limits are those of domain.md B(f)."""
        signing, answering = nth(self.raised_on, 1), nth(self.raised_on, 5 if self.red else 3)
        due: date | None = signing
        asked, interrupted = 0, None
        for number, happened in enumerate(self.history, 1):
            on, red, now = happened.on, self.by_red(number), self.state(number)
            match happened.act:
                case "alert_acknowledged":
                    due = answering
                case "marked_unanswered":
                    asked, signing, answering = 0, nth(on, 1), nth(on, 5)
                    due = {"raised": signing, "returned": nth(on, 3)}.get(now, answering)
                case "feedback_submitted" | "feedback_accepted":
                    asked, due = 0, nth(on, 3)
                case "feedback_returned":
                    asked, due = 0, nth(on, 3 if red else 2)
                case "supervision_ordered" | "feedback_failed" | "alert_escalated":
                    asked, due = 0, nth(on, 10 if now == "escalated" else 5)
                case "extension_asked":
                    asked = happened.said["days"]
                case "extension_refused":
                    asked = 0
                case "extension_granted":
                    assert due
                    due, asked = nth(due, asked), 0
                case "alert_appealed":
                    interrupted, asked, due = due, 0, nth(on, 5)
                case "appeal_dismissed":
                    assert interrupted
                    due = max(interrupted, nth(on, 2))
                    answering = max(answering, due)
            if now in ENDS:
                due = None
        return due

    def limit(self) -> int:
        """Working days of the present limit: the most that an extension may ask for."""
        red = self.by_red()
        by_state = {"acknowledged": 5 if red else 3, "in_disposal": 5 if red else 3, "returned": 3 if red else 2}
        days = by_state.get(self.state()) or {"supervised": 5, "escalated": 10}[self.state()]
        # An extension that was granted since this limit began makes it longer.
        begun = max(
            (n for n, h in enumerate(self.history) if h.act in
             ("alert_acknowledged", "marked_unanswered", "feedback_returned", "supervision_ordered", "feedback_failed",
              "alert_escalated", "appeal_dismissed")),
            default=-1,
        )  # fmt: skip
        granted = [h for h in self.history[begun + 1 :] if h.act == "extension_granted"]
        asked = self.last("extension_asked")
        return days + (asked.said["days"] if granted and asked else 0)

    def waiting_extension(self) -> bool:
        ends = ("extension_granted", "extension_refused", "feedback_submitted", "alert_appealed", "feedback_returned",
                "supervision_ordered", "feedback_failed", "alert_escalated", "marked_unanswered")  # fmt: skip
        last = self.last("extension_asked", *ends)
        return last is not None and last.act == "extension_asked"

    # --- who may -----------------------------------------------------------------------------------------------------

    def is_office(self, person: Person) -> bool:
        if self.department:
            return person.rank == "department" and person.org == self.department
        return person.area == self.office and person.rank in ("street", "county", "city", "province")

    def inside(self, area: str, person: Person) -> bool:
        if person.area == "3501" and area.startswith("350128"):
            return False
        return area.startswith(person.area)

    def is_(self, role: str, person: Person) -> bool:
        match role:
            case "office":
                return self.is_office(person)
            case "judge":
                return person.rank in ("county", "city", "province") and person.area == self.judge()
            case "province":
                return person.rank == "province"
            case "inspector":
                return person.rank == "province" or (person.rank == "inspector" and self.inside(self.area, person))
            case _:  # above
                if person.rank == "inspector":
                    return self.inside(self.area, person)
                higher = person.area != self.office and self.inside(self.office, person)
                return higher and person.rank in ("county", "city", "province")

    def may(self, act: str, person: Person, on: date, said: dict[str, Any], *, burns: bool) -> bool:
        role, states = WHO[act]
        if act == "supervision_ordered" and person.rank == "county":
            return False  # 督办 is the city's and the province's
        spoke = {h.person for h in self.history if WHO.get(h.act, ("", ()))[0] == "office"} - {
            h.person
            for h in self.history
            if all(other.act == "alert_acknowledged" for other in self.history if other.person == h.person)
        }
        if not self.is_(role, person) or self.state() not in states:
            return False
        if role in ("judge", "province") and act != "alert_escalated" and person.name in spoke:
            return False
        match act:
            case "feedback_returned":
                return self.count(act) < 2
            case "feedback_failed":
                return self.count("feedback_returned") >= 2
            case "alert_closed":
                if said["outcome"] == "fixed" and burns:
                    return False
                return not self.escalated or self.count("interview_recorded") > 0
            case "extension_asked":
                due = self.due()
                return not self.count(act) and due is not None and on < due and 1 <= said["days"] <= self.limit()
            case "extension_granted" | "extension_refused":
                return self.waiting_extension()
            case "alert_appealed":
                return not self.count(act) and self.office != "35"
            case "supervision_ordered":
                return not self.ordered
            case "alert_escalated":
                return not self.escalated
            case "interview_recorded":
                return self.escalated
        return True

    def by_itself(self, today: date) -> str | None:
        """What the system does at the beginning of a day, '' for nothing."""
        due, state = self.due(), self.state()
        if due is None or due >= today:
            return None
        if state == "supervised":
            return "alert_escalated"
        if state not in ("raised", "acknowledged", "in_disposal", "returned") or self.escalated:
            return None
        if self.ordered:
            return "alert_escalated"
        return "supervision_ordered" if self.by_red() else "marked_unanswered"

    def orderer(self) -> str:
        if len(self.office) <= 4 or self.office.startswith("350128"):
            return "35"
        return self.office[:4]
