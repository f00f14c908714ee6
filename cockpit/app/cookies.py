"""The cookies of a login: who it is, what our own pages show besides, and which browser has logged in before."""

from __future__ import annotations

from flask import Request, current_app, request
from werkzeug.wrappers import Response

from cockpit.actions.sessions import LONGEST, REMEMBERED, Login, csrf_of

SESSION, CSRF, DEVICE, FORM = "cockpit_session", "cockpit_csrf", "cockpit_device", "cockpit_form"
CSRF_HEADER = "X-CSRF-Token"
SECURE = "COCKPIT_SECURE_COOKIES"
"""Key of the Flask configuration: browsers reach us through TLS alone."""


def token_of(asked: Request) -> str:
    return asked.cookies.get(SESSION, "")


def device_of(asked: Request) -> str:
    return asked.cookies.get(DEVICE, "")


def form_token() -> str:
    """What a form on a page of the present request has to send along; '' without a login."""
    token = token_of(request)
    return csrf_of(token) if token else ""


def give(response: Response, login: Login) -> None:
    seconds = int(LONGEST.total_seconds())
    _set(response, SESSION, login.token, seconds)
    _set(response, CSRF, csrf_of(login.token), seconds, readable=True)  # dash's renderer puts it into the header
    _set(response, DEVICE, login.device, int(REMEMBERED.total_seconds()), path="/login")


def take(response: Response) -> None:
    for name in (SESSION, CSRF):
        response.delete_cookie(name, path="/")


def give_form_token(response: Response, token: str) -> None:
    _set(response, FORM, token, 3600, path="/login")


def _set(response: Response, name: str, value: str, seconds: int, *, readable: bool = False, path: str = "/") -> None:
    # Lax, not Strict: a link in a reminder must open its page for somebody who is logged in. What changes something is
    # a POST, which Lax keeps back from other sites' pages, and which must show the token as well.
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=path,
        secure=bool(current_app.config.get(SECURE)),
        httponly=not readable,
        samesite="Lax",
    )
