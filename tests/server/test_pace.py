"""Who asks too often, or for what no page asks for, keeps nobody waiting and changes nothing."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from typing import Any

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.app_session import AppSession
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from server import pace
from server.pace import A_SECOND, AT_ONCE, Pace, is_of_a_page
from tests.serving.viewer import numbers, viewing
from tests.stream import streaming
from tools.serve import Server

MISSES = (
    "cache_lookups_total{cache=components.film.cache.film_of,cache_type=st_cache_data,result=miss}"
)


def asking(**kind: Any) -> BackMsg:
    """A message; what is in it may be spelled as a dictionary."""
    return BackMsg(**kind)


def test_a_stranger_cannot_empty_the_films_of_all_visitors(server: Server) -> None:
    with viewing(server) as visitor, streaming(server) as stranger:
        visitor.ask("epochs=31")
        visitor.finish()
        stranger.run()
        misses = numbers(server)[MISSES]
        stranger.send(asking(clear_cache=True))
        stranger.run()  # heard after it
        with viewing(server) as other:
            other.ask("epochs=31")
            other.finish()
        assert numbers(server)[MISSES] == misses


@pytest.mark.parametrize(
    "message",
    [
        BackMsg(clear_cache=True),
        BackMsg(load_git_info=True),
        BackMsg(set_run_on_save=True),
        BackMsg(debug_shutdown_runtime=True),
        asking(backend_operation_request={"install_skills": {}}),
        asking(backend_operation_request={"dismiss_skills_nudge": {}}),
        asking(file_urls_request={"file_names": ["x.csv"] * 11}),
        BackMsg(),
    ],
)
def test_what_no_page_asks_for_is_not_done(message: BackMsg) -> None:
    assert not is_of_a_page(message)


def test_what_pages_ask_for_is_done() -> None:
    for message in (
        asking(rerun_script={}),
        BackMsg(app_heartbeat=True),
        BackMsg(stop_script=True),
        asking(file_urls_request={"file_names": ["x.csv"]}),
        asking(backend_operation_request={"deferred_file": {}}),
    ):
        assert is_of_a_page(message)


def test_the_pinned_streamlit_still_handles_messages_where_they_are_looked_at() -> None:
    assert pace._handle.__name__ == "handle_backmsg"
    assert pace._handle.__qualname__ == f"{AppSession.__name__}.handle_backmsg"


def test_messages_above_the_pace_are_taken_at_the_pace_and_none_is_lost() -> None:
    many, taken = int(AT_ONCE + A_SECOND), list[int]()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for _ in range(many):
            taken.append((await receive())["number"])

    async def measured() -> float:
        numbered = iter(range(many))

        async def receive() -> dict[str, Any]:
            return {"type": "websocket.receive", "number": next(numbered)}

        begin = time.monotonic()

        async def send(message: Any) -> None:
            raise AssertionError(message)

        await Pace(app)({"type": "websocket"}, receive, send)
        return time.monotonic() - begin

    assert asyncio.run(measured()) > 0.9  # seconds for the messages above AT_ONCE
    assert taken == list(range(many))


@pytest.mark.slow
def test_others_do_not_wait_for_who_sends_a_thousand_empty_messages_a_second(
    server: Server,
) -> None:
    """A ratio, since the machine is anybody's: alone, and beside the flood."""

    def answered() -> float:
        with viewing(server) as other:
            begin = time.monotonic()
            other.ask("epochs=17")
            other.finish()
            return time.monotonic() - begin

    answered()  # trained once
    alone = max(answered() for _ in range(3))
    with streaming(server) as flooding:
        flooding.run()
        stop = threading.Event()

        def flood() -> None:
            with suppress(ConnectionClosed):
                while not stop.wait(0.001):
                    flooding.ask()

        thread = threading.Thread(target=flood, daemon=True)
        thread.start()
        time.sleep(2)  # of the flood, before the other comes
        beside = sorted(answered() for _ in range(5))[2]
        stop.set()
    assert beside < 10 * alone + 0.5


def test_letters_instead_of_bytes_end_a_connection_and_are_no_fault(server: Server) -> None:
    before = len(server.output())
    with (
        connect(server.url.replace("http", "ws") + "/_stcore/stream", proxy=None) as stranger,
        suppress(ConnectionClosed),
    ):
        stranger.send("letters")
        while stranger.recv(timeout=60):
            pass
    with streaming(server) as other:
        other.run()  # later than the end of the stranger's connection
    assert "Traceback" not in server.output()[before:]


def test_who_went_while_something_was_sent_to_them_is_no_fault() -> None:
    """As Streamlit does it: it waits for the next message on a connection that has ended."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        there = WebSocket(scope, receive, send)
        await there.accept()
        with suppress(WebSocketDisconnect):
            await there.send_text("hello")
        await there.receive_bytes()

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        if message["type"] == "websocket.send":
            raise OSError

    asyncio.run(Pace(app)({"type": "websocket"}, receive, send))
