"""/case/<case_no>: one case. Anchors: #S1 … #S4 for the steps, #R05 for the first lamp of a rule, #lamp."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import case as ids
from cockpit.components.panels import breadcrumb, page, page_head
from cockpit.components.states import skeleton
from cockpit.components.watched import watched


def layout(case_no: str = "", city: Any = "", lamp: Any = "", **_: Any) -> html.Main:
    waiting = [skeleton(148), html.Div([skeleton(220) for _ in range(4)], className="steps"), skeleton(400)]
    return page(
        page_head(breadcrumb([("/cases", "办件")], case_no)),
        dcc.Store(id=ids.ASKED, data={"case_no": case_no, "city": str(city), "lamp": str(lamp)}),
        watched(f"case/{case_no}"),
        html.Div(waiting, id=ids.SHOWN, className="stack"),
    )


register_page(__name__, path_template=ids.TEMPLATE, title="办件", check=ids.check, layout=layout)
