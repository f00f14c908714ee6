"""R13: homes are selected in rank order, and nobody is passed over without a document.

Two cases wait in batch B1, HIGHER on rank 1 and LOWER on rank 2, both of category A; LOWER selects on Tuesday 10 March
2026 at 10:00 unless said. All is judged at that instant.
"""

from __future__ import annotations

import pytest

from tests.build import BuiltWorld, History, batch, case, world_of
from tests.rules import Lamp, Lit
from tests.rules.conftest import Court

HIGHER, LOWER, THIRD = "350102-2026-00001", "350102-2026-00002", "350102-2026-00003"
SELECTED = "2026-03-10 10:00"


def waiting(case_no: str, rank_no: int, *, category: str | None = "A", layout: str = "") -> History:
    h = case(case_no).determined("2026-03-02", category=category).batch_entered("2026-03-03")
    return h.ranked("2026-03-04", rank_no=rank_no, layout=layout)


def higher(*, category: str | None = "A", layout: str = "") -> History:
    return waiting(HIGHER, 1, category=category, layout=layout)


def lower(*, category: str | None = "A", layout: str = "", at: str = SELECTED) -> History:
    return waiting(LOWER, 2, category=category, layout=layout).unit_selected(at)


def queue(before: History, *others: History) -> BuiltWorld:
    """``before`` and who selects; LOWER unless said."""
    return world_of(before, *(others or (lower(),)))


# --- passed over without a word ---------------------------------------------------------------------------------------


def test_who_stands_before_the_selector_is_passed_over_from_that_day_on(lamp: Lamp) -> None:
    world = queue(higher())
    assert lamp(world, "R13.skipped", "2026-03-09") == "dark"
    assert lamp(world, "R13.skipped", "2026-03-10", instance=HIGHER, subject="B1") == "since 2026-03-10"
    assert lamp(world, "R13.skipped", "2027-03-10") == "since 2026-03-10"


def test_selecting_in_rank_order_is_silent(lit: Lit) -> None:
    assert lit(queue(higher().unit_selected("2026-03-09")), "2026-12-31") == []


def test_selecting_at_the_very_instant_is_in_order_and_a_minute_later_is_not(lit: Lit) -> None:
    assert lit(queue(higher().unit_selected("2026-03-10 10:00")), "2026-12-31") == []
    assert lit(queue(higher().unit_selected("2026-03-10 10:01")), "2026-12-31") == ["R13.skipped"]


def test_the_first_in_the_queue_passes_over_nobody(lit: Lit) -> None:
    assert lit(world_of(higher().unit_selected(SELECTED), waiting(LOWER, 2)), "2026-12-31") == []


def test_equal_ranks_pass_over_nobody(lit: Lit) -> None:
    assert lit(world_of(waiting(HIGHER, 2), lower()), "2026-12-31") == []


def test_everyone_passed_over_has_a_lamp_of_its_own_since_the_first_time(lamp: Lamp) -> None:
    third = waiting(THIRD, 3).unit_selected("2026-03-05")
    world = queue(higher(), lower(), third)
    assert lamp(world, "R13.skipped", "2026-12-31", instance=HIGHER) == "since 2026-03-05"
    assert lamp(world, "R13.skipped", "2026-12-31", instance=LOWER) == "since 2026-03-05"
    assert lamp(world, "R13.skipped", "2026-12-31", instance=THIRD) == "dark"


def test_selecting_again_does_not_move_the_first_day(lamp: Lamp) -> None:
    world = queue(higher(), lower().unit_selected("2026-03-12"))
    assert lamp(world, "R13.skipped", "2026-12-31") == "since 2026-03-10"


# --- comparable: batch, category, layout ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("categories", "burning"),
    [
        (("A", "A"), ["R13.skipped"]),
        (("A", "B"), []),
        (("A", None), []),
        ((None, "A"), []),
        ((None, None), ["R13.skipped"]),  # an empty category equals only an empty one
    ],
)
def test_only_the_same_category_is_passed_over(
    lit: Lit, categories: tuple[str | None, str | None], burning: list[str]
) -> None:
    before, after = categories
    assert lit(queue(higher(category=before), lower(category=after)), "2026-12-31") == burning


@pytest.mark.parametrize(
    ("layouts", "burning"),
    [
        (("1-1", "1-1"), ["R13.skipped"]),
        (("1-1", "2-1"), []),
        (("", "2-1"), ["R13.skipped"]),  # where either is empty, layout is not compared
        (("1-1", ""), ["R13.skipped"]),
    ],
)
def test_only_the_same_layout_is_passed_over(lit: Lit, layouts: tuple[str, str], burning: list[str]) -> None:
    before, after = layouts
    assert lit(queue(higher(layout=before), lower(layout=after)), "2026-12-31") == burning


def test_the_category_is_that_of_the_last_determination_before_the_selection(lit: Lit) -> None:
    moved = higher().determined("2026-03-09", category="B")
    assert lit(queue(moved), "2026-12-31") == []
    moved_later = higher().determined("2026-03-11", category="B")
    assert lit(queue(moved_later), "2026-12-31") == ["R13.skipped"]


def test_another_batch_is_another_queue(lit: Lit) -> None:
    other = case(HIGHER).determined("2026-03-02").ranked("2026-03-04", batch_id="B2", rank_no=1)
    assert lit(queue(other), "2026-12-31") == []


def test_a_batch_of_the_same_name_in_another_city_is_another_queue(lit: Lit) -> None:
    other = case("350502-2026-00001", area="350502001").determined("2026-03-02").ranked("2026-03-04", rank_no=1)
    assert lit(queue(other), "2026-12-31") == []


# --- no longer waiting ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["withdrawn", "terminated"])
def test_who_has_ended_before_is_not_passed_over_and_who_ends_after_is(lit: Lit, end: str) -> None:
    assert lit(queue(higher().did(end, "2026-03-10 09:59")), "2026-12-31") == []
    assert lit(queue(higher().did(end, "2026-03-10 10:01")), "2026-12-31") == ["R13.skipped"]


def test_who_was_refused_after_all_is_not_passed_over(lit: Lit) -> None:
    refused = higher().determined("2026-03-05", result="unqualified").notified("2026-03-06")
    assert lit(queue(refused), "2026-12-31") == []


def test_who_has_a_contract_is_not_passed_over(lit: Lit) -> None:
    assert lit(queue(higher().contract_signed("2026-03-09")), "2026-12-31") == []


def test_the_last_re_examination_before_it_counts(lit: Lit) -> None:
    failed = higher().re_examined("2026-03-05", result="fail")
    assert lit(queue(failed), "2026-12-31") == []
    passed_after_all = higher().re_examined("2026-03-05", result="fail").re_examined("2026-03-06")
    assert lit(queue(passed_after_all), "2026-12-31") == ["R13.skipped"]
    failed_later = higher().re_examined("2026-03-05").re_examined("2026-03-11", result="fail")
    assert lit(queue(failed_later), "2026-12-31") == ["R13.skipped"]


# --- passes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["reason", "document_no"])
def test_a_pass_without_reason_or_document_is_yellow_from_the_selection_on(lamp: Lamp, missing: str) -> None:
    world = queue(higher().passed("2026-03-06", **{missing: None}))
    assert lamp(world, "R13.pass.undocumented", "2026-03-09") == "dark"
    assert lamp(world, "R13.pass.undocumented", "2026-03-10", instance=HIGHER) == "since 2026-03-10"
    assert lamp(world, "R13.pass.undocumented", "2026-12-31") == "since 2026-03-10"
    assert lamp(world, "R13.skipped", "2026-12-31") == "dark"


def test_a_documented_pass_is_silent(lit: Lit) -> None:
    assert lit(queue(higher().passed("2026-03-06")), "2026-12-31") == []


def test_a_bad_pass_over_which_nobody_selects_is_silent(lit: Lit) -> None:
    assert lit(world_of(higher().passed("2026-03-06", reason=None), waiting(LOWER, 2)), "2026-12-31") == []


def test_of_several_passes_the_last_counts(lit: Lit) -> None:
    worse = higher().passed("2026-03-06").passed("2026-03-09", reason="")
    assert lit(queue(worse), "2026-12-31") == ["R13.pass.undocumented"]
    better = higher().passed("2026-03-06", reason="").passed("2026-03-09")
    assert lit(queue(better), "2026-12-31") == []


def test_a_pass_at_the_very_instant_counts_and_one_a_minute_later_changes_nothing(lit: Lit) -> None:
    assert lit(queue(higher().passed("2026-03-10 10:00")), "2026-12-31") == []
    assert lit(queue(higher().passed("2026-03-10 10:01")), "2026-12-31") == ["R13.skipped"]


def test_a_document_brought_later_changes_nothing(lamp: Lamp) -> None:
    world = queue(higher().passed("2026-03-06", document_no="").passed("2026-03-11"))
    assert lamp(world, "R13.pass.undocumented", "2026-12-31") == "since 2026-03-10"


def test_a_pass_in_another_batch_is_none(lit: Lit) -> None:
    assert lit(queue(higher().passed("2026-03-06", batch_id="B2")), "2026-12-31") == ["R13.skipped"]


def test_the_same_case_can_be_passed_over_with_and_without_a_pass(lamp: Lamp) -> None:
    third = waiting(THIRD, 3).unit_selected("2026-03-05")
    world = queue(higher().passed("2026-03-06", reason=None), lower(), third)
    assert lamp(world, "R13.skipped", "2026-12-31", instance=HIGHER) == "since 2026-03-05"
    assert lamp(world, "R13.pass.undocumented", "2026-12-31", instance=HIGHER) == "since 2026-03-10"


# --- ranks that change ------------------------------------------------------------------------------------------------


def moved(on: str, to: int = 3) -> History:
    return higher().rank_changed(on, to=to, **{"from": 1})


def published(at: str = "2026-03-06 10:00") -> History:
    return batch().plan_published("2026-03-02").ranking_published(at)


def test_the_rank_before_the_selection_counts(lit: Lit) -> None:
    assert lit(queue(moved("2026-03-09")), "2026-12-31") == []
    assert lit(queue(moved("2026-03-10 10:00")), "2026-12-31") == []
    assert lit(queue(moved("2026-03-10 10:01")), "2026-12-31") == ["R13.skipped"]


def test_moved_before_the_other_one_stands_before_it(lamp: Lamp) -> None:
    # HIGHER moves behind LOWER, selects, and now passes LOWER over.
    world = world_of(moved("2026-03-05").unit_selected("2026-03-06"), waiting(LOWER, 2))
    assert lamp(world, "R13.skipped", "2026-12-31", instance=LOWER) == "since 2026-03-06"


def test_ranked_anew_counts_like_a_change(lit: Lit) -> None:
    assert lit(queue(higher().ranked("2026-03-09", rank_no=7)), "2026-12-31") == []
    back = moved("2026-03-05").ranked("2026-03-09", rank_no=1)
    assert lit(queue(back), "2026-12-31") == ["R13.skipped"]


def test_a_rank_changed_after_the_publication_is_red_for_ever(lamp: Lamp) -> None:
    world = world_of(moved("2026-03-09"), published())
    assert lamp(world, "R13.rank.changed", "2026-03-08") == "dark"
    assert lamp(world, "R13.rank.changed", "2026-03-09", instance=HIGHER, subject="B1") == "since 2026-03-09"
    assert lamp(world, "R13.rank.changed", "2027-03-09") == "since 2026-03-09"


def test_a_rank_changed_before_the_publication_is_silent(lit: Lit) -> None:
    assert lit(world_of(moved("2026-03-06 09:59"), published()), "2026-12-31") == []


def test_published_at_the_very_instant_counts_as_before(lit: Lit) -> None:
    assert lit(world_of(moved("2026-03-06 10:00"), published()), "2026-12-31") == ["R13.rank.changed"]


def test_the_first_publication_counts_and_another_batch_s_does_not(lit: Lit) -> None:
    twice = published().ranking_published("2026-03-20")
    assert lit(world_of(moved("2026-03-09"), twice), "2026-12-31") == ["R13.rank.changed"]
    other = batch("B2").plan_published("2026-03-02").ranking_published("2026-03-06")
    assert lit(world_of(moved("2026-03-09"), other), "2026-12-31") == []


def test_never_published_a_rank_may_change(lit: Lit) -> None:
    assert lit(world_of(moved("2026-03-09"), batch().plan_published("2026-03-02")), "2026-12-31") == []


def test_changed_twice_is_one_lamp_since_the_first(lamp: Lamp) -> None:
    world = world_of(moved("2026-03-09").rank_changed("2026-03-11", to=4), published())
    assert lamp(world, "R13.rank.changed", "2026-12-31") == "since 2026-03-09"


# --- the lottery and outsiders ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["notary", "record_no"])
def test_a_lottery_without_notary_or_record_is_red_for_ever(lamp: Lamp, missing: str) -> None:
    h = batch().lottery_held("2026-03-05", **{missing: ""}).lottery_held("2026-03-09")
    assert lamp(h, "R13.lottery.record", "2026-03-04") == "dark"
    assert lamp(h, "R13.lottery.record", "2026-03-05") == "since 2026-03-05"
    assert lamp(h, "R13.lottery.record", "2026-12-31", subject="B1") == "since 2026-03-05"


def test_a_recorded_lottery_is_silent(lit: Lit) -> None:
    assert lit(batch().lottery_held("2026-03-05"), "2026-12-31") == []
    assert lit(batch().lottery_held("2026-03-05", by="/system").lottery_held("2026-03-06"), "2026-12-31") == []


def outsider() -> History:
    return case(THIRD).determined("2026-03-02").batch_entered("2026-03-03")


def test_selecting_without_ever_being_ranked_is_red_for_ever(lamp: Lamp) -> None:
    h = outsider().unit_selected("2026-03-10")
    assert lamp(h, "R13.outsider", "2026-03-09") == "dark"
    assert lamp(h, "R13.outsider", "2026-03-10", instance=THIRD, subject="B1") == "since 2026-03-10"
    assert lamp(h, "R13.outsider", "2027-03-10") == "since 2026-03-10"


def test_ranked_at_the_very_instant_is_no_outsider_and_a_minute_later_is_one(lit: Lit) -> None:
    assert lit(outsider().unit_selected(SELECTED).ranked("2026-03-10 10:00"), "2026-12-31") == []
    assert lit(outsider().unit_selected(SELECTED).ranked("2026-03-10 10:01"), "2026-12-31") == ["R13.outsider"]


def test_ranked_in_another_batch_is_an_outsider_here(lit: Lit) -> None:
    h = outsider().ranked("2026-03-04", batch_id="B2").unit_selected(SELECTED)
    assert lit(h, "2026-12-31") == ["R13.outsider"]


def test_an_outsider_passes_over_nobody_and_is_passed_over_by_nobody(lit: Lit) -> None:
    assert lit(world_of(higher(), outsider().unit_selected(SELECTED)), "2026-12-31") == ["R13.outsider"]
    assert lit(world_of(outsider(), lower()), "2026-12-31") == []


def test_a_withdrawn_case_selects_nothing(lit: Lit) -> None:
    gone = waiting(LOWER, 2).withdrawn("2026-03-09").unit_selected(SELECTED)
    assert lit(queue(higher(), gone), "2026-12-31") == []


def test_lamps_lie_on_the_batch_and_name_the_case(court: Court) -> None:
    stranger = case("350102-2026-00004").unit_selected("2026-03-11")
    before = waiting(THIRD, 1).passed("2026-03-09", reason=None)
    told = batch().plan_published("2026-03-02", by="city_housing/clerk").ranking_published("2026-03-06")
    told.lottery_held("2026-03-07", notary=None)
    world = world_of(moved("2026-03-09", to=1), lower(), before, stranger, told)
    assert [row[:9] for row in court.rows(world, "2026-12-31")] == [
        ("batch", "B1", "", "R13.lottery.record", "", "red", "abnormal", "S4", "01"),
        ("batch", "B1", "", "R13.outsider", "350102-2026-00004", "red", "abnormal", "S4", "01"),
        ("batch", "B1", "", "R13.pass.undocumented", THIRD, "yellow", "irregular", "S4", "01"),
        ("batch", "B1", "", "R13.rank.changed", HIGHER, "red", "abnormal", "S4", "01"),
        ("batch", "B1", "", "R13.skipped", HIGHER, "red", "abnormal", "S4", "01"),
    ]
