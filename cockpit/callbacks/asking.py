"""Who asks: the person whom the request is answered for, as the guard of the app settled it."""

from __future__ import annotations

from typing import cast

from flask import g

from cockpit.domain.viewer import Viewer


def viewer() -> Viewer:
    """The viewer of the present request. AttributeError where the guard settled none: no default."""
    return cast(Viewer, g.viewer)
