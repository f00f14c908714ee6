"""/risks/<code>: one risk point, its rules, and where each of them burns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Input, Output, callback, dcc, html

from cockpit.callbacks import addresses
from cockpit.callbacks import risks as all_risks
from cockpit.callbacks.asking import viewer
from cockpit.callbacks.risks import counted, of_risk, of_risks, place, watching, where
from cockpit.callbacks.rules import ILLUSTRATIVE
from cockpit.components.facts import facts
from cockpit.components.panels import breadcrumb, panel
from cockpit.db.doors import reading_as
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import Level
from cockpit.queries import areas, risks
from cockpit.queries.risks import Burning, RiskPoint

TEMPLATE = "/risks/<code>"
ASKED = "risk-asked"
CRUMBS, RULES, HEAT = "risk-crumbs", "risk-rules", "risk-heat"


def check(asking: Viewer, variables: Mapping[str, str], query: Mapping[str, str]) -> None:
    """Raises Refusal: 404 for a risk point or an area that is not there, 400 for what is no area."""
    known(variables["code"])
    all_risks.check(asking, variables, query)


def known(code: str) -> RiskPoint:
    """The risk point of this code; Refusal (404) names those that there are."""
    points = risks.catalogue()
    if code not in points:
        raise Refusal(f"没有编号为“{code[:20]}”的风险点：现有 {'、'.join(points)}。", status=404)
    return points[code]


@callback(Output(CRUMBS, "children"), Output(RULES, "children"), Output(HEAT, "children"), Input(ASKED, "data"))
def drawn(subject: Mapping[str, str]) -> tuple[Any, ...]:
    point = known(str(dict(subject or {}).get("code")))
    code = all_risks.area_of(subject)
    rules = {rule.code: rule.name for rule in watching(point.code)}
    with reading_as(viewer()) as conn:
        path = areas.path(conn, code)
        parts = areas.children(conn, code)
        lamps = [one for one in risks.burning(conn, code) if one.rule in rules]
    above = [(of_risks(code), "风险点")]
    above += [(of_risk(point.code, one.code), one.name) for one in path[:-1]]
    heat = where(
        path[-1],
        parts,
        lamps,
        {rule: f"{rule} {name}" for rule, name in rules.items()},
        lambda one: one.rule,
        lambda area, rule: addresses.of_alerts(area, rule=rule),
        lambda area: of_risk(point.code, area),
        column_link=lambda rule: f"/rules/{rule}",
    )
    return breadcrumb(above, f"{path[-1].name} {point.code} {point.name}"), _rules(point, lamps, code), heat


def said(code: str) -> html.Section | None:
    """What the catalogue says of it; nothing where there is no such risk point."""
    point = risks.catalogue().get(code)
    if point is None:
        return None
    pairs = [("风险点", f"{point.code} {point.name}"), ("性质", point.kind.label), ("环节", place(point))]
    return panel("风险点", facts([*pairs, ("说明", point.note)]), note=ILLUSTRATIVE)


def _rules(point: RiskPoint, lamps: Sequence[Burning], area: str) -> html.Section:
    counts = risks.summed(lamps, lambda one: one.rule)
    head = html.Thead(
        html.Tr(
            [
                html.Th("规则"),
                html.Th("监督内容", className="wide-only"),
                html.Th("类别", className="wide-only"),
                html.Th("红灯", className="number", title="仍亮"),
                html.Th("黄灯", className="number", title="仍亮"),
            ]
        )
    )
    body = [
        html.Tr(
            [
                html.Td(dcc.Link(f"{rule.code} {rule.name}", href=f"/rules/{rule.code}")),
                html.Td("；".join(finding.says for finding in rule.findings), className="wide-only"),
                html.Td(rule.category.label, className="wide-only"),
                *(
                    html.Td(
                        counted(level, number, addresses.of_alerts(area, rule=rule.code, level=level)),
                        className="number",
                    )
                    for level, number in zip((Level.RED, Level.YELLOW), counts.get(rule.code, (0, 0)), strict=True)
                ),
            ]
        )
        for rule in watching(point.code)
    ]
    return panel("监督规则", html.Table([head, html.Tbody(body)], className="rows rules"), note="截至日仍亮的灯")
