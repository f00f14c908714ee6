"""How a case stands in its batch from instant to instant, and what a selection knew.

A stretch reads "03-04 to 03-05 5 A True": rank 5, category A, and whether the case waits.
"""

from __future__ import annotations

from cockpit.facts.standings import memberships, rank_changes, selections, standings
from tests.build import History, case
from tests.facts.reading import history_of


def ranked(layout: str = "") -> History:
    return case().determined("2026-03-02 10:00").ranked("2026-03-04 10:00", rank_no=5, layout=layout)


def stands(h: History, batch_id: str = "B1") -> list[str]:
    """One line a stretch, with its layout before the category and its pass at the end where it has any."""
    said = []
    for _, batch, _, since, *rest in standings(history_of(h), "unit"):
        until, rank, layout, category, waits, passed = rest
        if batch == batch_id:
            begin = f"{since:%m-%d}" + (f" to {until:%m-%d}" if until else "")
            said.append(" ".join(str(part) for part in (begin, rank, layout, category, waits, passed) if part != ""))
    return said


def test_a_standing_begins_with_the_rank_and_never_ends_by_itself() -> None:
    assert stands(ranked()) == ["03-04 5 A True"]
    assert stands(ranked("2-1")) == ["03-04 5 2-1 A True"]


def test_who_was_never_ranked_does_not_stand() -> None:
    assert stands(case().determined("2026-03-02").batch_entered("2026-03-03").rank_changed("2026-03-04")) == []


def test_each_change_begins_a_new_stretch_where_the_old_one_ends() -> None:
    h = ranked().rank_changed("2026-03-05", to=9).passed("2026-03-06", reason="").passed("2026-03-09")
    assert stands(h.unit_selected("2026-03-10")) == [
        "03-04 to 03-05 5 A True",
        "03-05 to 03-06 9 A True",
        "03-06 to 03-09 9 A True undocumented",
        "03-09 to 03-10 9 A True documented",
        "03-10 9 A False documented",
    ]


def test_what_changes_nothing_begins_nothing() -> None:
    h = ranked().ranked("2026-03-05", rank_no=5).re_examined("2026-03-06").determined("2026-03-09")
    assert stands(h) == ["03-04 5 A True"]


def test_a_failed_re_examination_stops_the_waiting_until_a_passed_one() -> None:
    h = ranked().re_examined("2026-03-05", result="fail").re_examined("2026-03-09")
    assert stands(h) == ["03-04 to 03-05 5 A True", "03-05 to 03-09 5 A False", "03-09 5 A True"]


def test_an_end_stops_the_waiting_and_a_turned_refusal_takes_it_up_again() -> None:
    assert stands(ranked().withdrawn("2026-03-05")) == ["03-04 to 03-05 5 A True", "03-05 5 A False"]
    h = ranked().determined("2026-03-05", result="unqualified").notified("2026-03-06").determined("2026-03-20")
    assert stands(h) == ["03-04 to 03-06 5 A True", "03-06 to 03-20 5 A False", "03-20 5 A True"]


def test_a_case_stands_in_each_batch_that_ranked_it() -> None:
    h = ranked().ranked("2026-03-05", batch_id="B2", rank_no=1).unit_selected("2026-03-06", batch_id="B2")
    assert stands(h, "B1") == ["03-04 5 A True"]
    assert stands(h, "B2") == ["03-05 to 03-06 1 A True", "03-06 1 A False"]


def test_two_changes_at_one_instant_are_one_stretch() -> None:
    h = ranked().rank_changed("2026-03-05 10:00", to=9).passed("2026-03-05 10:00")
    assert stands(h) == ["03-04 to 03-05 5 A True", "03-05 9 A True documented"]


def test_a_selection_knows_what_had_happened_by_its_instant() -> None:
    h = ranked("1-1").unit_selected("2026-03-05 10:00").rank_changed("2026-03-05 10:00", to=2)
    h.determined("2026-03-06", category="B").unit_selected("2026-03-09")
    assert [row[7:11] for row in selections(history_of(h))] == [(True, 2, "1-1", "A"), (True, 2, "1-1", "B")]


def test_a_selection_without_a_rank_says_so() -> None:
    h = case().unit_selected("2026-03-05").ranked("2026-03-06")
    assert [row[7:11] for row in selections(history_of(h))] == [(False, None, "", "")]


def test_an_ignored_operation_makes_a_member_but_no_standing() -> None:
    h = case().determined("2026-03-02").withdrawn("2026-03-03").ranked("2026-03-04").unit_selected("2026-03-05")
    assert [row[1] for row in memberships(history_of(h))] == ["B1"]
    assert stands(h) == [] == list(selections(history_of(h)))


def test_a_member_is_counted_once_by_its_first_naming() -> None:
    h = case().batch_entered("2026-03-03", id="first").ranked("2026-03-04").batch_entered("2026-03-05", batch_id="B2")
    assert [(row[1], row[4]) for row in memberships(history_of(h))] == [
        ("B1", "first"),
        ("B2", "case-350102-2026-00001-003"),
    ]


def test_every_rank_change_is_told_with_its_batch() -> None:
    h = ranked().rank_changed("2026-03-05", to=9).rank_changed("2026-03-06", batch_id="B2", to=1)
    assert [(s.instance, s.batch_id, s.operation.day.day) for s in rank_changes(history_of(h))] == [
        ("350102-2026-00001", "B1", 5),
        ("350102-2026-00001", "B2", 6),
    ]
