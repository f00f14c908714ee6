"""Evaluating: stored once however often it runs, raised once for ever, and any earlier day seen as it was.

Everything comes in through the import, as `cockpit import` brings it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, text
from sqlalchemy.dialects.postgresql import INT4MULTIRANGE

from cockpit import facts
from cockpit.db import tables
from cockpit.facts.keeping import end_of
from cockpit.ingest.deliveries import import_path
from cockpit.jobs.evaluate import evaluate, show_as_of
from cockpit.jobs.raise_alerts import rebuild_alerts
from cockpit.rules import sentence, version
from tests.build import BuiltWorld, History, case, criteria, world_of
from tests.examples import examples
from tests.facts.reading import CIPHER, know, record
from tests.histories import judged_worlds
from tests.reference import World

Door = Callable[[], AbstractContextManager[Connection]]
Rows = list[dict[str, object]]

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def office(engine_door: Door, tmp_path: Path) -> Office:
    return Office(engine_door, tmp_path)


class Office:
    """What the command line does with a database, on days that the test names."""

    def __init__(self, door: Door, folder: Path) -> None:
        self.door = door
        self.folder = folder
        self.deliveries = 0

    def bring(self, *told: History, world: BuiltWorld | None = None) -> None:
        """Imports everything told so far of these histories; what is known already is a duplicate."""
        self.deliveries += 1
        name = f"D-{self.deliveries}"
        folder = (world or world_of(*told)).write_delivery(
            self.folder / name, delivery_id=name, created_at=datetime(2026, 11, 24, 0, self.deliveries, tzinfo=UTC)
        )
        (receipt,) = import_path(
            folder,
            cipher=CIPHER,
            received_at=NOW,
            touched=lambda connection, touched: facts.refresh(connection, CIPHER, touched),
        )
        assert [file for file in receipt.files if file.quarantined] == []

    def evaluate(self, as_of: str) -> int:
        with self.door() as connection:
            return evaluate(connection, CIPHER, date.fromisoformat(as_of), now=NOW)

    def read(self, statement: str) -> Rows:
        with self.door() as connection:
            return [dict(row) for row in connection.execute(text(statement)).mappings()]

    def findings(self) -> Rows:
        return self.read("SELECT * FROM finding ORDER BY city_code, subject_id, finding, instance, since")

    def alerts(self) -> Rows:
        return self.read("SELECT * FROM alert ORDER BY city_code, alert_no")

    def operations(self) -> int:
        (row,) = self.read("SELECT count(*) AS n FROM operation")
        return int(str(row["n"]))

    def shown(self, as_of: str) -> Rows:
        with self.door() as connection:
            show_as_of(connection, CIPHER, date.fromisoformat(as_of))
            return finding_rows(connection)


def finding_rows(connection: Connection) -> Rows:
    order = "ORDER BY city_code, subject_kind, subject_id, finding, instance, since"
    return [dict(row) for row in connection.execute(text(f"SELECT * FROM finding {order}")).mappings()]


def lamps(rows: Rows) -> list[tuple[str, str, str | None]]:
    return [(str(row["finding"]), str(row["since"]), str(row["until"]) if row["until"] else None) for row in rows]


# --- stored once ------------------------------------------------------------------------------------------------------


def test_evaluating_twice_changes_no_row(office: Office) -> None:
    office.bring(
        case().submitted("2026-03-02"), criteria("C-FZ", area="3501").criteria_changed("2026-03-02", by="/system")
    )
    assert office.evaluate("2026-03-12") == 3
    findings, alerts, operations = office.findings(), office.alerts(), office.operations()
    evaluation = office.read("SELECT * FROM evaluation")
    assert office.evaluate("2026-03-12") == 0
    assert office.findings() == findings
    assert office.alerts() == alerts
    assert office.operations() == operations
    assert office.read("SELECT * FROM evaluation") == evaluation


def test_an_evaluation_says_of_which_day_by_which_rules_and_of_how_much_it_is(office: Office) -> None:
    office.bring(case().submitted("2026-03-02"))
    office.evaluate("2026-03-12")
    (row,) = office.read("SELECT as_of, rules_version, ledger_size FROM evaluation")
    assert row == {"as_of": date(2026, 3, 12), "rules_version": version(), "ledger_size": office.operations()}


def test_the_next_day_moves_only_what_moved(office: Office) -> None:
    office.bring(case().submitted("2026-03-02"))
    office.evaluate("2026-03-09")
    assert lamps(office.findings()) == [("R01.accept.near", "2026-03-06", None)]
    office.evaluate("2026-03-10")
    assert lamps(office.findings()) == [
        ("R01.accept.near", "2026-03-06", "2026-03-10"),
        ("R01.accept.over", "2026-03-10", None),
    ]
    assert [row["open"] for row in office.findings()] == [False, True]


def test_a_cure_of_that_day_prints_the_next_and_is_no_longer_open(office: Office) -> None:
    office.bring(case().submitted("2026-03-02").accepted("2026-03-12"))
    office.evaluate("2026-03-12")
    red = next(row for row in office.findings() if row["finding"] == "R01.accept.over")
    assert (str(red["until"]), red["open"]) == ("2026-03-13", False)
    office.evaluate("2026-03-11")
    red = next(row for row in office.findings() if row["finding"] == "R01.accept.over")
    assert (red["until"], red["open"]) == (None, True)


def test_a_world_without_a_fault_stores_nothing_and_raises_nothing(office: Office) -> None:
    office.bring(case().submitted("2026-03-02").accepted("2026-03-03"))
    before = office.operations()
    assert office.evaluate("2026-03-04") == 0
    assert (office.findings(), office.alerts(), office.operations()) == ([], [], before)


# --- raised once ------------------------------------------------------------------------------------------------------


def test_each_lamp_gets_one_number_of_its_city_and_one_operation_in_the_ledger(office: Office) -> None:
    fuzhou = case("350102-2026-00001").submitted("2026-03-02")
    xiamen = case("350203-2026-00001", area="350203001").submitted("2026-03-02")
    office.bring(fuzhou, xiamen)
    assert office.evaluate("2026-03-10") == 4
    assert [(row["alert_no"], row["finding"]) for row in office.alerts()] == [
        ("3501-00000001", "R01.accept.near"),
        ("3501-00000002", "R01.accept.over"),
        ("3502-00000001", "R01.accept.near"),
        ("3502-00000002", "R01.accept.over"),
    ]
    raised = office.read("SELECT operation_id FROM operation WHERE action = 'alert_raised' ORDER BY 1")
    assert [row["operation_id"] for row in raised] == [row["alert_no"] for row in office.alerts()]


def test_the_numbers_go_on_where_they_stopped_and_a_cured_lamp_keeps_its_own(office: Office) -> None:
    h = case().submitted("2026-03-02")
    office.bring(h)
    assert office.evaluate("2026-03-06") == 1
    h.accepted("2026-03-12").step_ended("2026-03-13", step="S1")
    office.bring(h)
    assert office.evaluate("2026-03-12") == 1
    assert office.evaluate("2026-04-30") == 0
    assert [(row["alert_no"], row["finding"], row["late_record"]) for row in office.alerts()] == [
        ("3501-00000001", "R01.accept.near", False),
        ("3501-00000002", "R01.accept.over", False),
    ]


def test_a_lamp_that_comes_back_is_another_alert(office: Office) -> None:
    h = case().dispatched("2026-03-02").answered("2026-03-03", opinion="同意").answered("2026-03-04")
    h.answered("2026-03-05", opinion="已阅").step_ended("2026-03-06", step="S2").determined("2026-03-09")
    office.bring(h)
    office.evaluate("2026-03-09")
    vague = [row for row in office.alerts() if row["finding"] == "R06.opinion.vague"]
    assert [(row["raising"], str(row["since"])) for row in vague] == [(1, "2026-03-03"), (2, "2026-03-05")]


def test_alerts_made_anew_from_the_ledger_are_the_same(office: Office) -> None:
    office.bring(case().submitted("2026-03-02"))
    office.evaluate("2026-03-12")
    alerts = office.alerts()
    assert alerts
    with office.door() as connection:
        rebuild_alerts(connection)
    assert office.alerts() == alerts


# --- late records -----------------------------------------------------------------------------------------------------


def test_a_late_record_that_takes_a_lamp_away_marks_its_alert_and_keeps_it(office: Office) -> None:
    h = case().submitted("2026-03-02")
    office.bring(h)
    office.evaluate("2026-03-10")
    operations = office.operations()
    office.bring(h.accepted("2026-03-05", recorded="2026-03-10"))
    assert office.evaluate("2026-03-11") == 0
    assert office.findings() == []
    assert [(row["finding"], row["late_record"]) for row in office.alerts()] == [
        ("R01.accept.near", True),
        ("R01.accept.over", True),
    ]
    assert office.operations() > operations  # the ledger forgets nothing: the two raisings are still there
    assert len(office.read("SELECT * FROM operation WHERE action = 'alert_raised'")) == 2
    office.evaluate("2026-03-11")
    assert [row["late_record"] for row in office.alerts()] == [True, True]


def test_only_the_lamp_that_is_gone_is_marked(office: Office) -> None:
    h = case().submitted("2026-03-02")
    office.bring(h)
    office.evaluate("2026-03-10")
    office.bring(h.accepted("2026-03-09", recorded="2026-03-11"))
    office.evaluate("2026-03-11")
    assert [(row["finding"], row["late_record"]) for row in office.alerts()] == [
        ("R01.accept.near", False),
        ("R01.accept.over", True),
    ]


def test_a_late_record_that_moves_a_lamp_leaves_its_alert_as_people_saw_it(office: Office) -> None:
    h = case().dispatched("2026-03-02")
    office.bring(h)
    office.evaluate("2026-03-10")
    h.clock_suspended("2026-03-03", recorded="2026-03-11").clock_resumed("2026-03-05", recorded="2026-03-11")
    office.bring(h)
    office.evaluate("2026-03-12")
    red = next(row for row in office.findings() if row["finding"] == "R05.answer.over")
    assert str(red["since"]) == "2026-03-12"
    alert = next(row for row in office.alerts() if row["finding"] == "R05.answer.over")
    assert (str(alert["since"]), alert["late_record"]) == ("2026-03-10", False)


def test_a_lamp_that_a_later_late_record_brings_back_is_unmarked_under_its_old_number(office: Office) -> None:
    h = case().dispatched("2026-03-02")
    office.bring(h)
    office.evaluate("2026-03-10")
    office.bring(h.answered("2026-03-05", recorded="2026-03-11"))
    office.evaluate("2026-03-12")
    assert late_marks(office)["R05.answer.over"] is True
    # Asked once more on that very day, due on the 12th: the same lamp burns again.
    office.bring(h.dispatched("2026-03-05 12:00", recorded="2026-03-12"))
    office.evaluate("2026-03-13")
    assert late_marks(office)["R05.answer.over"] is False
    assert len([row for row in office.alerts() if row["finding"] == "R05.answer.over"]) == 1


def late_marks(office: Office) -> dict[object, object]:
    return {row["finding"]: row["late_record"] for row in office.alerts()}


def test_evaluating_an_earlier_day_marks_nothing_that_it_cannot_see_yet(office: Office) -> None:
    office.bring(case().submitted("2026-03-02"))
    office.evaluate("2026-03-10")
    assert office.evaluate("2026-03-06") == 0
    assert lamps(office.findings()) == [("R01.accept.near", "2026-03-06", None)]
    assert [row["late_record"] for row in office.alerts()] == [False, False]


# --- an earlier day ---------------------------------------------------------------------------------------------------


def refused_and_taken_up_again() -> History:
    h = case().dispatched("2026-03-02").determined("2026-03-11", result="unqualified").notified("2026-03-12")
    return h.re_review_requested("2026-03-13").determined("2026-03-24")


def test_an_earlier_day_is_shown_as_it_was_and_nothing_is_stored(office: Office) -> None:
    h = refused_and_taken_up_again()
    office.bring(h)
    office.evaluate("2026-06-01")
    stored, alerts, operations = office.findings(), office.alerts(), office.operations()
    shown = {row["finding"]: row["until"] for row in office.shown("2026-03-20")}
    assert shown["R05.answer.over"] == date(2026, 3, 13)  # on that day the case had ended
    assert next(row["until"] for row in stored if row["finding"] == "R05.answer.over") is None
    assert (office.findings(), office.alerts(), office.operations()) == (stored, alerts, operations)
    assert str(office.read("SELECT as_of FROM evaluation")[0]["as_of"]) == "2026-06-01"


def test_the_day_that_is_stored_is_not_worked_out_again(office: Office) -> None:
    office.bring(case().submitted("2026-03-02"))
    office.evaluate("2026-03-12")
    hidden = text("SELECT to_regclass('pg_temp.finding') IS NOT NULL")
    with office.door() as connection:
        show_as_of(connection, CIPHER, date(2026, 3, 12))
        assert connection.execute(hidden).scalar_one() is False
        show_as_of(connection, CIPHER, date(2026, 3, 11))
        assert connection.execute(hidden).scalar_one() is True


def test_after_an_import_the_stored_day_is_stale_and_is_worked_out(office: Office) -> None:
    h = case().submitted("2026-03-02")
    office.bring(h)
    office.evaluate("2026-03-12")
    office.bring(h.accepted("2026-03-05"))
    assert office.shown("2026-03-12") == []
    assert len(office.findings()) == 2  # until somebody evaluates


@examples(8)
@given(judged_worlds())
def test_any_day_is_shown_as_if_only_its_operations_were_there(engine_door: Door, judged: tuple[World, date]) -> None:
    world, day = judged
    early = [row for row in world.operations if row["occurred_at"] < end_of(day)]
    rest = [row for row in world.operations if row["occurred_at"] >= end_of(day)]
    with engine_door() as connection:
        know(connection, world)
        touched = record(connection, early)
        facts.refresh(connection, CIPHER, touched)
        with connection.begin_nested() as transaction:
            evaluate(connection, CIPHER, day, now=NOW)
            then = finding_rows(connection)
            transaction.rollback()
        facts.refresh(connection, CIPHER, touched | record(connection, rest))
        show_as_of(connection, CIPHER, day)
        assert finding_rows(connection) == then
        connection.rollback()


# --- what a stored lamp says ------------------------------------------------------------------------------------------


def test_who_must_answer_is_the_office_of_the_kind_asked_in_the_street_or_its_county(office: Office) -> None:
    h = case().submitted("2026-03-02").accepted("2026-03-20").dispatched("2026-03-02").answered("2026-03-20")
    office.bring(h)
    office.evaluate("2026-03-20")
    answering = {row["finding"]: row["org_id"] for row in office.findings()}
    assert answering["R01.accept.over"] == "street-350102001"
    assert answering["R05.answer.over"] == "real_estate-350102"


def test_for_what_was_said_it_is_the_office_that_said_it(office: Office) -> None:
    office.bring(case().street_opinion_given("2026-03-02", opinion="同意", actor="A-7"))
    office.evaluate("2026-03-02")
    (row,) = office.findings()
    assert (row["org_id"], row["actor_id"]) == ("street-350102001", "A-7")


def test_where_no_such_office_is_known_nobody_is_named(office: Office) -> None:
    office.bring(case().submitted("2026-03-02"))
    office.evaluate("2026-03-06")
    assert [row["org_id"] for row in office.findings()] == [""]


def test_a_limit_lamp_carries_the_values_compared_and_the_operations_that_prove_them(office: Office) -> None:
    office.bring(case().submitted("2026-03-02", id="OP-1").accepted("2026-03-12", id="OP-2"))
    office.evaluate("2026-03-12")
    red = next(row for row in office.findings() if row["finding"] == "R01.accept.over")
    assert red["evidence"] == ["OP-1", "OP-2"]
    measured = red["measured"]
    assert isinstance(measured, dict)
    told = {"limit": 5, "start_on": "2026-03-02", "due_on": "2026-03-09", "done_on": "2026-03-12", "over_days": 3}
    assert told.items() <= measured.items()


def test_a_near_lamp_counts_the_days_left(office: Office) -> None:
    office.bring(case().dispatched("2026-03-02", department="civil_affairs"))
    office.evaluate("2026-03-13")
    near = next(row for row in office.findings() if row["finding"] == "R05.answer.near")
    assert isinstance(near["measured"], dict)
    assert (near["measured"]["limit"], near["measured"]["left_days"]) == (10, 1)


def test_every_stored_lamp_is_told_in_one_sentence(office: Office) -> None:
    h = refused_and_taken_up_again().street_opinion_given("2026-03-25", opinion="同意")
    h.objection_raised("2026-03-25", notice="eligibility").condition_changed("2026-03-26", approval_no="")
    office.bring(h, criteria("C-FZ", area="3501").criteria_changed("2026-03-02", approval_no=""))
    office.evaluate("2026-06-01")
    told = [sentence(row) for row in office.findings()]
    assert len(told) > 10
    assert [line for line in told if not line.endswith("。") or "None" in line or "{" in line] == []


# --- unstopped_day ----------------------------------------------------------------------------------------------------


def counted(start: int, days: int, stopped: list[tuple[int, int]]) -> int:
    """The number of the working day on which ``days`` unstopped ones have gone by, one by one."""
    n = start
    while days:
        n += 1
        days -= not any(lo <= n < hi for lo, hi in stopped)
    return n


STRETCHES = st.lists(st.tuples(st.integers(90, 140), st.integers(1, 12)), max_size=4)


@given(st.integers(95, 120), st.integers(1, 20), STRETCHES)
def test_unstopped_day_counts_as_one_would_by_hand(
    engine_door: Door, start: int, days: int, stretches: list[tuple[int, int]]
) -> None:
    stopped = [(lo, lo + length) for lo, length in stretches]
    ranges = "{" + ",".join(f"[{lo},{hi})" for lo, hi in stopped) + "}"
    with engine_door() as connection:
        found = connection.execute(
            select(func.unstopped_day(start, days, func.cast(ranges, INT4MULTIRANGE())))
        ).scalar_one()
    assert found == counted(start, days, stopped)


def test_what_stops_for_ever_pushes_the_day_out_of_every_calendar(engine_door: Door) -> None:
    statement = "SELECT unstopped_day(100, 5, '{[103,1000000000)}')"
    with engine_door() as connection:
        due = connection.execute(text(statement)).scalar_one()
        last = connection.execute(select(func.max(tables.workday.c.n))).scalar_one()
    assert due > last
