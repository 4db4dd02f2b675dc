"""A network of its own for a function: nothing in it but the loopback, and the kernel counts.

There no address beyond has a route, and each attempt to reach one raises a counter, whatever code
made it, Python's or native. A look-up of a name raises one, too: a name server beyond has no route
either, one at a loopback address would get a datagram, and the sockets in /run by which some
systems look names up are out of sight. Nothing is ever sent.
"""

from __future__ import annotations

import ctypes
import fcntl
import importlib
import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.serve import ROOT

# What nobody raises who asks nobody: on the loopback, everything of ours goes by TCP.
COUNTERS = {"Ip OutNoRoutes", "Ip6 OutNoRoutes", "Udp OutDatagrams", "Udp6 OutDatagrams"}
SECONDS = 300
# Linux's own numbers.
GET_FLAGS, SET_FLAGS, IS_UP = 0x8913, 0x8914, 1


def refusal() -> str:
    """Why no such network can be had here, in the system's words; "" where one can."""
    if sys.platform != "linux":
        return f"network namespaces are Linux's, and this is {sys.platform}"
    try:
        answer = subprocess.run([*_apart(), "true"], capture_output=True, text=True)
    except FileNotFoundError as missing:
        return str(missing)
    return answer.stderr.strip() if answer.returncode else ""


def asked_beyond(function: Callable[[], None]) -> dict[str, int]:
    """Call a function of a module in such a network; the counters that it raised, each by how much.

    Raises CalledProcessError where the function fails; its traceback is on the standard error.
    """
    # What is asked for by a proxy would be asked of a port of this machine.
    environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    answer = subprocess.run(
        [*_apart(), sys.executable, "-m", __name__, function.__module__, function.__name__],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    raised: dict[str, int] = json.loads(answer.stdout.splitlines()[-1])
    return raised


def _apart() -> list[str]:
    """What runs a command in namespaces of its own; who is not root becomes root there."""
    return ["unshare", "--net", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]


def _close_off() -> None:
    """From within: the loopback is up, and no service of the machine is in sight in /run."""
    with socket.socket() as any_socket:
        asked = struct.pack("16sH14x", b"lo", 0)
        (flags,) = struct.unpack("16xH14x", fcntl.ioctl(any_socket, GET_FLAGS, asked))
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sH14x", b"lo", flags | IS_UP))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", b"/run", b"tmpfs", 0, None):
        raise OSError(ctypes.get_errno(), "/run cannot be covered")


def _counted() -> dict[str, int]:
    """The counters of this network that are not 0."""
    every = [*_in_pairs(Path("/proc/net/snmp")), *_one_a_line(Path("/proc/net/snmp6"))]
    return {name: count for name, count in every if name in COUNTERS and count}


def _in_pairs(file: Path) -> Iterator[tuple[str, int]]:
    """A line of names, "Udp: InDatagrams OutDatagrams", above a line of counts, "Udp: 0 0"."""
    lines = file.read_text(encoding="ascii").splitlines()
    for names, counts in zip(lines[::2], lines[1::2], strict=True):
        protocol, _, rest = names.partition(": ")
        for name, count in zip(rest.split(), counts.split()[1:], strict=True):
            yield f"{protocol} {name}", int(count)


def _one_a_line(file: Path) -> Iterator[tuple[str, int]]:
    """Lines as "Udp6OutDatagrams 0"; there is no such file where the kernel has no IPv6."""
    for line in file.read_text(encoding="ascii").splitlines() if file.exists() else []:
        name, count = line.split()
        protocol, _, rest = name.partition("6")
        yield f"{protocol}6 {rest}", int(count)


def main() -> None:
    module, function = sys.argv[1:]
    _close_off()
    getattr(importlib.import_module(module), function)()
    print(json.dumps(_counted()))


if __name__ == "__main__":
    main()
