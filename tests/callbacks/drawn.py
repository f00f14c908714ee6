"""Reading what a callback drew: its text and its links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def parts(drawn: Any) -> Iterator[Any]:
    """Every component and text inside ``drawn``, outermost first."""
    if isinstance(drawn, list | tuple):
        for each in drawn:
            yield from parts(each)
    elif drawn is not None:
        yield drawn
        yield from parts(getattr(drawn, "children", None))


def text(drawn: Any) -> str:
    return " ".join(str(part) for part in parts(drawn) if isinstance(part, str | int | float))


def links(drawn: Any) -> list[str]:
    return [part.href for part in parts(drawn) if getattr(part, "href", None)]


def ids(drawn: Any) -> list[Any]:
    return [part.id for part in parts(drawn) if getattr(part, "id", None)]


def with_class(drawn: Any, name: str) -> list[Any]:
    return [part for part in parts(drawn) if name in str(getattr(part, "className", "") or "").split()]
