"""Who looks: a person's name, office level, the area that they may see, and the day that they look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cockpit.domain.refusal import Refusal
from cockpit.domain.vocabulary import Named


class Office(Named):
    """The level of the office a viewer sits in; it settles how long the code of their area is."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    STREET = "street", "街道（乡镇）"


_DIGITS = {Office.PROVINCE: 2, Office.CITY: 4, Office.COUNTY: 6, Office.STREET: 9}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever a page is drawn for. ``area_code`` bounds everything that they see; ``as_of``: None means today."""

    name: str
    area_code: str
    role: Office
    as_of: date | None = None

    def __post_init__(self) -> None:
        # The code is composed into SQL by the doors, so no Viewer exists whose code is not made of ASCII digits.
        code = self.area_code
        if not (code.isascii() and code.isdigit() and code.startswith("35") and len(code) == _DIGITS[self.role]):
            raise Refusal(
                f"查看人的区划代码“{code}”不正确：{self.role.label}应为 35 开头的 {_DIGITS[self.role]} 位数字。",
                status=400,
            )

    @classmethod
    def parse(cls, text: str) -> Viewer:
        """``province:35``, ``city:3501``, ``county:350102``, ``street:350102001``; anything else is refused."""
        role, _, code = text.strip().partition(":")
        if role not in set(Office):
            known = "、".join(f"{office}" for office in Office)
            raise Refusal(f"演示查看人“{text}”不正确：应写成“级别:区划代码”，例如 province:35；级别可为 {known}。")
        office = Office(role)
        return cls(name=f"演示用户（{office.label}）", area_code=code, role=office)
