"""Every finding with its level, and how a burning finding becomes a printed lamp."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .days import ONE_DAY, wd
from .model import Lamp, Operation


def findings(codes: str) -> list[str]:
    return codes.split()


YELLOW = findings("""
R01.accept.near R01.step.near
R02.correction.empty R02.reject.code
R03.opinion.vague R03.survey.weak
R04.notice.late R04.notice.elements R04.notice.short
R05.answer.near R05.step.near
R06.opinion.vague
R07.override.alone
R08.criteria.unpublished R08.criteria.early
R09.decide.near R09.step.near
R10.notice.elements R10.notice.short R10.refusal.late
R11.conclude.near R11.publish.late
R12.plan.contents R12.unit.unlisted
R13.pass.undocumented
R14.result.late R14.result.elements
R15.step.near R15.total.near R15.filing.near
R16.suspension.long R16.document.late
""")

RED = findings("""
R01.accept.over R01.step.over
R02.correction.repeated R02.reject.reasonless
R03.opinion.missing R03.survey.missing
R04.notice.missing R04.notice.cut R04.notice.withdrawn
R05.answer.over R05.step.over
R06.opinion.null R06.opinion.missing
R07.override.baseless R07.comparison.missing
R08.criteria.unapproved R08.criteria.authority R08.case.condition R08.case.set
R09.decide.over R09.step.over
R10.notice.cut R10.notice.missing R10.registered R10.refusal.missing
R11.conclude.over R11.publish.over R11.advanced R11.review.over
R12.plan.missing R12.unit.hidden R12.unit.secret
R13.skipped R13.rank.changed R13.lottery.record R13.outsider
R14.result.over R14.contract
R15.step.over R15.total.over R15.filing.over
R16.authority R16.order R16.same_person R16.backdated R16.suspension.reasonless R16.document.missing
""")

LEVEL = dict.fromkeys(YELLOW, "yellow") | dict.fromkeys(RED, "red")


def class_of(finding: str) -> str:
    """ "limit yellows are near_limit, other yellows irregular, every red abnormal"."""
    if LEVEL[finding] == "red":
        return "abnormal"
    return "near_limit" if finding.endswith(".near") else "irregular"


@dataclass(frozen=True)
class Subject:
    """Whom a lamp burns for, and the area that it is counted in."""

    kind: str
    id: str
    city_code: str
    case_no: str
    area_code: str


@dataclass(frozen=True)
class Burning:
    """A finding that has begun. `cured_on` is the day of the curing operation, `taken_over` the red's since."""

    subject: Subject
    finding: str
    since: date
    cured_on: date | None = None
    taken_over: date | None = None
    instance: str = ""
    step: str = ""
    yellow_first: bool = False  # of an exceeded limit: the convention shows it yellow for the first three working days

    def until(self, as_of: date) -> date | None:
        """ "An until later than D + 1 day prints empty; D + 1 is printed only for a cure."

        A cure counts once its operation has happened (up to D), a red that takes over once it burns (since <= D).
        """
        ends = []
        if self.cured_on is not None and self.cured_on <= as_of:
            ends.append(self.cured_on + ONE_DAY)
        if self.taken_over is not None and self.taken_over <= as_of:
            ends.append(self.taken_over)
        return min(ends, default=None)

    def level(self, as_of: date) -> str:
        """By age: the working days from the due day to the cure or the day of judgement. The interval stays."""
        if self.yellow_first and wd(self.since - ONE_DAY, min(self.cured_on or as_of, as_of)) <= 3:
            return "yellow"
        return LEVEL[self.finding]

    @property
    def order(self) -> tuple[str, str, str, str, str, date]:
        s = self.subject
        return s.city_code, s.kind, s.id, self.finding, self.instance, self.since

    def lamp(self, as_of: date) -> Lamp:
        s = self.subject
        return Lamp(
            subject_kind=s.kind,
            subject_id=s.id,
            city_code=s.city_code,
            case_no=s.case_no,
            rule=self.finding[:3],
            finding=self.finding,
            instance=self.instance,
            level=self.level(as_of),
            cls=class_of(self.finding),
            step=self.step,
            area_code=s.area_code,
            since=self.since,
            until=self.until(as_of),
        )


def lamps_of(burning: Iterable[Burning], as_of: date) -> list[Lamp]:
    """The lamps with since <= D, in a fixed order, one row per time that a condition comes true.

    "It burns by itself, one lamp per subject, finding and instance": what comes true again while a lamp burns uncured
    changes nothing. "A condition that comes back is a new row with a new since": what comes back on the very day it
    began has no new since and is the same row, burning on. A yellow that its red takes over on the day it began burned
    on no day and is left out.
    """
    rows: list[Lamp] = []
    for b in sorted(burning, key=lambda b: (b.order, b.until(as_of) or date.max)):
        lamp = b.lamp(as_of)
        if lamp.since > as_of or (lamp.until is not None and lamp.until <= lamp.since):
            continue
        if rows and same_lamp(rows[-1], lamp):
            if rows[-1].until is None:
                continue
            if rows[-1].since == lamp.since:
                rows.pop()
        rows.append(lamp)
    return rows


def same_lamp(one: Lamp, other: Lamp) -> bool:
    """Whether two rows are of the same subject, finding and instance."""
    return (one.subject_kind, one.subject_id, one.city_code, one.finding, one.instance) == (
        other.subject_kind,
        other.subject_id,
        other.city_code,
        other.finding,
        other.instance,
    )


def first_later(operation: Operation, candidates: Iterable[Operation]) -> Operation | None:
    """The first other operation from this one's instant on: for "the first later" the same instant counts as later."""
    later = [c for c in candidates if c is not operation and c.at >= operation.at]
    return min(later, key=lambda c: c.order, default=None)


def stretches(bad: Iterable[Operation], cures: Iterable[Operation]) -> list[tuple[date, date | None]]:
    """(since, cured_on) of a content finding: from the first bad operation to the first curing one after it.

    Further bad ones before that cure change nothing; a bad one after it is a new row.
    """
    cures = list(cures)
    since_by_cure: dict[Operation | None, date] = {}
    for operation in sorted(bad, key=lambda o: o.order):
        since_by_cure.setdefault(first_later(operation, cures), operation.day)
    return [(since, cure.day if cure else None) for cure, since in since_by_cure.items()]
