"""A websocket to a server of ours, as a page's script opens it: a visitor without a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from websockets.sync.client import ClientConnection, connect

from tools.serve import Server


@contextmanager
def streaming(server: Server) -> Iterator[ClientConnection]:
    """The connection of a new session, as long as the block lasts."""
    address = server.url.replace("http:", "ws:") + "/_stcore/stream"
    # What the server sends is of any size, and is on this machine: no limit, no proxy.
    with connect(address, max_size=None, proxy=None) as socket:
        yield socket
