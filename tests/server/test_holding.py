"""What visitors can make the server hold is bounded, each by itself and all together, and goes."""

from __future__ import annotations

import http.client
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from components import words
from components.monitoring import upload_budget
from components.monitoring.metrics import FILES
from server.connections import MOST_HALF_SENT, MOST_SENT
from server.uploads import NO_ROOM, TOO_MANY
from tests.protocol.visitor import visiting
from tests.server.uploads import EDGE, HEAD, put, signed
from tests.serving.viewer import numbers, wait_until
from tests.stream import element_in, streaming
from tools.serve import Server, serving

MEGABYTE = 2**20
LARGEST, ALL = 12, 72  # megabytes: of a file, and of all visitors'
FILE = bytes(11 * MEGABYTE)
HUNG_UP = 0
FRAME = b"\x82\xff"  # of a websocket: binary and masked, its length in eight bytes


@pytest.fixture(scope="module")
def small() -> Iterator[Server]:
    """A server with room for six files, on which who is gone is soon forgotten."""
    options: dict[str, Any] = {"server.maxUploadSize": LARGEST, "server.disconnectedSessionTTL": 2}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(upload_budget.MOST, str(ALL))
        with serving(**options) as server:
            yield server


def resident(server: Server) -> int:
    """Bytes of memory that the server's process has."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024


def held(server: Server) -> float:
    """Bytes of visitors' files, as the server's metrics say."""
    return numbers(server)[f"{FILES}{{}}"]


def status_of(server: Server, session: str, file: str, **headers: str) -> int:
    """The status of the answer to an upload; HUNG_UP where the server did before all was sent."""
    try:
        return put(server, session, FILE, file, **headers)[0]
    except (BrokenPipeError, ConnectionResetError):
        return HUNG_UP


@contextmanager
def half_uploaded(server: Server, session: str, sent: int) -> Iterator[http.client.HTTPConnection]:
    """An upload of which so many bytes are sent, and the rest is not."""
    sending = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    sending.putrequest("PUT", f"/_stcore/upload_file/{session}/half")
    for name, value in {
        **signed(server),
        "Content-Type": f"multipart/form-data; boundary={EDGE}",
        "Content-Length": str(LARGEST * MEGABYTE),
        "Expect": "100-continue",
    }.items():
        sending.putheader(name, value)
    sending.endheaders()
    try:
        # The server has looked at who sends, and waits for the file.
        assert b" 100 " in sending.sock.recv(1024)
        sending.send(HEAD.encode() + bytes(sent))
        yield sending
    finally:
        sending.close()


def test_a_session_holds_its_last_file_however_many_it_brings(small: Server) -> None:
    with streaming(small) as visitor:
        visitor.run()
        xsrf = signed(small)
        before = resident(small)
        for number in range(15):
            assert put(small, visitor.id, FILE, f"file-{number}", **xsrf)[0] == 204
        wait_until(lambda: 0 < held(small) <= LARGEST * MEGABYTE)
        assert resident(small) - before < 5 * LARGEST * MEGABYTE


def test_what_a_session_has_on_its_way_is_bounded(small: Server) -> None:
    with streaming(small) as visitor, ExitStack() as open_ones:
        visitor.run()
        for _ in range(2):
            open_ones.enter_context(half_uploaded(small, visitor.id, 11 * MEGABYTE))
        # What is sent lies on the way for a while.
        wait_until(lambda: held(small) >= 2 * 11 * MEGABYTE)
        assert status_of(small, visitor.id, "third", **signed(small)) in (TOO_MANY, HUNG_UP)


@pytest.mark.slow
def test_all_visitors_together_fill_the_room_and_no_more_and_it_comes_free_by_time(
    small: Server,
) -> None:
    wait_until(lambda: held(small) == 0)
    with ExitStack() as visits:
        statuses = []
        for _ in range(ALL // 11 + 1):
            visitor = visits.enter_context(streaming(small))
            visitor.run("dataset=own")
            statuses.append(status_of(small, visitor.id, "a-file", **signed(small)))
        assert statuses[:-1] == [204] * (ALL // 11)
        assert statuses[-1] in (NO_ROOM, HUNG_UP)
        # Nobody asked for this run of the script: the server has the page say it.
        heard = ""
        while words.UPLOAD_REFUSED[NO_ROOM] not in heard:
            heard = getattr(element_in(visitor.receive())[1], "body", "")
    wait_until(lambda: held(small) == 0)
    with streaming(small) as visitor:
        visitor.run()
        assert put(small, visitor.id, FILE, **signed(small))[0] == 204


@pytest.mark.slow
def test_a_file_that_arrives_after_its_session_is_gone_is_freed_by_time(small: Server) -> None:
    wait_until(lambda: held(small) == 0)
    with streaming(small) as visitor:
        visitor.run()
        sending = half_uploaded(small, visitor.id, MEGABYTE)
        connection = sending.__enter__()
    connection.send(bytes(LARGEST * MEGABYTE - MEGABYTE - len(HEAD) - len(EDGE) - 8))
    connection.send(f"\r\n--{EDGE}--\r\n".encode())
    assert connection.getresponse().status == 204
    wait_until(lambda: held(small) == 0)
    sending.__exit__(None, None, None)


def test_the_page_says_what_an_upload_lacked_and_shows_an_uploader_without_a_programs_words(
    server: Server,
) -> None:
    """As in a frame of another site, where the browser keeps back the cookie."""
    with visiting(server) as visitor:
        own = visitor.open("", "dataset=own")
        before = own.id_of("own_upload")
        assert put(server, visitor.session.id, b"x,y\n1,2\n")[0] == 403
        told = visitor.hear()
        assert words.UPLOAD_REFUSED[403] in told.texts
        assert told.id_of("own_upload") != before
        assert told.query is None  # the address is as it was


def half_message(server: Server, size: int) -> socket.socket:
    """A websocket with a message of which all but the last byte is sent."""
    host, port = urlsplit(server.url).netloc.split(":")
    talking = socket.create_connection((host, int(port)), timeout=60)
    talking.sendall(
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n".encode()
    )
    assert b" 101 " in talking.recv(4096)
    talking.sendall(FRAME + size.to_bytes(8, "big") + bytes(4))
    with suppress(BrokenPipeError, ConnectionResetError):  # the server hung up
        talking.sendall(bytes(size - 1))
    return talking


def test_messages_that_are_never_sent_to_their_end_are_bounded_all_together(
    small: Server,
) -> None:
    before, many = resident(small), 40
    with ExitStack() as sockets:
        for _ in range(many):
            sockets.enter_context(half_message(small, MOST_SENT))
        # That many would be 160 MB.
        assert resident(small) - before < 1.5 * MOST_HALF_SENT
        with streaming(small) as visitor:
            assert visitor.run()


def ends(talking: ClientConnection, message: bytes | Iterator[bytes]) -> bool:
    """Whether the server closes the connection on which this is sent."""
    try:
        talking.send(message)
        talking.recv(timeout=60)
    except ConnectionClosed:
        return True
    return False


def test_a_message_larger_than_any_of_the_pages_ends_its_connection(small: Server) -> None:
    address = small.url.replace("http:", "ws:") + "/_stcore/stream"
    with connect(address, proxy=None) as socket_:
        assert ends(socket_, bytes(MOST_SENT + 1))


def test_a_message_in_ever_smaller_pieces_ends_its_connection(small: Server) -> None:
    """Each piece costs a hundred times what it holds, and one of no bytes costs the same."""
    address = small.url.replace("http:", "ws:") + "/_stcore/stream"
    with connect(address, proxy=None) as socket_:
        assert ends(socket_, (b"" for _ in range(20_000)))


def test_the_pinned_streamlit_still_forgets_sessions_where_the_sweep_has_it_do_so() -> None:
    storage = MemorySessionStorage(ttl_seconds=0)
    assert storage._cache.expire() == []  # type: ignore[attr-defined]
