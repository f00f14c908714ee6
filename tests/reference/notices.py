"""Notices: their days, their contents, and the findings that R04 and R10 share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .case import Case
from .content import has_elements
from .days import working_days
from .lamps import Burning, first_later
from .model import Operation

LONG_ENOUGH = 5
CUT_BELOW = 3


@dataclass(frozen=True)
class Notice:
    """One `notice_opened` and "its `notice_closed` = the first of the same notice after it and before the next
    `notice_opened` of that notice"."""

    opened: Operation
    closed: Operation | None

    @property
    def starts_on(self) -> date:
        return date.fromisoformat(self.opened["starts_on"])

    @property
    def ends_on(self) -> date:
        return date.fromisoformat(self.opened["ends_on"])

    @property
    def announced_days(self) -> int:
        """Working days in [starts_on, ends_on], both included."""
        return working_days(self.starts_on, self.ends_on)

    @property
    def moments(self) -> list[tuple[Operation, int]]:
        """When it shows its notice days, and how many: announced at its opening, held at its closing.

        "Notice days: working days in [starts_on, e], e = the earlier of ends_on and the day of its `notice_closed`";
        only "if it is closed early, that burns anew".
        """
        found = [(self.opened, self.announced_days)]
        if self.closed is not None and self.closed.day < self.ends_on:
            found.append((self.closed, working_days(self.starts_on, self.closed.day)))
        return found

    def is_full(self, required: set[str]) -> bool:
        """ "A curing notice is judged at its opening: all required elements, nothing unmasked, >= 5 notice days"."""
        return has_elements(self.opened, required) and self.announced_days >= LONG_ENOUGH


def notices(case: Case, kind: str) -> list[Notice]:
    """The notices of one kind, each with its closing."""
    opened = case.every("notice_opened", notice=kind)
    found = []
    for i, o in enumerate(opened):
        closed = case.first("notice_closed", since=o.at, notice=kind)
        if closed is not None and i + 1 < len(opened) and closed.at > opened[i + 1].at:
            closed = None
        found.append(Notice(o, closed))
    return found


def formal_defects(case: Case, rule: str, kind: str, required: set[str], step: str) -> Iterator[Burning]:
    """elements, short and cut (and R04's withdrawn), cured by a later notice that is full and long enough.

    short and cut burn "announced (since its opening) or closed (since its closing)" with 3 or 4, with < 3 notice days;
    "a short that burns when the notice is cut ends there".
    """
    mine = notices(case, kind)
    cures = [n.opened for n in mine if n.is_full(required)]
    # What burns, as (the operation that shows it, the notice): a notice cannot cure its own closing.
    bare = [(n.opened, n) for n in mine if not has_elements(n.opened, required)]
    short = [(o, n) for n in mine for o, days in n.moments if CUT_BELOW <= days < LONG_ENOUGH]
    cut = [(o, n) for n in mine for o, days in n.moments if days < CUT_BELOW]
    withdrawn = [(n.closed, n) for n in mine if n.closed and n.closed["withdrawn"] and n.closed.day <= n.ends_on]

    def cure_of(shown: Operation, notice: Notice) -> Operation | None:
        return first_later(shown, [c for c in cures if c is not notice.opened])

    for name, shown in (("elements", bare), ("cut", cut), ("withdrawn", withdrawn)):
        if name == "withdrawn" and rule != "R04":
            continue
        since_by_cure: dict[Operation | None, date] = {}
        for operation, notice in sorted(shown, key=lambda pair: pair[0].order):
            since_by_cure.setdefault(cure_of(operation, notice), operation.day)
        for cure, since in since_by_cure.items():
            yield case.burning(f"{rule}.notice.{name}", since, cured_on=cure.day if cure else None, step=step)

    since_by_end: dict[tuple[Operation | None, Operation | None], date] = {}
    for operation, notice in sorted(short, key=lambda pair: pair[0].order):
        cure = cure_of(operation, notice)
        taking_over = first_later(operation, [c for c, _ in cut])
        if cure is not None and taking_over is not None and cure.at <= taking_over.at:
            taking_over = None  # cured before: that cut is another story
        since_by_end.setdefault((cure if taking_over is None else None, taking_over), operation.day)
    for (cure, taking_over), since in since_by_end.items():
        yield case.burning(
            f"{rule}.notice.short",
            since,
            cured_on=cure.day if cure else None,
            taken_over=taking_over.day if taking_over else None,
            step=step,
        )
