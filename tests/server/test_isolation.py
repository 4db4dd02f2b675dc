"""The server asks nobody, and an upload is neither written to the disk nor larger than allowed."""

import http.client
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.server.witness import Witness, witnessing
from tools.serve import ROOT, Server, serving

MEGABYTE = 2**20
LARGEST = 4  # megabytes, in this file
EDGE = "--edge"
START = """
from streamlit import config, net_util
from streamlit.web import bootstrap

bootstrap.load_config_options({"server_address": "0.0.0.0", "server_headless": True})
net_util.get_external_ip = net_util.get_internal_ip = lambda: print("asked")
bootstrap._print_url(False)
"""
HEAD = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="../../x.csv"\r\n\r\n'
TAIL = f"\r\n--{EDGE}--\r\n".encode()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Witness]]:
    """The app, and who watches it."""
    options: dict[str, Any] = {"server.maxUploadSize": LARGEST}
    with (
        witnessing(tmp_path_factory.mktemp("witness")) as witness,
        serving(**options) as server,
    ):
        yield server, witness


def address(server: Server) -> str:
    return urlsplit(server.url).netloc


def visit(server: Server, origin: str | None = None) -> ClientConnection:
    """A visitor without a browser, on this server's page or on the one of `origin`."""
    stream = f"ws://{address(server)}/_stcore/stream"
    return connect(stream, max_size=None, proxy=None, origin=Origin(origin) if origin else None)


def session_of(socket: ClientConnection) -> str:
    """The visitor's session, once the first run has ended."""
    rerun = BackMsg()
    rerun.rerun_script.query_string = ""
    socket.send(rerun.SerializeToString())
    session, message = "", ForwardMsg()
    while message.WhichOneof("type") != "script_finished":
        received = socket.recv(timeout=120)
        assert isinstance(received, bytes)
        message.ParseFromString(received)
        session = session or message.new_session.initialize.session_id
    return session


def token(server: Server) -> str:
    """The XSRF token that the server hands to a page."""
    with closing(http.client.HTTPConnection(address(server), timeout=60)) as asking:
        asking.request("GET", "/_stcore/health")
        cookie = asking.getresponse().headers["Set-Cookie"]
    found = re.search(r"_streamlit_xsrf=([^;]+)", cookie)
    assert found
    return found[1]


def put(
    server: Server, session: str, data: bytes | Iterator[bytes], **headers: str
) -> tuple[int, str]:
    """The answer to an upload: its status and its words."""
    with closing(http.client.HTTPConnection(address(server), timeout=60)) as sending:
        sending.request(
            "PUT",
            f"/_stcore/upload_file/{session}/a-file",
            body=HEAD.encode() + data + TAIL if isinstance(data, bytes) else data,
            headers={"Content-Type": f"multipart/form-data; boundary={EDGE}", **headers},
            encode_chunked=not isinstance(data, bytes),
        )
        answer = sending.getresponse()
        return answer.status, answer.read().decode()


def signed(server: Server) -> dict[str, str]:
    """The headers by which a page shows that it is this server's own."""
    xsrf = token(server)
    return {"X-Xsrftoken": xsrf, "Cookie": f"_streamlit_xsrf={xsrf}"}


@pytest.mark.parametrize(("folder", "says"), [(ROOT, ""), (Path("/"), "asked")])
def test_a_start_on_all_addresses_without_a_screen_asks_for_none(folder: Path, says: str) -> None:
    """As `make run ADDRESS=0.0.0.0` on a server; without our config, Streamlit does ask.

    What it prints at the start is printed, and nothing listens.
    """
    answer = subprocess.run(
        [sys.executable, "-c", START], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert answer.returncode == 0, answer.stderr
    assert says == ("asked" if "asked" in answer.stdout else "")


def test_neither_start_nor_visit_nor_a_strangers_page_asks_beyond_this_machine(
    watched: tuple[Server, Witness],
) -> None:
    server, witness = watched
    with visit(server) as socket:
        session_of(socket)
    with pytest.raises(InvalidStatus, match="403"):
        visit(server, origin="https://example.com")
    assert witness.outside() == []


def test_an_upload_needs_the_token_of_this_servers_page(watched: tuple[Server, Witness]) -> None:
    server, _ = watched
    right = signed(server)
    with visit(server) as socket:
        session = session_of(socket)
        for wrong in ({}, {"Cookie": right["Cookie"]}, {**right, "X-Xsrftoken": "2|a|b|3"}):
            assert put(server, session, b"x,y\n1,2\n", **wrong)[0] == 403
        assert put(server, session, b"x,y\n1,2\n", **right)[0] == 204
    assert put(server, "nobody", b"x,y\n1,2\n", **right)[0] == 400


def test_an_upload_is_not_written_to_the_disk(watched: tuple[Server, Witness]) -> None:
    server, witness = watched
    with visit(server) as socket:
        session = session_of(socket)
        before = witness.written()
        assert (
            put(server, session, b"1,2\n" * (LARGEST * MEGABYTE // 5), **signed(server))[0] == 204
        )
        assert witness.written() == before


def test_a_declared_size_that_is_too_large_is_refused_before_a_byte_arrives(
    watched: tuple[Server, Witness],
) -> None:
    server, _ = watched
    with visit(server) as socket:
        session = session_of(socket)
        headers = {**signed(server), "Content-Length": str(LARGEST * MEGABYTE + 1)}
        assert put(server, session, iter(()), **headers) == (413, "File too large")


def test_an_upload_of_undeclared_size_is_stopped_on_its_way(
    watched: tuple[Server, Witness],
) -> None:
    server, witness = watched
    sent = 0

    def chunks() -> Iterator[bytes]:
        nonlocal sent
        yield HEAD.encode()
        while sent < 64 * LARGEST * MEGABYTE:
            sent += MEGABYTE
            yield bytes(MEGABYTE)

    with visit(server) as socket:
        session = session_of(socket)
        before = witness.written()
        try:
            status, _ = put(server, session, chunks(), **signed(server))
        except (BrokenPipeError, ConnectionResetError):  # it hung up
            status = 413
        assert status == 413
        assert witness.written() == before
    assert "exceeded the size limit while streaming" in server.output()
    # What had left here before the server hung up: beyond its limit, only what lay in buffers.
    assert sent < 16 * LARGEST * MEGABYTE


def test_the_server_writes_nothing_at_all_while_it_serves(
    watched: tuple[Server, Witness], tmp_path: Path
) -> None:
    server, witness = watched
    before = witness.written()
    with visit(server) as socket:
        session_of(socket)
    assert witness.written() == before
