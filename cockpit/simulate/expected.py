"""Which lamps time lights in a case, computed from the milestones the simulator chose.

A second implementation of the limits of rules.md, written from that page alone and without the product's rules, so
that a test can compare the two in both directions. Milestones are days (ordinals); NEVER = did not happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cockpit.simulate.workdays import NEVER, Workdays

S1, S2, S3, S4 = range(4)
STEP_LIMITS = (("R01.step", 15, 3), ("R05.step", 15, 3), ("R09.step", 12, 2), ("R15.step", 18, 3))
"""Finding, limit and near-limit of each step, working days."""


class Timed(NamedTuple):
    """A lamp lit by time: [since, until) in days."""

    finding: str
    instance: str
    since: int
    until: int


@dataclass(slots=True)
class Objection:
    """The days of one objection."""

    number: str
    raised: int
    concluded: int = NEVER
    published: int = NEVER


@dataclass(slots=True)
class History:
    """The milestones of one case."""

    submitted: int = NEVER
    accept_clocks: list[tuple[int, int]] = field(default_factory=list)
    begins: list[int] = field(default_factory=lambda: [NEVER] * 4)
    ends: list[int] = field(default_factory=lambda: [NEVER] * 4)
    acceptance_notice: int = NEVER
    asked: list[tuple[str, int, int]] = field(default_factory=list)
    """Department, day asked, day answered."""
    determined: int = NEVER
    qualified: bool = False
    eligibility_notice: int = NEVER
    notified: int = NEVER
    objections: list[Objection] = field(default_factory=list)
    reviews: list[tuple[int, int]] = field(default_factory=list)
    suspensions: list[tuple[int, int, int]] = field(default_factory=list)
    """First day, day of the end, longest effect in working days."""
    result_due_from: int = NEVER
    result_notice: int = NEVER
    signed: int = NEVER
    filed: int = NEVER
    closed: int = NEVER
    """Rejected, withdrawn or terminated."""

    def end(self) -> int:
        """The day the case ends."""
        refused = self.ends[S3] if self.determined < NEVER and not self.qualified else NEVER
        return min(self.closed, refused, self.ends[S4])


class Clock:
    """Counts unsuspended working days."""

    def __init__(self, workdays: Workdays) -> None:
        self._workdays = workdays

    def stops(self, suspensions: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
        """Suspensions as sorted, disjoint intervals (a, b] of working-day numbers."""
        merged: list[tuple[int, int]] = []
        for first, last, longest in sorted(suspensions):
            start = self._workdays.number(first)
            stop = start + longest if last >= NEVER else min(self._workdays.number(last), start + longest)
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
            elif stop > start:
                merged.append((start, stop))
        return merged

    def nth(self, start: int, count: int, stops: list[tuple[int, int]]) -> int:
        """The first day on which the unsuspended working days after `start` number `count`."""
        origin = self._workdays.number(start)
        target = origin + count
        for first, last in stops:
            if first >= target:
                break
            target += max(0, last - max(first, origin))
        return self._workdays.day_of(target)


_FREE: list[tuple[int, int]] = []


class Expectation:
    """Says which lamps of limits and of "not within n working days" burn in a case."""

    def __init__(self, workdays: Workdays) -> None:
        self._clock = Clock(workdays)
        self._workdays = workdays

    def lamps(self, case: History) -> Iterator[Timed]:
        """Every time-lit lamp of the case, the future included: the caller cuts at its day."""
        end = case.end()
        stops = self._clock.stops(case.suspensions)
        for number, (start, done) in enumerate(case.accept_clocks, start=1):
            yield from self._limit("R01.accept", str(number), start, min(done, end), 5, 1, _FREE)
        for step, (finding, limit, near) in enumerate(STEP_LIMITS):
            yield from self._limit(finding, "", case.begins[step], min(case.ends[step], end), limit, near, stops)
        for department, asked, answered in case.asked:
            limit, near = (10, 2) if department == "civil_affairs" else (5, 1)
            yield from self._limit("R05.answer", department, asked, min(answered, end), limit, near, stops)
        yield from self._limit("R09.decide", "", case.ends[S2], min(case.determined, end), 5, 1, stops)
        yield from self._limit("R15.total", "", case.submitted, end, 60, 6, self._without_waiting(case))
        yield from self._notices(case, end)
        yield from self._objections(case)
        yield from self._filing(case)

    def _limit(
        self, finding: str, instance: str, start: int, done: int, limit: int, near: int, stops: list[tuple[int, int]]
    ) -> Iterator[Timed]:
        if start >= NEVER or start > done:
            return
        warned = self._clock.nth(start, limit - near, stops)
        if done < warned:
            return
        due = self._clock.nth(start, limit, stops)
        yield Timed(f"{finding}.near", instance, warned, min(done, due) + 1)
        if done > due:
            yield Timed(f"{finding}.over", instance, due + 1, done + 1)

    def _without_waiting(self, case: History) -> list[tuple[int, int]]:
        if not case.qualified or case.ends[S3] >= NEVER:
            return self._clock.stops(case.suspensions)
        return self._clock.stops([*case.suspensions, (case.ends[S3], case.begins[S4], NEVER)])

    def _notices(self, case: History, end: int) -> Iterator[Timed]:
        if NEVER > case.acceptance_notice > self._workdays.after(case.submitted, 10):
            yield Timed("R04.notice.late", "", case.acceptance_notice, NEVER)
        if case.determined < NEVER and case.qualified:
            since = self._past(case.determined, 2)
            if since <= min(case.eligibility_notice, end):
                yield Timed("R10.notice.missing", "", since, case.eligibility_notice + 1)
        elif case.determined < NEVER:
            yield from self._two_stages(
                "R10.refusal.late", 2, "R10.refusal.missing", 5, "", case.determined, case.notified
            )
        if case.result_due_from < NEVER:
            yield from self._two_stages(
                "R14.result.late", 2, "R14.result.over", 5, "", case.result_due_from, case.result_notice, end
            )

    def _two_stages(
        self, late: str, soon: int, over: str, last: int, instance: str, start: int, done: int, end: int = NEVER
    ) -> Iterator[Timed]:
        """A yellow after `soon` working days that a red takes over after `last`; neither begins after `end`."""
        yellow, red = self._past(start, soon), self._past(start, last)
        if yellow > min(done, end):
            return
        taken_over = red <= min(done, end)
        yield Timed(late, instance, yellow, red if taken_over else done + 1)
        if taken_over:
            yield Timed(over, instance, red, done + 1)

    def _objections(self, case: History) -> Iterator[Timed]:
        for one in case.objections:
            yield from self._limit("R11.conclude", one.number, one.raised, one.concluded, 10, 2, _FREE)
            if one.concluded < NEVER:
                yield from self._two_stages(
                    "R11.publish.late", 2, "R11.publish.over", 3, one.number, one.concluded, one.published
                )
        for number, (requested, answered) in enumerate(case.reviews, start=1):
            since = self._past(requested, 15)
            if answered >= since:
                yield Timed("R11.review.over", str(number), since, answered + 1)

    def _filing(self, case: History) -> Iterator[Timed]:
        if case.signed < NEVER and case.filed >= case.signed + 25:
            yield Timed("R15.filing.near", "", case.signed + 25, min(case.filed, case.signed + 30) + 1)
            if case.filed > case.signed + 30:
                yield Timed("R15.filing.over", "", case.signed + 31, case.filed + 1)

    def _past(self, start: int, count: int) -> int:
        return self._workdays.after(start, count) + 1
