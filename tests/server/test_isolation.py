"""The server asks nobody, and an upload is neither written to the disk nor larger than allowed."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.server.uploads import HEAD, put, signed
from tests.server.witness import Witness, witnessing
from tests.stream import streaming
from tools.serve import ROOT, Server, serving

MEGABYTE = 2**20
LARGEST = 4  # megabytes, in this file
START = """
from streamlit import config, net_util
from streamlit.web import bootstrap

bootstrap.load_config_options({"server_address": "0.0.0.0", "server_headless": True})
net_util.get_external_ip = net_util.get_internal_ip = lambda: print("asked")
bootstrap._print_url(False)
"""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Witness]]:
    """The app, and who watches it."""
    options: dict[str, Any] = {"server.maxUploadSize": LARGEST}
    with (
        witnessing(tmp_path_factory.mktemp("witness")) as witness,
        serving(**options) as server,
    ):
        yield server, witness


@pytest.mark.slow
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
    with streaming(server) as visitor:
        visitor.run()
    with pytest.raises(InvalidStatus, match="403"), streaming(server, "https://example.com"):
        pass
    assert witness.outside() == []


@pytest.mark.slow
def test_an_upload_needs_the_token_of_this_servers_page(watched: tuple[Server, Witness]) -> None:
    server, _ = watched
    right = signed(server)
    with streaming(server) as visitor:
        visitor.run()
        for wrong in ({}, {"Cookie": right["Cookie"]}, {**right, "X-Xsrftoken": "2|a|b|3"}):
            assert put(server, visitor.id, b"x,y\n1,2\n", **wrong)[0] == 403
        assert put(server, visitor.id, b"x,y\n1,2\n", **right)[0] == 204
    assert put(server, "nobody", b"x,y\n1,2\n", **right)[0] == 400


def test_an_upload_is_not_written_to_the_disk(watched: tuple[Server, Witness]) -> None:
    server, witness = watched
    with streaming(server) as visitor:
        visitor.run()
        before = witness.written()
        assert (
            put(server, visitor.id, b"1,2\n" * (LARGEST * MEGABYTE // 5), **signed(server))[0]
            == 204
        )
        assert witness.written() == before


def test_a_declared_size_that_is_too_large_is_refused_before_a_byte_arrives(
    watched: tuple[Server, Witness],
) -> None:
    server, _ = watched
    with streaming(server) as visitor:
        visitor.run()
        headers = {**signed(server), "Content-Length": str(LARGEST * MEGABYTE + 1)}
        assert put(server, visitor.id, iter(()), **headers) == (413, "File too large")


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

    with streaming(server) as visitor:
        visitor.run()
        before = witness.written()
        try:
            status, _ = put(server, visitor.id, chunks(), **signed(server))
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
    with streaming(server) as visitor:
        visitor.run()
    assert witness.written() == before
