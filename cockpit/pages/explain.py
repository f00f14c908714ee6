"""/explain?case=<case_no>&rule=<code>: why a rule's lamps burn or do not in one case."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import explain as ids
from cockpit.callbacks.addresses import of_case
from cockpit.components.panels import breadcrumb, page, page_head
from cockpit.components.states import skeleton


def layout(case: Any = "", rule: Any = "", city: Any = "", **_: Any) -> html.Main:
    asked = {"case": str(case), "rule": str(rule), "city": str(city)}
    return page(
        page_head(breadcrumb([("/cases", "办件"), (of_case(str(case)), str(case))], f"{rule} 研判说明")),
        dcc.Store(id=ids.ASKED, data=asked),
        html.Div([skeleton(132), skeleton(320), skeleton(320)], id=ids.SHOWN, className="stack"),
    )


register_page(__name__, path=ids.PATH, title="研判说明", check=ids.check, layout=layout)
