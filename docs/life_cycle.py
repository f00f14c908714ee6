"""The life of an alert, drawn: states as boxes at fixed places, the lines of the transition table as arrows.

Our own few lines of SVG: the places of thirteen states are known, so nothing has to be laid out, and the same table
gives the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from cockpit.domain.follow_up import BY_ACT, INTERIM_LIMIT, LIMITS, TABLE, TERMINAL, WITH_OFFICE, Act, State

# Column and row of each state. The straight way from raised to closed is the second row.
_PLACES = {
    State.AUTO_CLEARED: (0, 0),
    State.APPEALED: (2, 0),
    State.REVOKED: (4, 0),
    State.RAISED: (0, 1),
    State.ACKNOWLEDGED: (1, 1),
    State.IN_DISPOSAL: (2, 1),
    State.SUBMITTED: (3, 1),
    State.ACCEPTED: (4, 1),
    State.CLOSED: (5, 1),
    State.SUPERVISED: (1, 2),
    State.RETURNED: (3, 2),
    State.ESCALATED: (2, 3),
    State.REFERRED: (4, 3),
}
_WIDE, _HIGH, _ACROSS, _DOWN, _MARGIN = 112, 44, 190, 150, 40

Arrow = tuple[State, State, Sequence[str]]


def arrows() -> list[Arrow]:
    """(from, to, labels) of every move that changes the state; what leads there from everywhere is drawn once."""
    found: dict[tuple[State, State], list[str]] = {}
    for line in TABLE:
        for state in line.states:
            target = line.to
            if line.act is Act.DISMISS:
                target = None
            if target is not None and target is not state:
                found.setdefault((state, target), []).append(line.act.label)
    return [(start, end, labels) for (start, end), labels in found.items()]


def mermaid() -> str:
    """The same as Mermaid text, for readers whose viewer draws it."""
    lines = ["stateDiagram-v2", "    [*] --> raised: 发出预警"]
    lines += [f"    {state}: {state.label}" for state in State]
    lines += [f"    {start} --> {end}: {'／'.join(labels)}" for start, end, labels in arrows()]
    lines.append("    appealed --> raised: 驳回申诉（回到申诉前）")
    lines += [f"    {state} --> [*]" for state in State if state in TERMINAL]
    return "\n".join(lines)


def page() -> str:
    """Table of acts, limits and the drawing, in Markdown."""
    acts = [
        (
            line.act.label,
            "、".join(state.label for state in line.states),
            line.to.label if line.to else "不变",
            "；".join(line.parties),
            line.permission.label,
            "、".join(field.label for field in line.says),
            line.note,
        )
        for line in TABLE
    ]
    limits = [(state.label, *(f"{days} 个工作日" for days in LIMITS[state])) for state in LIMITS]
    limits.append(("阶段说明", "", f"{INTERIM_LIMIT} 个工作日"))
    return "\n".join(
        (
            "# The life of an alert (示例规则集)\n",
            "![跟进办理流程](follow-up.svg)\n",
            f"{len(BY_ACT)} acts, {len(State)} states. Everything that is not in the table is refused.\n",
            "## 办理事项\n",
            _table(("事项", "可办理的状态", "办理后", "由谁", "权限", "须写明", "条件"), acts),
            "## 时限\n",
            "自进入该状态的次日起算；“已签收”“处置中”的时限自发出预警起算。\n",
            _table(("状态", "不规范（黄灯）", "异常（红灯），或逾期未反馈"), limits),
            f"## Mermaid\n\n```mermaid\n{mermaid()}\n```\n",
        )
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows)) + "\n"


def svg() -> str:
    """The drawing. Blue boxes wait for the office, amber ones for its superiors, grey ones are ends."""
    width = 2 * _MARGIN + 5 * _ACROSS + _WIDE
    height = 2 * _MARGIN + 3 * _DOWN + _HIGH
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-size="13" '
        'font-family="Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif" text-anchor="middle">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#5b6b7c"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *(_arrow(*arrow) for arrow in _drawn()),
        *(_box(state) for state in State),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _drawn() -> Iterator[Arrow]:
    """Arrows without those that come from nearly everywhere: these are drawn from one state, and say so."""
    many = {
        State.APPEALED: (State.IN_DISPOSAL, "（应答单位办理期间）"),
        State.ESCALATED: (State.SUPERVISED, "（省级可自任何办理状态）"),
        State.REFERRED: (State.ESCALATED, "（任何未结状态）"),
    }
    for start, end, labels in arrows():
        if end not in many:
            yield start, end, labels
        elif many[end][0] is start:
            yield start, end, [*labels, many[end][1]]
    yield State.APPEALED, State.RAISED, [Act.DISMISS.label, "（回到申诉前）"]


def _centre(state: State) -> tuple[int, int]:
    column, row = _PLACES[state]
    return _MARGIN + column * _ACROSS + _WIDE // 2, _MARGIN + row * _DOWN + _HIGH // 2


def _box(state: State) -> str:
    x, y = _centre(state)
    fill, line = ("#e8f0fc", "#1f5fbf") if state in WITH_OFFICE else ("#fff3cd", "#8a5a00")
    if state in TERMINAL:
        fill, line = "#eef1f4", "#5b6b7c"
    return (
        f'<rect x="{x - _WIDE // 2}" y="{y - _HIGH // 2}" width="{_WIDE}" height="{_HIGH}" rx="8" fill="{fill}" '
        f'stroke="{line}"/><text x="{x}" y="{y + 5}" fill="#1c2733">{escape(state.label)}</text>'
    )


def _arrow(start: State, end: State, labels: Sequence[str]) -> str:
    """From edge to edge; bent where a straight line would run through another box."""
    (x1, y1), (x2, y2) = _centre(start), _centre(end)
    sideways, down = x2 - x1, y2 - y1
    if abs(sideways) > abs(down):
        step = 1 if sideways > 0 else -1
        x1, x2 = x1 + step * _WIDE // 2, x2 - step * _WIDE // 2
    else:
        step = 1 if down > 0 else -1
        y1, y2 = y1 + step * _HIGH // 2, y2 - step * _HIGH // 2
    far = abs(sideways) > _ACROSS and down == 0
    aside = 14 if not sideways else 40
    # There and back are bent to different sides.
    bend = -70 if far else aside if down > 0 else -aside
    cx, cy = (x1 + x2) // 2 + (bend if down else 0), (y1 + y2) // 2 + (bend if far else 0)
    tx, ty = (x1 + 2 * cx + x2) // 4, (y1 + 2 * cy + y2) // 4
    ty += 16 if down > 0 else -16 if down < 0 else 0
    words = "".join(
        f'<tspan x="{tx}" dy="{13 if number else 0}">{escape(label)}</tspan>' for number, label in enumerate(labels)
    )
    return (
        f'<path d="M{x1} {y1}Q{cx} {cy} {x2} {y2}" fill="none" stroke="#5b6b7c" marker-end="url(#tip)"/>'
        f'<text x="{tx}" y="{ty - 5}" font-size="11" fill="#5b6b7c" stroke="#ffffff" stroke-width="3" '
        f'paint-order="stroke">{words}</text>'
    )
