"""/risks and /risks/<code>: every rule has its risk point, every count its rows, and the parts add up to the whole."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from cockpit.callbacks import risk, risks
from cockpit.db import doors, tables
from cockpit.db.scope import within
from cockpit.domain.access import UserRole
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import RiskKind
from cockpit.queries import risks as counts
from cockpit.rules import REGISTRY
from tests.callbacks.drawn import ids, links, text

COUNTS_OF_DOMAIN_MD = {RiskKind.BREAK: 3, RiskKind.BLOCKAGE: 3, RiskKind.INTEGRITY: 5}
AREAS = ["35", "3501", "3502", "350128", "350102", "350102001", "3509"]


def test_every_rule_has_a_risk_point_and_every_risk_point_a_rule() -> None:
    assert {rule.risk_point for rule in REGISTRY.values()} == set(counts.catalogue())


def test_a_rule_of_one_step_watches_a_risk_point_of_that_step() -> None:
    for rule in REGISTRY.values():
        if rule.step is not None:
            assert rule.step in counts.catalogue()[rule.risk_point].steps


def test_there_are_three_breaks_three_blockages_and_five_points_of_integrity() -> None:
    kinds = [point.kind for point in counts.catalogue().values()]
    assert {kind: kinds.count(kind) for kind in RiskKind} == COUNTS_OF_DOMAIN_MD


@pytest.mark.parametrize("area", AREAS)
def test_what_burns_in_the_parts_adds_up_to_what_burns_in_the_area(asking: Viewer, area: str) -> None:
    with doors.reading_as(asking) as conn:
        found = counts.burning(conn, area)
        here = within(tables.finding.c.area_code, area), tables.finding.c.open
        lamps = conn.scalar(select(func.count()).select_from(tables.finding).where(*here))
    assert sum(one.red + one.yellow for one in found) == lamps


@pytest.mark.parametrize("area", AREAS)
def test_every_rule_and_risk_point_is_listed_at_every_level(asking: Viewer, area: str) -> None:
    _, points, _, _ = risks.drawn({"area": area})
    assert [one for one in ids(points) if one.startswith("P")] == list(counts.catalogue())
    assert {link for link in links(points) if link.startswith("/rules/")} == {f"/rules/{code}" for code in REGISTRY}
    assert "示例规则集：断点 3 个、堵点 3 个、风险点 5 个" in text(points)


def test_a_cell_leads_to_the_alerts_that_it_counts(asking: Viewer) -> None:
    _, _, by_point, by_step = risks.drawn({"area": "35"})
    assert "/alerts?area=3501&rule=R01%2CR02" in links(by_point)
    assert "/alerts?area=3501&step=S2" in links(by_step)


def test_lamps_of_the_province_itself_are_counted_and_lead_nowhere(asking: Viewer) -> None:
    _, _, by_point, _ = risks.drawn({"area": "35"})
    assert "本级" in text(by_point)
    assert "/alerts?area=35&rule=R08" not in links(by_point)


def test_an_official_of_a_city_starts_at_the_city(asking: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(risks, "viewer", lambda: Viewer("市级", "3501", UserRole.CITY))
    crumbs, points, by_point, _ = risks.drawn({})
    assert "福州市风险点" in text(crumbs)
    assert "/risks?area=350102" in links(by_point)
    assert all("area=3501" in link for link in links(points) if link.startswith("/alerts"))


def test_where_nothing_burns_it_is_said(asking: Viewer) -> None:
    *_, by_point, by_step = risks.drawn({"area": "3509"})
    assert "没有亮着的灯" in text(by_point)
    assert "没有亮着的灯" in text(by_step)


@pytest.mark.parametrize("code", list(counts.catalogue()))
def test_a_risk_point_lists_its_own_rules_and_lamps_only(asking: Viewer, code: str) -> None:
    _, rules, heat = risk.drawn({"code": code, "area": "35"})
    own = {f"/rules/{rule.code}" for rule in REGISTRY.values() if rule.risk_point == code}
    assert {link for link in links(rules) if link.startswith("/rules/")} == own
    assert {link for link in links(heat) if link.startswith("/rules/")} <= own
    assert counts.catalogue()[code].kind.label in text(risk.said(code))


@pytest.mark.parametrize("code", ["P00", "P12", "p01", "", "R01"])
def test_a_risk_point_that_does_not_exist_is_refused_with_404(code: str) -> None:
    with pytest.raises(Refusal) as refused:
        risk.known(code)
    assert refused.value.status == 404


@pytest.mark.parametrize(("area", "status"), [("36", 400), ("abc", 400), ("3599", 404)])
def test_an_area_that_is_none_is_refused(asking: Viewer, area: str, status: int) -> None:
    with pytest.raises(Refusal) as refused:
        risks.check(asking, {}, {"area": area})
    assert refused.value.status == status
