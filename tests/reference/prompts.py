"""The prompts T01 to T07 again, day by day in slow, plain Python.

A prompt is a matter (when it began, the day that a record names, what ended it) and a test: does it burn at the end of
a day, had nothing ended it? The day on which it first does is its since; the next warning takes it over.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from .days import ONE_DAY, wd
from .lamps import Burning, Subject, first_later
from .ledger import Ledger
from .model import Lamp, Operation

# code -> level; class is always "prompt".
LEVELS = {
    **dict.fromkeys(
        [
            "T01.ready.long",
            "T01.repair.due",
            "T01.unused.first",
            "T01.unused.second",
            "T02.expiry.first",
            "T02.expiry.second",
            "T02.expiry.third",
            "T03.waiting.long",
            "T04.recheck.first",
            "T04.recheck.second",
            "T04.recheck.third",
            "T04.change.found",
            "T05.visit.due",
            "T05.visit.absent",
            "T06.rectification.due",
            "T07.arrears.first",
            "T07.arrears.second",
        ],
        "yellow",
    ),
    **dict.fromkeys(
        [
            "T01.ready.idle",
            "T01.unused.idle",
            "T02.expiry.over",
            "T03.waiting.over",
            "T04.change.unhandled",
            "T04.recheck.missing",
            "T05.visit.missing",
            "T06.rectification.over",
            "T06.moving.over",
            "T07.arrears.over",
        ],
        "red",
    ),
}
LONGEST = 2200  # days looked ahead

Test = Callable[[date], bool]


def lamps(ledger: Ledger) -> list[Lamp]:
    """Every prompt with since <= D, in the words of the sixteen rules' reference."""
    rows: list[Lamp] = []
    seen: dict[tuple[Subject, str], list[tuple[date, date | None]]] = {}
    for b in sorted(burning(ledger), key=lambda b: (b.order, b.until(ledger.as_of) or date.max)):
        until = b.until(ledger.as_of)
        if b.since > ledger.as_of or (until is not None and until <= b.since):
            continue
        seen.setdefault((b.subject, b.finding), []).append((b.since, until))
    for (subject, finding), spans in seen.items():
        for position, (since, until) in enumerate(spans):
            if any(earlier == since for earlier, _ in spans[position + 1 :]):
                continue  # began twice on a day: the longer one counts, which sorts last
            if any(end is None and start < since for start, end in spans):
                continue  # burns already
            rows.append(
                Lamp(
                    subject_kind=subject.kind,
                    subject_id=subject.id,
                    city_code=subject.city_code,
                    case_no=subject.case_no,
                    rule=finding[:3],
                    finding=finding,
                    instance="",
                    level=LEVELS[finding],
                    cls="prompt",
                    step=STEP.get(finding, "USE"),
                    area_code=subject.area_code,
                    since=since,
                    until=until,
                )
            )
    return rows


STEP = {"T03.waiting.long": "WAIT", "T03.waiting.over": "WAIT", "T06.moving.over": "EXIT"}


def burning(ledger: Ledger) -> Iterator[Burning]:
    for city, unit_id, operations in ledger.of_kind("unit"):
        yield from of_unit(ledger.subject("unit", city, unit_id), operations)
    for case in ledger.cases.values():
        entered, allotted = case.ends["S3"], case.begins["S4"]
        if case.result == "qualified" and entered is not None and (allotted is None or allotted.at > entered.at):
            left = [o.day for o in (allotted, case.end) if o is not None]
            long, over = months_after(entered.day, 54), months_after(entered.day, 60)
            ended = min(left, default=None)
            yield from rungs(case.subject, entered.day, ended, [("T03.waiting.long", long), ("T03.waiting.over", over)])
    for (city, tenancy_id), row in sorted(ledger.world.tenancies.items()):
        operations = ledger.by_subject.get(("tenancy", city, tenancy_id), [])
        yield from of_tenancy(ledger.subject("tenancy", city, tenancy_id), row, operations)


# --- when a day comes -------------------------------------------------------------------------------------------------


def months_after(day: date, months: int) -> date:
    """The day after the same day so many months later, or after the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number) + ONE_DAY
        except ValueError:
            continue
    raise AssertionError


def first_day(start: date, test: Test) -> date:
    return next(day for n in range(LONGEST) if test(day := start + timedelta(days=n)))


def rungs(
    subject: Subject, start: date, ended: date | None, steps: list[tuple[str, date]], last: date | None = None
) -> Iterator[Burning]:
    """Prompts that take each other over; ``last``: the day after the last one, where it is a day that ends it."""
    following_days = [*(day for _, day in steps[1:]), last]
    for (finding, since), following in zip(steps, following_days, strict=False):
        since = max(start, since)
        if ended is None or ended >= since:
            yield Burning(subject, finding, since, cured_on=ended, taken_over=following)


def before(
    subject: Subject, start: date, due: date, ended: date | None, steps: list[tuple[str, Test]], red: str | None
) -> Iterator[Burning]:
    """Yellows that begin so long before a day, each until the next, and the red on the day after it."""
    begun = [(finding, first_day(due - timedelta(days=120), test)) for finding, test in steps]
    if start <= due:
        # A warning whose time had come before the matter began is the next one's.
        yield from rungs(subject, start, ended, begun, last=due + ONE_DAY)
    if red is not None:
        yield from rungs(subject, start, ended, [(red, due + ONE_DAY)])


def days_left(due: date, number: int) -> Test:
    return lambda day: (due - day).days <= number


def working_days_left(due: date, number: int) -> Test:
    return lambda day: day >= due or wd(day, due) <= number


# --- homes ------------------------------------------------------------------------------------------------------------


def of_unit(subject: Subject, operations: list[Operation]) -> Iterator[Burning]:
    turn = {"vacated": 0, "repaired": 1, "ready": 2, "use_observed": 3, "assigned": 4, "repair_started": 4}
    life = sorted((o for o in operations if o.action in turn), key=lambda o: (o.at, turn[o.action], o.order))

    def next_of(position: int, *actions: str) -> date | None:
        return next((o.day for o in life[position + 1 :] if o.action in actions), None)

    lies_ready = False
    last_use: date | None = None
    for position, o in enumerate(life):
        if o.action == "ready" and not lies_ready:
            ended = next_of(position, "assigned", "repair_started", "vacated")
            days = [o.day + timedelta(days=n + 1) for n in (30, 180)]
            yield from rungs(subject, o.day, ended, list(zip(("T01.ready.long", "T01.ready.idle"), days, strict=True)))
        if o.action == "repair_started" and o["due_on"]:
            due = date.fromisoformat(o["due_on"])
            ended = next_of(position, "repaired", "ready", "assigned", "repair_started")
            yield from before(subject, o.day, due, ended, [("T01.repair.due", days_left(due, 5))], None)
        if o.action in ("ready", "assigned", "repair_started", "vacated"):
            lies_ready = o.action == "ready"
            last_use = None
        if o.action == "use_observed":
            on = date.fromisoformat(o["on"])
            if (last_use is None and o["source"] not in ("gate", "meter")) or (last_use is not None and on < last_use):
                continue
            last_use = on
            ended = next(
                (
                    later.day
                    for later in life[position + 1 :]
                    if later.action in ("ready", "assigned", "repair_started", "vacated")
                    or (later.action == "use_observed" and date.fromisoformat(later["on"]) >= on)
                ),
                None,
            )
            yield from rungs(
                subject,
                on,
                ended,
                [
                    ("T01.unused.first", on + timedelta(days=91)),
                    ("T01.unused.second", on + timedelta(days=151)),
                    ("T01.unused.idle", months_after(on, 6)),
                ],
            )


# --- tenancies --------------------------------------------------------------------------------------------------------


def of_tenancy(subject: Subject, row: dict[str, str], operations: list[Operation]) -> Iterator[Burning]:
    left = next((o for o in operations if o.action in ("vacated", "court_enforced")), None)
    told = [o for o in operations if left is None or o.at <= left.at]

    def every(*actions: str) -> list[Operation]:
        return [o for o in told if o.action in actions]

    def ended(*closing: Operation | None) -> date | None:
        return min((o.day for o in (*closing, left) if o is not None), default=None)

    yield from term(subject, row, every, ended)

    decisions = every("recheck_decided")
    for o in every("recheck_opened"):
        due = date.fromisoformat(o["due_on"])
        steps = [
            (f"T04.recheck.{word}", days_left(due, n)) for word, n in (("first", 30), ("second", 15), ("third", 5))
        ]
        yield from before(subject, o.day, due, ended(first_later(o, decisions)), steps, None)
    begin = next(iter(every("moved_in")), next(iter(told), None))
    for o, following in chain(begin, decisions):
        yield from rungs(subject, o.day, ended(following), [("T04.recheck.missing", months_after(o.day, 12))])
    news = [o for o in every("recheck_compared", "change_detected") if o.action != "recheck_compared" or o["changes"]]
    for o in news:
        # News before the decision on earlier news changes nothing.
        if not any(n.order < o.order and not any(n.at <= d.at < o.at for d in decisions) for n in news):
            unhandled = o.day
            while wd(o.day, unhandled) < 10:
                unhandled += ONE_DAY
            steps_ = [("T04.change.found", o.day), ("T04.change.unhandled", unhandled + ONE_DAY)]
            yield from rungs(subject, o.day, ended(first_later(o, decisions)), steps_)

    visits = every("visited")
    met = [o for o in visits if o["result"] != "absent"]
    for o in every("visit_planned"):
        due = date.fromisoformat(o["on"])
        steps = [("T05.visit.due", working_days_left(due, 5))]
        yield from before(subject, o.day, due, ended(first_later(o, visits)), steps, None)
    for o, following in chain(next(iter(every("moved_in", "visit_planned", "visited")), None), met):
        yield from rungs(subject, o.day, ended(following), [("T05.visit.missing", months_after(o.day, 12))])
    for one, two in pairwise(visits):
        if one["result"] == two["result"] == "absent":
            before_that = visits[: visits.index(one)]
            if not before_that or before_that[-1]["result"] != "absent":
                found = next((v for v in met if v.order > two.order), None)
                yield Burning(subject, "T05.visit.absent", two.day, cured_on=ended(found))

    for o in every("rectification_ordered"):
        due = date.fromisoformat(o["due_on"])
        steps = [("T06.rectification.due", working_days_left(due, 3))]
        yield from before(
            subject, o.day, due, ended(first_later(o, every("rectified"))), steps, "T06.rectification.over"
        )
    periods = every("moving_period_set")
    for o in periods:
        replaced = next((p for p in periods if p.order > o.order), None)
        yield from before(subject, o.day, date.fromisoformat(o["until"]), ended(replaced), [], "T06.moving.over")

    yield from ladder(subject, every("rent_charged", "rent_paid"), left.day if left else None)


def chain(first: Operation | None, resets: list[Operation]) -> Iterator[tuple[Operation, Operation | None]]:
    if first is not None:
        starts = [first, *(o for o in resets if o is not first)]
        yield from zip(starts, [*starts[1:], None], strict=True)


def term(
    subject: Subject,
    row: dict[str, str],
    every: Callable[..., list[Operation]],
    ended: Callable[..., date | None],
) -> Iterator[Burning]:
    renewals = every("renewed")
    terms: list[Operation | None] = list(renewals)
    if row["ends_on"] and all(o["ends_on"] > row["ends_on"] for o in renewals):
        terms.insert(0, None)
    for begun in terms:
        start = begun.day if begun else date.fromisoformat(row["starts_on"] or row["ends_on"])
        due = date.fromisoformat(begun["ends_on"] if begun else row["ends_on"])
        renewed = next((o for o in renewals if begun is None or o.order > begun.order), None)
        applied = next((o for o in every("renewal_applied") if begun is None or o.at >= begun.at), None)
        ninety, thirty = due - timedelta(days=90), due - timedelta(days=30)
        seven = due - timedelta(days=7)
        if start <= due:
            asked = ended(applied, renewed)
            for finding, since, following, end in (
                ("T02.expiry.first", ninety, thirty, asked),
                ("T02.expiry.second", thirty, seven, ended(renewed)),
                ("T02.expiry.third", seven, due + ONE_DAY, ended(renewed)),
            ):
                if end is None or end >= max(start, since):
                    yield Burning(subject, finding, max(start, since), cured_on=end, taken_over=following)
        over = max(start, due + ONE_DAY)
        if ended(renewed) is None or ended(renewed) >= over:  # type: ignore[operator]
            yield Burning(subject, "T02.expiry.over", over, cured_on=ended(renewed))


def ladder(subject: Subject, rent: list[Operation], left: date | None) -> Iterator[Burning]:
    """Months owed at the end of each day: a month counts once it is over and charged, until it is paid in full."""

    def counts_from(o: Operation) -> date:
        if o.action == "rent_paid":
            return o.day
        year, month = map(int, o["month"].split("-"))
        return max(o.day, date(year + month // 12, month % 12 + 1, 1))

    days = sorted({counts_from(o) for o in rent})
    owed = []
    for day in days:
        months = {o["month"] for o in rent}
        balance = {
            month: sum(
                (Fraction(str(o["amount_yuan"])) * (1 if o.action == "rent_charged" else -1))
                for o in rent
                if o["month"] == month and counts_from(o) <= day
            )
            for month in months
        }
        owed.append(sum(value > 0 for value in balance.values()))
    for finding, least, most in (
        ("T07.arrears.first", 1, 3),
        ("T07.arrears.second", 3, 6),
        ("T07.arrears.over", 6, 10_000),
    ):
        since: date | None = None
        for day, number in [*zip(days, owed, strict=True), (None, 0)]:
            if since is not None and (day is None or not least <= number < most):
                paid = day if day is not None and number < least else None
                taken = day if day is not None and number >= most else None
                ended = min((d for d in (paid, left) if d is not None), default=None)
                if ended is None or ended >= since:
                    yield Burning(subject, finding, since, cured_on=ended, taken_over=taken)
                since = None
            if day is not None and since is None and least <= number < most:
                since = day
