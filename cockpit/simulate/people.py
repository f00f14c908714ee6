"""Made-up people that nobody can take for real ones.

Names carry 测 (applicants) or 示 (staff), births lie in 1880-1899, phones begin with 100, which no operator assigns.
Identity numbers keep a valid MOD 11-2 check digit (GB 11643), so that masking and linting meet realistic strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SURNAMES = "陈林黄张吴李王郑刘苏杨蔡叶谢许周徐何曾郭朱江廖罗赖邱邓潘洪肖柯卢施余庄沈范温高方"
GIVEN = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸安宁康平和顺明远清泉春夏秋冬山川松竹梅兰"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


@dataclass(frozen=True, slots=True)
class Person:
    """An applicant or tenant."""

    name: str
    id_number: str
    phone: str


def person(rng: Random, county_code: str) -> Person:
    """A synthetic applicant of a county."""
    name = f"{rng.choice(SURNAMES)}测{rng.choice(GIVEN)}"
    number = rng.randrange(20 * 12 * 28 * 1000)
    year, rest = divmod(number, 12 * 28 * 1000)
    month, rest = divmod(rest, 28 * 1000)
    day, sequence = divmod(rest, 1000)
    first17 = f"{county_code}{1880 + year}{month + 1:02d}{day + 1:02d}{sequence:03d}"
    return Person(name, first17 + check_digit(first17), f"100{rng.randrange(10**8):08d}")


def check_digit(first17: str) -> str:
    """The eighteenth character of a Chinese identity number (ISO 7064 MOD 11-2)."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def staff_name(rng: Random) -> str:
    """A synthetic official."""
    return f"{rng.choice(SURNAMES)}示{rng.choice(GIVEN)}"


def masked(name: str) -> str:
    """A name as a notice shows it: the middle hidden."""
    return f"{name[0]}*{name[2:]}"
