"""The app, once a process: dash hands the declared callbacks to the first app that is made and to no other."""

from __future__ import annotations

from functools import cache

from dash import Dash

from cockpit.app import create
from cockpit.domain.viewer import Viewer


@cache
def app() -> Dash:
    return create(Viewer.parse("province:35"))
