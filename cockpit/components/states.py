"""What stands where data are not: still loading, none, refused."""

from __future__ import annotations

from dash import dcc, html

from cockpit.components.icons import icon


def skeleton(height: int | str = "100%") -> html.Div:
    """A grey block with the height of what will come, so that nothing jumps. ``height``: pixels, or CSS."""
    tall = f"{height}px" if isinstance(height, int) else height
    return html.Div(className="skeleton", style={"height": tall}, **{"aria-hidden": "true"})


def empty(why: str, what_to_do: str = "", *, link: tuple[str, str] | None = None) -> html.Div:
    """Nothing here: why, and what to do. ``link``: (address, words)."""
    children = [html.Strong(why)]
    if what_to_do:
        children.append(html.Span(what_to_do))
    if link is not None:
        children.append(dcc.Link(link[1], href=link[0]))
    return html.Div(children, className="empty")


def notice(sentence: str, *, number: str = "") -> html.Div:
    """A refusal or an error on the page itself: the sentence, and the number under which it was logged."""
    children = [icon("exclamation-circle"), html.Span(sentence)]
    if number:
        children.append(html.Span(f"错误编号 {number}", className="caption"))
    return html.Div(children, className="notice-box", role="alert")
