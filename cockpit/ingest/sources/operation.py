"""operation.csv: what was done. Read straight into ledger entries, because there are ten million of them."""

from __future__ import annotations

from collections.abc import Collection

from cockpit.db.ledger import Entry, content_of
from cockpit.domain.action import ACTIONS, ANY_STEP, NO_STEP, WITHOUT_ACTOR, Action
from cockpit.domain.vocabulary import Role, Step, SubjectKind
from cockpit.ingest import members
from cockpit.ingest.codes import Reason, Unfit, quoted
from cockpit.ingest.folding import code, instant
from cockpit.ingest.ground import PROVINCE_CITY, Delivery, Ground, Reference

STEM = "operation"
COLUMNS = (
    "city_code", "operation_id", "subject_kind", "subject_id", "step", "action", "occurred_at", "recorded_at",
    "actor_id", "org_id", "role", "data",
)  # fmt: skip

_NEVER_EMPTY = (0, 1, 2, 3, 5, 6, 7, 10)
_KINDS = frozenset(map(str, SubjectKind))
_ROLES = frozenset(map(str, Role))
_STEPS = frozenset(map(str, Step))
_PROVINCE = "35"
_TABLE_OF = {"case": "case_file", "unit": "unit", "tenancy": "tenancy"}


def read(fields: list[str], delivery: Delivery, ground: Ground) -> Entry:
    """One row as an entry. Raises Unfit for the first thing that no later delivery can cure."""
    folded = fields[:-1]
    # Nearly every row is plain ASCII, and this line runs eleven times ten million times.
    folded = [field.strip() for field in folded] if "".join(folded).isascii() else [code(field) for field in folded]
    for place in _NEVER_EMPTY:
        if not folded[place]:
            raise Unfit(Reason.EMPTY, column=COLUMNS[place])
    city_code, operation_id, kind, subject_id, step, name, occurred, recorded, actor_id, org_id, role = folded
    if kind not in _KINDS:
        raise Unfit(Reason.SUBJECT_KIND, value=quoted(kind))
    action = ACTIONS.get((kind, name))
    if action is None:
        raise Unfit(Reason.UNKNOWN_ACTION, kind=kind, value=quoted(name))
    if role not in _ROLES:
        raise Unfit(Reason.VALUE, column="role", value=quoted(role), allowed="、".join(Role))
    _check_actor(name, role, actor_id, org_id)
    occurred_at, recorded_at = instant(occurred, "occurred_at"), instant(recorded, "recorded_at")
    latest = delivery.latest
    if occurred_at > latest or recorded_at > latest:
        raise Unfit(Reason.FUTURE, column="occurred_at" if occurred_at > latest else "recorded_at")
    step = _step(action, step)
    data = members.fold(action, members.parse(fields[-1].strip()))
    _check_city(city_code, kind, subject_id, data, ground)
    try:
        identity = (kind, subject_id, step, name, actor_id, org_id, role)
        content = content_of(ground.cipher, identity, (occurred_at, recorded_at), data)
    except TypeError:  # nested deeper than can be written again
        raise Unfit(Reason.JSON) from None
    return Entry(
        city_code, delivery.source, operation_id, kind, subject_id, step, name, occurred_at, recorded_at, actor_id,
        org_id, role, data, content,
    )  # fmt: skip


def all_references(entries: Collection[Entry]) -> set[Reference]:
    """What many operations name together: a chunk names few offices and subjects ten thousand times."""
    subjects = {(entry.subject_kind, entry.city_code, entry.subject_id) for entry in entries}
    offices = {(entry.source, entry.actor_id, entry.org_id) for entry in entries}
    named = {Reference(_TABLE_OF[kind], city, subject) for kind, city, subject in subjects if kind in _TABLE_OF}
    named |= {Reference("staff", source, actor_id) for source, actor_id, _ in offices if actor_id}
    named |= {Reference("organisation", source, org_id) for source, _, org_id in offices if org_id}
    return named


def references(entry: Entry) -> list[Reference]:
    """The keys that must be known before the operation can be loaded. Batches and criteria sets have no table."""
    named: list[Reference] = []
    table = _TABLE_OF.get(entry.subject_kind)
    if table:
        named.append(Reference(table, entry.city_code, entry.subject_id))
    if entry.actor_id:
        named.append(Reference("staff", entry.source, entry.actor_id))
    if entry.org_id:
        named.append(Reference("organisation", entry.source, entry.org_id))
    return named


def _check_actor(action: str, role: str, actor_id: str, org_id: str) -> None:
    if actor_id and org_id:
        return
    if role == Role.SYSTEM or (role == Role.APPLICANT and action in WITHOUT_ACTOR):
        return
    raise Unfit(Reason.NO_ACTOR, column="org_id" if actor_id else "actor_id")


def _step(action: Action, step: str) -> str:
    if action.step == NO_STEP:
        return ""
    if action.step == ANY_STEP:
        if not step:
            raise Unfit(Reason.NO_STEP, action=action.name)
        if step not in _STEPS:
            raise Unfit(Reason.VALUE, column="step", value=quoted(step), allowed="、".join(Step))
        return step
    if step and step != action.step:
        raise Unfit(Reason.STEP, action=action.name, expected=action.step, value=quoted(step))
    return action.step


def _check_city(city_code: str, kind: str, subject_id: str, data: dict[str, object], ground: Ground) -> None:
    if kind != SubjectKind.CRITERIA:
        if city_code not in ground.cities:
            raise Unfit(Reason.UNKNOWN_CITY, value=quoted(city_code))
        return
    if subject_id != data["criteria_set"]:
        raise Unfit(Reason.CRITERIA_SUBJECT)
    area = str(data["area_code"])
    if area not in ground.areas:
        raise Unfit(Reason.UNKNOWN_AREA, column="data.area_code", value=quoted(area))
    if city_code != (PROVINCE_CITY if area == _PROVINCE else area[:4]):
        raise Unfit(Reason.OTHER_CITY, city=quoted(city_code), area=quoted(area))
