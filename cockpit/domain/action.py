"""The actions that a delivery may carry, and the members of their ``data``: the table of delivery.md, line by line.

A line of ``_TABLE`` reads ``subject_kind step action members``. A step of ``any`` means that the row itself must say
its step, ``-`` that the step of this subject kind is ignored. ``*`` after a member: it must be there and not null.
``(a/b)``: nothing but these values. The shape of a member follows from its name (``_SHAPES``) unless ``:shape`` says
otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

ANY_STEP = "any"
NO_STEP = "-"

_TABLE = """
case S1 submitted              materials*
case S1 accepted               receipt_no*
case S1 correction_requested   items* reason_code due_on
case S1 correction_received
case S1 rejected               reason_code reason notice_delivered_on
case S1 surveyed               surveyors* place photos
case S1 street_opinion_given   verdict(pass/fail) opinion reason_code basis

case S2 dispatched             department*
case S2 answered               department* verdict(pass/fail) opinion reason_code basis data_version hit error
case S2 compared               criteria_set* items*:objects result*(pass/fail)
case S2 comparison_overridden  manual_result* reason evidence approver_id

case S3 proposed               result*
case S3 determined             result*(qualified/unqualified) category mode criteria_set* reasons
case S3 registered             waiting_no*
case S3 notified               delivered_on proof reasons

case S4 batch_entered          batch_id*
case S4 re_examined            result*
case S4 ranked                 batch_id* rank_no* layout
case S4 rank_changed           batch_id* from*:integer to*:integer reason document_no
case S4 passed                 batch_id* kind*(defer/forfeit) reason document_no
case S4 unit_selected          batch_id* unit_id*
case S4 contract_signed        tenancy_id*
case S4 contract_filed
case S4 subsidy_paid           amount_yuan*

case any step_started
case any step_ended
case any notice_opened         notice*(acceptance/eligibility/ranking/result) starts_on* ends_on* channel elements text
case any notice_closed         notice* withdrawn
case any objection_raised      objection_no* notice*
case any objection_concluded   objection_no* sustained* conclusion
case any objection_published   objection_no*
case any re_review_requested
case any re_review_answered    result*
case any clock_suspended       reason evidence
case any suspension_extended   approver_id* days*
case any clock_resumed
case any document_attached     document* for_action*
case any condition_changed     item* from* to* approval_no approver_role
case any withdrawn
case any terminated            reason

batch - plan_published         contents* units*
batch - intent_opened
batch - lottery_held           notary record_no
batch - ranking_published      starts_on* ends_on*

criteria - criteria_changed    criteria_set* area_code* parameters* approval_no approved_by published_on effective_on*

unit - ready
unit - listed                  list_no
unit - repair_started          due_on
unit - repaired
unit - assigned                tenancy_id*
unit - vacated
unit - use_observed            on* source(gate/meter/visit)

tenancy USE moved_in
tenancy USE rent_charged       month* amount_yuan*
tenancy USE rent_paid          month* amount_yuan*
tenancy USE renewal_applied
tenancy USE renewed            ends_on*
tenancy USE recheck_opened     due_on*
tenancy USE recheck_compared   changes
tenancy USE recheck_decided    result*(pass/fail) reason
tenancy USE recheck_published
tenancy USE visit_planned      on*
tenancy USE visited            result*(ok/absent/doubtful)
tenancy USE violation_found    situation*(1/2/3/4/5/6/7/8/9/10/11/12/13/14)
tenancy USE rectification_ordered  due_on* measure*(education/administrative/credit/exposure/judicial)
tenancy USE rectified
tenancy USE change_detected    source* what*

tenancy EXIT reclaim_ordered   situation*
tenancy EXIT moving_period_set until*
tenancy EXIT court_enforced
tenancy EXIT vacated           reason*
"""


class Shape(Enum):
    """What a member's value must be in JSON."""

    CODE = auto()  # a string that names something; folded (NFKC, blanks cut)
    TEXT = auto()  # a string that somebody wrote; never folded
    DATE = auto()  # YYYY-MM-DD
    MONTH = auto()  # YYYY-MM
    INTEGER = auto()
    NUMBER = auto()
    FLAG = auto()  # 0, 1, true or false
    CODES = auto()  # an array of codes
    LIST = auto()  # an array of anything
    OBJECTS = auto()  # an array of objects
    MATERIALS = auto()  # [{code, how}], how out of HOW
    ELEMENTS = auto()  # an array of strings: names out of ELEMENTS, or wording of the notice
    PHOTOS = auto()  # an array of names, or a count
    PARAMETERS = auto()  # {name: number or null}


STRINGS = frozenset({Shape.CODE, Shape.TEXT})
"""Shapes for which "" is a value that a required member may have."""

_SHAPES = {
    Shape.TEXT: (
        "opinion basis reason reasons conclusion text place evidence proof what approved_by notary error from to"
    ),
    Shape.DATE: "due_on notice_delivered_on delivered_on starts_on ends_on published_on effective_on on until",
    Shape.MONTH: "month",
    Shape.INTEGER: "rank_no days situation",
    Shape.NUMBER: "amount_yuan",
    Shape.FLAG: "hit withdrawn sustained",
    Shape.CODES: "surveyors contents units",
    Shape.LIST: "items changes",
    Shape.MATERIALS: "materials",
    Shape.ELEMENTS: "elements",
    Shape.PHOTOS: "photos",
    Shape.PARAMETERS: "parameters",
}
_SHAPE_OF = {name: shape for shape, names in _SHAPES.items() for name in names.split()}

_OPEN_TO_ALL = frozenset(
    {Shape.CODE, Shape.DATE, Shape.MONTH, Shape.INTEGER, Shape.NUMBER, Shape.FLAG, Shape.CODES, Shape.PARAMETERS}
)
"""Values of these shapes name no person. Everything else, and each member that no line names, is ciphertext."""

HOW = frozenset({"certificate", "commitment", "internal_check", "interdepartmental", "network", "contract", "paper"})
"""How a material came in."""

ELEMENTS = frozenset(
    {"applicant_name", "household_size", "area", "housing", "income", "result", "category", "unit", "period"}
    | {"objection_channel", "publisher"}
)
"""The names of what a notice may show."""

PARAMETERS = ("floor_area_per_head_m2", "income_per_head_yuan", "assets_yuan", "residence_years")

WITHOUT_ACTOR = frozenset(
    {"submitted", "correction_received", "objection_raised", "re_review_requested", "withdrawn", "renewal_applied"}
)
"""What an applicant does by themselves: actor_id and org_id may be empty."""


@dataclass(frozen=True, slots=True)
class Member:
    """One key of ``data``. ``values`` is empty where any value of the shape will do."""

    name: str
    shape: Shape
    required: bool
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the table; ``step`` is a step, ``ANY_STEP`` or ``NO_STEP``."""

    subject_kind: str
    step: str
    name: str
    members: tuple[Member, ...]


_MEMBER = re.compile(r"(?P<name>\w+)(?P<required>\*?)(?::(?P<shape>\w+))?(?:\((?P<values>[^)]+)\))?")


def _member(text: str) -> Member:
    found = _MEMBER.fullmatch(text)
    assert found, text
    shape = Shape[found["shape"].upper()] if found["shape"] else _SHAPE_OF.get(found["name"], Shape.CODE)
    values = tuple(found["values"].split("/")) if found["values"] else ()
    return Member(found["name"], shape, bool(found["required"]), values)


def _action(line: str) -> Action:
    kind, step, name, *members = line.split()
    return Action(kind, step, name, tuple(map(_member, members)))


ACTIONS: dict[tuple[str, str], Action] = {
    (action.subject_kind, action.name): action for action in map(_action, filter(None, _TABLE.splitlines()))
}
"""(subject_kind, action) -> its line of the table."""

ROW_RECEIVED = "row_received"
ROW_SEEN_AGAIN = "row_seen_again"
"""Our own: a row of one of the six other files was loaded; an equal one came again with a later delivery."""

ROW_ACTIONS = frozenset({ROW_RECEIVED, ROW_SEEN_AGAIN})

SECRET_COLUMNS = {
    "staff": frozenset({"phone"}),
    "case": frozenset({"applicant_name", "id_number", "phone"}),
    "tenancy": frozenset({"tenant_name", "id_number", "phone"}),
}
"""Personal columns of the other files, by file."""

_SECRET_NAMES = frozenset(_SHAPES[Shape.TEXT].split()) | {"applicant_name", "tenant_name", "id_number", "phone"}

_SHAPES_IN = {key: {member.name: member.shape for member in action.members} for key, action in ACTIONS.items()}


class Secrecy(Enum):
    """How a member stands in the ledger."""

    PLAIN = auto()
    SEALED = auto()  # as ciphertext
    UNNAMED = auto()  # no line of the table names it: sealed with its name, which may be a person's


@lru_cache(maxsize=10_000)  # asked for every member of millions of operations, of a few hundred kinds
def secrecy(subject_kind: str, action: str, member: str) -> Secrecy:
    """Of delivered actions everything is secret that the table does not clear; of our own what is personal by name."""
    if action in ROW_ACTIONS:
        return Secrecy.SEALED if member in SECRET_COLUMNS.get(subject_kind, ()) else Secrecy.PLAIN
    shapes = _SHAPES_IN.get((subject_kind, action))
    if shapes is None:
        return Secrecy.SEALED if member in _SECRET_NAMES else Secrecy.PLAIN
    shape = shapes.get(member)
    if shape is None:
        return Secrecy.UNNAMED
    return Secrecy.PLAIN if shape in _OPEN_TO_ALL else Secrecy.SEALED
