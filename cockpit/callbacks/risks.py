"""/risks: the eleven risk points, what watches them, and where they bite."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import Input, Output, callback, dcc, html

from cockpit.callbacks import addresses
from cockpit.callbacks.area import STEPS
from cockpit.callbacks.asking import viewer
from cockpit.callbacks.rules import ILLUSTRATIVE
from cockpit.components.lamp_heat import lamp_heat
from cockpit.components.lamps import lamp
from cockpit.components.panels import breadcrumb, panel
from cockpit.components.states import empty
from cockpit.db.doors import reading_as
from cockpit.domain.area import AreaLevel, checked
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import Level, RiskKind
from cockpit.queries import areas, filters, risks
from cockpit.queries.areas import Area
from cockpit.queries.risks import Burning, RiskPoint
from cockpit.rules import REGISTRY, Rule

PATH = "/risks"
ASKED = "risks-asked"
CRUMBS, POINTS, HEAT, STEP_HEAT = "risks-crumbs", "risks-points", "risks-heat", "risks-step-heat"
NOTE = "截至日仍亮的灯；点击格子查看预警，点击地区进入下级"

_OWN = "本级"
"""Lamps of an area's own subjects (a city's batch, the province's criteria), which lie in none of its parts."""


def check(asking: Viewer, _: Mapping[str, str], query: Mapping[str, str]) -> None:
    """Raises Refusal for an area that is not one (400) or not there (404)."""
    with reading_as(asking) as conn:
        areas.area(conn, filters.area(query) or asking.area_code)


def asked(query: Mapping[str, Any]) -> dict[str, str]:
    """What the address says, for the page's store; the viewer's own area is filled in when it is read."""
    return {"area": query["area"]} if isinstance(query.get("area"), str) else {}


@callback(
    Output(CRUMBS, "children"),
    Output(POINTS, "children"),
    Output(HEAT, "children"),
    Output(STEP_HEAT, "children"),
    Input(ASKED, "data"),
)
def drawn(subject: Mapping[str, str]) -> tuple[Any, ...]:
    code = area_of(subject)
    with reading_as(viewer()) as conn:
        path = areas.path(conn, code)
        parts = areas.children(conn, code)
        lamps = risks.burning(conn, code)
    points = risks.catalogue()
    crumbs = breadcrumb([(of_risks(one.code), one.name) for one in path[:-1]], f"{path[-1].name}风险点")
    by_point = where(
        path[-1],
        parts,
        lamps,
        {point: point for point in points},
        lambda one: REGISTRY[one.rule].risk_point,
        lambda area, point: addresses.of_alerts(area, rule=",".join(rule.code for rule in watching(point))),
        of_risks,
        titles={point.code: f"{point.code} {point.name}" for point in points.values()},
        column_link=lambda point: of_risk(point, code),
    )
    by_step = where(
        path[-1],
        parts,
        lamps,
        STEPS,
        lambda one: one.step,
        lambda area, step: addresses.of_alerts(area, step=step),
        of_risks,
    )
    return crumbs, _points(lamps, code), by_point, by_step


def area_of(subject: Mapping[str, str] | None) -> str:
    """The area asked for, else the viewer's own. A callback can be called by anybody with anything."""
    given = dict(subject or {}).get("area")
    return checked(str(given)) if given else viewer().area_code


def of_risks(area: str) -> str:
    return f"{PATH}?area={area}"


def of_risk(point: str, area: str) -> str:
    return f"{PATH}/{point}?area={area}"


def watching(point: str) -> list[Rule]:
    """The rules of a risk point."""
    return [rule for rule in REGISTRY.values() if rule.risk_point == point]


def place(point: RiskPoint) -> str:
    """The steps it lies in; P11 also reaches into the others (seed_data/risk_points.csv, note)."""
    return "、".join(STEPS[step] for step in point.steps)


def where(
    area: Area,
    parts: Sequence[Area],
    lamps: Sequence[Burning],
    columns: Mapping[str, str],
    column_of: Callable[[Burning], str],
    link: Callable[[str, str], str],
    row_link: Callable[[str], str],
    *,
    titles: Mapping[str, str] | None = None,
    column_link: Callable[[str], str] | None = None,
) -> Any:
    """Lamps by part of the area and by ``columns``. ``link``: (area, column) -> the alerts of just these."""
    shown = [one for one in lamps if column_of(one) in columns]
    if not shown:
        return empty("本地区没有亮着的灯。", "已熄的灯可在预警列表中查看。")
    cells = risks.summed(shown, lambda one: (one.part, column_of(one)))
    burning = {one.part for one in shown}
    # Farms and zones have the code of a street but seldom a case: streets are listed where something burns.
    below = area.level is AreaLevel.COUNTY
    rows = {one.code: one.name for one in parts if not below or one.code in burning}
    if area.code in burning:
        rows[area.code] = area.name if area.level is AreaLevel.STREET else _OWN
    own = area.code if area.level is not AreaLevel.STREET else ""
    return lamp_heat(
        cells,
        rows,
        columns,
        # No list shows an area's own lamps without those of its parts.
        lambda part, column: None if part == own else link(part, column),
        corner="地区",
        row_link=lambda part: None if part == area.code else row_link(part),
        column_link=column_link,
        column_titles=titles,
    )


def _points(lamps: Sequence[Burning], area: str) -> html.Section:
    counts = risks.summed(lamps, lambda one: REGISTRY[one.rule].risk_point)
    head = html.Thead(
        html.Tr(
            [
                html.Th("风险点"),
                html.Th("性质"),
                html.Th("环节", className="wide-only"),
                html.Th("监督规则", className="wide-only"),
                html.Th("红灯", className="number", title="仍亮"),
                html.Th("黄灯", className="number", title="仍亮"),
            ]
        )
    )
    body = [_point(point, counts.get(point.code, (0, 0)), area) for point in risks.catalogue().values()]
    kinds = [point.kind for point in risks.catalogue().values()]
    sorts = "、".join(f"{kind.label} {kinds.count(kind)} 个" for kind in RiskKind)
    return panel(
        "十一个风险点",
        html.Table([head, html.Tbody(body)], className="rows rules points"),
        note=f"{ILLUSTRATIVE}：{sorts}",
    )


def _point(point: RiskPoint, lamps: tuple[int, int], area: str) -> html.Tr:
    rules = watching(point.code)
    links = [dcc.Link(f"{rule.code} {rule.name}", href=f"/rules/{rule.code}") for rule in rules]
    codes = ",".join(rule.code for rule in rules)
    return html.Tr(
        [
            html.Td(dcc.Link(f"{point.code} {point.name}", href=of_risk(point.code, area))),
            html.Td(html.Span(point.kind.label, className="kind")),
            html.Td(place(point), className="wide-only"),
            html.Td([html.Div(link) for link in links], className="wide-only"),
            *(
                html.Td(counted(level, number, addresses.of_alerts(area, rule=codes, level=level)), className="number")
                for level, number in zip((Level.RED, Level.YELLOW), lamps, strict=True)
            ),
        ],
        id=point.code,
    )


def counted(level: Level, number: int, href: str) -> Any:
    """So many lamps, as a link to them; a plain 0 where there are none."""
    return dcc.Link(lamp(level, text=f"{number:,}", plain=True), href=href) if number else "0"
