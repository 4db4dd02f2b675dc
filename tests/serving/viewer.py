"""A session without a browser that asks and, apart from that, waits: two of them can interleave."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import ProxyHandler, build_opener

from prometheus_client.openmetrics.parser import text_string_to_metric_families
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection

from tests.stream import streaming
from tools.serve import Server

SECONDS = 120  # after which an answer does not come; it takes milliseconds on an idle machine


class Viewer:
    """One session: what it has received, and the film that it saw last."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.seen = b""
        self.received_bytes = 0
        self.widgets: dict[str, Any] = {}  # label → the last element with it

    def ask(self, query: str = "", widget: Any = None, **value: Any) -> None:
        """Have the script run, with this address; widget and value: as that widget was set."""
        message = BackMsg()
        message.rerun_script.query_string = query
        if widget is not None:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = widget.id
            for name, one in value.items():
                setattr(state, name, one)
        self.socket.send(message.SerializeToString())

    def film(self) -> dict[str, Any]:
        """Wait for a film other than the last one; its head."""
        before = self.seen
        while self.seen == before:
            self._read()
        return head(self.seen)

    def finish(self) -> None:
        """Read on until the script has finished."""
        while self._read().WhichOneof("type") != "script_finished":
            pass

    def _read(self) -> ForwardMsg:
        data = self.socket.recv(timeout=SECONDS)
        assert isinstance(data, bytes)
        self.received_bytes += len(data)
        message = ForwardMsg.FromString(data)
        element: Any = message.delta.new_element
        kind = element.WhichOneof("type")
        assert kind != "exception", element.exception
        if kind == "bidi_component" and element.bidi_component.bytes:
            self.seen = element.bidi_component.bytes
        elif kind is not None:
            content: Any = getattr(element, kind)
            self.widgets[f"{kind}: {getattr(content, 'label', '')}"] = content
        return message


def film_in(data: bytes) -> bytes:
    """The film, without what the session adds in front of it."""
    return data[4 + int.from_bytes(data[:4], "little") :]


def head(data: bytes) -> dict[str, Any]:
    """The film's description of itself."""
    film = film_in(data)
    described: dict[str, Any] = json.loads(film[4 : 4 + int.from_bytes(film[:4], "little")])
    return described


@contextmanager
def viewing(server: Server) -> Iterator[Viewer]:
    """A new session, as long as the block lasts."""
    with streaming(server) as socket:
        yield Viewer(socket)


def get(server: Server, path: str) -> str:
    """What the server answers."""
    with build_opener(ProxyHandler({})).open(server.url + path, timeout=SECONDS) as answer:
        text: str = answer.read().decode()
        return text


def numbers(server: Server) -> dict[str, float]:
    """The server's metrics, as Prometheus' own parser reads them: name{labels} → value."""
    return {
        f"{s.name}{{{','.join(f'{k}={v}' for k, v in sorted(s.labels.items()))}}}": s.value
        for family in text_string_to_metric_families(get(server, "/_stcore/metrics"))
        for s in family.samples
    }


def wait_until(said: Callable[[], bool]) -> None:
    """Return when it is so."""
    end = time.monotonic() + SECONDS
    while not said():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.005)
