"""Who may do what: the authority table of R16 (rules.md), as data of the 示例规则集.

An action that no line lists is open to any organisation and any role; `criteria_changed` is judged by R08.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from cockpit.domain.vocabulary import OrganisationKind, Role


class Authority(NamedTuple):
    """Kinds of organisation (None: the department named in the operation) and the roles that may act."""

    kinds: Collection[str] | None
    roles: Collection[str]


_STREET = (OrganisationKind.STREET,)
_COUNTY = (OrganisationKind.COUNTY_HOUSING,)
_COUNTY_OR_CITY = (OrganisationKind.COUNTY_HOUSING, OrganisationKind.CITY_HOUSING)
_OPERATOR_OR_COUNTY = (OrganisationKind.OPERATOR, OrganisationKind.COUNTY_HOUSING)

_LINES: tuple[tuple[str, Collection[str] | None, Collection[str]], ...] = (
    (
        "accepted correction_requested rejected notice_opened:acceptance notice_closed:acceptance",
        _STREET,
        (Role.CLERK, Role.REVIEWER),
    ),
    ("surveyed", _STREET, (Role.SURVEYOR, Role.CLERK, Role.REVIEWER)),
    ("street_opinion_given", _STREET, (Role.REVIEWER,)),
    ("dispatched compared", _COUNTY, (Role.CLERK, Role.REVIEWER, Role.SYSTEM)),
    ("answered", None, (Role.DEPARTMENT_REVIEWER,)),
    ("comparison_overridden proposed", _COUNTY, (Role.REVIEWER,)),
    ("determined", _COUNTY, (Role.APPROVER,)),
    (
        "registered notified notice_opened:eligibility notice_closed:eligibility",
        _COUNTY,
        (Role.CLERK, Role.REVIEWER, Role.APPROVER),
    ),
    (
        "batch_entered re_examined ranked rank_changed passed lottery_held plan_published intent_opened"
        " ranking_published notice_opened:ranking notice_closed:ranking notice_opened:result notice_closed:result",
        _COUNTY_OR_CITY,
        (Role.CLERK, Role.REVIEWER, Role.APPROVER, Role.SYSTEM),
    ),
    (
        "unit_selected contract_signed contract_filed subsidy_paid",
        _OPERATOR_OR_COUNTY,
        (Role.OPERATOR, Role.CLERK, Role.REVIEWER),
    ),
)

AUTHORITY: dict[str, Authority] = {
    action: Authority(kinds, roles) for actions, kinds, roles in _LINES for action in actions.split()
}
"""By action; a notice's actions are written ``notice_opened:acceptance``."""


def is_authorised(action: str, detail: str, role: str, org_id: str, kind: str | None) -> bool:
    """Whether an operation's own organisation and role may do it.

    ``detail`` is the notice of a notice's action, the department of `answered`; ``kind`` that of the organisation.
    Without an organisation only role system may act, and only where the line lists it.
    """
    line = AUTHORITY.get(f"{action}:{detail}" if action.startswith("notice_") else action)
    if line is None:
        return True
    if role not in line.roles:
        return False
    if not org_id:
        return role == Role.SYSTEM
    return kind == detail if line.kinds is None else kind in line.kinds
