"""Admission criteria: one set for the province, dated sets by city, and a few that were made the wrong way.

Figures for Fuzhou, Xiamen and Quanzhou (Jinjiang) follow domain.md A2; the other cities are marked placeholders.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

UNAPPROVED_COUNTY = "350421"
"""Its draft set never got the government's approval: cases decided by it break R08."""


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """One version of a criteria set; dates are ISO, "" = not there."""

    code: str
    area_code: str
    changed_on: date
    effective_on: date
    approval_no: str
    published_on: str
    floor_area: float
    income: int
    assets: int
    residence_years: int | None = None
    flaw: str = ""

    def parameters(self) -> dict[str, float | int | None]:
        """The member `parameters` of criteria_changed."""
        return {
            "floor_area_per_head_m2": self.floor_area,
            "income_per_head_yuan": self.income,
            "assets_yuan": self.assets,
            "residence_years": self.residence_years,
        }


def _sound(code: str, area: str, effective: date, floor: float, income: int, assets: int, years: int | None = None) -> (
    CriteriaSet
):  # fmt: skip
    """A set approved, then published three weeks before it takes effect."""
    changed = effective - timedelta(days=21)
    number = f"{area}政办规〔{changed.year}〕{int(area) % 40 + 3}号"
    return CriteriaSet(code, area, changed, effective, number, changed.isoformat(), floor, income, assets, years)


_PLACEHOLDERS = {
    "3503": (15, 42000),
    "3504": (15, 36000),
    "3506": (14, 38000),
    "3507": (15, 34000),
    "3508": (15, 36000),
    "3509": (13, 35000),
}
"""Floor area and income by city, where no public figure was found."""


def sound_sets() -> list[CriteriaSet]:
    """The sets that were made properly, oldest first within an area."""
    sets = [
        _sound("FJ-2015", "35", date(2015, 1, 1), 13, 30000, 200000),
        _sound("FJ-2019", "35", date(2019, 7, 1), 15, 36000, 260000),
        _sound("FZ-2016", "3501", date(2016, 3, 1), 15, 36000, 250000, 3),
        _sound("FZ-2019", "3501", date(2019, 10, 1), 15, 45000, 300000, 3),
        _sound("FZ-2022", "3501", date(2022, 10, 1), 15, 53000, 360000, 3),
        _sound("XM-2016", "3502", date(2016, 1, 1), 12, 43000, 180000, 3),
        _sound("XM-2020", "3502", date(2020, 1, 1), 12, 50000, 200000, 3),
        _sound("XM-2022", "3502", date(2022, 1, 1), 12, 50000, 200000, 3),
        _sound("XM-2024", "3502", date(2024, 1, 1), 12, 60000, 240000, 3),
        _sound("XM-2026", "3502", date(2026, 1, 1), 12, 62000, 250000, 3),
        _sound("QZ-2017", "3505", date(2017, 6, 1), 15, 40000, 400000, 2),
        _sound("QZ-2020", "3505", date(2020, 6, 1), 15, 48000, 500000, 2),
        _sound("QZ-2022", "3505", date(2022, 9, 1), 15, 54594, 578000, 2),
    ]
    for city, (floor, income) in _PLACEHOLDERS.items():
        sets.append(_sound(f"{city}-SL-2018", city, date(2018, 5, 1), floor, income - 8000, 180000))
        sets.append(_sound(f"{city}-SL-2021", city, date(2021, 3, 1), floor, income - 4000, 220000))
        sets.append(_sound(f"{city}-SL-2024", city, date(2024, 3, 1), floor, income, 260000))
    return sets


def flawed_sets(as_of: date) -> list[CriteriaSet]:
    """Sets with one flaw each. Drafts take effect after `as_of` or lack approval, so no clean case meets them."""
    later = as_of + timedelta(days=60)
    ago = as_of - timedelta(days=400)
    recent = as_of - timedelta(days=20)

    def draft(code: str, area: str, flaw: str, changed: date, approval: str, published: str) -> CriteriaSet:
        return CriteriaSet(code, area, changed, later, approval, published, 15, 40000, 300000, None, flaw)

    early = as_of - timedelta(days=700)
    return [
        draft("3508-SL-2027", "3508", "unpublished", recent, "龙政办规〔草〕11号", ""),
        draft("3506-SL-2027", "3506", "unpublished", ago, "漳政办规〔草〕12号", ""),
        # The correction of the set above: the same code, now published.
        draft("3506-SL-2027", "3506", "", ago + timedelta(days=15), "漳政办规〔草〕12号",
              (ago + timedelta(days=15)).isoformat()),
        CriteriaSet("350781-2024", "350781", early, early + timedelta(days=5), "邵政办规〔示〕7号",
                    (early + timedelta(days=12)).isoformat(), 15, 33000, 240000, None, "early"),
        CriteriaSet(f"{UNAPPROVED_COUNTY}-CG", UNAPPROVED_COUNTY, date(2021, 1, 11), date(2021, 2, 1), "",
                    "2021-01-11", 18, 40000, 300000, None, "unapproved"),
        draft("350982-2027", "350982", "authority", recent, "鼎政办规〔草〕3号", recent.isoformat()),
    ]  # fmt: skip


class CriteriaHistory:
    """All criteria sets and the question every determination asks: which one is in force?"""

    def __init__(self, as_of: date) -> None:
        self.sets = sound_sets() + flawed_sets(as_of)
        self._by_area: dict[str, list[CriteriaSet]] = {}
        for one in self.sets:
            if one.approval_no:
                self._by_area.setdefault(one.area_code, []).append(one)

    def in_force(self, area_code: str, day: int) -> CriteriaSet:
        """The set of the smallest area around `area_code`, and of these the latest, on the day (an ordinal)."""
        for length in (9, 6, 4, 2):
            candidates = [
                one
                for one in self._by_area.get(area_code[:length], ())
                if max(one.effective_on, one.changed_on).toordinal() <= day
            ]
            if candidates:
                return max(candidates, key=lambda one: one.effective_on)
        raise LookupError(f"no criteria for {area_code}")

    def wrong_for(self, area_code: str, day: int) -> str:
        """A set that is not in force there that day: the unapproved draft of the county, or a superseded one."""
        if area_code.startswith(UNAPPROVED_COUNTY):
            return f"{UNAPPROVED_COUNTY}-CG"
        current = self.in_force(area_code, day)
        older = [one.code for one in self._by_area[current.area_code] if one.effective_on < current.effective_on]
        return older[-1] if older else "FJ-2015"
