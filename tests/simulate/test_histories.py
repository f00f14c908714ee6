"""Cases without a lamp are really clean, and what follows upon what makes sense."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Any

Row = dict[str, Any]


def _first(operations: list[Row], action: str) -> Row | None:
    return next((row for row in operations if row["action"] == action), None)


def test_most_cases_are_clean(simulated: Any) -> None:
    clean = list(simulated.clean_cases())
    assert len(clean) > 0.88 * len(simulated.of_case)


def test_clean_cases_have_two_surveyors_a_place_and_photos(simulated: Any) -> None:
    for operations in simulated.clean_cases():
        for row in operations:
            if row["action"] == "surveyed":
                assert len(set(row["data"]["surveyors"])) == 2
                assert row["data"]["place"]
                assert row["data"]["photos"] > 0


def test_clean_cases_attach_their_documents_the_same_day(simulated: Any) -> None:
    needed = {"surveyed": "survey_record", "determined": "determination_sheet", "contract_signed": "contract"}
    for operations in simulated.clean_cases():
        for row in operations:
            if row["action"] in needed:
                document = [one for one in operations if one["data"].get("for_action") == row["action"]]
                assert [one["data"]["document"] for one in document] == [needed[row["action"]]]
                assert document[0]["occurred_at"][:10] == row["occurred_at"][:10]


def test_clean_cases_are_decided_by_another_than_the_proposer(simulated: Any) -> None:
    for operations in simulated.clean_cases():
        proposed, determined = _first(operations, "proposed"), _first(operations, "determined")
        if proposed and determined:
            assert proposed["actor_id"] != determined["actor_id"]


def test_clean_cases_go_through_the_steps_in_order(simulated: Any) -> None:
    order = {"S1": 1, "S2": 2, "S3": 3, "S4": 4}
    for operations in simulated.clean_cases():
        late = ("re_review_requested", "re_review_answered", "contract_filed")
        steps = [order[row["step"]] for row in operations if row["action"] not in late]
        assert steps == sorted(steps)


def test_clean_notices_name_nobody_in_full(simulated: Any) -> None:
    people = {row["case_no"]: (row["id_number"], row["applicant_name"]) for row in simulated.tables["case"]}
    for operations in simulated.clean_cases():
        for row in operations:
            if row["action"] == "notice_opened":
                for secret in people[row["subject_id"]]:
                    assert secret not in row["data"]["text"]


def test_nothing_but_filing_and_objections_follows_the_end_of_a_case(simulated: Any) -> None:
    for operations in simulated.of_case.values():
        ends = [row["at"] for row in operations if row["action"] in ("rejected", "withdrawn", "terminated")]
        if ends:
            assert all(
                row["at"] <= ends[0] or row["action"].startswith(("objection_", "re_review_")) for row in operations
            )


def test_no_officer_writes_one_text_twenty_times_a_day(simulated: Any) -> None:
    def letters(text: str) -> str:
        folded = unicodedata.normalize("NFKC", text)
        return "".join(mark for mark in folded if unicodedata.category(mark)[0] not in "NPSZ")

    written = Counter(
        (row["actor_id"], row["occurred_at"][:10], letters(row["data"]["opinion"]))
        for action in ("street_opinion_given", "answered")
        for row in simulated.operations(action)
    )
    assert max(written.values()) < 5


def test_a_home_is_selected_once_and_from_its_own_batch_onwards(simulated: Any) -> None:
    selected = Counter(row["data"]["unit_id"] for row in simulated.operations("unit_selected"))
    vacated = {row["subject_id"] for row in simulated.operations("vacated") if row["subject_kind"] == "unit"}
    assert all(count == 1 for unit, count in selected.items() if unit not in vacated)


def test_a_household_enters_one_batch(simulated: Any) -> None:
    entered = Counter(row["subject_id"] for row in simulated.operations("batch_entered"))
    assert set(entered.values()) == {1}


def test_every_contract_has_its_tenancy(simulated: Any) -> None:
    tenancies = {row["tenancy_id"]: row["case_no"] for row in simulated.tables["tenancy"]}
    for row in simulated.operations("contract_signed"):
        assert tenancies[row["data"]["tenancy_id"]] == row["subject_id"]


def test_nothing_is_told_of_tenants_who_have_left(simulated: Any) -> None:
    left = {row["subject_id"]: row["at"] for row in simulated.operations("vacated")}
    for row in simulated.tables["operation"]:
        if row["subject_kind"] == "tenancy" and row["subject_id"] in left:
            assert row["occurred_at"][:10] <= left[row["subject_id"]].isoformat()[:10]
