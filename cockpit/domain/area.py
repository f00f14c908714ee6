"""Areas: province > city or zone > county > street, by codes that nest as prefixes (35, 3501, 350102, 350102001).

One exception, from the regulation and not from the code: 平潭 (350128) is written under 福州 (3501) but reports to the
province as a zone of its own, so whatever is summed or shown for 3501 leaves it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cockpit.domain.refusal import Refusal
from cockpit.domain.vocabulary import Named

PROVINCE = "35"
ZONE, ZONE_CITY = "350128", "3501"
"""平潭综合实验区, and the city whose code it carries."""

_CODE = re.compile(r"35(?:[0-9]{2}|[0-9]{4}|[0-9]{7})?")


class AreaLevel(Named):
    PROVINCE = "province", "全省"
    CITY = "city", "设区市"
    COUNTY = "county", "县（市、区）"
    STREET = "street", "街道（乡镇）"


_LEVELS = {2: AreaLevel.PROVINCE, 4: AreaLevel.CITY, 6: AreaLevel.COUNTY, 9: AreaLevel.STREET}


def is_code(text: str) -> bool:
    """Whether it is written like an area of this province."""
    return _CODE.fullmatch(text) is not None


def checked(code: str) -> str:
    """The code itself if it is written like one of this province; whether it exists, the table ``area`` knows."""
    if not _CODE.fullmatch(code):
        raise Refusal(
            f"没有区划代码为“{code[:20]}”的地区：应为 35 开头的 2、4、6 或 9 位数字，请从全省总览逐级进入。", status=404
        )
    return code


def level_of(code: str) -> AreaLevel:
    """The level by the length of the code; 平潭 counts as the county that its code says."""
    return _LEVELS[len(checked(code))]


def parent_of(code: str) -> str | None:
    """The area above in the reporting tree: 350102001 -> 350102 -> 3501 -> 35; 350128 -> 35; 35 -> None."""
    if code == PROVINCE:
        return None
    if code == ZONE:
        return PROVINCE
    return code[:6] if len(code) == 9 else code[: len(code) - 2]


def path_of(code: str) -> list[str]:
    """From the province down to the area itself: [35, 3501, 350102]."""
    path = [checked(code)]
    while (above := parent_of(path[0])) is not None:
        path.insert(0, above)
    return path


@dataclass(frozen=True, slots=True)
class Scope:
    """The codes that belong to an area: ``low`` ≤ code < ``high``, without those in ``without`` (likewise low, high).

    A range of text in C order is what an index can walk; a LIKE with a parameter is not.
    """

    code: str
    low: str
    high: str
    without: tuple[str, str] | None = None

    @classmethod
    def of(cls, code: str) -> Scope:
        """Raises Refusal (404) for what is no code of this province."""
        checked(code)
        without = (ZONE, _after(ZONE)) if code == ZONE_CITY else None
        return cls(code, code, _after(code), without)

    def contains(self, code: str) -> bool:
        inside = self.low <= code < self.high
        return inside and not (self.without and self.without[0] <= code < self.without[1])


def _after(code: str) -> str:
    """The first text behind every code with this prefix: codes are digits, so the last one can always be raised."""
    return code[:-1] + chr(ord(code[-1]) + 1)
