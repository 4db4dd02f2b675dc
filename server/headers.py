"""What every answer tells the browser to refuse: foreign scripts, foreign frames, guessed types."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

EMBED_IN = "REGRESSION_LAB_EMBED_IN"  # in the environment: origins, with spaces between them
ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?", re.IGNORECASE)
TOO_LARGE = 413
INLINE_SCRIPT = re.compile(r"<script>(.*?)(?:</script>|\Z)", re.DOTALL)

# What a page needs beyond files of this server, each with its reason: without it, the visit of
# tests/browser/test_security.py is refused something.
EXCEPTIONS = {
    "script-src": (
        "blob:",  # Streamlit makes a module of a component's script, and imports it so
        # Graphviz, which draws the autograd graph, is WebAssembly; so are the long integers of
        # the messages. No JavaScript is made of text by it.
        "'wasm-unsafe-eval'",
    ),
    # Emotion, KaTeX and Plotly write style elements and style attributes while the page is used:
    # no list of hashes could name them.
    "style-src": ("'unsafe-inline'",),
    "img-src": ("data:", "blob:"),  # Streamlit's icons; a picture of Plotly's, to be saved
    "font-src": ("data:",),  # small ones inside of Plotly's and Streamlit's stylesheets
}


class BadOrigin(ValueError):
    """The environment names what is no origin; the message says which, and what one looks like."""


def embedding_sites(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The sites that may show the lab in a frame. Raises BadOrigin."""
    sites = tuple(environment.get(EMBED_IN, "").split())
    for site in sites:
        if not ORIGIN.fullmatch(site):
            raise BadOrigin(
                f"{EMBED_IN} holds “{site}”, which is no origin: write https://moodle.example.org, "
                "with https:// and without a path, and spaces between several."
            )
    return sites


def hashes(page: str) -> list[str]:
    """What a policy calls the page's inline scripts: their SHA-256, each in its quotes."""
    digests = [hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(page)]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def policy(page: str, sites: tuple[str, ...]) -> str:
    """The Content-Security-Policy of `page`, which `sites` may embed."""
    sources = {name: ["'self'", *more] for name, more in EXCEPTIONS.items()}
    sources["script-src"] += hashes(page)
    directives = {
        "default-src": ["'none'"],
        **sources,
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": list(sites) or ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def headers_for(page: str, sites: tuple[str, ...]) -> dict[str, str]:
    """The headers of every answer; `page` is the one page that holds inline scripts."""
    # X-Frame-Options, for old browsers, can only say no: it cannot name a site.
    frames = {} if sites else {"X-Frame-Options": "DENY"}
    return {
        "Content-Security-Policy": policy(page, sites),
        "X-Content-Type-Options": "nosniff",
        # The address holds the visitor's experiment, which is no other site's business.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        **frames,
    }


class Headers:
    """Middleware that adds headers to every HTTP answer, and touches neither body nor websocket."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                if message["status"] == TOO_LARGE:
                    headers["Connection"] = "close"  # else the rest of it is taken, and forgotten
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
