"""What goes in (World) and what comes out (Lamp)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from .days import day_of

Row = dict[str, Any]


@dataclass(frozen=True)
class Lamp:
    """One finding, as `cockpit alerts --as-of D` prints it: it burned at some time of each day in [since, until)."""

    subject_kind: str
    subject_id: str
    city_code: str
    case_no: str
    rule: str
    finding: str
    instance: str
    level: str  # yellow | red
    cls: str  # near_limit | irregular | abnormal
    step: str
    area_code: str
    since: date
    until: date | None


@dataclass
class World:
    """The loaded rows. Keys as in delivery.md: organisation and staff by (source, id), the others by (city_code, id).

    Rows are dicts of the CSV columns; of an operation `data` is a dict, both times are aware datetimes, and `source`
    is there too.
    """

    organisations: dict[tuple[str, str], Row] = field(default_factory=dict)
    staff: dict[tuple[str, str], Row] = field(default_factory=dict)
    projects: dict[tuple[str, str], Row] = field(default_factory=dict)
    units: dict[tuple[str, str], Row] = field(default_factory=dict)
    cases: dict[tuple[str, str], Row] = field(default_factory=dict)
    tenancies: dict[tuple[str, str], Row] = field(default_factory=dict)
    operations: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Override:
    """A stricter limit of a city or county, for what starts on `since` or later; `instance` is a department."""

    code: str  # as the product names its limits: accept, S1, answer, filing ...
    area_code: str
    since: date
    days: int
    near: int
    instance: str = ""


@dataclass(frozen=True)
class Limits:
    """What differs from rules.md: overrides, and the days from which overdue is (True) or is not shown yellow first."""

    overrides: tuple[Override, ...] = ()
    yellow_first: tuple[tuple[date, bool], ...] = ()

    def of(self, code: str, area_code: str, start: date, days: int, near: int, instance: str) -> tuple[int, int]:
        """(days, near) in force on the start day: "the most particular area, then the latest date"; else as given.

        A department's own line goes before every line of all departments; civil affairs has one in rules.md.
        """
        found = [o for o in self.overrides if o.code == code and o.since <= start and area_code.startswith(o.area_code)]
        own = [o for o in found if o.instance and o.instance == instance]
        if not own and not (code == "answer" and instance == "civil_affairs"):
            own = [o for o in found if not o.instance]
        if not own:
            return days, near
        chosen = max(own, key=lambda o: (len(o.area_code), o.since))
        return chosen.days, chosen.near

    def shows_yellow_first(self, start: date) -> bool:
        """The convention of the start day."""
        begun = [(since, value) for since, value in self.yellow_first if since <= start]
        return max(begun)[1] if begun else False


def is_empty(value: Any) -> bool:
    """Delivery.md: "null, "" and an absent key mean the same"; 0 photos and [] are empty too. Blanks are cut."""
    if isinstance(value, str):
        return value.strip() == ""
    return value is None or value == [] or value == {} or value == 0


@dataclass(frozen=True, eq=False)
class Operation:
    """One row of operation.csv, with the names the rules use. Compared by identity: each row is itself only."""

    row: Row

    @cached_property
    def at(self) -> datetime:
        return self.row["occurred_at"]

    @cached_property
    def day(self) -> date:
        """ "its day" = the Shanghai calendar day of the operation."""
        return day_of(self.at)

    @cached_property
    def recorded_at(self) -> datetime:
        return self.row["recorded_at"]

    @cached_property
    def action(self) -> str:
        return self.row["action"]

    @cached_property
    def id(self) -> str:
        return self.row["operation_id"]

    @cached_property
    def order(self) -> tuple[datetime, str, str]:
        """ "n-th by occurred_at, then operation_id" (the source only to make the order total)."""
        return self.at, self.id, self.row["source"]

    @cached_property
    def step(self) -> str:
        """An empty step is filled from the list of actions; that of batch, criteria and unit is ignored."""
        if self.row["subject_kind"] in ("batch", "criteria", "unit"):
            return ""
        return self.row["step"] or STEP_OF_ACTION.get(self.action, "")

    @cached_property
    def subject(self) -> tuple[str, str, str]:
        return self.row["subject_kind"], self.row["city_code"], self.row["subject_id"]

    def __getitem__(self, member: str) -> Any:
        """A member of `data`; None where it is absent."""
        return self.row["data"].get(member)

    def lacks(self, *members: str) -> bool:
        """Whether one of these members of `data` is empty."""
        return any(is_empty(self[member]) for member in members)


STEP_OF_ACTION = {
    action: step
    for step, actions in {
        "S1": "submitted accepted correction_requested correction_received rejected surveyed street_opinion_given",
        "S2": "dispatched answered compared comparison_overridden",
        "S3": "proposed determined registered notified",
        "S4": "batch_entered re_examined ranked rank_changed passed unit_selected contract_signed contract_filed "
        "subsidy_paid",
        "USE": "moved_in rent_charged rent_paid renewal_applied renewed recheck_opened recheck_compared "
        "recheck_decided recheck_published visit_planned visited violation_found rectification_ordered rectified "
        "change_detected",
        "EXIT": "reclaim_ordered moving_period_set court_enforced vacated",
    }.items()
    for action in actions.split()
}
