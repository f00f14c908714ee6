"""/area/<code>: one page for the province, a city, a county and a street."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import area as ids
from cockpit.components.chart import chart
from cockpit.components.kpi_card import kpi_skeleton
from cockpit.components.panels import page, page_head, panel
from cockpit.components.states import skeleton
from cockpit.components.watched import watched
from cockpit.domain.kpis import HEADLINE

_WHERE = {
    "map": ("各地未销号红灯", "每千件在办的红灯数，点击进入下级", "地图：各地每千件在办的未销号红灯数"),
    "bars": ("各街道（乡镇）未销号红灯", "每千件在办的红灯数，点击进入", "条形图：各街道每千件在办的未销号红灯数"),
    "steps": ("未办结办件所处环节", "点击查看办件", "条形图：未办结办件按环节的件数"),
}


def layout(code: str = "35", **query: Any) -> html.Main:
    kind = {2: "map", 4: "map", 6: "bars"}.get(len(code), "steps")
    title, note, says = _WHERE[kind]
    below = (
        ("办理时间最长的办件", "尚未办结，申请最早的在前")
        if kind == "steps"
        else ("下级排名", "按每千件在办红灯数由多到少，灰字：在办不足10件")
    )
    subject = {name: query[name] for name in ("period", "from", "to") if isinstance(query.get(name), str)}
    return page(
        page_head(
            html.Div(id=ids.CRUMBS, style={"minHeight": "28px"}), html.Div(id=ids.PERIOD, style={"minHeight": "32px"})
        ),
        dcc.Store(id=ids.SUBJECT, data={"code": code, **subject}),
        watched(code),
        html.Div([kpi_skeleton() for _ in HEADLINE], id=ids.KPIS, className="kpis"),
        html.Div(
            [
                panel(title, chart(ids.WHERE, says), note=note),
                panel(below[0], html.Div(skeleton(), id=ids.RANKING, className="scroll"), note=below[1]),
            ],
            className="grid-map",
        ),
        html.Div(
            [
                panel(
                    "近36个月受理、办结、退出",
                    chart(ids.TREND, "折线图：近三十六个月受理、办结、退出数"),
                    note="件，最末一点为本月至今",
                ),
                panel(
                    "亮灯：环节与规则",
                    html.Div(skeleton(), id=ids.HEAT, className="scroll"),
                    note="仍亮的灯，点击查看预警",
                ),
                panel("最新预警", html.Div(skeleton(), id=ids.NEWS, className="scroll"), note="仍亮的灯，最新在前"),
            ],
            className="grid-below",
        ),
    )


register_page(__name__, path_template="/area/<code>", title="总览 · 公租房权力运行监督驾驶舱", check=ids.check)
