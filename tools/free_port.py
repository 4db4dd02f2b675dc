"""A port that is free: `python -m tools.free_port 8501 127.0.0.1` prints 8501 or the next one."""

import errno
import os
import random
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

LOOPBACK = "127.0.0.1"
# Below what Linux, macOS and Windows give to connections that a program opens (from 32768 on, or
# 49152): while a server is down for a moment, no browser's connection gets its port.
LENT_FROM, LENT_BELOW = 20000, 32000
_given_back: list[int] = []


def free_port(first: int = 0, address: str = LOOPBACK) -> int:
    """The first free port from `first` on; with 0, any one that the system chooses.

    Raises OSError where none is left, or where the address is not one of this machine.
    """
    if first == 0:
        return _bound(0, address)
    for port in range(first, 65536):
        try:
            return _bound(port, address)
        except PermissionError:
            continue
        except OSError as error:
            if not _in_use(error):
                raise
    raise OSError(f"no free port from {first} on at {address}")


@contextmanager
def lent_port() -> Iterator[int]:
    """A free port for as long as the block lasts; where there is one, one that was lent before.

    A browser keeps scripts, read and compiled, by their address: from a known port it starts soon.
    """
    start = _given_back.pop() if _given_back else random.randrange(LENT_FROM, LENT_BELOW)
    port = free_port(start)
    try:
        yield port
    finally:
        _given_back.append(port)


def _bound(port: int, address: str) -> int:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if port and os.name == "posix":
            # As the server does it: a port left a moment ago is free. Not on Windows, where the
            # option would grant a port that another program listens on; nor where the system
            # chooses, since it could then choose the same one for two who ask at once.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
        return int(probe.getsockname()[1])


def _in_use(error: OSError) -> bool:
    return error.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", None))


def main() -> None:
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    address = sys.argv[2] if len(sys.argv) > 2 else LOOPBACK
    print(free_port(first, address))


if __name__ == "__main__":
    main()
