"""A Streamlit server of one's own, for as long as a `with` block lasts."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.free_port import LOOPBACK, lent_port

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app.py"
START_SECONDS = 60.0
STOP_SECONDS = 5.0
PORT = "server.port"


class ServerFailed(RuntimeError):
    """The server did not come up; the message holds what it said."""


@dataclass(frozen=True)
class Server:
    """A running server: where it is, and what it has said."""

    url: str
    pid: int
    log: Path

    def output(self) -> str:
        """All that the server has written so far, to either stream."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def serving(script: Path = APP, **config: object) -> Iterator[Server]:
    """Serve `script` on a free port of the loopback address; the server ends with the block.

    `config` overrides .streamlit/config.toml: `serving(script, **{"runner.postScriptGC": True})`,
    and may name the port. Raises ServerFailed, with the server's own words, unless it is healthy
    within a minute.
    """
    with serving_within((), script, **config) as server:
        yield server


@contextmanager
def serving_within(outer: Sequence[str], script: Path = APP, **config: object) -> Iterator[Server]:
    """The same, run by another command: `serving_within(["env", "HOME=/nowhere"])`."""
    if PORT not in config:
        with lent_port() as port, serving_within(outer, script, **config, **{PORT: port}) as server:
            yield server
        return
    with tempfile.TemporaryDirectory(prefix="regression-lab-") as folder:
        log = Path(folder) / "server.log"
        process = _start([*outer, *_command(script, config)], log)
        try:
            server = Server(f"http://{LOOPBACK}:{config[PORT]}", process.pid, log)
            base = str(config.get("server.baseUrlPath", "")).strip("/")
            _wait_until_healthy(f"{server.url}/{base}" if base else server.url, server, process)
            yield server
        finally:
            _end(process)


def _command(script: Path, config: dict[str, object]) -> list[str]:
    options = {
        "server.address": LOOPBACK,
        "server.headless": "true",
        **config,
    }
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    for name, value in options.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        command += [f"--{name}", text]
    return command


def _start(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    environment = {
        "REGRESSION_LAB_AHEAD": "",  # nothing is computed that nobody asked for
        **os.environ,
        "PYTHONUNBUFFERED": "1",  # else output() lags behind
    }
    with log.open("wb") as out:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_healthy(url: str, server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _healthy(url):
        if process.poll() is not None:
            raise ServerFailed(f"the server ended with {process.returncode}:\n{server.output()}")
        if time.monotonic() > deadline:
            raise ServerFailed(f"not healthy after {START_SECONDS:g} s:\n{server.output()}")
        time.sleep(0.05)


def _healthy(url: str) -> bool:
    # Past any proxy that the environment names: this is the machine itself.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
