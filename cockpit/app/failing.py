"""What people see when a request cannot be served: one sentence; for a fault of ours the number of its log entry too.

The log holds the kind of the error and where it arose, never its message: messages of a database quote the values of
their statement, and those may be somebody's name.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from html import escape

from dash import set_props
from dash.exceptions import PreventUpdate
from flask import Flask, make_response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from cockpit.app.layout import static_page
from cockpit.callbacks.shell import NOTICE
from cockpit.components.states import notice
from cockpit.domain.refusal import Refusal

_log = logging.getLogger(__name__)
_FAULT = "系统在处理本次请求时出错，数据未受影响：请刷新页面重试；若仍出现，请把错误编号告知运维人员。"
_HTTP = {
    404: "没有这个网址：请核对网址，或从总览逐级进入。",
    405: "本网址不接受这种请求：请在本系统页面内操作。",
    413: "请求内容过大，已拒绝：请缩小筛选范围后重试。",
}


def install(server: Flask) -> None:
    @server.errorhandler(Refusal)
    def refused(error: Refusal) -> Response:
        return _answer(error.message, error.status)

    @server.errorhandler(HTTPException)
    def not_http(error: HTTPException) -> Response:
        status = error.code or 500
        return _answer(_HTTP.get(status, "请求不正确：请在本系统页面内操作。"), status)

    @server.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        return _answer(_FAULT, 500, logged(error))


def shown_on_page(error: Exception) -> None:
    """A callback that cannot answer: the page keeps what it shows, and says why above it."""
    if isinstance(error, PreventUpdate):
        raise error
    if isinstance(error, Refusal):
        set_props(NOTICE, {"children": notice(error.message)})
    else:
        set_props(NOTICE, {"children": notice(_FAULT, number=logged(error))})


def logged(error: Exception) -> str:
    """Logs the error without its message; the number under which it stands."""
    number = secrets.token_hex(4).upper()
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s %s on %s\n%s", number, type(error).__qualname__, request.path, where)
    return number


def _answer(sentence: str, status: int, number: str = "") -> Response:
    if request.path.startswith("/_"):
        text = f"{sentence}（错误编号 {number}）" if number else sentence
        return make_response(text, status, {"Content-Type": "text/plain; charset=utf-8"})
    said = f"<p>{escape(sentence)}</p>" + (f'<p class="caption">错误编号 {number}</p>' if number else "")
    return make_response(static_page(said), status)
