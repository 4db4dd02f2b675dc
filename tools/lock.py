"""Renews the locks: `make lock` asks for the newest of all that requirements.txt does not pin.

uv resolves, for every platform and each Python from 3.11 on, and lists the hashes of all files.
Left out is what only PyTorch's build for graphics cards needs; added are the hashes of its builds
for the CPU on Linux, which stand on a page of PyTorch's own.
"""

import os
import re
import subprocess
import sys
import urllib.request
import venv
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.install import torch_pin
from tools.licences import FOR_GRAPHICS_CARDS
from tools.serve import ROOT

HEAD = """\
# Everything that {source} comes to, in the versions that were tested.
#
# Written by `make lock`; pip checks each file by these hashes. They are of all platforms and of all
# Pythons from 3.11 on; for PyTorch, of the package index's files and of PyTorch's own builds for
# the CPU on Linux. Not here is what only its build for graphics cards needs.
"""
PYTHON = "3.11"
# In this order: each is held to what the ones before it have.
SOURCES = ("requirements.txt", "requirements-dev.txt", "requirements-audit.txt")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# A link of PyTorch's page to a wheel for Linux and Python 3.11 or newer, which ends in its hash.
CPU_WHEEL = (
    r"torch-{}(?:\+|%2B)cpu-cp3(?:1[1-9]|[2-9]\d)-[^\"#]*linux[^\"#]*#sha256=([0-9a-f]{{64}})"
)
UNKNOWN = "PyTorch {}: the hashes of its builds for the CPU are not known, nor found at {}."


def lock_of(source: str) -> Path:
    return (ROOT / source).with_suffix(".lock")


def entries(lock: str) -> Iterator[tuple[str, str]]:
    """A lock's packages: each name, and its lines with all hashes."""
    for entry in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]:
        yield entry.partition("==")[0], entry


def hashes_of(name: str, lock: str) -> set[str]:
    return {digest for of, entry in entries(lock) if of == name for digest in HASH.findall(entry)}


def for_the_cpu(version: str, page: str, known: set[str]) -> set[str]:
    """The hashes that the page has; where it cannot be reached, those that are known.

    Raises SystemExit where there are neither.
    """
    try:
        with urllib.request.urlopen(page, timeout=20) as answer:
            known = set(re.findall(CPU_WHEEL.format(re.escape(version)), answer.read().decode()))
    except (OSError, ValueError):
        pass
    if not known:
        sys.exit(UNKNOWN.format(version, page))
    return known


def completed(resolved: str, builds: set[str]) -> str:
    """uv's answer without what is for graphics cards, and PyTorch's with its builds for the CPU."""
    kept = []
    for name, entry in entries(resolved):
        if name.startswith(FOR_GRAPHICS_CARDS):
            continue
        if name == "torch":
            listed = sorted(builds | set(HASH.findall(entry)))
            lines = [entry.partition(" \\\n")[0], *(f"    --hash=sha256:{one}" for one in listed)]
            entry = " \\\n".join(lines) + "\n"
        kept.append(entry)
    return "".join(kept)


def resolve(uv: Path, source: str, held_to: Iterable[Path]) -> str:
    """What uv says that a requirements file comes to."""
    command = [str(uv), "pip", "compile", source, "--quiet", "--universal"]
    # One version of each, for all Pythons: what is tested on one of them is what all have.
    command += ["--python-version", PYTHON, "--fork-strategy", "fewest"]
    command += ["--generate-hashes", "--upgrade", "--no-header", "--no-annotate"]
    for lock in held_to:
        command += ["--constraint", str(lock)]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def renew(uv: Path, page: str) -> None:
    """Write all locks, or none where one of them cannot be had."""
    written: dict[Path, str] = {}
    old = lock_of(SOURCES[0])
    before = old.read_text(encoding="utf-8") if old.exists() else ""
    with TemporaryDirectory() as folder:
        held_to: list[Path] = []
        for source in SOURCES:
            resolved = resolve(uv, source, held_to)
            version = torch_pin(resolved)
            builds = set[str]()
            if version:
                same = hashes_of("torch", before) if torch_pin(before) == version else set()
                builds = for_the_cpu(version, page, same)
            lock = HEAD.format(source=source) + completed(resolved, builds)
            written[lock_of(source)] = lock
            held_to.append(Path(folder) / lock_of(source).name)
            held_to[-1].write_text(resolved, encoding="utf-8")
    for path, lock in written.items():
        if not path.exists() or path.read_text(encoding="utf-8") != lock:  # else nothing is newer
            path.write_text(lock, encoding="utf-8")


def main() -> None:
    (page,) = sys.argv[1:]
    with TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        programs = Path(scratch) / ("Scripts" if os.name == "nt" else "bin")
        pip = [str(programs / "python"), "-m", "pip", "--disable-pip-version-check", "-q"]
        subprocess.run([*pip, "install", "-r", str(ROOT / "requirements-lock.txt")], check=True)
        renew(programs / "uv", page)


if __name__ == "__main__":
    main()
