"""One case as the ledger shows it: its steps, its end, its suspensions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from .days import ONE_DAY, is_working_day
from .lamps import Burning, Subject
from .model import Limits, Operation, Row

STOPS = ("rejected", "withdrawn", "terminated")
STEPS = ("S1", "S2", "S3", "S4")


def survives_a_stop(action: str) -> bool:
    """ "ignored by the rules, except objection_*, re_review_* and contract_filed"."""
    return action.startswith(("objection_", "re_review_")) or action == "contract_filed"


@dataclass(frozen=True)
class Suspension:
    """From `opened` to `closed` (None: still open); `extensions` are those made while it was open."""

    opened: Operation
    closed: Operation | None
    maximum: int
    extensions: tuple[Operation, ...] = ()

    def maximum_on(self, day: date) -> int:
        """ "first 10 plus the days of `suspension_extended`, which work from their own day on"."""
        return self.maximum + sum(e["days"] for e in self.extensions if e.day <= day)

    def days_until(self, last: date) -> set[date]:
        """The working days w with suspend_day < w <= resume_day that it stops; past its maximum it stops nothing."""
        if self.closed is not None:
            last = min(last, self.closed.day)
        stopped = set()
        number = 0
        day = self.opened.day + ONE_DAY
        while day <= last:
            if is_working_day(day):
                number += 1
                if number <= self.maximum_on(day):
                    stopped.add(day)
            day += ONE_DAY
        return stopped


class Case:
    """The operations of one case up to a day (or an instant), and what the "Days and clocks" chapter makes of them."""

    def __init__(self, row: Row, operations: Iterable[Operation], as_of: date, limits: Limits | None = None) -> None:
        self.row = row
        self.limits = limits or Limits()
        self.as_of = as_of
        self.subject = Subject("case", row["case_no"], row["city_code"], row["case_no"], row["area_code"])
        everything = sorted(operations, key=lambda o: o.order)
        self.stop = next((o for o in everything if o.action in STOPS), None)
        self.operations = [
            o for o in everything if self.stop is None or o.at <= self.stop.at or survives_a_stop(o.action)
        ]

    # --- finding operations -------------------------------------------------------------------------------------

    def every(self, *actions: str, since: datetime | None = None, **members: Any) -> list[Operation]:
        """The operations of these actions in order, from an instant on, with these members of `data`."""
        return [
            o
            for o in self.operations
            if o.action in actions
            and (since is None or o.at >= since)
            and all(o[name] == value for name, value in members.items())
        ]

    def first(self, *actions: str, since: datetime | None = None, **members: Any) -> Operation | None:
        return next(iter(self.every(*actions, since=since, **members)), None)

    def has(self, *actions: str, by: datetime, **members: Any) -> bool:
        """Whether there is an earlier one: "an operation at the same instant counts as done before"."""
        return any(o.at <= by for o in self.every(*actions, **members))

    def burning(self, finding: str, since: date, **rest: Any) -> Burning:
        return Burning(self.subject, finding, since, **rest)

    def in_force(self, code: str, start: date, days: int, near: int = 0, instance: str = "") -> tuple[int, int]:
        """(days, near) of a limit: the line in force on the start day applies to the whole run."""
        return self.limits.of(code, self.row["area_code"], start, days, near, instance)

    def days_of(self, code: str, start: date, days: int) -> int:
        return self.in_force(code, start, days)[0]

    # --- steps ----------------------------------------------------------------------------------------------------

    @cached_property
    def determinations(self) -> list[list[Operation]]:
        """Every `determined`, grouped into runs of the same result; the last run is the present result."""
        runs: list[list[Operation]] = []
        for determined in self.every("determined"):
            if runs and runs[-1][0]["result"] == determined["result"]:
                runs[-1].append(determined)
            else:
                runs.append([determined])
        return runs

    @cached_property
    def result(self) -> str | None:
        """The present result: "the last at or before the day for contents"."""
        return self.determinations[-1][0]["result"] if self.determinations else None

    @cached_property
    def turned(self) -> Operation | None:
        """The later `determined` qualified that takes an unqualified case up again."""
        if self.result == "qualified" and len(self.determinations) > 1:
            return self.determinations[-1][0]
        return None

    @cached_property
    def path(self) -> str:
        """ "Path = `determined`.mode, else case.mode"."""
        mode = self.determinations[-1][-1]["mode"] if self.determinations else None
        return mode or self.row["mode"]

    def step_ends(self, step: str) -> list[Operation]:
        return [o for o in self.every("step_ended") if o.step == step]

    @cached_property
    def begins(self) -> dict[str, Operation | None]:
        """The operation that begins each step: the earliest of its `step_started` and its natural first operation."""
        natural = {
            "S1": self.every("submitted"),
            "S2": self.every("dispatched"),
            "S3": self.every("proposed", "determined"),
            "S4": self.every("batch_entered"),
        }
        if self.path == "subsidy":
            natural["S4"] = [o for o in self.operations if o.step == "S4"]
        started = {step: [o for o in self.every("step_started") if o.step == step] for step in STEPS}
        return {step: earliest(natural[step] + started[step]) for step in STEPS}

    @cached_property
    def ends(self) -> dict[str, Operation | None]:
        """The operation that ends each step. Plain minima: an end may lie before its begin in a disordered history."""
        last_act = self.first("subsidy_paid" if self.path == "subsidy" else "contract_signed")
        return {
            "S1": earliest([*self.step_ends("S1"), self.begins["S2"]]),
            "S2": earliest([*self.step_ends("S2"), self.begins["S3"]]),
            "S3": self.end_of_determination,
            "S4": earliest([*self.step_ends("S4"), last_act]),
        }

    @cached_property
    def end_of_determination(self) -> Operation | None:
        """ "the earlier of its first `step_ended` and `registered`, or `notified` for an unqualified case".

        "A re-review that turns unqualified into qualified: the end of S3 is then the first `step_ended` S3 or
        `registered` after the later `determined`."
        """
        if self.turned is not None:
            later = [o for o in self.step_ends("S3") if o.at >= self.turned.at]
            return earliest([*later, self.first("registered", since=self.turned.at)])
        if self.result == "unqualified":
            return earliest([*self.step_ends("S3"), self.first("notified")])
        return earliest([*self.step_ends("S3"), self.first("registered")])

    # --- the end of the case ---------------------------------------------------------------------------------------

    @cached_property
    def end(self) -> Operation | None:
        """ "ends with `rejected`, `withdrawn`, `terminated`, with the end of S3 if `determined` unqualified, or with
        the end of S4" """
        end_of_s3 = self.ends["S3"] if self.result == "unqualified" else None
        return earliest([self.stop, end_of_s3, self.ends["S4"]])

    @property
    def end_day(self) -> date | None:
        return self.end.day if self.end else None

    def begins_before_end(self, since: date) -> bool:
        """ "A finding 'not within n wd' whose since would lie after the end of the case does not begin." """
        return self.end is None or since <= self.end.day

    def begins_before_stop(self, since: date) -> bool:
        """The same for R10.refusal, R15.filing and R16.document: "judged after an end by S3 or S4 too"."""
        return self.stop is None or since <= self.stop.day

    # --- days that do not count ------------------------------------------------------------------------------------

    @cached_property
    def taken_up_gap(self) -> set[date]:
        """The days between an end by S3 and the later `determined` qualified, which do not count."""
        if self.turned is None:
            return set()
        before = [o for o in [*self.step_ends("S3"), *self.every("notified")] if o.at < self.turned.at]
        first_end = earliest(before)
        if first_end is None:
            return set()
        return days_between(first_end.day, self.turned.day)

    @cached_property
    def waiting_days(self) -> set[date]:
        """WAIT: "from the end of S3 of a qualified case to the begin of S4 (end of S3 < w <= begin of S4)"."""
        end_of_s3, begin_of_s4 = self.ends["S3"], self.begins["S4"]
        if self.result != "qualified" or end_of_s3 is None:
            return set()
        return days_between(end_of_s3.day, begin_of_s4.day if begin_of_s4 else self.as_of)

    @cached_property
    def explicit_suspensions(self) -> list[Suspension]:
        """ "`clock_suspended` with a reason to `clock_resumed`"; a further one while one is open is ignored.

        At one instant openings go before closings: what closes at the instant of an opening "counts as later".
        """
        found: list[Suspension] = []
        is_open: Operation | None = None

        def close(closing: Operation | None) -> None:
            extensions = [
                e for e in self.every("suspension_extended", since=is_open.at) if closing is None or e.at <= closing.at
            ]
            found.append(Suspension(is_open, closing, 10, tuple(extensions)))

        happened = self.every("clock_suspended", "clock_resumed")
        for o in sorted(happened, key=lambda o: (o.at, o.action == "clock_resumed", o.order)):
            if o.action == "clock_suspended" and is_open is None and not o.lacks("reason"):
                is_open = o
            elif o.action == "clock_resumed" and is_open is not None:
                close(o)
                is_open = None
        if is_open is not None:
            close(None)
        return found

    def paired(self, opening: str, closing: str, maximum: int, **members: Any) -> list[Suspension]:
        """ "A closing operation closes the oldest open one of its kind; without one it is ignored." """
        waiting = self.every(opening, **members)
        found = []
        for close in self.every(closing, **members):
            if waiting and waiting[0].at <= close.at:
                found.append(Suspension(waiting.pop(0), close, maximum))
        return found + [Suspension(o, None, maximum) for o in waiting]

    @cached_property
    def suspensions(self) -> list[Suspension]:
        """All four kinds: correction, objection (by objection_no), re-review, explicit."""
        numbers = {o["objection_no"] for o in self.every("objection_raised")}
        objections = [self.paired("objection_raised", "objection_concluded", 10, objection_no=no) for no in numbers]
        return [
            *self.paired("correction_requested", "correction_received", 10),
            *(suspension for one in objections for suspension in one),
            *self.paired("re_review_requested", "re_review_answered", 15),
            *self.explicit_suspensions,
        ]

    @cached_property
    def uncounted_days(self) -> set[date]:
        """The days that no limit of S1-S4, R05, R09 and the total counts: suspended ("overlaps count once") or between
        an end and the taking up again."""
        return self.taken_up_gap.union(*(s.days_until(self.as_of) for s in self.suspensions))

    # --- departments ------------------------------------------------------------------------------------------------

    @cached_property
    def requests(self) -> list[tuple[str, Operation, Operation | None]]:
        """(department, `dispatched`, its answer): "a second one while unanswered changes nothing"."""
        found: list[tuple[str, Operation, Operation | None]] = []
        for department in sorted({o["department"] for o in self.every("dispatched")}):
            answer: Operation | None = None
            asked = False
            for dispatched in self.every("dispatched", department=department):
                if asked and (answer is None or dispatched.at <= answer.at):
                    continue
                asked = True
                answer = self.first("answered", since=dispatched.at, department=department)
                found.append((department, dispatched, answer))
        return found


def earliest(operations: Iterable[Operation | None]) -> Operation | None:
    return min((o for o in operations if o is not None), key=lambda o: o.order, default=None)


def days_between(after: date, to: date) -> set[date]:
    """The days w with after < w <= to."""
    return {after + timedelta(days=i) for i in range(1, (to - after).days + 1)}
