"""A session without a browser: it asks for runs of the script, and reads what the server sends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# The server's own messages, and its own websocket library.
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tools.serve import Server

SECONDS = 120  # after which an answer does not come; it takes milliseconds on an idle machine


class Session:
    """What every visitor says and hears, in Streamlit's protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.id = ""  # what the server calls it, once a run has begun
        self.received_bytes = 0

    def ask(self, query: str = "", *states: WidgetState, **where: str) -> None:
        """Have the script run, with this address.

        states: what widgets report. where: `page_name`, `page_script_hash`, `fragment_id`.
        """
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.widget_states.widgets.extend(states)
        for name, text in where.items():
            setattr(message.rerun_script, name, text)
        self.send(message)

    def send(self, message: BackMsg) -> None:
        """Say anything that the protocol has."""
        self._socket.send(message.SerializeToString())

    def receive(self) -> ForwardMsg:
        """The next message."""
        data = self._socket.recv(timeout=SECONDS)
        assert isinstance(data, bytes)
        self.received_bytes += len(data)
        message = ForwardMsg.FromString(data)
        self.id = message.new_session.initialize.session_id or self.id
        return message

    def rest(self) -> Iterator[ForwardMsg]:
        """What is still to come of a run; one that ends early goes on as the run that follows."""
        while True:
            message = self.receive()
            yield message
            has_ended = message.WhichOneof("type") == "script_finished"
            if has_ended and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return

    def run(self, query: str = "", *states: WidgetState, **where: str) -> list[ForwardMsg]:
        """Ask, and wait for all of the answer."""
        self.ask(query, *states, **where)
        return list(self.rest())


def element_in(message: ForwardMsg) -> tuple[str, Any]:
    """What Streamlit calls the element in the message, and the element; "" where there is none."""
    element = message.delta.new_element
    kind = element.WhichOneof("type")
    return (kind, getattr(element, kind)) if kind else ("", None)


@contextmanager
def streaming(server: Server, origin: str | None = None) -> Iterator[Session]:
    """A new session, as long as the block lasts; of this server's page or of one of `origin`."""
    address = server.url.replace("http:", "ws:") + "/_stcore/stream"
    site = Origin(origin) if origin else None
    # What the server sends is of any size, and is on this machine: no limit, no proxy.
    with connect(address, max_size=None, proxy=None, origin=site) as socket:
        yield Session(socket)
