"""What every answer carries: the security headers, its compression and how long it may be kept."""

from __future__ import annotations

import brotli
from dash import Dash
from flask import Request, Response, request
from flask_compress import Compress

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_COMPRESSIBLE = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/json",
        "image/svg+xml",
    }
)
_FOR_EVER = "public, max-age=31536000, immutable"


def install(app: Dash) -> None:
    app.server.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,  # 1-2 ms for the answer of a callback
        COMPRESS_STREAMS=False,
        COMPRESS_MIMETYPES=list(_COMPRESSIBLE),
    )
    Compress(app.server)
    kept: dict[str, bytes] = {}

    @app.server.after_request
    def finish(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy(app)
        response.headers.update(_FIXED)
        if request.is_secure:  # as the proxy before us says (COCKPIT_PUBLIC_URL)
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if response.status_code == 200 and _fingerprinted(request):
            response.headers["Cache-Control"] = _FOR_EVER
            _compress_once(response, kept)
        elif not request.path.startswith(("/assets/", "/_dash-component-suites/")):
            response.headers["Cache-Control"] = "no-store"
        return response


def policy(app: Dash) -> str:
    """Asked anew for each response: dash adds inline scripts of its own until the first request has been answered."""
    scripts = " ".join(["'self'", *app.csp_hashes()])
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",  # AG Grid and React set styles
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        )
    )


def _fingerprinted(asked: Request) -> bool:
    """Whether the address changes with the content: dash's bundles (…v4_4_1m17…), and ours with ?m= or ?v=."""
    if asked.path.startswith("/_dash-component-suites/"):
        name = asked.path.rsplit("/", 1)[-1]
        return ".v" in name and "m" in name
    return asked.path.startswith(("/assets/", "/served/")) and ("m" in asked.args or "v" in asked.args)


def _compress_once(response: Response, kept: dict[str, bytes]) -> None:
    """Files whose address changes with their content are pressed hard, once in the life of the process.

    There are a few dozen; level 9 takes 0.1-0.6 s for the largest and saves a tenth against the level for answers.
    """
    if response.mimetype not in _COMPRESSIBLE or not request.accept_encodings["br"]:
        return
    response.direct_passthrough = False
    if request.full_path not in kept:
        kept[request.full_path] = brotli.compress(response.get_data(), quality=9)
    response.set_data(kept[request.full_path])
    response.headers["Content-Encoding"] = "br"
    response.headers["Vary"] = "Accept-Encoding"
