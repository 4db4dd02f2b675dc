"""A visitor without a browser, who speaks Streamlit's protocol and may say anything in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.stream import Session, element_in, streaming
from tools.serve import Server


@dataclass
class Answer:
    """What one run of the script sent: its widgets, its words, its address."""

    widgets: dict[str, Any] = field(default_factory=dict)  # id → the element that has it
    texts: list[str] = field(default_factory=list)  # alerts, texts, captions
    exceptions: list[str] = field(default_factory=list)
    page: str = ""  # its hash
    query: dict[str, str] | None = None  # the address that was written, if one was

    def id_of(self, name: str) -> str:
        """The id of the widget with this key, in whichever edition."""
        (found,) = [i for i in self.widgets if i.rpartition("-")[2].partition(" ")[0] == name]
        return found

    def take(self, message: ForwardMsg) -> None:
        """Note what the message holds."""
        match message.WhichOneof("type"):
            case "navigation":
                self.page = message.navigation.page_script_hash
            case "page_info_changed":
                self.query = dict(parse_qsl(message.page_info_changed.query_string))
            case "delta":
                self._take_element(*element_in(message))

    def _take_element(self, kind: str, content: Any) -> None:
        if kind == "exception":
            self.exceptions.append(f"{content.type}: {content.message}")
        elif kind in ("alert", "text", "markdown"):
            self.texts.append(content.body)
        if getattr(content, "id", ""):
            self.widgets[content.id] = content


class Visitor:
    """A session on the server; each call waits for the run that it causes, and returns it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._page = ""
        self.query: dict[str, str] = {}

    def open(self, page: str = "", query: str = "") -> Answer:
        """Open a page by its name ("" is the lab) and its query."""
        self.query = dict(parse_qsl(query))
        return self._take(self.session.run(query, page_name=page))

    def send(self, *states: WidgetState, fragment: str = "") -> Answer:
        """Report the states of widgets, as a browser does when one has changed."""
        where = {"page_script_hash": self._page, "fragment_id": fragment}
        return self._take(self.session.run(urlencode(self.query), *states, **where))

    def hear(self) -> Answer:
        """Wait for a run that was not asked for."""
        return self._take(self.session.rest())

    def _take(self, messages: Iterable[ForwardMsg]) -> Answer:
        answer = Answer()
        for message in messages:
            answer.take(message)
        self._page = answer.page or self._page
        self.query = self.query if answer.query is None else answer.query
        return answer


@contextmanager
def visiting(server: Server) -> Iterator[Visitor]:
    """A new session, as long as the block lasts."""
    with streaming(server) as session:
        yield Visitor(session)
