"""The whole world as known at the end of day D."""

from collections import defaultdict
from datetime import date
from functools import cached_property

from .case import Case
from .content import Opinions
from .days import day_of
from .lamps import Subject
from .model import Limits, Operation, Row, World


class Ledger:
    """ "Evaluation as of D uses the operations with occurred_at up to the end of D, whenever they arrived." """

    def __init__(self, world: World, as_of: date, limits: Limits | None = None) -> None:
        self.world = world
        self.limits = limits or Limits()
        self.as_of = as_of
        self.operations = sorted(
            (Operation(row) for row in world.operations if day_of(row["occurred_at"]) <= as_of), key=lambda o: o.order
        )

    @cached_property
    def by_subject(self) -> dict[tuple[str, str, str], list[Operation]]:
        """Operations by (subject_kind, city_code, subject_id): subjects "are meant with their city_code"."""
        found: dict[tuple[str, str, str], list[Operation]] = defaultdict(list)
        for operation in self.operations:
            found[operation.subject].append(operation)
        return dict(found)

    @cached_property
    def cases(self) -> dict[tuple[str, str], Case]:
        return {
            key: Case(row, self.by_subject.get(("case", *key), []), self.as_of, self.limits)
            for key, row in sorted(self.world.cases.items())
        }

    @cached_property
    def opinions(self) -> Opinions:
        """ "Mass text counts all loaded operations of the source and actor", even those that a case's end hides."""
        return Opinions(self.operations)

    def of_kind(self, kind: str) -> list[tuple[str, str, list[Operation]]]:
        """(city_code, subject_id, operations) of the subjects of one kind."""
        return [(city, id_, ops) for (k, city, id_), ops in sorted(self.by_subject.items()) if k == kind]

    def organisation(self, operation: Operation) -> Row | None:
        """The organisation of an action is "that of the operation's row"; None where it names none."""
        return self.world.organisations.get((operation.row["source"], operation.row["org_id"]))

    def unit_area(self, city: str, unit_id: str) -> str:
        """A unit's project's area."""
        unit = self.world.units.get((city, unit_id), {})
        return self.world.projects.get((city, unit.get("project_id", "")), {}).get("area_code", "")

    def batch_area(self, city: str, batch_id: str) -> str:
        """ "for a batch the area of the organisation that published its plan (without one, of its first operation)".

        A batch that only operations of cases name has those as its operations.
        """
        own = self.by_subject.get(("batch", city, batch_id), [])
        of_cases = [o for o in self.operations if o.subject[:2] == ("case", city) and o["batch_id"] == batch_id]
        plans = [o for o in own if o.action == "plan_published"]
        for operation in [*plans[:1], *(own[:1] or of_cases[:1])]:
            organisation = self.organisation(operation)
            if organisation is not None:
                return organisation["area_code"]
        return city

    def subject(self, kind: str, city: str, subject_id: str) -> Subject:
        """The subject of a lamp, with its case_no ("empty for batch, criteria, unit") and its area."""
        if kind == "case":
            return self.cases[city, subject_id].subject
        if kind == "batch":
            return Subject(kind, subject_id, city, "", self.batch_area(city, subject_id))
        if kind == "unit":
            return Subject(kind, subject_id, city, "", self.unit_area(city, subject_id))
        if kind == "tenancy":
            tenancy = self.world.tenancies.get((city, subject_id), {})
            area = self.unit_area(city, tenancy.get("unit_id", ""))
            return Subject(kind, subject_id, city, tenancy.get("case_no", ""), area)
        changes = self.by_subject[kind, city, subject_id]
        return Subject(kind, subject_id, city, "", changes[-1]["area_code"])
