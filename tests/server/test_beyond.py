"""Nobody beyond this machine is asked: in a network without a way out, the kernel has counted.

The browser of these tests stays outside. In such a network Chromium 156 was seen to ask for itself,
in spite of tools.browser.FLAGS: by name for update.googleapis.com, and for
content-autofill.googleapis.com whenever a page with fields came, and 2001:4860:4860::8888 for
whether there is IPv6. Of its page, tests/browser/tabs.py records every request.
"""

from __future__ import annotations

import ctypes
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import InvalidStatus

from tests.protocol.visitor import visiting
from tests.server.namespace import asked_beyond, refusal
from tests.server.uploads import put, signed
from tests.stream import streaming
from tools.serve import serving

# Addresses for documentation, and a name that nobody has.
BEYOND, BEYOND_6, NOBODY = "192.0.2.1", "2001:db8::1", b"nobody.invalid"
FILE = b"x,y\n1,2\n2,4\n3,7\n"
HAS_IPV6 = Path("/proc/net/if_inet6").exists()


@pytest.fixture(scope="module", autouse=True)
def namespace() -> None:
    """Without a network of one's own there is nothing to count: the kernel's are everybody's."""
    if why := refusal():
        pytest.skip(f"the system gives no network of one's own: {why}")


def a_visit() -> None:
    """All that visitors have a server do, from its start to its end, open as for a class."""
    open_to_all: dict[str, Any] = {"server.address": "0.0.0.0"}
    with serving(**open_to_all) as server:
        with visiting(server) as visitor:
            lab = visitor.open()
            visitor.send(WidgetState(id=lab.id_of("learning_rate"), double_value=0.02))
            assert visitor.query["learning_rate"] == "0.02"
        with visiting(server) as visitor:
            own = visitor.open("", "dataset=own")
            assert put(server, visitor.session.id, FILE, **signed(server)) == (204, "")
            chosen = WidgetState(id=own.id_of("own_upload"))
            files = chosen.file_uploader_state_value.uploaded_file_info
            files.add(file_id="a-file", name="x.csv", size=len(FILE))
            assert "file" not in visitor.query
            visitor.send(chosen)
            assert "x.csv" in visitor.query["file"], visitor.query
        for page in ("modules", "mistakes"):
            with visiting(server) as visitor:
                assert visitor.open(page).widgets
        with pytest.raises(InvalidStatus, match="403"), streaming(server, "https://example.com"):
            pass


@pytest.mark.slow
def test_from_its_start_to_its_end_a_server_asks_nobody_beyond_this_machine() -> None:
    assert asked_beyond(a_visit) == {}


# ---- That the kernel would have counted: attempts of native code, which no audit hook hears of


def connecting() -> None:
    _connect(_socket(socket.AF_INET, socket.SOCK_STREAM), _address())


def sending() -> None:
    there = _address()
    datagrams = _socket(socket.AF_INET, socket.SOCK_DGRAM)
    assert ctypes.CDLL(None).sendto(datagrams, b"x", 1, 0, there, len(there)) < 0


def connecting_6() -> None:
    there = socket.inet_pton(socket.AF_INET6, BEYOND_6)
    there = struct.pack("=HHI16sI", socket.AF_INET6, socket.htons(80), 0, there, 0)
    _connect(_socket(socket.AF_INET6, socket.SOCK_STREAM), there)


def looking_up() -> None:
    found = ctypes.c_void_p()
    assert ctypes.CDLL(None).getaddrinfo(NOBODY, None, None, ctypes.byref(found)) != 0


def asking_a_name_server_here() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.sendto(b"x", ("127.0.0.53", 53))


def _socket(family: int, kind: int) -> int:
    number: int = ctypes.CDLL(None).socket(family, kind, 0)
    return number


def _address() -> bytes:
    """IPv4's sockaddr_in."""
    return struct.pack("=HH4s8x", socket.AF_INET, socket.htons(80), socket.inet_aton(BEYOND))


def _connect(number: int, there: bytes) -> None:
    assert ctypes.CDLL(None).connect(number, there, len(there)) < 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("attempt", "counter"),
    [
        (connecting, "Ip OutNoRoutes"),
        (sending, "Ip OutNoRoutes"),
        pytest.param(
            connecting_6,
            "Ip6 OutNoRoutes",
            marks=pytest.mark.skipif(not HAS_IPV6, reason="this kernel has no IPv6"),
        ),
        (asking_a_name_server_here, "Udp OutDatagrams"),
    ],
)
def test_the_kernel_counts_an_attempt(attempt: Callable[[], None], counter: str) -> None:
    assert asked_beyond(attempt) == {counter: 1}


def test_the_kernel_counts_a_look_up_wherever_the_name_server_is() -> None:
    assert asked_beyond(looking_up)
