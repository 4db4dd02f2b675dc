"""What `make check` asks, beside the other tests: its slowest part would leave a core idle."""

import re
import subprocess
import sys

import pytest

from tools.serve import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
RECIPE = MAKEFILE.partition("\ncheck:")[2].partition("\n\n")[0]
COMMANDS = re.findall(r"^\t@\$\(PYTHON\) -m (.+)$", RECIPE, re.MULTILINE)


def test_linter_format_and_types_are_asked() -> None:
    assert COMMANDS == ["ruff check", "ruff format --check", "mypy"]


@pytest.mark.parametrize("command", COMMANDS)
def test_it_finds_nothing(command: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=ROOT, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
