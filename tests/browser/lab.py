"""What every browser test says to the page: open it, read its step, count its messages."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, WebSocket, expect

READY_MILLISECONDS = 60_000


def player(page: Page) -> Locator:
    """The player's root."""
    return page.get_by_test_id("player")


def open_lab(page: Page, server_url: str, query: str = "") -> None:
    """Open the page at `query` ("learning_rate=0.1&epochs=20"), and wait until all panels stand."""
    page.goto(f"{server_url}/?{query.removeprefix('?')}")
    # Long enough for the first visit to a server that has yet to import torch.
    expect(player(page)).to_have_attribute("data-ready", "true", timeout=READY_MILLISECONDS)


def step_of(page: Page) -> int:
    """The step that the player shows now."""
    step = player(page).get_attribute("data-step")
    assert step is not None, "the player does not say at which step it is"
    return int(step)


@dataclass
class Frames:
    """How many websocket frames the page has sent and received, and their bytes."""

    sent: int = 0
    received: int = 0
    sent_bytes: int = 0
    received_bytes: int = 0

    def count_sent(self, payload: str | bytes) -> None:
        self.sent += 1
        self.sent_bytes += _size(payload)

    def count_received(self, payload: str | bytes) -> None:
        self.received += 1
        self.received_bytes += _size(payload)


def websocket_frames(page: Page) -> Frames:
    """A count that goes on by itself. Call it before `page.goto`: it sees only later sockets."""
    frames = Frames()

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", frames.count_sent)
        socket.on("framereceived", frames.count_received)

    page.on("websocket", listen)
    return frames


def _size(payload: str | bytes) -> int:
    return len(payload.encode() if isinstance(payload, str) else payload)
