"""Where the server cannot start, a sentence says why; where it can, on any machine, it does."""

import subprocess
import sys

import pytest
from websockets.sync.client import connect

from tests.server.test_headers import ask
from tools.serve import ROOT, serving

NO_TORCH = "import sys; sys.modules['torch'] = None"
BROKEN_TORCH = """
import builtins
real = builtins.__import__
def broken(name, *given, **named):
    if name == "torch":
        raise OSError("libtorch_cpu.so: cannot open shared object file")
    return real(name, *given, **named)
builtins.__import__ = broken
"""
# What the dynamic linker says is raised without the name of the module.
UNLINKED_TORCH = BROKEN_TORCH.replace("OSError", "ImportError")
OTHER_TORCH = """
import sys, types
sys.modules["torch"] = types.ModuleType("torch")
"""
NO_MODULE_OF_OURS = "import sys; sys.modules['models.run'] = None"
NO_PLOTLY = """
from pathlib import Path
real = Path.glob
Path.glob = lambda self, pattern: iter(()) if "plotly" in pattern else real(self, pattern)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (NO_TORCH, "torch is missing. `make run` installs"),
        (BROKEN_TORCH, "libtorch_cpu.so"),
        (UNLINKED_TORCH, "cannot be imported (libtorch_cpu.so"),
        (OTHER_TORCH, "torch cannot be imported (cannot import name"),
        (NO_MODULE_OF_OURS, "models.run is missing. It is part of the repository"),
        (NO_PLOTLY, "plotly-basic"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(prepare: str, said: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", f"{prepare}\nimport app"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert answer.returncode == 1
    (line,) = [line for line in answer.stderr.splitlines() if line.startswith("Regression Lab")]
    assert said in line
    assert "pip install" in line or "part of the repository" in line
    assert "Traceback" not in answer.stderr


@pytest.mark.slow
def test_a_home_that_cannot_be_looked_into_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even root cannot look into this one: its name is too long for any system."""
    monkeypatch.setenv("HOME", "/" + "a" * 300)
    with serving() as server:
        assert ask(server, "/")[0].status == 200
        assert ask(server, "/_stcore/host-config")[0].status == 200


@pytest.mark.slow
def test_a_page_is_connected_in_spite_of_other_applications_cookies() -> None:
    """Of 12 kB: the websocket's library takes lines of 8."""
    with serving() as server:
        address = server.url.replace("http:", "ws:") + "/_stcore/stream"
        cookies = "; ".join(f"other{i}={'x' * 1000}" for i in range(12))
        with connect(address, proxy=None, additional_headers={"Cookie": cookies}) as socket:
            socket.ping().wait(60)
