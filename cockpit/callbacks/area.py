"""The overview of an area, whatever its level: headline numbers, where the lamps are, how it goes, what is new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, callback

from cockpit.callbacks import addresses
from cockpit.callbacks.asking import viewer
from cockpit.callbacks.living import asked_again
from cockpit.callbacks.periods import picker
from cockpit.charts import lamp_rate, maps, trend, work
from cockpit.charts.drawing import Drawing
from cockpit.charts.sparkline import sparkline
from cockpit.components.chart import drawing
from cockpit.components.kpi_card import kpi_card
from cockpit.components.lamp_heat import lamp_heat
from cockpit.components.news import longest_cases, news
from cockpit.components.panels import breadcrumb
from cockpit.components.ranking import Ranked, ranking
from cockpit.components.states import empty
from cockpit.db.doors import reading_as
from cockpit.domain import period as periods
from cockpit.domain.area import AreaLevel, checked, level_of
from cockpit.domain.period import Period
from cockpit.domain.viewer import Viewer
from cockpit.domain.vocabulary import Step
from cockpit.queries import areas, asof, counts, in_hand, kpis, lamps
from cockpit.rules import REGISTRY, sentence

SUBJECT = "area-subject"
CRUMBS, PERIOD, KPIS = "area-crumbs", "area-period", "area-kpis"
WHERE, RANKING, TREND, HEAT, NEWS = "area-where", "area-ranking", "area-trend", "area-heat", "area-news"

asked_again(SUBJECT)

STEPS = {
    Step.ACCEPTANCE.value: Step.ACCEPTANCE.label,
    Step.JOINT_REVIEW.value: Step.JOINT_REVIEW.label,
    Step.DETERMINATION.value: "汇总认定",  # 住建部门汇总认定 is too long for the head of a narrow column
    Step.ALLOTMENT.value: Step.ALLOTMENT.label,
}
_STANDING = STEPS | {Step.WAIT.value: Step.WAIT.label}
Subject = Mapping[str, str]
"""``code`` and, where given, ``period``, ``from``, ``to``: what the address says."""


def check(asking: Viewer, path: Mapping[str, str], query: Mapping[str, str]) -> None:
    """Refusal: 404 for an area that is not there, 400 for a period that cannot be meant."""
    code = checked(path["code"])
    with reading_as(asking) as conn:
        areas.area(conn, code)
        periods.asked(query, asof.as_of(conn))


@callback(
    Output(CRUMBS, "children"),
    Output(PERIOD, "children"),
    Output(KPIS, "children"),
    Output(drawing(WHERE), "data"),
    Output(RANKING, "children"),
    Input(SUBJECT, "data"),
)
def figures(subject: Subject) -> tuple[Any, ...]:
    code, subject = _read(subject)
    with reading_as(viewer()) as conn:
        day = asof.as_of(conn)
        period = periods.asked(subject, day)
        path = areas.path(conn, code)
        values = kpis.headline(conn, code, period)
        lines = kpis.sparklines(
            conn, code, counts.by_month(conn, code, min(periods.month_end(period.last), day), months=12)
        )
        below = _street(conn, code) if level_of(code) is AreaLevel.STREET else _children(conn, code, period, subject)
    cards = [
        kpi_card(
            value,
            period.than,
            sparkline(lines[value.kpi.code]),
            addresses.of_rows(value, code, period, is_present=period.last == day),
        )
        for value in values
    ]
    where = breadcrumb([(addresses.of_area(one.code, subject), one.name) for one in path[:-1]], path[-1].name)
    chosen = picker(period, day, lambda given: addresses.of_area(code, given), addresses.of_area(code))
    return where, chosen, cards, *below


@callback(Output(drawing(TREND), "data"), Output(HEAT, "children"), Output(NEWS, "children"), Input(SUBJECT, "data"))
def course(subject: Subject) -> tuple[Any, ...]:
    code, _ = _read(subject)
    with reading_as(viewer()) as conn:
        monthly = counts.by_month(conn, code, asof.as_of(conn))
        burning = lamps.by_rule_and_step(conn, code)
        latest = lamps.latest(conn, code)
    rules = {rule.code: f"{rule.code} {rule.name}" for rule in REGISTRY.values()}
    cells = {(row["rule"], row["step"]): (row["red"], row["yellow"]) for row in burning.to_dict("records")}
    # Lamps of criteria sets stand in no step; their column is shown where there are any.
    steps = STEPS | ({"": "不分环节"} if any(step == "" for _, step in cells) else {})
    heat = lamp_heat(
        cells, rules, steps, lambda rule, step: addresses.of_alerts(code, rule=rule, step=step) if step else None
    )
    said = [(row["level"], sentence(row), row["since"], _address_of(row, code)) for row in latest]
    calm = empty(
        "本地区没有亮着的灯。",
        "已熄的灯可在预警列表中查看。",
        link=(addresses.of_alerts(code, state="all"), "查看全部预警"),
    )
    return trend.case_trend(monthly).sent(), heat, news(said) if said else calm


def _read(subject: Subject) -> tuple[str, Subject]:
    """A callback can be called by anybody with anything: texts only, and a code that is written like one."""
    given = {str(name): str(value) for name, value in dict(subject).items()}
    return checked(given.get("code", "")), given


def _children(conn: Any, code: str, period: Period, subject: Subject) -> tuple[Any, Any]:
    """The map (or bars) and the ranking of what lies below, as of the end of the period."""
    frame = counts.by_child(conn, code, (period.first, period.last))
    names = {one.code: one.name for one in areas.children(conn, code)}
    frame = frame.reindex(list(names), fill_value=0).assign(name=list(names.values()))
    if level_of(code) is AreaLevel.COUNTY:
        # Farms and zones have the code of a street but seldom a case: they are shown once something happened there.
        frame = frame[(frame[list(counts.RANKED)] != 0).any(axis=1)]

    def link(child: str) -> str:
        return addresses.of_area(child, subject)

    drawn = lamp_rate.lamp_map(frame, code, link) if maps.address(code) else lamp_rate.lamp_bars(frame, link)
    rows = [
        Ranked(row["name"], link(str(child)), *(row[name] for name in counts.RANKED))
        for child, row in frame.to_dict("index").items()
    ]
    return drawn.sent(), ranking(rows) if rows else empty("下级还没有办件。", "数据导入后即显示。")


def _street(conn: Any, code: str) -> tuple[Any, Any]:
    """Below a street there are only its cases: by step, and the ones that run the longest."""

    def link(step: str) -> str:
        return addresses.of_cases(code, state="waiting" if step == Step.WAIT else step)

    drawn: Drawing = work.cases_by_step(in_hand.by_step(conn, code), _STANDING, link)
    rows = [
        (
            row["case_no"],
            addresses.of_case(row["case_no"]),
            _STANDING[row["state"]],
            row["submitted_on"],
            row["red"],
            row["yellow"],
        )
        for row in in_hand.longest(conn, code)
    ]
    cases = (
        longest_cases(rows) if rows else empty("没有未办结的办件。", link=(addresses.of_cases(code), "查看全部办件"))
    )
    return drawn.sent(), cases


def _address_of(row: Mapping[str, Any], code: str) -> str:
    return addresses.of_alert(row["alert_no"]) if row["alert_no"] else addresses.of_alerts(code, rule=row["rule"])
