"""/supervision: what inspectors and the province watch; each figure is a link to the alerts that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dash import Input, Output, callback

from cockpit.callbacks.asking import desk, viewer
from cockpit.callbacks.narrowing import given
from cockpit.callbacks.periods import picker
from cockpit.components import supervision as drawn
from cockpit.components.follow_up import SHANGHAI
from cockpit.components.panels import breadcrumb
from cockpit.db.doors import reading_as
from cockpit.domain import period as periods
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.queries import areas, asof, filters, supervision
from cockpit.queries.supervised import Pair, Watched
from cockpit.rules import REGISTRY

PATH = "/supervision"
ASKED, CRUMBS, TOOLS = "supervision-asked", "supervision-crumbs", "supervision-tools"
FIGURES, LISTED = "supervision-figures", "supervision-listed"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says. ``area_code`` '' is the viewer's own; ``pair`` narrows the list ``repeated`` to one."""

    area_code: str = ""
    period: tuple[tuple[str, str], ...] = ()
    name: str = "given"
    pair: Pair | None = None

    @classmethod
    def read(cls, args: filters.Arguments) -> Asked:
        """Raises Refusal (400) for what is not on the lists; the period is checked by `domain.period.asked`."""
        name = filters.one_of(args, "list", supervision.LISTS, "清单", "given")
        rule = filters.one_of(args, "rule", REGISTRY, "规则", "")
        office, org = (
            filters.area({"area": args.get("office", "")}),
            filters.text({"text": args.get("org", "")}, "单位"),
        )
        if bool(rule) != bool(office) or ((rule or org) and name != "repeated"):
            raise Refusal("屡亮红灯的明细须同时指明单位与规则：请从本页清单进入。", status=400)
        period = tuple((key, args[key]) for key in ("period", "from", "to") if args.get(key))
        return cls(filters.area(args), period, name, Pair(office, org, rule) if rule else None)

    def address(self, name: str, pair: Pair | None = None) -> str:
        """Of another list, or of one pair, of the same area and period."""
        of_pair = [("rule", pair.rule), ("office", pair.office_area), ("org", pair.org_id)] if pair else []
        chosen = name if name != "given" else ""
        return PATH + filters.search([("area", self.area_code), *self.period, ("list", chosen), *of_pair])

    def during(self, *period: tuple[str, str]) -> str:
        """The address with another period; one pair's lamps are left."""
        return replace(self, period=period).address(self.name)

    def at(self, area_code: str) -> str:
        return replace(self, area_code=area_code).address(self.name)


def check(asking: Viewer, _: Mapping[str, str], query: Mapping[str, str]) -> None:
    """Raises Refusal for what cannot be asked (400), an area that is not there (404) or not the viewer's (403)."""
    asked = Asked.read(query)
    with reading_as(asking) as conn:
        areas.area(conn, asked.area_code or asking.area_code)
        periods.asked(query, _today(asking, asof.as_of(conn)))


@callback(
    Output(CRUMBS, "children"),
    Output(TOOLS, "children"),
    Output(FIGURES, "children"),
    Output(LISTED, "children"),
    Input(ASKED, "data"),
)
def shown(args: Mapping[str, Any] | None) -> tuple[Any, ...]:
    args = given(args or {})
    asking, asked = viewer(), Asked.read(args)
    code = asked.area_code or asking.area_code
    with reading_as(asking) as conn:
        path, below = areas.path(conn, code), areas.children(conn, code)
        today = _today(asking, asof.as_of(conn))
        period = periods.asked(args, today)
        watched = Watched(code, period.first, period.last, today)
        found = supervision.counts(conn, watched)
        table = _table(conn, asked, watched)
    crumbs = breadcrumb([(asked.at(one.code), one.name) for one in path[:-1]], f"{path[-1].name}督办")
    kept = [("area", asked.area_code), ("list", asked.name)]
    tools = [
        drawn.places([(one.name, asked.at(one.code)) for one in below]),
        picker(period, today, lambda given: asked.during(*given.items()), PATH, kept),
    ]
    note = f"{period.label}，截至 {today}"
    year = ("查看本年至今", asked.during(("period", f"{today.year}")))
    listed = drawn.listed(asked.name, found, table, asked.address, note, year)
    return crumbs, tools, drawn.figures(found, asked.name, asked.address, watched), listed


def _today(asking: Viewer, evaluated: date) -> date:
    """The day from which working days are counted: of the clock, where nobody looks at an earlier one."""
    at_desk = desk()
    return evaluated if asking.as_of or at_desk is None else at_desk.now().astimezone(SHANGHAI).date()


def _table(conn: Any, asked: Asked, watched: Watched) -> Any:
    """The rows that the figure chosen counts; None for none."""
    if asked.pair is not None:
        return drawn.reds(supervision.reds_of(conn, watched, asked.pair), asked.address("repeated"))
    if asked.name in supervision.ORDERS:
        return drawn.orders(supervision.orders(conn, watched, asked.name))
    if asked.name in supervision.RETURNED:
        return drawn.returned(supervision.returned(conn, watched, asked.name))
    if asked.name in supervision.WITHOUT_EFFECT:
        return drawn.ineffective(supervision.ineffective(conn, watched, asked.name))
    return drawn.repeated(supervision.repeated(conn, watched), asked.address)
