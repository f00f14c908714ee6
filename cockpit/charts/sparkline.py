"""A line of twelve months, small enough for a card: an SVG as a mask, so that it takes the colour of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

WIDTH, HEIGHT, MARGIN = 120, 24, 2


def sparkline(values: Sequence[float | None]) -> str:
    """A CSS url() with the drawing, '' where fewer than two values are known. A month without one leaves a gap."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    across = WIDTH / (len(values) - 1)
    steep = (HEIGHT - 2 * MARGIN) / (high - low) if high > low else 0
    path, pen_down = [], False
    for number, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        y = HEIGHT - MARGIN - (value - low) * steep if steep else HEIGHT / 2
        path.append(f"{'L' if pen_down else 'M'}{number * across:.1f} {y:.1f}")
        pen_down = True
    drawn = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' preserveAspectRatio='none'>"
        f"<path d='{''.join(path)}' fill='none' stroke='#000' stroke-width='1.5'"
        " vector-effect='non-scaling-stroke'/></svg>"
    )
    return f'url("data:image/svg+xml,{quote(drawn)}")'
