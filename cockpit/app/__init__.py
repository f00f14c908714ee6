"""The web application: one Dash app over the pages, behind a guard, with nothing that leaves the host."""

from __future__ import annotations

from typing import Any

from dash import Dash, page_registry
from flask import Flask, request

from cockpit.actions.desk import Desk
from cockpit.app import failing, guard, headers, live, past, served
from cockpit.app.layout import GRID_SCRIPT, index_string, shell
from cockpit.app.past import Keep
from cockpit.callbacks import asking
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


def create(viewer: Viewer, keep: Keep | None = None, *, desk: Desk | None = None) -> Dash:
    """The app, drawn for ``viewer``. Opens no connection: the doors must be open before the first request.

    ``desk``: where people do something about alerts; without one the server only shows.
    """
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
    )
    headers.install(app)
    guard.install(server, viewer, past.Past(keep))
    failing.install(server)
    served.install(server)
    past.install(server)
    live.install(server)
    app.index_string = index_string(grid_pages())
    app.layout = shell(viewer)
    _settle(app)
    return app


def _settle(app: Dash) -> None:
    """Does now what dash would do at the first request.

    Each worker would else do it for itself, and one that is asked for a script before it has drawn a page refuses it.
    """
    app.server.test_client().get("/_dash-dependencies")
    with app.server.test_request_context("/"):
        app.index()
