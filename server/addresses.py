"""Which addresses there are: at any other stands a page that says so, and no odd spelling passes.

Streamlit answers whatever it does not know with its own page, and 200.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FIRST_PRINTED = " "  # what comes before it in Unicode controls a terminal, or ends a line


class Addresses:
    """Middleware: a page only at a page's address, and at no other an answer that is one.

    pages: their paths, without the one that all have in common. missing: depth → a page.
    """

    def __init__(
        self, app: ASGIApp, pages: Collection[str], base: str, missing: Callable[[int], str]
    ) -> None:
        self.app = app
        self.pages = frozenset(pages)
        self.base = base
        self.missing = missing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if min(path, default=FIRST_PRINTED) < FIRST_PRINTED:
            # A route's "$" is also before a last line's end: /_stcore/metrics%0a is the metrics,
            # and to a proxy that closes them it is not.
            await PlainTextResponse("Bad Request", 400)(scope, receive, send)
            return
        below = path.removeprefix(self.base).lstrip("/")
        if below in self.pages:
            await self.app(scope, receive, send)
            return
        is_missing = False

        async def answer(message: Message) -> None:
            nonlocal is_missing
            if message["type"] == "http.response.start":
                kind = Headers(scope=message).get("content-type", "")
                is_missing = message["status"] == 200 and kind.startswith("text/html")
            if not is_missing:
                await send(message)

        await self.app(scope, receive, answer)
        if is_missing:
            page = self.missing(below.count("/") + 1)
            await HTMLResponse(page, 404, {"Cache-Control": "no-cache"})(scope, receive, send)
