"""Gunicorn around the app: two processes of four threads, on this machine's own address only."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from cockpit.actions.desk import Desk
from cockpit.app import create
from cockpit.app.login import Demo
from cockpit.app.past import Keep
from cockpit.domain.refusal import Refusal
from cockpit.settings import Settings

HOST = "127.0.0.1"
WORKERS, THREADS = 2, 4


def serve(
    settings: Settings,
    port: int,
    *,
    keep: Keep | None = None,
    desk: Desk | None = None,
    ready: Callable[[str], None] | None = None,
    demo: Demo | None = None,
) -> None:
    """Serves until interrupted; ``ready`` is called with the address once the port is open. The doors must be open.

    ``keep`` starts the work on an earlier day that somebody asks for (app.past); ``desk`` is what people's acts need;
    ``demo`` stands below the login form. Raises Refusal for a port in use.
    """
    _check_free(port)
    app = create(settings.demo_viewer, keep, desk=desk, public_url=settings.public_url, demo=demo)
    _Server(app.server, port, ready).run()


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Refusal(
                f"端口 {port} 无法使用（{error.strerror}）：请关闭占用该端口的程序，或用 PORT=8051 换一个端口。",
                exit_code=1,
            ) from error


def _leave(_: object, worker: Any) -> None:
    # Python would collect all its garbage first, and after some seconds gunicorn kills the worker and logs an error.
    if worker.booted:
        os._exit(0)


class _Server(BaseApplication):
    def __init__(self, server: Flask, port: int, ready: Callable[[str], None] | None) -> None:
        self._server, self._port, self._ready = server, port, ready
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{HOST}:{self._port}",
            "workers": WORKERS,
            "worker_class": "gthread",
            "threads": THREADS,
            "keepalive": 30,
            "preload_app": True,  # built once and forked: half the memory, and a fault shows before the port opens
            "control_socket_disable": True,  # it would leave a socket in the home folder
            "loglevel": "warning",
            "graceful_timeout": 3,
            "proc_name": "cockpit",
            "worker_exit": _leave,
        }
        if self._ready is not None:
            ready = self._ready
            options["when_ready"] = lambda _: ready(f"http://{HOST}:{self._port}")
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._server
