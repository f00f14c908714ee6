"""The web application: one Dash app over the pages, behind a guard, with nothing that leaves the host."""

from __future__ import annotations

from typing import Any

from dash import Dash, page_container, page_registry
from flask import Flask, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from cockpit.actions.desk import Desk
from cockpit.app import cookies, failing, guard, headers, live, login, past, served
from cockpit.app.layout import GRID_SCRIPT, index_string, shell
from cockpit.app.past import Keep
from cockpit.callbacks import asking
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.settings import REPOSITORY


class _CockpitApp(Dash):
    """Leaves AG Grid's script (300 kB compressed) out of every page that draws no grid."""

    def interpolate_index(self, **kwargs: Any) -> str:
        if request.path not in grid_pages():
            kwargs["scripts"] = GRID_SCRIPT.sub("", kwargs["scripts"])
        return str(super().interpolate_index(**kwargs))


def grid_pages() -> list[str]:
    """The addresses of the pages that draw a grid (``register_page(..., grid=True)``)."""
    return [page["path"] for page in page_registry.values() if page.get("grid")]


def create(
    viewer: Viewer | None = None,
    keep: Keep | None = None,
    *,
    desk: Desk | None = None,
    public_url: str = "",
    demo: login.Demo | None = None,
) -> Dash:
    """The app, for people who log in, or without a login for ``viewer`` alone (demonstrations and tests).

    Opens no connection: the doors must be open before the first request. ``desk``: where people do something about
    alerts; without one the server only shows. ``public_url``: settings; ``demo``: what stands below the login form.

    Raises Refusal for a demo that others than this machine reach: it would let in anybody.
    """
    if demo and public_url:
        raise Refusal("演示环境不能对外服务：请去掉 COCKPIT_PUBLIC_URL，或改用 cockpit serve。")
    server = Flask("cockpit", static_folder=None)
    server.config[asking.DESK] = desk
    # The name of the package, not of this module: with Dash(__name__) the page files would run twice.
    app = _CockpitApp(
        "cockpit",
        server=server,
        use_pages=True,
        assets_folder=str(REPOSITORY / "assets"),
        assets_ignore=r"theme\.js",  # already in <head>, before anything is drawn
        title="公租房权力运行监督驾驶舱",
        update_title="",
        include_pages_meta=False,
        suppress_callback_exceptions=True,
        enable_mcp=False,
        websocket_callbacks=False,
        on_error=failing.shown_on_page,
        hooks={"request_pre": past.SAYS_THE_DAY},
        csrf_token_name=cookies.CSRF,
        csrf_header_name=cookies.CSRF_HEADER,
    )
    server.config[guard.DEMO_VIEWER] = viewer
    server.config[guard.PUBLIC_URL] = public_url
    server.config[cookies.SECURE] = bool(public_url)
    server.config[login.DEMO] = demo
    if public_url:  # then there is a proxy, and the address of whoever asks is the one that it names
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    headers.install(app)
    guard.install(app, past.Past(keep))
    login.install(server)
    failing.install(server)
    served.install(server)
    past.install(server)
    live.install(server)
    app.index_string = index_string(grid_pages())
    app.layout = _drawn
    _settle(app)
    return app


def _drawn() -> Any:
    """The frame for whoever asks. Dash looks at it once while it settles, when nobody asks: then it is nobody's."""
    return shell(asking.viewer(), cookies.form_token()) if "viewer" in g else page_container


def _settle(app: Dash) -> None:
    """Does now what dash would do at the first request.

    Each worker would else do it for itself, and one that is asked for a script before it has drawn a page refuses it.
    """
    app.server.test_client().get("/_dash-dependencies")
    with app.server.test_request_context("/"):
        app.index()
