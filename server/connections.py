"""What one connection may hold, and how long a server that ends waits for it.

Streamlit hands uvicorn one bound for what it sends and for what it receives, and none for the time
of its end. So uvicorn is told the rest where it starts, and its websocket is this one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets import http11

MEGABYTE = 10**6  # as Streamlit counts messages
# Bytes of one message of a browser. It holds what all widgets say: a pasted table of a million
# characters in any script, 2,000 edited rows of 50 columns, 60 points.
MOST_SENT = 4 * MEGABYTE
MOST_PIECES = 1000  # of one message: each costs more than it holds; a browser sends one
# Bytes of all messages that have not arrived as a whole. On the way to their end, those of a class
# that pastes a large table at once are within it.
MOST_HALF_SENT = 64 * MEGABYTE
# Seconds for which a server that was told to end waits for uploads and answers under way.
GRACE = 3
# Bytes of a line of an upgrade's headers. The websocket's library takes 8,192, and the cookies of
# other applications on the same host may be longer: pages came, and their connection never did.
LONGEST_HEADER = 65_536
TOO_BIG, TRY_AGAIN_LATER = 1009, 1013  # why a websocket is closed: RFC 6455, and its registry

_start: Callable[..., Coroutine[Any, Any, None]] = uvicorn.Server.startup


def bound() -> None:
    """Have uvicorn keep to these bounds; to be called before it starts, a second call is none."""
    # Uvicorn has no hook here; type checkers take a method for a constant.
    uvicorn.Server.startup = _start_bounded  # type: ignore[method-assign, assignment]
    if "WEBSOCKETS_MAX_LINE_LENGTH" not in os.environ:  # the operator's own word
        http11.MAX_LINE_LENGTH = LONGEST_HEADER


async def _start_bounded(server: uvicorn.Server, *given: Any, **named: Any) -> None:
    """Streamlit makes the configuration before it knows of the app: here both are there."""
    config = server.config
    config.ws_max_size = min(config.ws_max_size, MOST_SENT)
    config.ws_protocol_class = BoundedWebSocket
    config.timeout_graceful_shutdown = GRACE
    await _start(server, *given, **named)


class BoundedWebSocket(WebSocketsSansIOProtocol):
    """Uvicorn's websocket; of messages that are never sent to their end, the largest is given up.

    The bound on a message is not enough: 2,000 connections may each stop just below it.
    """

    # Bytes of each that has some, of all connections.
    waiting: ClassVar[dict[BoundedWebSocket, int]] = {}

    def data_received(self, data: bytes) -> None:
        """Take some bytes; what they do not complete is held."""
        super().data_received(data)
        begun = self.waiting.get(self, 0) + len(data) if self.frames else 0
        held = max(begun, len(self.conn.reader.buffer))
        if held:
            self.waiting[self] = held
        else:
            self.waiting.pop(self, None)
        if held > 2 * MOST_SENT or len(self.frames) > MOST_PIECES:
            self.give_up(TOO_BIG)
        while sum(self.waiting.values()) > MOST_HALF_SENT:
            max(self.waiting, key=self.waiting.__getitem__).give_up(TRY_AGAIN_LATER)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is held of what is gone."""
        self.waiting.pop(self, None)
        super().connection_lost(exc)

    def give_up(self, code: int) -> None:
        """Close the connection, and forget what has arrived of its message."""
        self.waiting.pop(self, None)
        self.frames = []
        self.conn.fail(code)
        self.conn.reader.buffer.clear()
        if not self.transport.is_closing():
            self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
