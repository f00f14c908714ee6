"""/login and /logout: plain pages without a script, before there is anybody whom dash could draw for."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlsplit

from flask import Flask, current_app, make_response, redirect, request
from werkzeug.wrappers import Response

from cockpit.actions import sessions
from cockpit.app import cookies
from cockpit.app.layout import NAME, bare_page
from cockpit.callbacks.asking import desk
from cockpit.domain.refusal import Refusal

PATH, OUT = "/login", "/logout"
NEXT = "next"
DEMO = "COCKPIT_DEMO"
"""Key of the Flask configuration: the Demo, where this is one."""


@dataclass(frozen=True, slots=True)
class Demo:
    """Below the form of a demonstration: one sentence, and accounts that one click logs in: (account, role, place)."""

    hint: str
    accounts: Sequence[tuple[str, str, str]]


_STALE = "登录页面已过期：请重新填写。"


def install(server: Flask) -> None:
    @server.get(PATH)
    def form() -> Response:
        return _form(request.args.get(NEXT, ""))

    @server.post(PATH)
    def log_in() -> Response:
        onward = request.form.get(NEXT, "")
        shown, kept = request.form.get("form", ""), request.cookies.get(cookies.FORM, "")
        name = request.form.get("name", "")
        if not kept or not hmac.compare_digest(shown.encode(), kept.encode()):
            return _form(onward, _STALE, name, 400)
        chosen = request.form.get("demo", "")
        known = {"device": cookies.device_of(request), "before": cookies.token_of(request)}
        at_desk = desk()
        try:
            if chosen and (demo := _demo()) and chosen in {account for account, *_ in demo.accounts}:
                login = sessions.log_in_to_demo(chosen, desk=at_desk, **known)
            else:
                password, address = request.form.get("password", ""), request.remote_addr or ""
                login = sessions.log_in(name, password, address, desk=at_desk, **known)
        except Refusal as refusal:
            return _form(onward, refusal.message, name, refusal.status)
        answer = redirect(inside(onward), code=303)
        cookies.give(answer, login)
        return answer

    @server.post(OUT)
    def log_out() -> Response:
        sessions.log_out(cookies.token_of(request), desk())
        answer = redirect(PATH, code=303)
        cookies.take(answer)
        return answer


def sent_to_login() -> Response:
    """Where somebody lands who is not logged in, or no longer; afterwards they get the page that they asked for."""
    wanted = request.full_path.rstrip("?")
    return redirect(PATH if wanted == "/" else f"{PATH}?{NEXT}={quote(wanted)}", code=302)


def inside(address: str) -> str:
    """An address of our own pages, whatever was asked for: nobody is led elsewhere by a link to our login."""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith(("//", "/\\", "/_", PATH, OUT))
    clean = address.isprintable() and "\\" not in address
    return address if ours and clean and not parts.netloc and not parts.scheme else "/"


def _form(onward: str, refused: str = "", name: str = "", status: int = 200) -> Response:
    token = secrets.token_urlsafe(24)
    said = f'<p class="notice-box" role="alert"><i class="icon icon-exclamation-circle"></i>{escape(refused)}</p>'
    first = "name" if not name else "password"

    def focus(field: str) -> str:
        return " autofocus" if field == first else ""

    body = f"""<main class="login" id="content">
<form class="panel login-card" method="post" action="{PATH}">
<h1>登录</h1>
<p class="caption">请使用本单位分配的账号。登录、办理与导出均记入台账。</p>
{said if refused else ""}
<input type="hidden" name="form" value="{token}">
<input type="hidden" name="{NEXT}" value="{escape(onward)}">
<label for="name">账号</label>
<input class="form-control" id="name" name="name" value="{escape(name)}" autocomplete="username" autocapitalize="none"
 spellcheck="false" maxlength="40" required{focus("name")}>
<label for="password">口令</label>
<input class="form-control" id="password" name="password" type="password" autocomplete="current-password"
 maxlength="128" required{focus("password")}>
<button class="button-filled" type="submit">登录</button>
</form>
{_choices(token, onward)}
</main>"""
    answer = make_response(bare_page(f"登录 · {NAME}", body), status)
    cookies.give_form_token(answer, token)
    return answer


def _demo() -> Demo | None:
    demo: Demo | None = current_app.config.get(DEMO)
    return demo


def _choices(token: str, onward: str) -> str:
    """A form of its own: the other one asks the browser for a name and a password."""
    demo = _demo()
    if demo is None:
        return ""
    buttons = "".join(
        f'<button type="submit" name="demo" value="{escape(account)}"><b>{escape(role)}</b>'
        f"<span>{escape(place)}</span></button>"
        for account, role, place in demo.accounts
    )
    return f"""<form class="panel login-demo" method="post" action="{PATH}">
<h2>演示账号</h2>
<p class="caption">点击即登录，仅演示环境提供。</p>
<input type="hidden" name="form" value="{token}">
<input type="hidden" name="{NEXT}" value="{escape(onward)}">
<div class="login-choices">{buttons}</div>
<p class="caption">{escape(demo.hint)}</p>
</form>"""
