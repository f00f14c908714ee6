"""What all grounds share: the facts at hand, and what became of the lamp that a row may have lit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from cockpit.domain.daycount import Stoppage
from cockpit.domain.limit import ALWAYS, Limits
from cockpit.domain.vocabulary import OrganisationKind
from cockpit.domain.workday import Day

Row = Mapping[str, Any]

UNEXPLAINED = "没有满足条件"
"""Said where no compared column tells why; a test proves that no row of a generated history comes to it."""

_KINDS = {kind.value: kind.label for kind in OrganisationKind}


class Act(Protocol):
    """What is read of an operation (queries.operations.Act)."""

    @property
    def operation_id(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def occurred_at(self) -> datetime: ...
    @property
    def data(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """``calendar``: the days worth drawing of a clock; ``acts``: operation id -> what had happened by the day.

    ``limits``: those that the rows and the lamps were judged by; ``places``: area code -> name, of their lines.
    """

    as_of: date
    limits: Limits
    places: Mapping[str, str]
    stoppages: Sequence[Stoppage]
    calendar: Callable[[Row], list[Day]]
    acts: Mapping[str, Act]

    def did(self, actions: Collection[str]) -> list[Act]:
        """Operations of these actions in order; ``notice_opened:acceptance`` and ``step_started:S2`` narrow one."""
        found = [act for act in self.acts.values() if act.action in actions or _narrowed(act) in actions]
        return sorted(found, key=lambda act: (act.occurred_at, act.operation_id))


def _narrowed(act: Act) -> str:
    return f"{act.action}:{act.data.get('notice') or act.step}"


def selected_of(row: Row, operation_id: str, raw: Iterable[Row]) -> Row | None:
    """The lamp that the finding's SELECT makes of a row; each lamp names first the operation that it begins with."""
    for lamp in raw:
        same = all(
            lamp[name] == row[name] for name in ("city_code", "subject_kind", "subject_id", "instance", "source")
        )
        if same and lamp["evidence"][0] == operation_id:
            return lamp
    return None


def became(selected: Row, lamps: Iterable[Row], as_of: date) -> tuple[bool, str]:
    """(whether it burns or burned, how that reads) of a lamp that the SELECT made."""
    names = ("city_code", "subject_kind", "subject_id", "instance", "since")
    for lamp in lamps:
        if all(lamp[name] == selected[name] for name in names):
            end = "仍亮" if lamp["open"] else f"{lamp['until']} 起不再亮"
            return True, f"{selected['since']} 起亮灯，{end}"
    since, cured_on, taken_on = selected["since"], selected["cured_on"], selected["taken_on"]
    if since > as_of:
        return False, f"亮灯日 {since} 尚未到"
    if cured_on is not None and cured_on < since:
        return False, f"在应亮灯的 {since} 之前，已于 {cured_on} 了结"
    if taken_on is not None and taken_on <= since:
        return False, f"{taken_on} 即由红灯接替"
    return False, "与此前已亮的同一盏灯合并"


def in_force_from(since: date) -> str:
    return "规则集启用起" if since == ALWAYS else f"{since} 起"


def instance_in_words(kind: str, instance: str) -> str:
    if instance in _KINDS:
        return f"（{_KINDS[instance]}）"
    if kind in ("objection", "objection_published", "conclusion"):
        return f"（异议 {instance}）"
    if kind in ("accept", "review", "suspension_long") and instance:
        return f"（第 {instance} 次）"
    return ""


def present(*ids: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in ids if each))
