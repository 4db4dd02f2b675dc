"""What every answer tells the browser to refuse: foreign scripts, foreign frames, guessed types."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Mapping

from starlette.datastructures import Headers as Asked
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

EMBED_IN = "REGRESSION_LAB_EMBED_IN"  # in the environment: origins and names of places
# Places that show what they host in a frame, by name: the origins of the pages around it.
PLACES = {
    # An app's page at its address, and in it the app itself, at the same one.
    "community-cloud": ("https://*.streamlit.app",),
    # A Space's page; the Space is at an address of its own below hf.space.
    "hugging-face": ("https://huggingface.co",),
}
ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?", re.IGNORECASE)
TOO_LARGE = 413
A_YEAR = "max-age=31536000"  # for which a browser comes by HTTPS only, once it has
REFUSED = re.compile(r"q=0(\.0{0,3})?", re.IGNORECASE)
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
    """The environment names neither origin nor place; the message says what, and what would do."""


def embedding_sites(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The sites that may show the lab in a frame, each once. Raises BadOrigin."""
    sites: list[str] = []
    for named in environment.get(EMBED_IN, "").replace(",", " ").split():
        if named not in PLACES and not ORIGIN.fullmatch(named):
            raise BadOrigin(
                f"{EMBED_IN} holds “{named}”, which is no origin: write https://moodle.example.org,"
                f" with https:// and without a path, or the name of a place ({', '.join(PLACES)}),"
                " and spaces or commas between several."
            )
        sites += PLACES.get(named, (named,))
    return tuple(dict.fromkeys(sites))


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
        # No other site's window has this one in its hands, no other site's page shows its files.
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        **frames,
    }


def is_secure(scope: Scope) -> bool:
    """Whether the visitor came by HTTPS, to this server or to the proxy before it."""
    before = Asked(scope=scope).get("x-forwarded-proto", "").partition(",")[0].strip()
    return scope["scheme"] == "https" or before == "https"


def without_refused(codings: str) -> str:
    """An Accept-Encoding without what it refuses: "gzip;q=0, br" takes "br".

    Streamlit and Starlette look for the word alone.
    """
    taken = []
    for coding in filter(None, map(str.strip, codings.split(","))):
        name, _, rest = coding.partition(";")
        if not REFUSED.fullmatch(rest.strip()):
            taken.append(name.strip() + (f";{rest}" if rest else ""))
    return ", ".join(taken)


def in_frames(cookie: str) -> str:
    """A cookie for frames of other sites as browsers keep it there that keep back all others.

    It is then one for each site around it, which a frame that uploads needs and nobody can follow.
    """
    parts = {part.strip().lower() for part in cookie.split(";")}
    is_for_frames = {"samesite=none", "secure"} <= parts and "partitioned" not in parts
    return f"{cookie}; Partitioned" if is_for_frames else cookie


class Headers:
    """Middleware that adds headers to every HTTP answer, and touches neither body nor websocket."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = MutableHeaders(scope=scope)
        if "accept-encoding" in asked:
            asked["accept-encoding"] = without_refused(asked["accept-encoding"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                if is_secure(scope):
                    headers["Strict-Transport-Security"] = A_YEAR
                cookies = headers.getlist("set-cookie")
                del headers["set-cookie"]
                for cookie in cookies:
                    headers.append("set-cookie", in_frames(cookie))
                if message["status"] == TOO_LARGE:
                    headers["Connection"] = "close"  # else the rest of it is taken, and forgotten
            await send(message)

        await self.app(scope, receive, send_with_headers)
