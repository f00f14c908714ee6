"""/explain?case=<case_no>&rule=<code>: why a rule's lamps burn or do not in one case."""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from cockpit.callbacks import explain as ids
from cockpit.callbacks.addresses import of_case
from cockpit.components.panels import breadcrumb, page, page_head
from cockpit.components.states import skeleton
from cockpit.domain.vocabulary import LampClass, SubjectKind


def layout(**query: Any) -> html.Main:
    asked = {name: str(query.get(name, "")) for name in ("case", "tenancy", "unit", "rule", "city")}
    kind, number = ids.subject_of(asked)
    above = [("/cases", "办件"), (of_case(number), number)]
    if kind != SubjectKind.CASE:
        above = [(f"/alerts?prompts=1&rule={asked['rule']}", LampClass.PROMPT.label)]
    here = f"{asked['rule']} 研判说明" if kind == SubjectKind.CASE else f"{number} {asked['rule']} 研判说明"
    return page(
        page_head(breadcrumb(above, here)),
        dcc.Store(id=ids.ASKED, data=asked),
        html.Div([skeleton(132), skeleton(320), skeleton(320)], id=ids.SHOWN, className="stack"),
    )


register_page(__name__, path=ids.PATH, title="研判说明", check=ids.check, layout=layout)
