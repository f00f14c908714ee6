"""Admission criteria: what is wrong with a change, and which set was in force when (R08).

Of a set only its last change up to a day counts, from that change's own day on; a set without approval number is never
in force (rules.md, "Criteria in force" and the small print on R08).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cockpit.domain.check import Check
from cockpit.domain.operation import Operation
from cockpit.domain.vocabulary import OrganisationKind, Role
from cockpit.facts.history import is_empty
from cockpit.facts.statements import Statement

AUTHORISED = frozenset(
    {OrganisationKind.COUNTY_HOUSING, OrganisationKind.CITY_HOUSING, OrganisationKind.PROVINCE_HOUSING}
)


@dataclass(slots=True)
class CriteriaPeriod:
    """The set in force at an area's own level from a day to another (exclusive; None: still)."""

    area_code: str
    from_on: date
    to_on: date | None
    city_code: str
    criteria_set: str


def criteria_changes(changes: Iterable[Operation], kinds: Mapping[tuple[str, str], str]) -> Iterator[Statement]:
    """Each `criteria_changed` with its faults; ``kinds`` maps (source, org_id) to the kind of organisation."""
    for op in changes:
        said = op.data
        faults = []
        approved, published = not is_empty(said.get("approval_no")), said.get("published_on") or None
        if not approved:
            faults.append("unapproved")
        elif published is None:
            faults.append("unpublished")
        if published is not None and str(said["effective_on"]) < str(published):
            faults.append("early")
        if kinds.get((op.source, op.org_id)) not in AUTHORISED or op.role != Role.APPROVER:
            faults.append("authority")
        checks = (
            Check("approval_no", approved),
            Check("published_on", published is not None, str(published or "")),
            Check("in_order", "early" not in faults, str(said["effective_on"])),
            Check("authority", "authority" not in faults),
        )
        cures = ("unpublished",) if published else ()
        yield Statement("criteria_change", "", op, "", faults=tuple(faults), cures=cures, checks=checks)


def criteria_periods(changes: Iterable[Operation]) -> Iterator[CriteriaPeriod]:
    """For each area that has criteria of its own, the set in force by day, as disjoint periods in order."""
    by_area: dict[str, list[Operation]] = {}
    by_set: dict[tuple[str, str], list[Operation]] = {}
    for op in sorted(changes, key=lambda op: (op.occurred_at, op.operation_id)):
        by_area.setdefault(str(op.data["area_code"]), []).append(op)
        by_set.setdefault((op.city_code, op.subject_id), []).append(op)
    for area_code in sorted(by_area):
        # The answer can only change on the day of a change or on an effective day.
        turning = {op.day for op in by_area[area_code]}
        turning |= {date.fromisoformat(str(op.data["effective_on"])) for op in by_area[area_code]}
        # A set that moves to another area stops counting here on the day of that change.
        turning |= {op.day for acts in by_set.values() for op in acts if any(a in acts for a in by_area[area_code])}
        current: CriteriaPeriod | None = None
        for day in sorted(turning):
            chosen = _in_force(by_set, area_code, day)
            if current is not None and (chosen is None or (current.city_code, current.criteria_set) != chosen):
                current.to_on = day
                yield current
                current = None
            if current is None and chosen is not None:
                current = CriteriaPeriod(area_code, day, None, *chosen)
        if current is not None:
            yield current


def _in_force(by_set: dict[tuple[str, str], list[Operation]], area_code: str, day: date) -> tuple[str, str] | None:
    candidates = []
    for key, acts in by_set.items():
        known = [op for op in acts if op.day <= day]
        if not known:
            continue
        last = known[-1]
        effective = str(last.data["effective_on"])
        if (
            str(last.data["area_code"]) == area_code
            and not is_empty(last.data.get("approval_no"))
            and date.fromisoformat(effective) <= day
        ):
            candidates.append((effective, last.occurred_at, key[1], key))
    return max(candidates)[3] if candidates else None
