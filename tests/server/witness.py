"""What a server's process does to the net and to the disk, as Python's own audit hooks tell it.

They see every socket and every file that Python code opens, in the server and in all its libraries,
and say which. What native code opens by itself they do not see; where it is the net,
tests/server/namespace.py has the kernel count it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

# Python imports a module of this name at its start, wherever it finds it.
SITECUSTOMIZE = """\
import json, os, sys

_log = os.open({log!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
_writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _tell(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        said = ["net", str(args[1])]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        said = ["net", str(args[0])]
    elif event == "open" and isinstance(args[2], int) and args[2] & _writing:
        said = ["disk", str(args[0])]
    else:
        return
    os.write(_log, (json.dumps(said) + "\\n").encode())


sys.addaudithook(_tell)
"""
# Where anybody may write and nothing is kept.
NOWHERE = ("/dev/null", "/dev/tty", "/proc/")
HERE = ("127.0.0.1", "0.0.0.0", "::1", "localhost", "None")


@dataclass(frozen=True)
class Witness:
    """What was seen so far."""

    log: Path

    def _seen(self, kind: str) -> list[str]:
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [what for seen, what in map(json.loads, lines) if seen == kind]

    def outside(self) -> list[str]:
        """Addresses and names beyond this machine that were asked for."""
        return [what for what in self._seen("net") if not what.removeprefix("('").startswith(HERE)]

    def written(self) -> list[str]:
        """Files that were opened to be written."""
        return [what for what in self._seen("disk") if not what.startswith(NOWHERE)]


@contextmanager
def witnessing(folder: Path) -> Iterator[Witness]:
    """Servers that are started in the block are watched; `folder` is for the watching itself."""
    log = folder / "seen.jsonl"
    log.touch()
    (folder / "sitecustomize.py").write_text(SITECUSTOMIZE.format(log=str(log)), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        # Compiled files are no business of this.
        patch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        yield Witness(log)
