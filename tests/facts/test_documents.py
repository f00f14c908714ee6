"""Which attachment serves which act, and what is missing until when."""

from __future__ import annotations

from cockpit.facts.documents import documents
from tests.build import History, case
from tests.facts.reading import DAYS, history_of


def gaps(h: History) -> list[str]:
    """ "surveyed:1 missing 03-05", with " mended 03-09" where it was attached after all."""
    return [
        f"{gap.instance} {gap.kind.removeprefix('document_')} {gap.since:%m-%d}"
        + (f" mended {gap.mended.day:%m-%d}" if gap.mended else "")
        for gap in documents(history_of(h), DAYS)
    ]


def surveyed(*days: str) -> History:
    h = case()
    for day in days:
        h.surveyed(day)
    return h


def test_two_documents_serve_two_acts_the_last_one_first() -> None:
    h = surveyed("2026-03-03", "2026-03-04").document_attached("2026-03-04 16:00")
    assert gaps(h) == ["surveyed:1 missing 03-05"]
    assert gaps(h.document_attached("2026-03-04 17:00")) == ["surveyed:1 late 03-04 mended 03-04"]


def test_a_third_document_serves_nobody() -> None:
    h = surveyed("2026-03-03").document_attached("2026-03-03 16:00").document_attached("2026-03-20")
    assert gaps(h) == []


def test_attached_before_any_act_it_serves_the_first_and_a_second_one_serves_none() -> None:
    h = surveyed("2026-03-03", "2026-03-10").document_attached("2026-03-02").document_attached("2026-03-02 18:00")
    assert gaps(h) == ["surveyed:2 missing 03-12"]


def test_acts_at_one_instant_are_numbered_by_their_ids() -> None:
    h = case().surveyed("2026-03-03 10:00", id="b").surveyed("2026-03-03 10:00", id="a")
    assert gaps(h.document_attached("2026-03-03 10:00", id="c")) == ["surveyed:1 missing 03-05"]


def test_the_acts_of_each_kind_are_counted_for_themselves() -> None:
    h = case().surveyed("2026-03-03").determined("2026-03-10").contract_signed("2026-03-20")
    assert gaps(h) == ["surveyed:1 missing 03-05", "determined:1 missing 03-12", "contract_signed:1 missing 03-24"]


def test_what_was_attached_after_the_end_of_the_case_mends_nothing() -> None:
    h = surveyed("2026-03-03").withdrawn("2026-03-06").document_attached("2026-03-09")
    assert gaps(h) == ["surveyed:1 missing 03-05"]


def test_the_street_owes_the_survey_the_county_the_decision_the_operator_the_contract() -> None:
    h = case().surveyed("2026-03-03").determined("2026-03-10").contract_signed("2026-03-20")
    assert [gap.asked_of for gap in documents(history_of(h), DAYS)] == ["street", "county_housing", "operator"]
