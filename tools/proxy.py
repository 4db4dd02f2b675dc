"""The proxy of deploy/haproxy.cfg before replicas of one's own, for as long as a block lasts."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.free_port import LOOPBACK, free_port
from tools.serve import ROOT

CONFIG = ROOT / "deploy" / "haproxy.cfg"
START_SECONDS = 30.0

HOW_TO_GET_IT = """\
No HAProxy was found, and none could be installed:
  Debian:  sudo apt-get install haproxy
  macOS:   brew install haproxy"""


class ProxyMissing(RuntimeError):
    """There is no proxy, or it does not start; the message says why and what to do."""


def find() -> Path | None:
    """The HAProxy of this machine, or None."""
    found = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


def ensure() -> Path:
    """The HAProxy of this machine, installed where root may do so; else raises ProxyMissing."""
    found = find()
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        apt_get = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
        for command in ("update",), ("install", "-y", "--no-install-recommends", "haproxy"):
            subprocess.run([*apt_get, *command], stdout=sys.stderr, check=False)
        found = find()
    if found is None:
        raise ProxyMissing(HOW_TO_GET_IT)
    return found


def check(**environment: str) -> str:
    """What HAProxy finds wrong with its configuration; "" where nothing is."""
    command = [str(ensure()), "-c", "-q", "-f", str(CONFIG)]
    answer = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True
    )
    return "" if answer.returncode == 0 else answer.stdout + answer.stderr


@contextmanager
def proxying(ports: Sequence[int]) -> Iterator[str]:
    """The proxy before replicas at one or two ports of the loopback address: its own address.

    Raises ProxyMissing unless it hands on the health of a replica within half a minute.
    """
    port = free_port()
    environment = {
        **os.environ,
        "LAB_BIND": f"{LOOPBACK}:{port}",
        "LAB_COOKIE_KEY": secrets.token_hex(),
        **{f"LAB_PORT_{number}": str(replica) for number, replica in enumerate(ports, 1)},
    }
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [str(ensure()), "-db", "-f", str(CONFIG)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://{LOOPBACK}:{port}"
            if not _healthy_in_time(url, process):
                log.seek(0)
                raise ProxyMissing(f"HAProxy does not serve:\n{log.read().decode()}")
            yield url
        finally:
            process.kill()  # it would wait for websockets to end
            process.wait()


def _healthy_in_time(url: str, process: subprocess.Popen[bytes]) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with direct.open(f"{url}/_stcore/health", timeout=5):
                return True
        except OSError:
            time.sleep(0.1)
    return False
