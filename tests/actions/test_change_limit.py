"""Changing a limit: one operation, judged by from its day on, kept in the history, rebuilt from the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from cockpit.actions.change_limit import set_light, set_limit
from cockpit.db.limits import known, rebuild_limits
from cockpit.domain.limit_change import Ground
from cockpit.domain.refusal import Refusal
from cockpit.queries.limits import history, limit_rows
from cockpit.rules import version
from tests.build import case
from tests.facts.reading import CIPHER
from tests.jobs.test_evaluate import Office, office

__all__ = ["office"]

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)


def change(
    office: Office, days: int, *, since: date = DAY, area: str = "3501", at: datetime = MONDAY, **given: object
) -> None:
    ground = Ground(since, "榕建〔2026〕3号", "《福州市细则》第六条", "提速")
    with office.door() as connection:
        set_limit(connection, CIPHER, "accept", days, area_code=area, ground=ground, by="林处长", now=at, **given)


def light(office: Office, value: str, since: date = DAY, at: datetime = MONDAY) -> None:
    with office.door() as connection:
        ground = Ground(since, "闽建〔2026〕1号", "省厅通知")
        set_light(connection, CIPHER, value, ground=ground, by="陈处长", now=at)


def over(office: Office) -> list[tuple[str, str, str]]:
    found = office.read(
        "SELECT subject_id, since, level FROM finding WHERE finding = 'R01.accept.over' ORDER BY subject_id, since"
    )
    return [(str(row["subject_id"])[-1], str(row["since"]), str(row["level"])) for row in found]


def test_a_change_is_an_operation_of_our_own_with_its_actor_reason_and_document(office: Office) -> None:
    change(office, 3)
    (row,) = office.read("SELECT * FROM operation WHERE subject_kind = 'limit'")
    assert (row["source"], row["action"], row["subject_id"], row["actor_id"], row["city_code"]) == (
        "cockpit", "limit_changed", "accept:3501", "林处长", "3501",
    )  # fmt: skip
    assert orjson.loads(bytes(row["record"]))["data"] == {  # type: ignore[arg-type]
        "limit": "accept", "instance": "", "area_code": "3501", "days": 3, "near": 1, "since": "2026-03-02",
        "document_no": "榕建〔2026〕3号", "source": "《福州市细则》第六条", "grounds": "提速",
    }  # fmt: skip


def test_a_clock_that_runs_when_the_limit_changes_keeps_the_old_one(office: Office) -> None:
    change(office, 3, since=date(2026, 3, 3))
    office.bring(case("C-1").submitted("2026-03-02"), case("C-2").submitted("2026-03-03"))
    office.evaluate("2026-03-31")
    assert over(office) == [("1", "2026-03-10", "red"), ("2", "2026-03-07", "red")]


def test_a_change_is_judged_by_at_the_next_evaluation_and_cited(office: Office) -> None:
    office.bring(case("C-1").submitted("2026-03-02"))
    office.evaluate("2026-03-31")
    (before,) = office.read("SELECT rules_version FROM evaluation")
    assert over(office) == [("1", "2026-03-10", "red")]
    change(office, 3)
    office.evaluate("2026-03-31")
    assert over(office) == [("1", "2026-03-06", "red")]
    (cited,) = office.read("SELECT measured FROM finding WHERE finding = 'R01.accept.over'")
    measured: Any = cited["measured"]
    assert (measured["limit"], measured["limit_by"]) == (3, "limit-3501-000001")
    (after,) = office.read("SELECT rules_version FROM evaluation")
    assert after != before == {"rules_version": version()}
    (raised,) = office.read("SELECT record FROM operation WHERE action = 'alert_raised' ORDER BY seq DESC LIMIT 1")
    assert orjson.loads(bytes(raised["record"]))["data"]["rules_version"] == version()  # type: ignore[arg-type]
    assert {row["rules_version"] for row in office.alerts()} == {version()}
    office.bring(case("C-2").submitted("2026-03-02"))
    office.evaluate("2026-03-31")
    assert {row["rules_version"] for row in office.alerts() if row["subject_id"] == "C-2"} == {after["rules_version"]}


def test_a_limit_of_another_city_changes_nothing(office: Office) -> None:
    change(office, 1, area="3502")
    office.bring(case("C-1").submitted("2026-03-02"))
    office.evaluate("2026-03-31")
    assert over(office) == [("1", "2026-03-10", "red")]


def test_as_of_a_day_before_a_change_was_made_it_is_not_known_though_it_is_dated_back(office: Office) -> None:
    change(office, 3, at=datetime(2026, 3, 20, 1, tzinfo=UTC))
    office.bring(case("C-1").submitted("2026-03-02"))
    office.evaluate("2026-03-19")
    assert over(office) == [("1", "2026-03-10", "red")]
    office.evaluate("2026-03-20")
    assert over(office) == [("1", "2026-03-06", "red")]


def test_a_change_taken_back_from_the_same_day_leaves_both_in_the_history(office: Office) -> None:
    change(office, 3)
    change(office, 5, at=datetime(2026, 3, 3, 1, tzinfo=UTC))
    with office.door() as connection:
        rows = history(connection, {"accept"})
        assert [(row["line"].days, row["replaced"], row["changed_by"]) for row in rows] == [
            (5, False, ""), (3, True, "林处长"), (5, False, "林处长"),
        ]  # fmt: skip
        line = known(connection).in_force("accept", "350102001", DAY)
        assert line is not None
        assert (line.days, line.change_no) == (5, "limit-3501-000002")


def test_rebuilding_from_the_ledger_gives_the_same_lines(office: Office) -> None:
    change(office, 3)
    change(office, 2, area="350128")
    light(office, "yellow_then_red")
    tables = ("SELECT * FROM limit_line ORDER BY change_no", "SELECT * FROM light_line ORDER BY change_no")
    before = [office.read(table) for table in tables]
    assert [len(rows) for rows in before] == [2, 1]
    with office.door() as connection:
        connection.execute(text("DELETE FROM limit_line"))
        connection.execute(text("DELETE FROM light_line"))
        rebuild_limits(connection)
    assert [office.read(table) for table in tables] == before


def test_a_refused_change_leaves_no_trace(office: Office) -> None:
    for given in ({"days": 6}, {"days": 0}, {"days": 3, "area": "3599"}):
        with pytest.raises(Refusal):
            change(office, **given)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        light(office, "green")
    assert office.operations() == 0
    assert office.read("SELECT * FROM limit_line") == []


# --- how overdue is shown ---------------------------------------------------------------------------------------------


def test_overdue_is_red_at_once_where_nobody_chose_otherwise(office: Office) -> None:
    office.bring(case("C-1").submitted("2026-03-02"))
    office.evaluate("2026-03-10")
    assert over(office) == [("1", "2026-03-10", "red")]


def test_yellow_for_three_working_days_then_red_is_one_lamp_from_the_same_day(office: Office) -> None:
    light(office, "yellow_then_red")
    office.bring(case("C-1").submitted("2026-03-02"))
    for day, level in (
        ("2026-03-10", "yellow"),
        ("2026-03-12", "yellow"),
        ("2026-03-13", "red"),
        ("2026-03-16", "red"),
    ):
        office.evaluate(day)
        assert over(office) == [("1", "2026-03-10", level)], day
    assert len([row for row in office.alerts() if row["finding"] == "R01.accept.over"]) == 1
    (row,) = office.read("SELECT lamp_class FROM finding WHERE finding = 'R01.accept.over'")
    assert row["lamp_class"] == "abnormal"


def test_what_is_cured_while_yellow_stays_yellow(office: Office) -> None:
    light(office, "yellow_then_red")
    office.bring(
        case("C-1").submitted("2026-03-02").accepted("2026-03-12"),
        case("C-2").submitted("2026-03-02").accepted("2026-03-13"),
    )
    office.evaluate("2026-06-30")
    assert over(office) == [("1", "2026-03-10", "yellow"), ("2", "2026-03-10", "red")]


def test_the_convention_of_the_start_day_holds_for_the_whole_run(office: Office) -> None:
    light(office, "yellow_then_red", since=date(2026, 3, 3))
    office.bring(case("C-1").submitted("2026-03-02"), case("C-2").submitted("2026-03-03"))
    office.evaluate("2026-03-11")
    assert over(office) == [("1", "2026-03-10", "red"), ("2", "2026-03-11", "yellow")]


def test_every_line_and_convention_is_listed(office: Office) -> None:
    change(office, 3)
    light(office, "yellow_then_red")
    with office.door() as connection:
        everywhere, elsewhere = limit_rows(connection, None), limit_rows(connection, "350203")
    assert len(everywhere) == len(elsewhere) + 1
    assert everywhere[-1]["limit"] == "overdue_light"
    assert {row["area_code"] for row in elsewhere} == {"35"}
