"""A session without a browser that asks and, apart from that, waits: two of them can interleave."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import ProxyHandler, build_opener

from prometheus_client.openmetrics.parser import text_string_to_metric_families
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.stream import SECONDS, Session, element_in, streaming
from tools.serve import Server


class Viewer:
    """One session: the film that it saw last, and the widgets that it knows."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.seen = b""
        self.widgets: dict[str, Any] = {}  # label → the last element with it

    def ask(self, query: str = "", widget: Any = None, **value: Any) -> None:
        """Have the script run, with this address; widget and value: as that widget was set."""
        states = [] if widget is None else [WidgetState(id=widget.id, **value)]
        self.session.ask(query, *states)

    def film(self) -> dict[str, Any]:
        """Wait for a film other than the last one; its head."""
        before = self.seen
        while self.seen == before:
            self._take(self.session.receive())
        return head(self.seen)

    def finish(self) -> None:
        """Read on until the script has finished."""
        for message in self.session.rest():
            self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        kind, content = element_in(message)
        assert kind != "exception", content
        if kind == "bidi_component" and content.bytes:
            self.seen = content.bytes
        elif kind:
            self.widgets[f"{kind}: {getattr(content, 'label', '')}"] = content


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
    with streaming(server) as session:
        yield Viewer(session)


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
