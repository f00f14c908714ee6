"""Who asks: the person whom the request is answered for, as the guard of the app settled it."""

from __future__ import annotations

from typing import cast

from flask import current_app, g

from cockpit.actions.desk import Desk
from cockpit.domain.viewer import Viewer


def viewer() -> Viewer:
    """The viewer of the present request. AttributeError where the guard settled none: no default."""
    return cast(Viewer, g.viewer)


DESK = "COCKPIT_DESK"
"""Key of the Flask configuration: the Desk of a server where people may act."""


def desk() -> Desk | None:
    """What an act needs beside the person; None on a server that only shows."""
    return cast(Desk | None, current_app.config.get(DESK))
