"""An act, and what had to come before it."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.domain.explaining_words import KEPT, ORDERS
from cockpit.domain.explanation import Ground
from cockpit.rules.grounds import Act, Facts, Row, became, instance_in_words, present, selected_of
from cockpit.rules.reads import Reads


def order_ground(reads: Reads, row: Row, lamps: Sequence[Row], raw: Sequence[Row], facts: Facts) -> Ground:
    """``row``: of table omission, which holds only what went ahead without."""
    order = ORDERS[reads.kind]
    selected = selected_of(row, row["operation_id"], raw)
    assert selected is not None  # every omission is selected
    lit, follows = became(selected, lamps, facts.as_of)
    came = [act.operation_id for act in facts.did(order.needed_by)]
    return Ground(
        f"{order.needed}，先于{order.step}{instance_in_words(reads.kind, row['instance'])}",
        follows,
        lit,
        read=present(row["operation_id"], *came),
        compared=[
            ("应先办", order.needed),
            ("未办即行", f"{row['day']}"),
            ("补办", f"{row['mended_on']}" if row["mended_on"] else f"截至 {facts.as_of} 没有补办"),
            *([("由红灯接替", f"{row['taken_on']}")] if row["taken_on"] else []),
        ],
    )


def order_kept(kind: str, facts: Facts) -> Ground:
    """Where the facts hold no omission: what came when, read off the operations."""
    order = ORDERS[kind]
    needed, steps = facts.did(order.needed_by), facts.did(order.step_by)
    return Ground(
        f"{order.needed}，先于{order.step}",
        _kept(kind, needed, steps),
        False,
        read=present(*(act.operation_id for act in (*needed, *steps))),
        compared=[
            (order.needed, _when(needed)),
            (order.step, _when(steps)),
        ],
    )


def _kept(kind: str, needed: Sequence[Act], steps: Sequence[Act]) -> str:
    order = ORDERS[kind]
    if not steps:
        return f"没有“{order.step}”的记录"
    if kind in KEPT:
        return KEPT[kind]
    if needed and needed[0].occurred_at <= steps[0].occurred_at:
        return f"已于 {needed[0].occurred_at:%Y-%m-%d %H:%M} {order.needed}，不晚于{order.step}（{_when(steps)}）"
    return f"没有发现未{order.needed}即{order.step}的情形"


def _when(acts: Sequence[Act]) -> str:
    if not acts:
        return "没有记录"
    return f"{acts[0].occurred_at:%Y-%m-%d %H:%M}" + (f"，共 {len(acts)} 次" if len(acts) > 1 else "")
