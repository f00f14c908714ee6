"""Who looks: a person's name, role, the area that they may see, their office, and the day that they look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cockpit.domain.access import PEOPLE, Permission, UserRole, check_area, check_may, may
from cockpit.domain.area import Scope
from cockpit.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever a page is drawn for.

    ``area_code`` bounds everything that they see. ``as_of``: None means today. ``org_id``: the organisation in whose
    name they act, '' for somebody who only looks. ``account``: the name they log in with, '' without a login.
    """

    name: str
    area_code: str
    role: UserRole
    as_of: date | None = None
    org_id: str = ""
    account: str = ""

    def __post_init__(self) -> None:
        # The code is composed into SQL by the doors, so no Viewer exists whose code is not made of ASCII digits.
        check_area(self.role, self.area_code)

    @classmethod
    def parse(cls, text: str) -> Viewer:
        """``province:35``, ``city_inspector:3501``, ``street:350102001``; anything else is refused."""
        role, _, code = text.strip().partition(":")
        if role not in set(PEOPLE):
            known = "、".join(f"{one}" for one in PEOPLE)
            raise Refusal(f"演示查看人“{text}”不正确：应写成“角色:区划代码”，例如 province:35；角色可为 {known}。")
        return cls(name=f"演示用户（{UserRole(role).label}）", area_code=code, role=UserRole(role))

    def may(self, permission: Permission) -> bool:
        return may(self.role, permission)

    def check_may(self, permission: Permission) -> None:
        """Raises Refusal (403)."""
        check_may(self.role, permission)

    def sees(self, area_code: str) -> bool:
        """Whether the area lies in the viewer's own; Refusal (404) for what is no code of this province."""
        return Scope.of(self.area_code).contains(Scope.of(area_code).code)
