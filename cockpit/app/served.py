"""Files that the browser needs and that are not in assets/: Bootstrap out of its package, icons cut from it, the maps.

No third-party file is committed and no request leaves the host. Addresses carry ``?v=`` of the content, so the browser
may keep them for ever.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from flask import Flask, abort, make_response
from werkzeug.wrappers import Response

from cockpit.charts import maps
from cockpit.components.icons import ICONS

_BOOTSTRAP = files("flask_bootstrap") / "static" / "bootstrap5"
_SYMBOL = re.compile(r'<symbol[^>]*viewBox="(?P<box>[^"]+)" id="(?P<name>[^"]+)">(?P<paths>.*?)</symbol>', re.DOTALL)
_TYPES = {"css": "text/css; charset=utf-8", "json": "application/json"}


def install(server: Flask) -> None:
    @server.get("/served/<name>.<kind>")
    def served(name: str, kind: str) -> Response:
        body = _files().get(f"{name}.{kind}")
        if body is None:
            abort(404)
        return make_response(body, 200, {"Content-Type": _TYPES[kind]})


def address(name: str) -> str:
    """``bootstrap.css`` -> /served/bootstrap.css?v=1a2b3c4d. KeyError for a file that is not served."""
    return f"/served/{name}?v={hashlib.sha256(_files()[name]).hexdigest()[:8]}"


@cache
def _files() -> dict[str, bytes]:
    return {"bootstrap.css": _bootstrap(), "icons.css": _icons().encode()} | maps.files()


def _bootstrap() -> bytes:
    css = (_BOOTSTRAP / "css" / "bootstrap.min.css").read_bytes()
    return re.sub(rb"/\*# sourceMappingURL=.*?\*/", b"", css)  # the browser would ask for a file that is not served


def _icons() -> str:
    """One rule per icon, its drawing a mask inside the rule: no font, no further request."""
    sprite = (_BOOTSTRAP / "icons" / "bootstrap-icons.svg").read_text("utf-8")
    drawn = {m["name"]: (m["box"], m["paths"]) for m in _SYMBOL.finditer(sprite)}
    rules = []
    for name in ICONS:
        box, paths = drawn[name]
        picture = quote(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{paths}</svg>', safe="/:=' ")
        rules.append(f'.icon-{name}{{mask-image:url("data:image/svg+xml,{picture}")}}')
    return "\n".join(rules)
