"""/case/<case_no>: four steps, the lamps where they burn, the operations; and nobody's name."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from cockpit.callbacks import case
from cockpit.db import doors, tables
from cockpit.domain.refusal import Refusal
from cockpit.domain.strip import used
from cockpit.domain.viewer import Viewer
from tests.callbacks.drawn import ids, text, with_class


def asked(case_no: str, city: str = "", lamp: str = "") -> dict[str, str]:
    return {"case_no": case_no, "city": city, "lamp": lamp}


def all_of(asking: Viewer, table: Any) -> list[dict[str, Any]]:
    with doors.reading_as(asking) as conn:
        return [dict(row) for row in conn.execute(select(table)).mappings()]


def test_every_case_is_drawn_with_four_steps_and_nothing_secret(asking: Viewer) -> None:
    for each in all_of(asking, tables.case_fact)[::6]:
        drawn = case.shown(asked(each["case_no"]))
        assert {"S1", "S2", "S3", "S4"} <= set(ids(drawn))
        assert "enc:1:" not in text(drawn)
        assert "已加密" in text(drawn)


def test_every_lamp_of_the_case_is_pinned_once_and_each_rule_has_one_anchor(asking: Viewer) -> None:
    lamps = all_of(asking, tables.finding)
    for each in all_of(asking, tables.case_fact)[::4]:
        own = [lamp for lamp in lamps if lamp["case_no"] == each["case_no"]]
        drawn = case.shown(asked(each["case_no"]))
        assert len(with_class(drawn, "pin")) == len(own)
        anchors = [name for name in ids(drawn) if str(name).startswith("R")]
        assert sorted(anchors) == sorted({lamp["rule"] for lamp in own})


def test_a_lamp_burns_in_the_column_of_its_step(asking: Viewer) -> None:
    lamp = next(lamp for lamp in all_of(asking, tables.finding) if lamp["case_no"] and lamp["step"] == "S2")
    drawn = case.shown(asked(lamp["case_no"]))
    column = next(part for part in with_class(drawn, "step") if part.id == "S2")
    assert lamp["rule"] in text(column)


def test_the_total_counts_unsuspended_working_days(asking: Viewer) -> None:
    for run in all_of(asking, tables.clock)[::5]:
        if run["clock"] == "total" and run["done_n"]:
            days, _ = used(run["start_n"], run["done_n"], [(part.lower, part.upper) for part in run["stopped"]])
            assert f"已用 {days} / 60 工作日" in text(case.shown(asked(run["case_no"])))


def test_a_chosen_lamp_marks_its_evidence(asking: Viewer) -> None:
    lamp = next(lamp for lamp in all_of(asking, tables.finding) if lamp["case_no"] and lamp["measured"].get("clock"))
    drawn = case.shown(asked(lamp["case_no"], lamp=case.key_of(lamp)))
    assert len(with_class(drawn, "evidence")) >= 1
    assert len(with_class(drawn, "chosen")) == 1


def test_a_lamp_that_is_not_of_this_case_marks_nothing(asking: Viewer) -> None:
    case_no = all_of(asking, tables.case_fact)[0]["case_no"]
    drawn = case.shown(asked(case_no, lamp="R05.answer.over/tax/2026-01-01"))
    assert not with_class(drawn, "evidence")


def test_an_unknown_case_is_refused_with_404(asking: Viewer) -> None:
    with pytest.raises(Refusal) as refused:
        case.check(asking, {"case_no": "nope"}, {})
    assert refused.value.status == 404


def test_a_number_used_by_two_cities_asks_which(asking: Viewer) -> None:
    first = next(row for row in all_of(asking, tables.case_file) if row["city_code"] == "3501")
    with doors.writing_as_engine() as conn:
        conn.execute(tables.case_file.insert().values({**first, "city_code": "3502", "area_code": "350203005"}))
    drawn = case.shown(asked(first["case_no"]))
    assert "不止一个设区市" in text(drawn)
    assert "S1" in ids(case.shown(asked(first["case_no"], city="3502")))


def test_a_city_that_does_not_have_the_case_is_passed_over(asking: Viewer) -> None:
    case_no = all_of(asking, tables.case_fact)[0]["case_no"]
    assert "S1" in ids(case.shown(asked(case_no, city="3509")))
