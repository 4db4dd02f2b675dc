"""How fast one connection may ask, and for what: nobody makes the others wait.

Streamlit begins a run of the script for each message, whatever is under way, and does whatever a
message names, for whoever sends it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnected
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.app_session import AppSession

# Messages a second, and how many at once: a key held down on a slider for two seconds sends 60,
# and a visitor who draws eight.
A_SECOND, AT_ONCE = 20.0, 60.0
NO_BYTES = 1003  # of websockets: a kind of data that is not taken

# What pages of ours send. Not among it: `clear_cache`, which empties the films of all visitors and
# the sender's session; `load_git_info`, which starts programs; `set_run_on_save`.
SENT_BY_PAGES = {
    "rerun_script",
    "stop_script",
    "app_heartbeat",
    "file_urls_request",
    "backend_operation_request",
}
# Of the last one: a download, and more rows of a table. Not among it: to install what Streamlit has
# for programs that write code, and to remember that it was not wanted.
OPERATIONS = {"deferred_file", "dataframe_chunk"}
MOST_FILES = 10  # addresses for uploads in one request; the page asks for one

_handle: Callable[[AppSession, BackMsg], None] = AppSession.handle_backmsg


class Pace:
    """Middleware for websockets: messages above the pace wait, on the sender's side in the end.

    None is lost, and none is answered before its turn: uvicorn reads no more of a connection whose
    message nobody has taken. Of runs that were asked for meanwhile, Streamlit does the last one
    to its end.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        left, since = AT_ONCE, time.monotonic()

        async def at_its_pace() -> Message:
            nonlocal left, since
            message = await receive()
            if message.get("text") is not None:  # pages send bytes; Streamlit would raise
                return {"type": "websocket.disconnect", "code": NO_BYTES}
            if message["type"] == "websocket.receive":
                now = time.monotonic()
                left, since = min(AT_ONCE, left + A_SECOND * (now - since)) - 1, now
                if left < 0:
                    await asyncio.sleep(-left / A_SECOND)
            return message

        # Streamlit asks on who went while something was sent to them, and takes the answer for a
        # fault of its own.
        with suppress(WebSocketDisconnected):
            await self.app(scope, at_its_pace, send)


def answer_pages_only() -> None:
    """Let a session do what its page asks for; a second call changes nothing.

    Streamlit has no option for what a message may ask, so the method that does it is replaced.
    """
    # Type checkers take a method for a constant, whatever replaces it.
    AppSession.handle_backmsg = _handle_if_of_a_page  # type: ignore[method-assign, assignment]


def is_of_a_page(message: BackMsg) -> bool:
    """Whether a page of ours sends such a message."""
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    if kind == "file_urls_request":
        return len(message.file_urls_request.file_names) <= MOST_FILES
    return kind in SENT_BY_PAGES


def _handle_if_of_a_page(session: AppSession, message: BackMsg) -> None:
    if is_of_a_page(message):
        _handle(session, message)
