"""/explain: why a rule's lamps burn or do not, of the case and rule that the address names."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cockpit.callbacks import case, explain, rule
from cockpit.db import doors, tables
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.rules import PROMPTS, REGISTRY
from tests.callbacks.drawn import ids, links, text, with_class


def a_case(asking: Viewer) -> tuple[str, str]:
    f = tables.case_fact.c
    with doors.reading_as(asking) as conn:
        row = conn.execute(select(f.case_no, f.city_code).order_by(f.case_no).limit(1)).one()
    return row.case_no, row.city_code


def asked(case_no: str, code: str, **more: str) -> dict[str, str]:
    return {"case": case_no, "rule": code, "city": ""} | more


def test_every_finding_of_every_rule_has_its_card(asking: Viewer) -> None:
    case_no, _ = a_case(asking)
    for code, known in REGISTRY.items():
        drawn = explain.shown(asked(case_no, code))
        assert [found.code for found in known.findings] == [each for each in ids(drawn) if str(each).startswith(code)]
        assert "enc:1:" not in text(drawn)
        assert "本规则" in text(drawn)


def test_every_prompt_of_every_family_has_its_card_and_is_called_no_rule(asking: Viewer) -> None:
    case_no, _ = a_case(asking)
    for code, known in PROMPTS.items():
        drawn = explain.shown(asked(case_no, code))
        assert [found.code for found in known.findings] == [each for each in ids(drawn) if str(each).startswith(code)]
        assert "临期提示不是监督规则" in text(drawn)
        assert "/rules#prompts" in links(drawn)


def test_a_limit_is_drawn_day_by_day_with_its_source(asking: Viewer) -> None:
    drawn = explain.shown(asked(a_case(asking)[0], "R15"))
    assert with_class(drawn, "strip")
    assert with_class(drawn, "days")
    assert "《福建省公共租赁住房分配工作实施细则》" in text(drawn)
    assert "起算日" in text(drawn)


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"case": "nope"}, 404, "没有编号为“nope”的办件"),
        ({"rule": "R99"}, 404, "没有编号为“R99”的规则"),
        ({"case": "", "tenancy": "nope", "rule": "T07"}, 404, "没有编号为“nope”的租赁"),
        ({"case": "", "tenancy": "nope", "rule": "R01"}, 400, "R01 只能按办件说明"),
        ({"case": "", "unit": "nope", "rule": "T07"}, 400, "T07 只能按办件、租赁说明"),
        ({"rule": "T08"}, 404, "没有编号为“T08”的规则或提示"),
        ({"city": "3599"}, 404, "3599"),
        ({"rule": ""}, 400, "网址缺少"),
    ],
)
def test_what_cannot_be_explained_is_refused_in_one_sentence(
    asking: Viewer, given: dict[str, str], status: int, said: str
) -> None:
    address = asked(a_case(asking)[0], "R01") | given
    with pytest.raises(Refusal) as refused:
        explain.check(asking, {}, address)
    assert refused.value.status == status
    assert said in refused.value.message
    assert said in text(explain.shown(address))


def test_the_case_leads_to_the_explanation_of_every_rule(asking: Viewer) -> None:
    case_no, city = a_case(asking)
    drawn = case.shown({"case_no": case_no, "city": city, "lamp": ""})
    for code in REGISTRY:
        assert f"/explain?case={case_no}&rule={code}&city={city}" in links(drawn)


def test_the_rule_asks_for_a_case_by_an_address_of_its_own() -> None:
    (form,) = with_class(rule.said("R05", {}), "ask-why")
    assert (form.action, form.method) == ("/explain", "GET")
