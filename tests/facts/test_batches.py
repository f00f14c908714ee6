"""A batch: where it lies, and what was missing when it opened."""

from __future__ import annotations

from cockpit.facts.batches import batch_area, batch_omissions, batch_statements
from tests.build import FULL_CONTENTS, History, batch
from tests.facts.reading import history_of

CITY, COUNTY = "city_housing/clerk", "county_housing/clerk"
AREAS = {("35national", "city_housing-3501"): "3501", ("35national", "county_housing-350102"): "350102"}
NAMING = ("35national", "county_housing-350102")


def area(h: History, naming: tuple[str, str] | None = None) -> str:
    return batch_area(history_of(h).operations, naming, AREAS, "3501")


def test_a_batch_lies_where_the_office_of_its_first_plan_does() -> None:
    h = batch().intent_opened("2026-03-01", by=COUNTY).plan_published("2026-03-02", by=CITY)
    assert area(h.plan_published("2026-03-03", by=COUNTY)) == "3501"


def test_without_a_plan_where_the_office_of_its_first_operation_does() -> None:
    assert area(batch().intent_opened("2026-03-01", by=COUNTY).ranking_published("2026-03-02", by=CITY)) == "350102"


def test_known_only_by_a_case_where_the_office_that_named_it_does() -> None:
    assert area(batch(), NAMING) == "350102"
    assert area(batch().intent_opened("2026-03-01", by=CITY), NAMING) == "3501"


def test_an_office_that_nobody_delivered_is_passed_over() -> None:
    unknown = "operator/clerk"
    h = batch().intent_opened("2026-03-01", by=COUNTY).plan_published("2026-03-02", by=unknown)
    assert area(h) == "350102"
    assert area(batch().intent_opened("2026-03-01", by=unknown)) == "3501"


def gaps(h: History) -> list[str]:
    return [
        f"{gap.act.action} {gap.act.day:%m-%d}" + (f" mended {gap.mended.day:%m-%d}" if gap.mended else "")
        for gap in batch_omissions(history_of(h).operations)
    ]


def test_the_first_opening_is_what_lacked_the_plan_and_the_first_plan_after_it_mends() -> None:
    h = batch().ranking_published("2026-03-03").intent_opened("2026-03-04")
    assert gaps(h) == ["ranking_published 03-03"]
    assert gaps(h.plan_published("2026-03-05").plan_published("2026-03-06")) == ["ranking_published 03-03 mended 03-05"]


def test_a_plan_before_the_opening_leaves_no_gap() -> None:
    assert gaps(batch().plan_published("2026-03-02").intent_opened("2026-03-03")) == []
    assert gaps(batch().plan_published("2026-03-02")) == []


def test_what_a_plan_and_a_lottery_say() -> None:
    h = batch().plan_published("2026-03-02", contents=[*FULL_CONTENTS, "parking"])
    h.plan_published("2026-03-03", contents=FULL_CONTENTS[1:]).lottery_held("2026-03-04")
    h.lottery_held("2026-03-05", record_no=" ").intent_opened("2026-03-06")
    assert [(s.kind, s.faults, s.cures) for s in batch_statements(history_of(h).operations)] == [
        ("plan", (), ("contents",)),
        ("plan", ("contents",), ()),
        ("lottery", (), ()),
        ("lottery", ("record",), ()),
    ]
