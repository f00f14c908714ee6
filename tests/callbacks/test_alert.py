"""/alert/<alert_no>: one lamp with its reckoning, its ground and its neighbours."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from cockpit.callbacks import alert
from cockpit.db import doors, tables
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from tests.callbacks.drawn import links, text, with_class


def numbers(asking: Viewer, *conditions: Any) -> list[str]:
    a, f = tables.alert.c, tables.finding.c
    joined = tables.alert.join(
        tables.finding,
        (a.city_code == f.city_code)
        & (a.subject_id == f.subject_id)
        & (a.finding == f.finding)
        & (a.instance == f.instance),
    )
    with doors.reading_as(asking) as conn:
        return list(conn.scalars(select(a.alert_no).select_from(joined).where(*conditions).order_by(a.alert_no)))


def test_every_alert_of_the_province_can_be_drawn(asking: Viewer) -> None:
    for number in numbers(asking):
        said = text(alert.shown(number))
        assert "这条预警尚无跟进记录" in said  # the made-up rows were raised by nobody
        assert "enc:1:" not in said


def test_a_limit_lamp_shows_the_limit_its_source_and_a_calendar(asking: Viewer) -> None:
    f = tables.finding.c
    steps = numbers(asking, f.finding == "R01.step.over")
    drawn = alert.shown(steps[0])
    assert "期限推算" in text(drawn)
    assert "《福建省公共租赁住房分配工作实施细则》" in text(drawn)
    assert with_class(drawn, "start")
    assert with_class(drawn, "day")


def test_a_lamp_without_a_limit_shows_no_calendar(asking: Viewer) -> None:
    drawn = alert.shown(numbers(asking, tables.finding.c.finding == "R08.criteria.unapproved")[0])
    assert "期限推算" not in text(drawn)
    assert "受影响的办件" in text(drawn)


def test_neighbours_share_the_rule_and_the_actor_or_office_within_ninety_days(asking: Viewer) -> None:
    shown = 0
    for number in numbers(asking):
        with doors.reading_as(asking) as conn:
            lamp = alert.alert.detail(conn, number)
            assert lamp is not None
            near = alert.alert.neighbours(conn, lamp)
            every = [dict(row) for row in conn.execute(select(tables.finding)).mappings()]
        wanted = [
            other
            for other in every
            if other["rule"] == lamp["rule"]
            and abs((other["since"] - lamp["since"]).days) <= 90
            and (
                (lamp["actor_id"] and other["actor_id"] == lamp["actor_id"])
                or (lamp["org_id"] and other["org_id"] == lamp["org_id"])
            )
            and (other["subject_id"], other["finding"], other["since"])
            != (lamp["subject_id"], lamp["finding"], lamp["since"])
        ]
        shown += len(wanted)
        assert {(row["subject_id"], row["finding"]) for row in near} == {
            (row["subject_id"], row["finding"]) for row in wanted
        }
    assert shown


def test_an_alert_that_a_late_record_took_away_says_so(asking: Viewer) -> None:
    number = numbers(asking)[0]
    with doors.writing_as_engine() as conn:
        a, f = tables.alert, tables.finding
        row = conn.execute(select(a).where(a.c.alert_no == number)).mappings().one()
        conn.execute(f.delete().where(f.c.subject_id == row["subject_id"], f.c.finding == row["finding"]))
        conn.execute(update(a).where(a.c.alert_no == number).values(late_record=True))
    assert "迟报" in text(alert.shown(number))


def test_an_unknown_number_is_refused_with_404(asking: Viewer) -> None:
    with pytest.raises(Refusal) as refused:
        alert.check(asking, {"alert_no": "nope"}, {})
    assert refused.value.status == 404
    assert "没有编号为“nope”的预警" in text(alert.shown("nope"))


def test_links_lead_to_the_case_at_the_rule_and_to_the_rule(asking: Viewer) -> None:
    number = numbers(asking, tables.finding.c.rule == "R05")[0]
    addresses = links(alert.shown(number))
    assert any(address.startswith("/case/") and address.endswith("#R05") for address in addresses)
    assert "/rules/R05" in addresses
