"""A visitor without a browser, who speaks Streamlit's protocol and may say anything in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

# The server's own websocket library, and its own messages.
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection

from tests.stream import streaming
from tools.serve import Server

ANSWER_SECONDS = 120  # an answer takes milliseconds; a machine may be busy


@dataclass
class Answer:
    """What one run of the script sent: its widgets, its words, its address."""

    widgets: dict[str, Any] = field(default_factory=dict)  # id → the element that has it
    kinds: dict[str, str] = field(default_factory=dict)  # id → what Streamlit calls the element
    texts: list[str] = field(default_factory=list)  # alerts, texts, captions
    exceptions: list[str] = field(default_factory=list)
    page: str = ""  # its hash
    query: dict[str, str] | None = None  # the address that was written, if one was

    def take(self, message: ForwardMsg) -> None:
        """Note what the message holds."""
        match message.WhichOneof("type"):
            case "navigation":
                self.page = message.navigation.page_script_hash
            case "page_info_changed":
                self.query = dict(parse_qsl(message.page_info_changed.query_string))
            case "delta":
                if message.delta.WhichOneof("type") == "new_element":
                    self._take_element(message.delta.new_element)

    def _take_element(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        content = getattr(element, kind)
        if kind == "exception":
            self.exceptions.append(f"{content.type}: {content.message}")
        elif kind in ("alert", "text", "markdown"):
            self.texts.append(content.body)
        if getattr(content, "id", ""):
            self.widgets[content.id], self.kinds[content.id] = content, kind


class Visitor:
    """A session on the server; each call waits for the run that it causes, and returns it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._page = ""
        self.query: dict[str, str] = {}

    def open(self, page: str = "", query: str = "") -> Answer:
        """Open a page by its name ("" is the lab) and its query."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        self.query = dict(parse_qsl(query))
        return self._ask(message)

    def send(self, *states: WidgetState, fragment: str = "") -> Answer:
        """Report the states of widgets, as a browser does when one has changed."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(self.query)
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.extend(states)
        return self._ask(message)

    def _ask(self, message: BackMsg) -> Answer:
        self._socket.send(message.SerializeToString())
        answer = Answer()
        while True:
            received = ForwardMsg()
            received.ParseFromString(self._received())
            if received.WhichOneof("type") != "script_finished":
                answer.take(received)
            elif received.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                break
        self._page = answer.page or self._page
        self.query = self.query if answer.query is None else answer.query
        return answer

    def _received(self) -> bytes:
        data = self._socket.recv(timeout=ANSWER_SECONDS)
        assert isinstance(data, bytes)
        return data


@contextmanager
def visiting(server: Server) -> Iterator[Visitor]:
    """A new session, as long as the block lasts."""
    with streaming(server) as socket:
        yield Visitor(socket)
