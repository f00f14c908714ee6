"""The province has the size and the habits of domain.md A8."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

SCALE = 0.02
WEIGHTS = {"3501": 20, "3502": 16, "3503": 4, "3504": 9, "3505": 15, "3506": 13, "3507": 9, "3508": 7, "3509": 6}
WEIGHTS |= {"350128": 1}
YELLOW = {"near", "late", "vague", "weak", "elements", "short", "empty", "code", "alone", "long"}


def _reporting_unit(area_code: str) -> str:
    return area_code[:6] if area_code.startswith("350128") else area_code[:4]


def test_cases_and_units_are_split_by_the_weights(simulated: Any) -> None:
    cases = Counter(_reporting_unit(row["area_code"]) for row in simulated.tables["case"])
    units = Counter(_reporting_unit(row["project_id"][2:]) for row in simulated.tables["unit"])
    assert sum(cases.values()) == pytest.approx(300_000 * SCALE, abs=5)
    assert sum(units.values()) == pytest.approx(320_000 * SCALE, abs=5)
    for unit, weight in WEIGHTS.items():
        assert cases[unit] == pytest.approx(300_000 * SCALE * weight / 100, rel=0.02, abs=2)
        assert units[unit] == pytest.approx(320_000 * SCALE * weight / 100, rel=0.02, abs=2)


def test_twelve_thousand_households_applied_online_in_2023(simulated: Any) -> None:
    online = [row for row in simulated.tables["case"] if row["channel"] != "window" and row["case_no"][7:11] == "2023"]
    assert len(online) / SCALE == pytest.approx(12_000, rel=0.12)


@pytest.mark.parametrize(("year", "expected"), [("2021", 4242), ("2023", 2000)])
def test_failed_rechecks_fall_from_2021_to_2023(simulated: Any, year: str, expected: int) -> None:
    failed = [
        row
        for row in simulated.operations("recheck_decided")
        if row["data"]["result"] == "fail" and row["occurred_at"].startswith(year)
    ]
    assert len(failed) / SCALE == pytest.approx(expected, rel=0.1)


def test_two_hundred_thousand_households_live_in_public_rental_homes(simulated: Any) -> None:
    gone = {row["subject_id"] for row in simulated.operations("vacated") if row["subject_kind"] == "tenancy"}
    active = [row for row in simulated.tables["tenancy"] if row["tenancy_id"] not in gone]
    assert len(active) / SCALE == pytest.approx(200_000, rel=0.06)
    assert len({row["unit_id"] for row in active}) == len(active), "nobody shares a home"


def test_thirty_thousand_contracts_use_the_template(simulated: Any) -> None:
    signed = [row for row in simulated.tables["tenancy"] if row["template_contract"] == "1"]
    assert len(signed) / SCALE == pytest.approx(30_000, rel=0.05)


def test_shares_of_the_flow(simulated: Any) -> None:
    cases = len(simulated.tables["case"])
    determined = Counter(row["data"]["result"] for row in simulated.operations("determined"))
    corrected = {row["subject_id"] for row in simulated.operations("correction_requested")}
    accepted = len(simulated.operations("accepted"))
    objected = simulated.operations("objection_raised")
    assert accepted / cases == pytest.approx(0.80, abs=0.03)
    assert determined["qualified"] / determined.total() == pytest.approx(0.75, abs=0.03)
    assert len(corrected) / cases == pytest.approx(0.25, abs=0.03)
    assert 0.008 < len(objected) / accepted < 0.022


def test_red_on_two_cases_in_a_hundred_and_yellow_on_six(simulated: Any) -> None:
    cases = len(simulated.tables["case"])
    lit = [(row["subject_id"], row["finding"].rsplit(".", 1)[1]) for row in simulated.planted]
    known = {row["case_no"] for row in simulated.tables["case"]}
    yellow = {subject for subject, last in lit if subject in known and last in YELLOW}
    red = {subject for subject, last in lit if subject in known and last not in YELLOW}
    assert 0.015 <= len(red) / cases <= 0.03
    assert 0.05 <= len(yellow) / cases <= 0.08


def test_there_are_ten_million_operations_in_a_whole_province(simulated: Any) -> None:
    assert len(simulated.tables["operation"]) / SCALE == pytest.approx(10_500_000, rel=0.1)


def test_fewer_apply_around_spring_festival(simulated: Any) -> None:
    by_month = Counter(row["occurred_at"][5:7] for row in simulated.operations("submitted"))
    assert by_month["02"] < 0.7 * by_month["03"]


def test_cities_differ_in_what_goes_wrong(simulated: Any) -> None:
    by_city = Counter((row["finding"], row["subject_id"][:4]) for row in simulated.planted)
    cases = Counter(row["city_code"] for row in simulated.tables["case"])

    def rate(finding: str, city: str) -> float:
        return by_city[finding, city] / cases[city]

    others = [city for city in cases if city not in ("3505", "3507", "3509")]
    for finding, city in (("R05.answer.near", "3505"), ("R03.opinion.vague", "3507"), ("R10.notice.missing", "3509")):
        average = sum(rate(finding, other) for other in others) / len(others)
        assert rate(finding, city) > 1.5 * average


def test_many_households_still_wait_for_a_home(simulated: Any) -> None:
    registered = {row["subject_id"] for row in simulated.operations("registered")}
    entered = {row["subject_id"] for row in simulated.operations("batch_entered")}
    assert len(registered - entered) / SCALE > 8_000
